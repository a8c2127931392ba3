"""Outlines proposed from a box or clicks, on pictures whose truth is known."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from benchmarks import pasted
from nblabel.learn.outliner import Outliner
from nblabel.learn.proposer import Box, Mask, Pixels, Points

Scene = tuple[Pixels, Mask]
HEIGHT, WIDTH = 160, 200


def scene(inside: Callable[[NDArray[np.float64], NDArray[np.float64]], Mask], seed: int = 0) -> Scene:
    """A thing in brown on green, both grainy."""
    y, x = np.mgrid[:HEIGHT, :WIDTH] + 0.5
    mask = inside(x, y)
    colours = np.where(mask[..., None], (150, 90, 60), (70, 140, 80))
    grain = np.random.default_rng(seed).normal(0, 12, colours.shape)
    return (colours + grain).clip(0, 255).astype(np.uint8), mask


def blob(x: NDArray[np.float64], y: NDArray[np.float64]) -> Mask:
    turn = np.arctan2(y - 80, x - 100)
    return np.asarray(np.hypot(x - 100, y - 80) < 40 + 8 * np.sin(3 * turn))


def ring(x: NDArray[np.float64], y: NDArray[np.float64]) -> Mask:
    far = np.hypot(x - 100, y - 80)
    return np.asarray((far < 50) & (far > 20))


def corner(x: NDArray[np.float64], y: NDArray[np.float64]) -> Mask:
    """An L, whose middle is not in it."""
    return np.asarray((x > 50) & (x < 150) & (y > 30) & (y < 130) & ((x < 75) | (y > 105)))


def box_of(mask: Mask) -> Box:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    x, y = int(columns[0]), int(rows[0])
    return Box(x, y, int(columns[-1]) + 1 - x, int(rows[-1]) + 1 - y)


def alike(a: Mask, b: Mask) -> float:
    """Intersection over union."""
    return float((a & b).sum() / max((a | b).sum(), 1))


def proposed(image: Pixels, box: Box | None, inside: Points = (), outside: Points = ()) -> Mask:
    found = Outliner().propose(image, box, inside, outside)
    assert 0 <= found.score <= 1
    assert found.mask.dtype == np.bool_
    assert found.mask.shape == image.shape[:2]
    return found.mask


@pytest.mark.parametrize("grey", [False, True])
def test_a_round_thing_is_found_from_its_box(grey: bool) -> None:
    image, mask = scene(blob)
    assert alike(proposed(image[..., 0] if grey else image, box_of(mask)), mask) > 0.95


@pytest.mark.parametrize("wider", [0.1, 0.25])
def test_a_thing_is_found_in_a_loose_box(wider: float) -> None:
    image, mask = scene(blob)
    x, y, width, height = box_of(mask)
    loose = Box(x - wider * width, y - wider * height, width * (1 + 2 * wider), height * (1 + 2 * wider))
    assert alike(proposed(image, loose), mask) > 0.9


def test_a_thing_that_is_not_round_is_found_too() -> None:
    image, mask = scene(corner)
    assert alike(proposed(image, box_of(mask)), mask) > 0.9


def test_a_click_into_a_hole_makes_it() -> None:
    image, mask = scene(ring)
    assert alike(proposed(image, box_of(mask)), mask) < 0.9
    assert alike(proposed(image, box_of(mask), [], [(100, 80)]), mask) > 0.9


def test_a_thing_is_found_from_one_click() -> None:
    image, mask = scene(blob)
    assert alike(proposed(image, None, [(100, 80)]), mask) > 0.9


def test_a_click_outside_takes_away_and_one_inside_adds() -> None:
    def two(x: NDArray[np.float64], y: NDArray[np.float64]) -> Mask:
        return np.asarray((np.hypot(x - 75, y - 80) < 28) | (np.hypot(x - 125, y - 80) < 28))

    image, both = scene(two)
    left = both & (np.mgrid[:HEIGHT, :WIDTH][1] < 100)
    with_both = proposed(image, box_of(both), [(75, 80), (125, 80)])
    only_left = proposed(image, box_of(both), [(75, 80)], [(125, 80)])
    assert alike(with_both, both) > 0.9
    assert alike(only_left, left) > 0.8


def test_a_large_thing_is_as_sharp_as_a_small_one() -> None:
    image, mask = scene(blob)
    image, mask = image.repeat(6, 0).repeat(6, 1), mask.repeat(6, 0).repeat(6, 1)
    assert alike(proposed(image, box_of(mask)), mask) > 0.96


@settings(deadline=None, max_examples=40)
@given(st.floats(-50, 250), st.floats(-50, 250), st.floats(0.1, 300), st.floats(0.1, 300), st.integers(0, 3))
def test_any_box_and_clicks_give_a_mask(x: float, y: float, width: float, height: float, clicks: int) -> None:
    image, _ = scene(blob)
    points = [(x + width * 0.3 * k, y + height * 0.3 * k) for k in range(clicks)]
    proposed(image, Box(x, y, width, height), points[::2], points[1::2])


def test_a_click_beside_the_picture_finds_nothing() -> None:
    image, _ = scene(blob)
    assert not proposed(image, None, [(-300, 20)]).any()


@pytest.mark.parametrize("size", [(1, 1), (1, 50), (50, 2), (3, 3)])
@pytest.mark.parametrize("clicked", [False, True])
def test_a_tiny_or_plain_picture_gives_a_mask(size: tuple[int, int], clicked: bool) -> None:
    image = np.full(size, 128, np.uint8)
    proposed(image, None if clicked else Box(0, 0, size[1], size[0]), [(0.5, 0.5)] if clicked else [])


def test_points_are_kept_to_where_the_outline_can_be_drawn() -> None:
    image, mask = scene(blob)
    inside, outside = (128.0, 60.0), (100.0, 45.0)
    found = proposed(image, box_of(mask), [inside], [outside])
    assert found[math.floor(inside[1]), math.floor(inside[0])]
    assert not found[math.floor(outside[1]), math.floor(outside[0])]


def test_a_click_more_on_a_flower_keeps_what_the_others_gave() -> None:
    garden, flower = next(pasted.things())
    clicks = [(308.0, 225.0), (195.0, 240.0), (330.0, 350.0)]
    assert alike(proposed(garden, None, clicks[:2]), flower) > 0.9
    assert alike(proposed(garden, None, clicks), flower) > 0.9
