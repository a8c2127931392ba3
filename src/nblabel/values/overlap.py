"""How much shapes share, and with that whether a person's answer goes before a suggestion.

The twin in the page is `js/src/session/suggesting.ts`; `tests/wire/overlaps.json` binds the two.
"""

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from nblabel.values.annotation import Annotation, Pixels, Range, Rectangle, Ring, Rings, Shape
from nblabel.values.mask import mask_area, shared_area
from nblabel.values.outline import fill

# From this on two regions are of one thing.
SAME = 0.5
# Polygons are compared at so many places across, and down, of what they cover together.
PLACES = 128


def is_overridden(
    task: str, suggested: Annotation, answer: Sequence[Annotation], root: Callable[[int], int] = int
) -> bool:
    """Whether a person's answer (its annotations) goes before this suggestion.

    Of one class: any label does. Of several: the same label. A region: one of the same frame with an IoU of
    at least 0.5. A span: any that shares a character. `root` says which label an id stands for.
    """
    if task == "multiclass":
        return bool(answer)
    if task == "multilabel":
        return any(root(one.label) == root(suggested.label) for one in answer)
    return any(meets(suggested.shape, one.shape) for one in answer)


def meets(one: Shape, other: Shape) -> bool:
    """Whether two regions, or two spans, are of one thing."""
    if isinstance(one, Range) and isinstance(other, Range):
        return one.start < other.end and other.start < one.end
    return iou(one, other) >= SAME


def iou(one: Shape, other: Shape) -> float:
    """What two shapes share of what they cover together, 0 to 1; 0 for other kinds and other frames.

    Exact for boxes and masks; of polygons as exact as 128 x 128 places in them tell.
    """
    if isinstance(one, Rectangle) and isinstance(other, Rectangle) and one.frame == other.frame:
        return _of_boxes(one, other)
    if isinstance(one, Rings) and isinstance(other, Rings) and one.frame == other.frame:
        return _of_polygons(one.parts, other.parts)
    if isinstance(one, Pixels) and isinstance(other, Pixels) and one.frame == other.frame:
        shared = shared_area(one.rle, other.rle)
        return shared / (mask_area(one.rle) + mask_area(other.rle) - shared) if shared else 0.0
    return 0.0


def _of_boxes(one: Rectangle, other: Rectangle) -> float:
    shared = _upright(one, other) if one.angle == other.angle == 0 else _turned(one, other)
    return shared / (one.width * one.height + other.width * other.height - shared)


def _upright(one: Rectangle, other: Rectangle) -> float:
    across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    return across * down if across > 0 and down > 0 else 0.0


def _turned(one: Rectangle, other: Rectangle) -> float:
    """One box cut along each side of the other in turn."""
    left, cutter = _corners(one), _corners(other)
    for at, corner in enumerate(cutter):
        left = _cut(left, corner, cutter[(at + 1) % 4])
    return abs(_signed_area(left))


def _corners(box: Rectangle) -> Ring:
    """Clockwise as seen, from the top left one of the upright box."""
    turn = math.radians(box.angle)
    cos, sin = math.cos(turn), math.sin(turn)
    x, y = box.x + box.width / 2, box.y + box.height / 2
    corners = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    halves = [(across * box.width / 2, down * box.height / 2) for across, down in corners]
    return [(x + dx * cos - dy * sin, y + dx * sin + dy * cos) for dx, dy in halves]


def _cut(ring: Ring, a: tuple[float, float], b: tuple[float, float]) -> Ring:
    """What of a convex ring lies on the right hand of the line from a to b, where the inside of a box is."""
    depths = [(b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]) for x, y in ring]
    kept: Ring = []
    for at, (point, depth) in enumerate(zip(ring, depths, strict=True)):
        before, was = ring[at - 1], depths[at - 1]
        if (was < 0) != (depth < 0):
            share = was / (was - depth)
            x, y = (before[axis] + share * (point[axis] - before[axis]) for axis in (0, 1))
            kept.append((x, y))
        if depth >= 0:
            kept.append(point)
    return kept


def _signed_area(ring: Ring) -> float:
    if not ring:
        return 0.0
    x, y = np.asarray(ring, np.float64).T
    return float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y)) / 2


def _of_polygons(one: Sequence[Ring], other: Sequence[Ring]) -> float:
    first, second = (np.concatenate([np.asarray(ring) for ring in parts]) for parts in (one, other))
    if (first.min(0) > second.max(0)).any() or (second.min(0) > first.max(0)).any():
        return 0.0
    least, most = np.minimum(first.min(0), second.min(0)), np.maximum(first.max(0), second.max(0))
    a, b = (_sampled(parts, least, most - least) for parts in (one, other))
    either = int((a | b).sum())
    return int((a & b).sum()) / either if either else 0.0


def _sampled(
    parts: Sequence[Ring], least: NDArray[np.float64], size: NDArray[np.float64]
) -> NDArray[np.bool_]:
    rings = [((np.asarray(ring) - least) * PLACES) / size for ring in parts]
    return fill([[(float(x), float(y)) for x, y in ring] for ring in rings], PLACES, PLACES)
