"""Shapes are rounded once, checked, and clipped."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nblabel.values.annotation import Pixels, Range, Rectangle, Ring, Rings
from nblabel.values.errors import AnnotationError
from nblabel.values.geometry import clip_ring, fit_shape, round_once
from nblabel.values.mask import encode_mask

SIZE = (100, 60)
near = st.floats(-150, 150)
sides = st.floats(0.01, 200)
rings = st.lists(st.tuples(near, near), min_size=3, max_size=9)


def fit(shape: Rectangle) -> Rectangle:
    fitted = fit_shape(shape, "a.jpg", SIZE)
    assert isinstance(fitted, Rectangle)
    return fitted


@given(near, near, sides, sides, st.floats(-720, 720))
def test_fitting_twice_changes_nothing(x: float, y: float, w: float, h: float, angle: float) -> None:
    try:
        once = fit(Rectangle(x, y, w, h, angle))
    except AnnotationError:
        assume(False)
    assert fit(once) == once


@given(near, near, sides, sides)
def test_an_upright_box_ends_up_inside(x: float, y: float, w: float, h: float) -> None:
    try:
        box = fit(Rectangle(x, y, w, h))
    except AnnotationError:
        assume(False)
    assert box.x >= 0
    assert box.y >= 0
    assert round_once(box.x + box.width) <= 100
    assert round_once(box.y + box.height) <= 60


def test_a_box_is_rounded_to_hundredths_and_left_alone_inside() -> None:
    assert fit(Rectangle(1.234, 2.346, 10.001, 5)) == Rectangle(1.23, 2.35, 10, 5)


def test_a_box_over_the_border_is_clipped() -> None:
    assert fit(Rectangle(-10, 50, 30, 30)) == Rectangle(0, 50, 20, 10)


def test_a_turned_box_is_kept_whole_while_its_centre_is_inside() -> None:
    assert fit(Rectangle(-10, 0, 30, 20, 405)) == Rectangle(-10, 0, 30, 20, 45)
    with pytest.raises(AnnotationError, match="centre"):
        fit(Rectangle(-30, 0, 30, 20, 45))


@pytest.mark.parametrize(
    "shape",
    [
        Rectangle(200, 0, 5, 5),
        Rectangle(0, 0, 0, 5),
        Rectangle(0, 0, 5, -5),
        Rectangle(0, 0, 0.004, 5),
        Rectangle(math.nan, 0, 5, 5),
        Rectangle(0, 0, math.inf, 5),
        Rectangle(0, 0, 5, 5, frame=1),
        Rings([]),
        Rings([[(0, 0), (1, 1)]]),
        Rings([[(0, 0), (10, 10), (20, 20)]]),
        Rings([[(0, 0), (math.nan, 5), (5, 5)]]),
        Rings([[(0, 0), (1e308, 1), (1, 1)]]),
        Rings([[(200, 200), (210, 200), (200, 210)]]),
        Range(3, 3),
        Range(-1, 2),
        Range(0, 99),
        Pixels("not one"),
        Pixels(encode_mask(np.zeros((60, 100)))),
        Pixels(encode_mask(np.ones((61, 100)))),
    ],
)
def test_nonsense_is_refused_and_the_item_named(shape: Rectangle | Rings | Range | Pixels) -> None:
    with pytest.raises(AnnotationError, match=r"cat\.jpg"):
        fit_shape(shape, "cat.jpg", SIZE, frames=1, length=10)


def inside(rings: list[Ring], x: float, y: float) -> bool:
    """The even-odd rule by a ray to the right."""
    crossings = 0
    for ring in rings:
        for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True):
            if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
                crossings += 1
    return crossings % 2 == 1


@given(rings, st.floats(0.5, 99.5), st.floats(0.5, 59.5))
def test_clipping_changes_nothing_inside_the_picture(ring: Ring, x: float, y: float) -> None:
    assert inside([clip_ring(ring, SIZE)], x, y) == inside([ring], x, y)


@given(rings)
def test_a_polygon_ends_up_inside_and_stays_as_it_is(ring: Ring) -> None:
    try:
        once = fit_shape(Rings([ring]), "a", SIZE)
    except AnnotationError:
        assume(False)
    assert isinstance(once, Rings)
    assert all(0 <= x <= 100 and 0 <= y <= 60 for part in once.parts for x, y in part)
    assert fit_shape(once, "a", SIZE) == once


def test_a_part_outside_goes_and_a_hole_stays() -> None:
    outer: Ring = [(-10, -10), (50, -10), (50, 50), (-10, 50)]
    hole: Ring = [(10, 10), (20, 10), (20, 20), (10, 20)]
    away: Ring = [(200, 0), (210, 0), (210, 10)]
    fitted = fit_shape(Rings([outer, hole, away]), "a", SIZE)
    assert isinstance(fitted, Rings)
    assert len(fitted.parts) == 2
    assert fitted.parts[1] == hole
    assert {(0.0, 0.0), (50.0, 0.0), (50.0, 50.0), (0.0, 50.0)} == set(fitted.parts[0])
