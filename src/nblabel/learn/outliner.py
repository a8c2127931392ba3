"""The built-in proposer: it needs no weights, and knows of pictures only what it is shown."""

import numpy as np

from nblabel.learn.cut import cut
from nblabel.learn.extent import box_about
from nblabel.learn.proposer import Box, Floats, Mask, Pixels, Points, Proposal
from nblabel.learn.refine import refined
from nblabel.learn.starry import Found, starry
from nblabel.learn.window import Window, about

# An outline is round when no patch of colours that speak against it is larger than this share of it.
ROUND = 0.4
# The logarithm of odds that speak against it, as a mean about a pixel.
AGAINST = 1.0
# A point so deep in an outline, as a share of its size, does not correct it but wants another one.
DEEP = 0.35


class Outliner:
    """Proposes from the colours and edges of one window of the image alone."""

    def prepare(self, image: Pixels) -> None:
        """Nothing can be done ahead."""

    def propose(self, image: Pixels, box: Box | None, inside: Points = (), outside: Points = ()) -> Proposal:
        """See `Proposer`. Round things as `starry` finds them, others as `cut` does."""
        box = box or box_about(image, inside, outside)
        mask = np.zeros(image.shape[:2], np.bool_)
        window = about(image, box, [*inside, *outside])
        if window is None:
            return Proposal(mask, 0.0)
        small_box, points = window.box(box), (window.points(inside), window.points(outside))
        plain = starry(window.small, small_box)
        odds = plain.sorted_odds(small_box)
        if _is_round(plain.mask(), odds) and _is_shallow(plain.mask(), points[1]):
            found = starry(window.small, small_box, *points) if inside or outside else plain
            small, odds = found.mask(), found.odds
            part = _sharp(window, found, *points)
        else:
            small = cut(window.small, odds, small_box, *points)
            part = _enlarged(small, window)
        mask[window.top : window.top + part.shape[0], window.left : window.left + part.shape[1]] = part
        return Proposal(mask, _score(small, odds))


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
