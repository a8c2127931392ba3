"""DataFrames as sources."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from nblabel.media.found import Found
from nblabel.media.sources import scan, source_of
from nblabel.values.errors import SourceError

Photo = Callable[..., Path]


def found(table: pd.DataFrame, columns: dict[str, str] | None = None) -> list[Found]:
    return [one for batch in scan(source_of(table, columns)) for one in batch]


def test_columns_are_mapped(photo: Photo) -> None:
    table = pd.DataFrame(
        {
            "file": [str(photo("a.jpg")), str(photo("b.jpg"))],
            "id": [7, 8],
            "class": ["Animal/Cat", None],
            "sure": [0.5, None],
            "patient": ["p1", float("nan")],
        }
    )
    one, two = found(
        table, {"image": "file", "key": "id", "label": "class", "confidence": "sure", "group": "patient"}
    )
    assert (one.key, one.label, one.confidence, one.group, one.name) == (
        "7",
        "Animal/Cat",
        0.5,
        "p1",
        "a.jpg",
    )
    assert (two.key, two.label, two.confidence, two.group, two.reason) == ("8", None, None, None, None)


def test_columns_named_as_their_roles_need_no_mapping(photo: Photo) -> None:
    [one] = found(pd.DataFrame({"image": [photo("a.jpg")], "label": [["cat", "dog"]]}))
    assert (one.key, one.label) == ("a.jpg", ("cat", "dog"))


def test_a_missing_file_is_an_item_with_a_reason(photo: Photo, tmp_path: Path) -> None:
    one, two = found(pd.DataFrame({"image": [str(photo("a.jpg")), str(tmp_path / "gone.jpg")]}))
    assert (one.reason, two.reason) == (None, "The file is gone")


@pytest.mark.parametrize(
    ("data", "columns", "told"),
    [
        ({"file": ["a.jpg"]}, None, "'file'"),
        ({"file": ["a.jpg"]}, {"image": "path"}, "no column 'path'; it has 'file'"),
        ({"image": ["a.jpg"]}, {"image": "image", "colour": "image"}, "colour"),
        ({"image": []}, None, "no rows"),
        ({"image": ["a.jpg", None]}, None, "Row 1"),
        ({"image": ["a.jpg", "a.jpg"]}, None, "'a.jpg' is there twice"),
        ({"image": ["a.jpg", "b.jpg"], "key": [1, 1]}, None, "'1' is there twice"),
        ({"image": ["a.jpg"], "key": [None]}, None, "Row 0 has no key"),
        ({"image": ["a.jpg"], "key": ["a\0b"]}, None, "NUL"),
        ({"image": ["a.jpg"], "label": ["a\0b"]}, None, "NUL"),
        ({"image": ["a.jpg"], "confidence": [1.5]}, None, "confidence"),
        ({"image": ["a.jpg"], "confidence": ["high"]}, None, "confidence"),
    ],
)
def test_an_impossible_table_is_refused(
    data: dict[str, Any], columns: dict[str, str] | None, told: str
) -> None:
    with pytest.raises(SourceError, match=told):
        found(pd.DataFrame(data), columns)
