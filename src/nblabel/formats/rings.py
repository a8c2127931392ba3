"""Polygons of several rings, for formats that know one ring, or parts but no holes."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nblabel.values.annotation import Point, Ring

Points = NDArray[np.float64]
_MOST_RINGS = 500  # that are looked at; more are taken as not apart
_MOST_PAIRS = 1_000_000  # of edges of two rings, likewise


def shoelace(ring: Sequence[Point]) -> float:
    """The area of a ring that does not cross itself."""
    points = np.asarray(ring, np.float64)
    following = np.roll(points, -1, axis=0)
    return float(abs((points[:, 0] * following[:, 1] - following[:, 0] * points[:, 1]).sum())) / 2


def are_apart(rings: Sequence[Ring]) -> bool:
    """True when no two rings share more than borders, so that their union is what even-odd fills."""
    if len(rings) == 1 or len(rings) > _MOST_RINGS:
        return len(rings) == 1
    arrays = [np.asarray(ring, np.float64) for ring in rings]
    boxes = [(*ring.min(axis=0), *ring.max(axis=0)) for ring in arrays]
    for i, one in enumerate(arrays):
        for j in range(i):
            a, b = boxes[i], boxes[j]
            if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3] and _mixed(one, arrays[j]):
                return False
    return True


def _mixed(a: Points, b: Points) -> bool:
    if len(a) * len(b) > _MOST_PAIRS or set(map(tuple, a)) == set(map(tuple, b)):
        return True
    return _crossing(a, b) or bool(_inside(a, b).any() or _inside(b, a).any())


def _inside(points: Points, ring: Points) -> NDArray[np.bool_]:
    """Which points, and middles of the edges between them, lie inside a ring and not on its border."""
    probes = np.concatenate((points, (points + np.roll(points, -1, axis=0)) / 2))
    a, b = ring[None], np.roll(ring, -1, axis=0)[None]
    x, y = probes[:, :1], probes[:, 1:]
    side = (b[..., 0] - a[..., 0]) * (y - a[..., 1]) - (b[..., 1] - a[..., 1]) * (x - a[..., 0])
    spans = (a[..., 1] > y) != (b[..., 1] > y)
    right = spans & ((side > 0) == (b[..., 1] > a[..., 1]))
    within = (np.minimum(a, b) <= probes[:, None]).all(-1) & (probes[:, None] <= np.maximum(a, b)).all(-1)
    on = (np.abs(side) < 1e-9) & within
    inside: NDArray[np.bool_] = (right.sum(axis=1) % 2 == 1) & ~on.any(axis=1)
    return inside


def _crossing(a: Points, b: Points) -> bool:
    """True when an edge of one ring goes right through an edge of the other."""
    p, q = a[:, None], np.roll(a, -1, axis=0)[:, None]
    r, s = b[None], np.roll(b, -1, axis=0)[None]
    return bool(((_side(p, q, r) * _side(p, q, s) < 0) & (_side(r, s, p) * _side(r, s, q) < 0)).any())


def _side(a: Points, b: Points, c: Points) -> Points:
    side = (b[..., 0] - a[..., 0]) * (c[..., 1] - a[..., 1]) - (b[..., 1] - a[..., 1]) * (
        c[..., 0] - a[..., 0]
    )
    return np.where(np.abs(side) < 1e-9, 0.0, side)


def join(rings: Sequence[Ring]) -> Ring:
    """One ring that fills what all fill: from the first ring's start there and back to each of the others.

    The ways there and back lie on each other and fill nothing. `split` takes it apart again, unless rings
    come back to where they begin; what it gives then fills the same, and is joined to the same ring.
    """
    first = rings[0]
    joined = list(first)
    for ring in rings[1:]:
        joined += [first[0], *ring, ring[0]]  # a ring closes by itself, so the last way back is not written
    return joined if split(joined) == list(rings) else _without_doubles(joined)


def split(ring: Ring) -> list[Ring]:
    """The rings that `join` made one of; the ring itself when it is none of those."""
    found, at = [], 0
    while at < len(ring):
        end = next((n for n in range(at + 1, len(ring)) if ring[n] == ring[at]), None)
        if end is None or _is_line(ring[at:end]):
            return [ring]
        found.append(ring[at:end])
        # from the second ring on, the way leads back to where the first begins
        if len(found) > 1 and end + 1 < len(ring) and ring[end + 1] != ring[0]:
            return [ring]
        at = end + 1 if len(found) == 1 else end + 2
    return found


def _without_doubles(ring: Ring) -> Ring:
    """Without points that are the same as the one before, as shapes are stored."""
    kept = [point for before, point in zip([None, *ring], ring, strict=False) if point != before]
    while len(kept) > 1 and kept[0] == kept[-1]:
        kept.pop()
    return kept


def _is_line(ring: Ring) -> bool:
    """True when no three points are off one line, decided in hundredths of a pixel."""
    grid = [(round(100 * x), round(100 * y)) for x, y in ring]
    (ax, ay), (bx, by) = grid[0], next((point for point in grid if point != grid[0]), grid[0])
    return not any((bx - ax) * (y - ay) != (by - ay) * (x - ax) for x, y in grid)
