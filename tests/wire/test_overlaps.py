"""A person's answer goes before a suggestion by the same rule in the page: both read `overlaps.json`."""

import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nblabel.values.annotation import Annotation, Rectangle, Rings, Whole
from nblabel.values.mask import decode_mask, encode_mask, free_mask, shared_area
from nblabel.values.overlap import iou, is_overridden
from tests.wire.overlap_fixtures import FILE, overlaps

masks = st.lists(st.booleans(), min_size=12, max_size=12).map(lambda flat: np.array(flat).reshape(3, 4))


def test_the_fixture_is_what_the_code_makes_today() -> None:
    assert FILE.read_bytes() == overlaps()


def test_the_fixture_has_both_ends() -> None:
    assert {row["meets"] for row in json.loads(FILE.read_bytes())} == {True, False}


@given(masks, masks)
def test_masks_are_compared_and_freed_pixel_by_pixel(one: np.ndarray, other: np.ndarray) -> None:
    a, b = encode_mask(one), encode_mask(other)
    assert shared_area(a, b) == (one & other).sum()
    assert (decode_mask(free_mask(a, [b]), 3, 4) == (one & ~other)).all()


@given(st.integers(0, 40), st.integers(0, 40))
def test_a_polygon_is_compared_as_the_box_it_is(x: int, y: int) -> None:
    def ring(x: float, y: float) -> Rings:
        return Rings([[(x, y), (x + 30, y), (x + 30, y + 30), (x, y + 30)]])

    boxes = Rectangle(0, 0, 30, 30), Rectangle(x, y, 30, 30)
    assert abs(iou(ring(0, 0), ring(x, y)) - iou(*boxes)) < 0.03


def test_a_label_goes_before_another_in_multiclass_and_before_itself_in_multilabel() -> None:
    suggested, other = Annotation("s", 1, Whole()), Annotation("a", 2, Whole())
    assert is_overridden("multiclass", suggested, [other])
    assert not is_overridden("multilabel", suggested, [other])
    assert is_overridden("multilabel", suggested, [other], root=lambda label: 1)
