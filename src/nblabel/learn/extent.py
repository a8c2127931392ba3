"""How far a thing reaches that was only clicked on.

Pixels are taken in by their likeness to the one clicked on, the likest first. Of all the patches about the
click that come of this, the one with the sharpest border is the thing (after the stable regions of Matas et
al., 2002).
"""

import math

import numpy as np

from nblabel.learn.proposer import Box, Floats, Mask, Pixels, Points

# What is looked at around a click: at first this far, then twice as far, and so on, in pixels.
NEAR, TIMES = 32, 5
# Pixels a side that it is made small to.
SIDE = 96
LEVELS = 20
# A border so many times steeper than the rest is a thing's; else a wider look is taken.
CLEAR = 1.5
# A point so deep in a patch, as a share of its size, is against all of it.
DEEP = 0.12
PREFIXES = 3


def box_about(image: Pixels, inside: Points, outside: Points) -> Box:
    """The box of the thing that has all points `inside` in it and none of those `outside`.

    A point more never makes it smaller: whoever adds one has seen what the others gave.
    """
    found = [_box_about(image, inside[: n + 1], outside) for n in range(len(inside))][-PREFIXES:]
    x0, y0 = min(box.x for box in found), min(box.y for box in found)
    x1, y1 = max(box.x + box.width for box in found), max(box.y + box.height for box in found)
    return Box(x0, y0, x1 - x0, y1 - y0)


def _box_about(image: Pixels, inside: Points, outside: Points) -> Box:
    best, box = 0.0, _least(inside)
    for times in range(TIMES):
        clear, found = _patch(image, inside, outside, NEAR << times)
        if clear > best:
            best, box = clear, found
        if best > CLEAR or NEAR << times >= max(image.shape[:2]):
            break
    return box


def _least(inside: Points) -> Box:
    """A few pixels about the points."""
    x0, y0 = min(x for x, _ in inside) - 4, min(y for _, y in inside) - 4
    x1, y1 = max(x for x, _ in inside) + 4, max(y for _, y in inside) + 4
    return Box(x0, y0, x1 - x0, y1 - y0)


def _patch(image: Pixels, inside: Points, outside: Points, reach: int) -> tuple[float, Box]:
    """How clear the clearest patch is, and its box; 0 when all reach the window's border."""
    import cv2

    height, width = image.shape[:2]
    xs, ys = [x for x, _ in inside], [y for _, y in inside]
    left, top = max(0, math.floor(min(xs)) - reach), max(0, math.floor(min(ys)) - reach)
    right, bottom = min(width, math.ceil(max(xs)) + reach), min(height, math.ceil(max(ys)) + reach)
    if right <= left or bottom <= top:
        return 0.0, _least(inside)
    part = image[top:bottom, left:right]
    shrink = min(1.0, SIDE / max(part.shape[:2]))
    size = (max(1, round(part.shape[1] * shrink)), max(1, round(part.shape[0] * shrink)))
    shrunk = np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), np.float32)
    small = np.asarray(cv2.GaussianBlur(shrunk, (0, 0), 1.0)).reshape(size[1], size[0], -1)
    scale_x, scale_y = size[0] / part.shape[1], size[1] / part.shape[0]

    def cell(point: tuple[float, float]) -> tuple[int, int]:
        row, column = int((point[1] - top) * scale_y), int((point[0] - left) * scale_x)
        return min(max(row, 0), size[1] - 1), min(max(column, 0), size[0] - 1)

    unlike = np.min([np.sqrt(((small - small[cell(point)]) ** 2).sum(axis=2)) for point in inside], axis=0)
    clear, patch = _clearest(unlike, [cell(point) for point in inside], [cell(point) for point in outside])
    if patch is None:
        return 0.0, _least(inside)
    rows, columns = np.flatnonzero(patch.any(axis=1)), np.flatnonzero(patch.any(axis=0))
    x0, x1 = left + columns[0] / scale_x, left + (columns[-1] + 1) / scale_x
    y0, y1 = top + rows[0] / scale_y, top + (rows[-1] + 1) / scale_y
    return clear, Box(float(x0), float(y0), float(x1 - x0), float(y1 - y0))


def _clearest(
    unlike: Floats, inside: list[tuple[int, int]], outside: list[tuple[int, int]]
) -> tuple[float, Mask | None]:
    """The patch whose border is steepest, and how many times steeper than the picture is elsewhere."""
    import cv2

    best, found = 0.0, None
    kernel = np.ones((3, 3), np.uint8)
    steep = np.asarray(cv2.morphologyEx(unlike, cv2.MORPH_GRADIENT, kernel))
    plain = float(np.median(steep)) + 1.0
    for level in np.unique(np.quantile(unlike, np.linspace(0.02, 0.9, LEVELS))):
        taken = (unlike <= level).astype(np.uint8)
        _, patches = cv2.connectedComponents(taken, connectivity=4)
        patch = np.isin(patches, [patches[place] for place in inside]) & (taken > 0)
        if not all(patch[place] for place in inside) or _is_denied(patch, outside):
            continue
        edge = np.concatenate((patch[0], patch[-1], patch[:, 0], patch[:, -1]))
        if edge.mean() > 0.15 or patch.sum() < 6:
            continue
        grey = patch.astype(np.uint8)
        border = cv2.dilate(grey, kernel) - cv2.erode(grey, kernel) > 0
        sharp = float(steep[border].mean()) / plain * math.sqrt(1 - edge.mean())
        if sharp > best:
            best, found = sharp, patch
    return best, found


def _is_denied(patch: Mask, outside: list[tuple[int, int]]) -> bool:
    """Whether a point that is not in the thing lies deep in the patch; one near its border only corrects."""
    import cv2

    if not any(patch[place] for place in outside):
        return False
    depth = cv2.distanceTransform(np.pad(patch.astype(np.uint8), 1), cv2.DIST_L2, 3)
    deepest = DEEP * math.sqrt(float(patch.sum()))
    return any(depth[row + 1, column + 1] > deepest for row, column in outside)
