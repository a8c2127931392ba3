"""Code points and UTF-16."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nblabel.values.errors import AnnotationError
from nblabel.values.offsets import from_utf16, to_utf16


@given(st.data(), st.text())
def test_an_offset_comes_back_and_is_what_utf16_counts(data: st.DataObject, text: str) -> None:
    offset = data.draw(st.integers(0, len(text)))
    units = to_utf16(text, offset)
    assert units == len(text[:offset].encode("utf-16-le")) // 2
    assert from_utf16(text, units) == offset


@pytest.mark.parametrize("offset", [-1, 2, 5])
def test_within_a_character_or_outside_is_refused(offset: int) -> None:
    with pytest.raises(AnnotationError):
        from_utf16("a🐈b", offset)
