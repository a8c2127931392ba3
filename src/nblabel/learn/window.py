"""The part of a picture about a thing, made small enough to be thought about at once."""

import math
from typing import NamedTuple

import numpy as np

from nblabel.learn.proposer import Box, Floats, Pixels, Points

# Pixels that the longer side of the box has at most, once made small.
LONGEST = 96
# What is seen around the box, as a share of its sides, and at least so many pixels.
MARGIN, LEAST_MARGIN = 0.5, 6


class Window(NamedTuple):
    """`part` of the image from (left, top) on, and the same made small, `scale` of its pixels to one.

    Both are (height, width, channels); boxes and points it gives are in pixels of `small`.
    """

    part: Pixels
    small: Floats
    left: int
    top: int
    scale_x: float
    scale_y: float

    def box(self, box: Box) -> Box:
        x, y = self.point((box.x, box.y))
        return Box(x, y, box.width * self.scale_x, box.height * self.scale_y)

    def point(self, point: tuple[float, float]) -> tuple[float, float]:
        return (point[0] - self.left) * self.scale_x, (point[1] - self.top) * self.scale_y

    def points(self, points: Points) -> list[tuple[float, float]]:
        return [self.point(one) for one in points]


def about(image: Pixels, box: Box, points: Points = ()) -> Window | None:
    """The window of `image` about a box and some points; None when it lies outside the image."""
    import cv2

    height, width = image.shape[:2]
    x0, y0 = min([box.x, *(x for x, _ in points)]), min([box.y, *(y for _, y in points)])
    x1 = max([box.x + box.width, *(x for x, _ in points)])
    y1 = max([box.y + box.height, *(y for _, y in points)])
    wide, high = (max(LEAST_MARGIN, MARGIN * side) for side in (x1 - x0, y1 - y0))
    left, top = max(0, math.floor(x0 - wide)), max(0, math.floor(y0 - high))
    right, bottom = min(width, math.ceil(x1 + wide)), min(height, math.ceil(y1 + high))
    if right <= left or bottom <= top:
        return None
    part = image[top:bottom, left:right].reshape(bottom - top, right - left, -1)
    small, shrink = np.asarray(part, np.float32), LONGEST / max(x1 - x0, y1 - y0, 1)
    if shrink < 1:
        size = (max(1, round((right - left) * shrink)), max(1, round((bottom - top) * shrink)))
        shrunk = cv2.resize(part, size, interpolation=cv2.INTER_AREA)
        small = np.asarray(shrunk, np.float32).reshape(size[1], size[0], -1)
    scale_x, scale_y = small.shape[1] / (right - left), small.shape[0] / (bottom - top)
    return Window(part, small, left, top, scale_x, scale_y)
