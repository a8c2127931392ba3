"""The built-in proposer: it needs no weights, and knows of pictures only what it is shown."""

import numpy as np

from nblabel.learn.cut import cut
from nblabel.learn.extent import box_about
from nblabel.learn.proposer import Box, Floats, Mask, Pixels, Points, Proposal
from nblabel.learn.refine import refined
from nblabel.learn.starry import PLAIN, Found, starry
from nblabel.learn.steepness import steepness
from nblabel.learn.window import Window, about

# An outline is round when no patch of colours that speak against it is larger than this share of it.
ROUND = 0.4
# The logarithm of odds that speak against it, as a mean about a pixel.
AGAINST = 1.0
# How many times more sharply the picture must change at the outline of a thing in a loose box, and at that of
# one that is no ray's, than at what is found in a tight one. Chosen, as `FREE`, on some of the nuclei of
# `benchmarks/smart_region.py` and on photographs pasted into each other, in boxes up to a fifth too wide.
LOOSE, ARMED, SPANNED = 1.3, 1.6, 0.6
# In a box of fewer pixels edges say too little, and people draw it tightly.
SMALL = 30
FREE = PLAIN._replace(fit=0.0, ellipse=0.03, rounds=4)
# A point so deep in an outline, as a share of its size, does not correct it but wants another one.
DEEP = 0.35


class Outliner:
    """Proposes from the colours and edges of one window of the image alone."""

    def prepare(self, image: Pixels) -> None:
        """Nothing can be done ahead."""

    def propose(self, image: Pixels, box: Box | None, inside: Points = (), outside: Points = ()) -> Proposal:
        """See `Proposer`. Things on rays as `starry` finds them, others as `cut` does."""
        box = box or box_about(image, inside, outside)
        mask = np.zeros(image.shape[:2], np.bool_)
        window = about(image, box, [*inside, *outside])
        if window is None:
            return Proposal(mask, 0.0)
        small_box, points = window.box(box), (window.points(inside), window.points(outside))
        tight = max(box.width, box.height) < SMALL
        found, seeds = _best(window.small, small_box, tight)
        if found is not None and _is_shallow(found.mask(), points[1]):
            if inside or outside:
                found = starry(window.small, small_box, *points, weights=found.weights)
            small, odds = found.mask(), found.odds
            part = _sharp(window, found, *points)
        else:
            odds = seeds
            small = cut(window.small, odds, small_box, *points)
            part = _enlarged(small, window)
        mask[window.top : window.top + part.shape[0], window.left : window.left + part.shape[1]] = part
        return Proposal(mask, _score(small, odds))


def _best(pixels: Floats, box: Box, tight: bool) -> tuple[Found | None, Floats]:
    """The outline on rays, and the odds that a cut begins from; None for the former where a cut is better.

    A box is taken to be drawn tightly about something round. Unless it is known to be (`tight`), what is
    found without that belief is taken where the picture changes much more sharply at it: boxes of people are
    loose, and things have arms.
    """
    found = starry(pixels, box)
    odds = found.sorted_odds(box)
    if not _is_round(found.mask(), odds):
        return None, odds
    if tight:
        return found, odds
    free = starry(pixels, box, weights=FREE)
    steep = steepness(pixels, found.mask())
    if _spans(free.mask(), box) and (more := steepness(pixels, free.mask())) > LOOSE * steep:
        found, steep, odds = free, more, free.odds
    armed = _coarse_cut(pixels, free.odds, box)
    if _spans(armed, box) and steepness(pixels, armed) > ARMED * steep:
        return None, free.odds
    return found, odds


def _coarse_cut(pixels: Floats, odds: Floats, box: Box) -> Mask:
    """What `cut` finds, at a quarter of the pixels: enough to tell whether it is better."""
    import cv2

    height, width, channels = pixels.shape
    size = (max(1, width // 2), max(1, height // 2))
    across, down = size[0] / width, size[1] / height
    less = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)).reshape(*size[::-1], channels)
    seeds = np.asarray(cv2.resize(odds, size, interpolation=cv2.INTER_AREA))
    small = Box(box.x * across, box.y * down, box.width * across, box.height * down)
    found = cut(less, seeds, small, (), ()).astype(np.float32)
    return np.asarray(cv2.resize(found, (width, height)) > 0.5)


def _spans(mask: Mask, box: Box) -> bool:
    """Whether it reaches through most of the box either way: else it is a part, or something beside."""
    across, down = mask.any(axis=0), mask.any(axis=1)
    wide, high = (int(np.ptp(np.flatnonzero(side))) + 1 if side.any() else 0 for side in (across, down))
    return wide >= SPANNED * box.width and high >= SPANNED * box.height


def _is_round(mask: Mask, odds: Floats) -> bool:
    """False when the colours say plainly that a large part of what was found is something else."""
    import cv2

    mean = np.asarray(cv2.blur(odds.astype(np.float32), (3, 3)))
    against = mask & (mean < -AGAINST)
    _, _, told, _ = cv2.connectedComponentsWithStats(against.astype(np.uint8), connectivity=4)
    return bool(told[1:, cv2.CC_STAT_AREA].max(initial=0) <= ROUND * mask.sum())


def _is_shallow(mask: Mask, points: Points) -> bool:
    """Whether all points are near the border of what was found, or not in it: it is only to be moved."""
    import cv2

    depth = cv2.distanceTransform(np.pad(mask.astype(np.uint8), 1), cv2.DIST_L2, 3)
    height, width = mask.shape
    deepest = DEEP * float(np.sqrt(mask.sum()))
    return all(
        depth[1 + min(max(int(y), 0), height - 1), 1 + min(max(int(x), 0), width - 1)] <= deepest
        for x, y in points
    )


def _sharp(window: Window, found: Found, inside: Points, outside: Points) -> Mask:
    """The outline found, in the part of the image that the window shows."""
    height, width = window.part.shape[:2]
    rays, path = found.rays.moved(0, 0, 1 / window.scale_x, 1 / window.scale_y), found.path
    if window.scale_x < 1:
        finer = refined(window.part, rays, path, window.scale_x)
        large = ([(x / window.scale_x, y / window.scale_y) for x, y in some] for some in (inside, outside))
        if finer[0].keeps(finer[1], *large):
            rays, path = finer
    return rays.fill(path, height, width)


def _enlarged(mask: Mask, window: Window) -> Mask:
    import cv2

    height, width = window.part.shape[:2]
    if mask.shape == (height, width):
        return mask
    return np.asarray(cv2.resize(mask.astype(np.float32), (width, height)) > 0.5)


def _score(mask: Mask, odds: Floats) -> float:
    """How far colours and outline agree where the outline is, from half by chance to all."""
    import cv2

    if not mask.any():
        return 0.0
    near = cv2.dilate(mask.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    share = 1 / (1 + np.exp(-odds[near]))
    return float(np.where(mask[near], share, 1 - share).mean())
