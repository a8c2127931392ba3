"""Turned boxes as corners, and several rings as one, lose nothing."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nblabel.formats.rings import are_apart, join, shoelace, split
from nblabel.formats.turned import bounds, box_of, corners
from nblabel.values.annotation import Rectangle, Ring, Rings
from nblabel.values.errors import AnnotationError
from nblabel.values.geometry import fit_shape
from nblabel.values.outline import fill

hundredths = st.integers(0, 2000).map(lambda n: n / 100)
sides = st.integers(1, 500_000).map(lambda n: n / 100)
small = st.tuples(st.integers(0, 8).map(float), st.integers(0, 8).map(float))
SQUARE: Ring = [(0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0)]


@given(hundredths, hundredths, sides, sides, st.integers(0, 35999).map(lambda n: n / 100))
def test_a_box_comes_back_from_its_corners(x: float, y: float, w: float, h: float, angle: float) -> None:
    box = Rectangle(x, y, w, h, angle)
    assert box_of(corners(box)) == box


def test_corners_the_other_way_round_are_the_same_box() -> None:
    a, b, c, d = corners(Rectangle(1, 2, 30, 10, 20))
    assert box_of([b, a, d, c]) == Rectangle(1, 2, 30, 10, 20)


@pytest.mark.parametrize(
    "points", [[(0, 0), (5, 0), (9, 5), (0, 5)], [(0, 0)] * 4, [(0, 0), (1, 0), (2, 0), (3, 0)]]
)
def test_four_points_that_are_no_box_are_none(points: list[tuple[float, float]]) -> None:
    assert box_of(points) is None


def test_the_bounds_of_a_turned_box() -> None:
    assert bounds(corners(Rectangle(20, 10, 20, 10, 90))) == Rectangle(25, 5, 10, 20)


@given(st.lists(st.lists(small, min_size=3, max_size=7), min_size=1, max_size=4))
def test_rings_become_one_that_fills_the_same(rings: list[Ring]) -> None:
    try:
        stored = fit_shape(Rings(rings), "a", (9, 9))
    except AnnotationError:
        assume(False)
    assert isinstance(stored, Rings)
    joined = join(stored.parts)
    assert np.array_equal(fill([joined], 9, 9), fill(stored.parts, 9, 9))
    assert join(split(joined)) == joined


def test_rings_that_touch_nowhere_come_back_one_by_one() -> None:
    rings: list[Ring] = [SQUARE, [(1.0, 1.0), (2.0, 1.0), (2.0, 2.0)], [(4.0, 4.0), (5.0, 4.0), (5.0, 5.0)]]
    assert split(join(rings)) == rings


@pytest.mark.parametrize(
    ("other", "apart"),
    [
        ([(20.0, 0.0), (25.0, 0.0), (20.0, 5.0)], True),
        ([(9.0, 0.0), (15.0, 0.0), (15.0, 9.0), (9.0, 9.0)], True),  # they share a side
        ([(9.0, 9.0), (15.0, 9.0), (15.0, 15.0)], True),  # they share a corner
        ([(1.0, 1.0), (5.0, 1.0), (5.0, 5.0)], False),  # a hole
        ([(0.0, 0.0), (9.0, 0.0), (9.0, 5.0), (0.0, 5.0)], False),  # a hole that shares sides
        ([(-5.0, 4.0), (20.0, 4.0), (20.0, 5.0)], False),  # it crosses
        (SQUARE, False),
        (SQUARE[::-1], False),
    ],
)
def test_rings_are_apart_when_no_pixel_is_in_both(other: Ring, apart: bool) -> None:
    assert are_apart([SQUARE, other]) is apart
    assert are_apart([other, SQUARE]) is apart


def test_the_area_of_a_ring() -> None:
    assert shoelace(SQUARE) == shoelace(SQUARE[::-1]) == 81
