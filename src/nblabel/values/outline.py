"""Masks as polygons and back: no pixel is lost or won on the way.

`outline` follows the border of a mask along the edges of its pixels and leaves out points as long as the
polygon stays less than half a pixel from that border. A pixel's centre is never nearer than half a pixel to
it, so the polygon passes no centre, and `fill`, which asks for centres, gives exactly the same mask.

What follows is done in whole half pixels and in doubles in a fixed order of operations, so that the twin in
the page (`js/src/geometry/outline.ts`) gives the same points; `tests/wire/outlines.json` binds the two.

1. *Corners.* Where two pixels meet at a point only, inside pixels are taken as apart: no ring crosses itself.
   A ring begins at its topmost, then leftmost corner and runs clockwise as seen; so does a hole. Rings are in
   the order of where they begin, row by row.
2. *Points* of a ring: its corners, and the middle of the straight run between each corner and the next.
3. *Chords.* From a point to the one `step` points on (1 to `REACH`; fewer than the ring has) a chord may
   stand for the points between when each is less than half a pixel from it. Steps are tried in
   rising order; `FRUITLESS` in a row that no point of the ring can take end the search.
4. *Choice.* The polygon is the row of chords, from the first corner round to it, of least cost. A chord costs
   1, plus a quarter of the sum of the squared distances (in half pixels) of the points between. Among equal
   ones the shortest last chord is taken. A ring of four corners, a rectangle, stays as it is.

The search for the cheapest row of chords is the shortest path of Imai and Iri, "Computational-geometric
methods for polygonal approximations of a curve" (1986).
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from nblabel.values.annotation import Point, Ring
from nblabel.values.errors import AnnotationError

REACH = 32
FRUITLESS = 4
_FAULT = 0.25  # what a squared half pixel of distance costs, where a vertex costs 1
Ints = NDArray[np.int64]
Span = tuple[int, int]


def outline(mask: NDArray[np.bool_]) -> list[Ring]:
    """The rings `[(x, y), …]` of a mask of shape (height, width): parts and holes, to be filled even-odd.

    Every point is a whole or a half pixel and lies on a pixel's edge. Polygon and border of the mask are less
    than half a pixel apart everywhere, and `fill` of the rings is the mask. An empty mask has no rings.
    """
    if mask.ndim != 2:
        raise AnnotationError(f"A mask has the shape (height, width), not {mask.shape}.")
    rings = []
    top, left, inside = _cropped(mask)
    for corners in _borders(inside):
        points = _points(corners)
        kept = corners if len(corners) == 4 else points[_choice(points)] / 2
        rings.append([(float(x) + left, float(y) + top) for x, y in kept])
    return rings


def fill(
    rings: Sequence[Sequence[Point]], height: int, width: int, top: int = 0, left: int = 0
) -> NDArray[np.bool_]:
    """The mask of shape (height, width) of rings: a pixel is inside when its centre is, by the even-odd rule.

    `top` and `left` are where that window of the picture begins.

    A border that goes exactly through centres owns those on its left and top side, and not those on its right
    and bottom side, so neighbours that share a border share no pixel and leave none between them. Rings may
    reach over the picture. Exactly: an edge is taken downwards, from `a` to `b`; it crosses the rows `y` with
    ceil(a.y - 0.5) <= y < ceil(b.y - 0.5), each at x = a.x + ((y + 0.5 - a.y) * (b.x - a.x)) / (b.y - a.y),
    and all pixels of the row from ceil(x - 0.5) on change sides.
    """
    sides = np.zeros((height, width + 1), np.uint8)
    for ring in rings:
        points = np.asarray(ring, np.float64).reshape(-1, 2)
        rows, columns = _crossings(points, (top, top + height), (left, left + width))
        np.bitwise_xor.at(sides, (rows - top, columns - left), np.uint8(1))
    return np.bitwise_xor.accumulate(sides, axis=1)[:, :width].astype(np.bool_)


def _crossings(ring: NDArray[np.float64], down: Span, across: Span) -> tuple[Ints, Ints]:
    """Where edges of a ring cross the rows `down`: the row, and the first pixel right of it, in `across`."""
    following = np.roll(ring, -1, axis=0)
    falls = (ring[:, 1] <= following[:, 1])[:, None]
    upper, lower = np.where(falls, ring, following), np.where(falls, following, ring)
    first = np.clip(np.ceil(upper[:, 1] - 0.5), *down).astype(np.int64)
    last = np.clip(np.ceil(lower[:, 1] - 0.5), *down).astype(np.int64)
    counts = np.maximum(last - first, 0)
    edge = np.repeat(np.arange(len(ring)), counts)
    rows = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts) + first[edge]
    (ax, ay), (bx, by) = upper[edge].T, lower[edge].T
    x = ax + ((rows + 0.5 - ay) * (bx - ax)) / (by - ay)
    return rows, np.clip(np.ceil(x - 0.5), *across).astype(np.int64)


def _cropped(mask: NDArray[np.bool_]) -> tuple[int, int, NDArray[np.bool_]]:
    """Top and left of what is inside, and that part of the mask with one pixel of outside around it."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not rows.size:
        return 0, 0, np.zeros((2, 2), np.bool_)
    part = mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return int(rows[0]), int(columns[0]), np.pad(np.asarray(part, np.bool_), 1)


def _borders(padded: NDArray[np.bool_]) -> Iterator[Ints]:
    """The corners [x, y] of each ring of a padded mask, in pixels, a horizontal run between first and second.

    Each corner has one neighbour in its row and one in its column: sorted, they come in pairs. Where two
    inside pixels touch at a point there are two corners, of which the first (in its row) ends the run from
    the left; in its column it ends the run from above if the pixel above on the left is inside.
    """
    a, b, c, d = padded[:-1, :-1], padded[:-1, 1:], padded[1:, :-1], padded[1:, 1:]
    touching = (a == d) & (b == c) & (a != b)
    turning = (a ^ b ^ c ^ d) | touching
    y, x = np.nonzero(turning)
    y, x = (np.repeat(one, 1 + touching[y, x]) for one in (y, x))
    copy = np.zeros(len(x), np.int64)
    copy[1:] = (x[1:] == x[:-1]) & (y[1:] == y[:-1])
    in_column = np.where(touching[y, x] & ~a[y, x], 1 - copy, copy)
    order = np.lexsort((in_column, y, x))
    down = np.empty_like(order)
    down[order[0::2]], down[order[1::2]] = order[1::2], order[0::2]
    for ring in _cycles(down.tolist()):
        yield np.stack((x[ring], y[ring]), axis=1).astype(np.int64)


def _cycles(down: list[int]) -> Iterator[list[int]]:
    """The rings of corners, going along a row and a column in turns; corners are numbered row by row."""
    seen = [False] * len(down)
    for start in range(0, len(down), 2):
        ring: list[int] = []
        at = start
        while not seen[at]:
            other = at ^ 1  # its neighbour in the row
            ring += (at, other)
            seen[at] = seen[other] = True
            at = down[other]
        if ring:
            yield ring


def _points(corners: Ints) -> Ints:
    """Corners and the middles of the runs between them in turns, in half pixels."""
    points = np.empty((2 * len(corners), 2), np.int64)
    points[0::2] = 2 * corners
    points[1::2] = corners + np.roll(corners, -1, axis=0)
    return points


def _choice(points: Ints) -> list[int]:
    """Which points the polygon keeps, the first among them."""
    costs = _chord_costs(points)
    n = len(points)
    best, before = [0.0] + [np.inf] * n, [0] * (n + 1)
    for end in range(1, n + 1):
        for step in range(1, min(len(costs), end) + 1):
            cost = best[end - step] + costs[step - 1][end - step]
            if cost < best[end]:
                best[end], before[end] = cost, end - step
    kept, at = [], n
    while at > 0:
        at = before[at]
        kept.append(at)
    return kept[::-1]


def _chord_costs(points: Ints) -> list[list[float]]:
    """For each step from 1 on, and each point, what the chord from it costs; infinite where there is none."""
    n = len(points)
    reach = min(REACH, n - 1)
    ahead = points[(np.arange(n)[:, None] + np.arange(reach + 1)) % n] - points[:, None]
    x, y = ahead[..., 0], ahead[..., 1]
    costs: list[list[float]] = []
    fruitless = 0
    for step in range(1, reach + 1):
        cost = _costs(x[:, 1:step], y[:, 1:step], x[:, step, None], y[:, step, None])
        costs.append(cost.tolist())
        fruitless = 0 if np.isfinite(cost).any() else fruitless + 1
        if fruitless == FRUITLESS:
            break
    return costs


def _costs(x: Ints, y: Ints, chord_x: Ints, chord_y: Ints) -> NDArray[np.float64]:
    """What chords cost, one a row, that stand for the points [x, y] of their row."""
    length2 = chord_x * chord_x + chord_y * chord_y
    cross = chord_x * y - chord_y * x
    along = chord_x * x + chord_y * y
    close = (np.abs(cross) < np.sqrt(length2)) & (along >= 0) & (along <= length2)
    squares = (cross.astype(np.float64) ** 2).sum(axis=1)
    possible = close.all(axis=1) & (length2[:, 0] > 0)
    return np.where(possible, 1 + _FAULT * (squares / np.maximum(length2[:, 0], 1)), np.inf)
