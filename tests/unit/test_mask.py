"""Masks as COCO's compressed run lengths."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.typing import NDArray

from nblabel.values.errors import AnnotationError
from nblabel.values.mask import decode_mask, encode_mask, mask_area, mask_length
from nblabel.values.public import Mask


def coco_string(array: NDArray[np.bool_]) -> str:
    """`rleEncode` and `rleToString` of cocoapi's maskApi.c, line by line."""
    counts, previous, run = [], False, 0
    for value in array.ravel(order="F"):
        if value != previous:
            counts.append(run)
            run, previous = 0, bool(value)
        run += 1
    counts.append(run)
    text = ""
    for place, count in enumerate(counts):
        left = count - counts[place - 2] if place > 2 else count
        more = True
        while more:
            bits = left & 0x1F
            left >>= 5
            more = left != -1 if bits & 0x10 else left != 0
            text += chr((bits | 0x20 if more else bits) + 48)
    return text


masks = arrays(np.bool_, array_shapes(min_dims=2, max_dims=2, max_side=40))


@given(masks)
def test_a_mask_comes_back_as_it_was(array: NDArray[np.bool_]) -> None:
    assert np.array_equal(decode_mask(encode_mask(array), *array.shape), array)


@given(masks)
def test_the_string_is_cocos(array: NDArray[np.bool_]) -> None:
    assert encode_mask(array) == coco_string(array)


@given(st.integers(1, 3000), st.integers(1, 3000))
def test_long_runs_come_back(before: int, inside: int) -> None:
    array = np.zeros((1000, 9), dtype=bool)
    array.ravel()[before : before + inside] = True
    assert np.array_equal(decode_mask(encode_mask(array), 1000, 9), array)


def test_area_and_length_are_read_from_the_string() -> None:
    rle = encode_mask(np.eye(5))
    assert (mask_area(rle), mask_length(rle)) == (5, 25)


@pytest.mark.parametrize("rle", ["", "\x00", "é", "o", "o" * 20 + "0", "9"])
def test_what_is_no_mask_is_refused(rle: str) -> None:
    with pytest.raises(AnnotationError):
        decode_mask(rle, 5, 5)


def test_a_public_mask_knows_its_size() -> None:
    array = np.tri(6, 4) > 0
    mask = Mask.from_array("tree", array)
    assert np.array_equal(mask.to_array(), array)
    assert np.array_equal(Mask("tree", mask.rle).to_array((6, 4)), array)
    with pytest.raises(AnnotationError, match="size"):
        Mask("tree", mask.rle).to_array()
