"""Closed outlines that each ray from a middle crosses once, found by dynamic programming.

The rays are those of an ellipse: reach 1 is its border. A path says for each ray at which reach it crosses.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nblabel.learn.proposer import Box, Floats, Mask, Points

# A ray's neighbour may be crossed so many places further out or in.
STEPS = 2


class Rays(NamedTuple):
    """`number` rays from (x, y), the half axes `across` and `down` long at reach 1."""

    x: float
    y: float
    across: float
    down: float
    number: int

    def points(self, reach: Floats) -> tuple[Floats, Floats]:
        """x and y of places on every ray: `reach` is (places,) or (number, places)."""
        turn = (np.arange(self.number) * (2 * np.pi / self.number))[:, None]
        return self.x + self.across * np.cos(turn) * reach, self.y + self.down * np.sin(turn) * reach

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Which ray a point is on, as a number that need not be whole, and its reach."""
        right, below = (x - self.x) / self.across, (y - self.y) / self.down
        turn = np.arctan2(below, right) % (2 * np.pi)
        return float(turn * self.number / (2 * np.pi)), float(np.hypot(right, below))

    def reach(self, height: int, width: int) -> Floats:
        """The reach of each pixel's centre, shape (height, width)."""
        right, below = self._steps(height, width)
        return np.hypot(right, below)

    def fill(self, path: Floats, height: int, width: int) -> Mask:
        """The pixels whose centres are inside the path."""
        right, below = self._steps(height, width)
        ray = (np.arctan2(below, right) * (self.number / (2 * np.pi))) % self.number
        border = np.interp(ray, np.arange(self.number + 1), np.append(path, path[0]))
        return np.asarray(np.hypot(right, below) <= border)

    def keeps(self, path: Floats, inside: Points, outside: Points) -> bool:
        """Whether all points are on their side of the path."""
        whole = np.append(path, path[0])

        def is_in(x: float, y: float) -> bool:
            ray, reach = self.place(x, y)
            return reach <= float(np.interp(ray, np.arange(self.number + 1), whole))

        return all(is_in(*one) for one in inside) and not any(is_in(*one) for one in outside)

    def fitted(self, path: Floats, box: Box, share: float) -> "Rays":
        """The rays moved and stretched: the path comes by `share` nearer to touching all sides of `box`."""
        x, y = self.points(path[:, None])
        middle_x, across = _fitted(x, self.x, self.across, box.x, box.width, share)
        middle_y, down = _fitted(y, self.y, self.down, box.y, box.height, share)
        return Rays(middle_x, middle_y, across, down, self.number)

    def moved(self, x: float, y: float, scale_x: float, scale_y: float) -> "Rays":
        """The rays in pixels of which there are `scale` to one, counted from a corner `x`, `y` of these."""
        middle = (x + self.x * scale_x, y + self.y * scale_y)
        return Rays(*middle, self.across * scale_x, self.down * scale_y, self.number)

    def _steps(self, height: int, width: int) -> tuple[Floats, Floats]:
        right = (np.arange(width, dtype=np.float32) + 0.5 - self.x) / self.across
        below = (np.arange(height, dtype=np.float32) + 0.5 - self.y) / self.down
        return right, below[:, None]


def _fitted(
    places: Floats, middle: float, half: float, start: float, extent: float, share: float
) -> tuple[float, float]:
    low, high = float(places.min()), float(places.max())
    stretch = 1 - share + share * extent / max(high - low, 1e-3)
    centre = (low + high) / 2
    shift = share * (start + extent / 2 - centre)
    return centre + shift + (middle - centre) * stretch, half * stretch


def at(field: Floats, x: Floats, y: Floats) -> Floats:
    """The field, (height, width) or with channels, between its pixels' centres (bilinear)."""
    height, width = field.shape[:2]
    across, down = (x - 0.5).clip(0, width - 1), (y - 0.5).clip(0, height - 1)
    left, top = across.astype(np.int64), down.astype(np.int64)
    right, below = np.minimum(left + 1, width - 1), np.minimum(top + 1, height - 1)
    share, low = across - left, down - top
    if field.ndim == 3:
        share, low = share[..., None], low[..., None]
    upper = field[top, left] * (1 - share) + field[top, right] * share
    lower = field[below, left] * (1 - share) + field[below, right] * share
    return np.asarray(upper * (1 - low) + lower * low)


def cheapest(cost: Floats, stiffness: float) -> NDArray[np.int64]:
    """The closed path of least cost: for each ray of `cost` (rays, places) a place.

    Neighbours are within `STEPS`; a step of d places costs `stiffness * d²`. The ring is gone round twice and
    the middle of it kept, which is the closed path unless the picture holds the two ends apart.
    """
    rays, places = cost.shape
    order = [*range(rays // 2, rays), *range(rays), *range(rays // 2)]
    moves = np.arange(-STEPS, STEPS + 1)
    price = stiffness * moves**2
    padded = np.full(places + 2 * STEPS, np.inf)
    near = np.lib.stride_tricks.sliding_window_view(padded, 2 * STEPS + 1)
    here = np.arange(places)
    total, came = cost[order[0]].astype(np.float64), np.empty((len(order), places), np.int64)
    for step, ray in enumerate(order[1:], 1):
        padded[STEPS:-STEPS] = total
        ways = near + price
        best = ways.argmin(axis=1)
        came[step] = here + moves[best]
        total = ways[here, best] + cost[ray]
    path = np.empty(len(order), np.int64)
    path[-1] = total.argmin()
    for step in range(len(order) - 1, 0, -1):
        path[step - 1] = came[step][path[step]]
    first = rays - rays // 2
    return path[first : first + rays]
