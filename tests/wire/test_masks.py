"""Masks are the same strings in the page and in the kernel."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nblabel.values.errors import AnnotationError
from nblabel.values.mask import decode_mask, encode_mask, mask_area, mask_length
from tests.wire import mask_fixtures

FILE = Path(__file__).with_name("masks.json")
FIXTURE: dict[str, list[dict[str, Any]]] = json.loads(FILE.read_text(encoding="utf-8"))


def test_the_masks_are_what_the_code_makes_today() -> None:
    assert FILE.read_bytes() == mask_fixtures.masks()


def test_every_mask_is_its_string_and_its_runs() -> None:
    for one in FIXTURE["masks"]:
        inside = np.repeat(np.arange(len(one["runs"])) % 2 == 1, one["runs"])
        array = inside.reshape((one["height"], one["width"]), order="F")
        assert encode_mask(array) == one["rle"]
        assert np.array_equal(decode_mask(one["rle"], one["height"], one["width"]), array)
        assert (mask_area(one["rle"]), mask_length(one["rle"])) == (one["area"], array.size)


@pytest.mark.parametrize("one", FIXTURE["refused"], ids=lambda one: repr(one["rle"]))
def test_a_string_that_is_no_mask_of_the_size_is_refused(one: dict[str, Any]) -> None:
    with pytest.raises(AnnotationError):
        decode_mask(one["rle"], one["height"], one["width"])
