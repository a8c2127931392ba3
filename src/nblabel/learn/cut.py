"""The outline of a thing that is not round: GrabCut (Rother, Kolmogorov and Blake, 2004), by OpenCV.

It begins from what the colours say of each pixel rather than from a plain box.
"""

import numpy as np

from nblabel.learn.proposer import Box, Floats, Mask, Points

ROUNDS = 2
# About a point, in pixels of the window, nothing is left to guessing.
SURE = 1.5
# Less than this share of what it began from is no thing, but GrabCut giving up.
COLLAPSED = 0.2
# Holes and specks of less than this share of the thing are noise.
SPECK = 0.02
# Steps in which a mask is worn down.
LEVELS = 24


def cut(pixels: Floats, odds: Floats, box: Box, inside: Points, outside: Points) -> Mask:
    """The thing in `box`, all in pixels of the window `pixels` (height, width, 1 or 3 channels)."""
    import cv2

    seeds = _seeds(odds, box, inside, outside)
    colours = pixels.clip(0, 255).astype(np.uint8)
    if colours.shape[2] == 1:
        colours = colours.repeat(3, axis=2)
    taken = seeds % 2 == 1
    if min(taken.sum(), (~taken).sum()) >= 8:  # the colour models of either have five parts
        models = [np.zeros((1, 65)) for _ in range(2)]
        cv2.setRNGSeed(0)
        cv2.grabCut(colours, seeds, (0, 0, 1, 1), models[0], models[1], ROUNDS, cv2.GC_INIT_WITH_MASK)
    front = seeds % 2 == 1
    mask = _tidy(front if front.sum() > COLLAPSED * taken.sum() else taken, inside)
    return _parted(mask, inside, outside) if inside and outside else mask


def _seeds(odds: Floats, box: Box, inside: Points, outside: Points) -> "np.ndarray":
    """What each pixel is taken for at first."""
    import cv2

    height, width = odds.shape
    x, y = np.arange(width) + 0.5, (np.arange(height) + 0.5)[:, None]
    in_box = (x >= box.x) & (x <= box.x + box.width) & (y >= box.y) & (y <= box.y + box.height)
    guess = np.where(odds > 0, cv2.GC_PR_FGD, cv2.GC_PR_BGD)
    seeds = np.where(in_box, guess, cv2.GC_BGD).astype(np.uint8)
    for points, what in ((outside, cv2.GC_BGD), (inside, cv2.GC_FGD)):
        for px, py in points:
            seeds[(x - px) ** 2 + (y - py) ** 2 <= SURE**2] = what
    return seeds


def _tidy(mask: Mask, inside: Points) -> Mask:
    """The largest patch and those with a point in them, small holes filled."""
    import cv2

    count, patches, told, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=4)
    if count == 1:
        return mask
    areas = told[:, cv2.CC_STAT_AREA]
    kept = {1 + int(areas[1:].argmax())} if not inside else set()
    kept |= {int(patches[cell]) for cell in _cells(inside, mask.shape)}
    mask = np.isin(patches, list(kept - {0}))
    count, holes, told, _ = cv2.connectedComponentsWithStats((~mask).astype(np.uint8), connectivity=4)
    small = np.flatnonzero(told[:, cv2.CC_STAT_AREA] < SPECK * mask.sum())
    return np.asarray(mask | np.isin(holes, small[small > 0]))


def _parted(mask: Mask, inside: Points, outside: Points) -> Mask:
    """Of things that touch, those with a point inside.

    The mask is worn down until no patch has points of both kinds; what was worn away is given back to the
    nearest patch.
    """
    import cv2

    depth = cv2.distanceTransform(np.pad(mask.astype(np.uint8), 1), cv2.DIST_L2, 3)[1:-1, 1:-1]
    ours, others = (_cells(points, mask.shape) for points in (inside, outside))
    near, far = np.zeros_like(mask), np.zeros_like(mask)
    for level in np.linspace(0, float(depth.max()), LEVELS, endpoint=False):
        _, patches = cv2.connectedComponents((depth > level).astype(np.uint8), connectivity=4)
        mine, theirs = ({int(patches[cell]) for cell in cells} - {0} for cells in (ours, others))
        if not mine & theirs:
            near, far = np.isin(patches, list(mine)), np.isin(patches, list(theirs))
            break
    for cells, kept in ((ours, near), (others, far)):
        for cell in cells:
            kept[cell] = True
    return np.asarray(mask & (_away(near) <= _away(far)))


def _away(patch: Mask) -> Floats:
    """How far each pixel is from the nearest of a patch."""
    import cv2

    return np.asarray(cv2.distanceTransform((~patch).astype(np.uint8), cv2.DIST_L2, 5))


def _cells(points: Points, shape: tuple[int, ...]) -> list[tuple[int, int]]:
    """Row and column of the pixel that each point is in, or the nearest one."""
    return [(min(max(int(y), 0), shape[0] - 1), min(max(int(x), 0), shape[1] - 1)) for x, y in points]
