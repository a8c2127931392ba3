"""Masks become polygons and come back as they were."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.typing import NDArray

from nblabel.values.annotation import Ring
from nblabel.values.errors import AnnotationError
from nblabel.values.mask import decode_mask, encode_mask
from nblabel.values.outline import fill, outline
from tests.wire.outline_fixtures import outlines

masks = arrays(np.bool_, array_shapes(min_dims=2, max_dims=2, max_side=24))
hundredths = st.integers(-500, 2500).map(lambda n: n / 100)
rings = st.lists(st.tuples(hundredths, hundredths), min_size=3, max_size=8)
FIXTURES = Path(__file__).parents[1] / "wire" / "outlines.json"


def cracks(mask: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Points a quarter of a pixel apart on all borders between inside and outside."""
    padded = np.pad(mask, 1)
    found = []
    for y, x in np.argwhere(padded[:-1] != padded[1:]):
        found += [(x - 1 + part / 4, float(y)) for part in range(5)]
    for y, x in np.argwhere(padded[:, :-1] != padded[:, 1:]):
        found += [(float(x), y - 1 + part / 4) for part in range(5)]
    return np.array(found)


def distances(points: NDArray[np.float64], rings_: list[Ring]) -> NDArray[np.float64]:
    """How far each point is from the nearest edge of the rings."""
    a = np.concatenate([np.array(ring) for ring in rings_])
    b = np.concatenate([np.roll(np.array(ring), -1, axis=0) for ring in rings_])
    along = ((points[:, None] - a) * (b - a)).sum(-1) / ((b - a) ** 2).sum(-1)
    nearest = a + np.clip(along, 0, 1)[..., None] * (b - a)
    found: NDArray[np.float64] = np.linalg.norm(points[:, None] - nearest, axis=-1).min(axis=1)
    return found


def on_edges(rings_: list[Ring]) -> NDArray[np.float64]:
    """Points of the rings' edges, sixteen to each."""
    shares = np.linspace(0, 1, 16)[:, None, None]
    parts = [np.array(ring) for ring in rings_]
    return np.concatenate(
        [(part + shares * (np.roll(part, -1, axis=0) - part)).reshape(-1, 2) for part in parts]
    )


def inside(rings_: list[Ring], x: float, y: float) -> bool:
    """The even-odd rule by a ray to the left, edge by edge."""
    crossings = 0
    for ring in rings_:
        for a, b in zip(ring, ring[1:] + ring[:1], strict=True):
            (ax, ay), (bx, by) = (a, b) if a[1] <= b[1] else (b, a)
            if ay <= y < by and ax + ((y - ay) * (bx - ax)) / (by - ay) <= x:
                crossings += 1
    return crossings % 2 == 1


@given(masks)
def test_a_mask_comes_back_pixel_for_pixel(mask: NDArray[np.bool_]) -> None:
    assert np.array_equal(fill(outline(mask), *mask.shape), mask)


@given(masks)
def test_an_outline_is_nowhere_half_a_pixel_off(mask: NDArray[np.bool_]) -> None:
    found = outline(mask)
    if not found:
        assert not mask.any()
        return
    assert distances(cracks(mask), found).max() < 0.5
    border = cracks(mask)
    gaps = np.linalg.norm(on_edges(found)[:, None] - border, axis=-1).min(axis=1)
    assert gaps.max() <= np.hypot(0.5, 0.125)  # the border is probed every quarter of a pixel


@given(st.lists(rings, min_size=1, max_size=3))
def test_a_pixel_is_inside_when_its_centre_is(rings_: list[Ring]) -> None:
    mask = fill(rings_, 18, 20)
    naive = [[inside(rings_, x + 0.5, y + 0.5) for x in range(20)] for y in range(18)]
    assert np.array_equal(mask, np.array(naive))


@given(rings)
def test_a_window_shows_its_part_of_the_picture(ring: Ring) -> None:
    whole = fill([ring], 18, 20)
    assert np.array_equal(fill([ring], 9, 11, top=5, left=4), whole[5:14, 4:15])


def test_parts_and_holes_are_rings_of_their_own() -> None:
    mask = np.ones((9, 9), np.bool_)
    mask[2:7, 2:7] = False
    mask[4, 4] = True
    assert [len(ring) for ring in outline(mask)] == [4, 4, 4]


def test_a_rectangle_keeps_its_corners() -> None:
    mask = np.zeros((8, 9), np.bool_)
    mask[2:5, 3:8] = True
    assert outline(mask) == [[(3.0, 2.0), (8.0, 2.0), (8.0, 5.0), (3.0, 5.0)]]


def test_a_slanted_edge_takes_few_points() -> None:
    mask = np.tri(60) > 0
    assert sum(len(ring) for ring in outline(mask)) <= 11


def test_neighbours_that_share_a_border_share_no_pixel_and_leave_none() -> None:
    left: Ring = [(0, 0), (3.5, 0), (2.5, 6), (0, 6)]
    right: Ring = [(3.5, 0), (8, 0), (8, 6), (2.5, 6)]
    a, b = fill([left], 6, 8), fill([right], 6, 8)
    assert not (a & b).any()
    assert (a | b).all()


def test_a_mask_of_another_shape_is_refused() -> None:
    with pytest.raises(AnnotationError, match="height"):
        outline(np.zeros((2, 2, 2), np.bool_))


def test_the_page_is_bound_by_the_same_cases() -> None:
    assert FIXTURES.read_bytes() == outlines()
    for row in json.loads(FIXTURES.read_bytes()):
        mask = decode_mask(row["rle"], *row["size"])
        given_rings = [[(x, y) for x, y in ring] for ring in row.get("rings", row.get("fill"))]
        assert encode_mask(fill(given_rings, *row["size"])) == row["rle"]
        if "rings" in row:
            assert outline(mask) == given_rings
