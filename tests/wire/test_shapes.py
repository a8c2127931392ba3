"""Shapes are stored by the kernel as the page shows them: both read `shapes.json`."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from nblabel.values.annotation import Shape
from nblabel.values.errors import AnnotationError
from nblabel.values.geometry import fit_shape, round_once
from tests.wire.shape_fixtures import shapes

FILE = Path(__file__).parent / "shapes.json"
CASES = json.loads(FILE.read_bytes())


def test_the_fixture_is_what_the_code_makes_today() -> None:
    assert FILE.read_bytes() == shapes()


def test_numbers_are_rounded_as_the_fixture_has_it() -> None:
    assert [round_once(number) for number, _ in CASES["rounded"]] == [is_ for _, is_ in CASES["rounded"]]


def test_shapes_are_fitted_as_the_fixture_has_it() -> None:
    for case in CASES["shapes"]:
        assert fitted(case) == (case["fitted"], case["reason"])


def fitted(case: dict[str, Any]) -> tuple[Any, str | None]:
    shape: Shape = msgspec.convert(case["shape"], Shape, strict=False)
    size = None if case["size"] is None else (case["size"][0], case["size"][1])
    try:
        return json.loads(msgspec.json.encode(fit_shape(shape, "a", size, case["frames"]))), None
    except AnnotationError as error:
        return None, str(error).removeprefix("'a': ")


@pytest.mark.parametrize("kind", ["box", "polygon", "mask"])
def test_the_fixture_has_both_ends_of_every_kind(kind: str) -> None:
    rows = [case for case in CASES["shapes"] if case["shape"]["kind"] == kind]
    assert {case["reason"] is None for case in rows} == {True, False}
