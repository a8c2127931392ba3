"""What part of the map is seen, and which points are under the hand. Pure: places and screen pixels."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Point = tuple[float, float]

MARGIN = 0.92  # the whole map takes so much of the shorter side
LEAST, MOST = 0.5, 400.0


class Sight(Struct, frozen=True):
    """A stretch of the map on a screen of `width` x `height` pixels: `x`, `y` is the place in its middle.

    At `zoom` 1 places from -1 to 1 just fit, with a margin.
    """

    width: int
    height: int
    x: float = 0.0
    y: float = 0.0
    zoom: float = 1.0

    @property
    def scale(self) -> float:
        """Screen pixels per unit of the map."""
        return self.zoom * MARGIN * min(self.width, self.height) / 2

    def on_screen(self, places: Floats) -> Floats:
        """Where places (n, 2) are on the screen, in pixels from its top left corner."""
        middle = np.array([self.width / 2, self.height / 2], np.float32)
        return (places - np.array([self.x, self.y], np.float32)) * np.float32(self.scale) + middle

    def place(self, at: Point) -> Point:
        """The place on the map that this point of the screen shows."""
        return (
            self.x + (at[0] - self.width / 2) / self.scale,
            self.y + (at[1] - self.height / 2) / self.scale,
        )

    def moved(self, right: float, down: float) -> "Sight":
        """The map moved by so many pixels along with the hand."""
        return replace(self, x=self.x - right / self.scale, y=self.y - down / self.scale)

    def zoomed(self, factor: float, at: Point | None = None) -> "Sight":
        """Nearer by this factor; what is `at` this point of the screen (else in its middle) stays there."""
        at = at or (self.width / 2, self.height / 2)
        x, y = self.place(at)
        nearer = replace(self, zoom=min(max(self.zoom * factor, LEAST), MOST))
        away_x, away_y = at[0] - self.width / 2, at[1] - self.height / 2
        return replace(nearer, x=x - away_x / nearer.scale, y=y - away_y / nearer.scale)

    def fitted(self, width: int = 0, height: int = 0) -> "Sight":
        """The whole map, on a screen of this size when one is given."""
        return Sight(width or self.width, height or self.height)


def within(points: Floats, ring: Sequence[Point]) -> NDArray[np.bool_]:
    """Which points (n, 2) lie in the polygon `ring`, even-odd; none where it has fewer than three corners."""
    inside = np.zeros(len(points), np.bool_)
    if len(ring) < 3:
        return inside
    corners = np.asarray(ring, np.float32)
    low, high = corners.min(axis=0), corners.max(axis=0)
    near = np.flatnonzero(((points >= low) & (points <= high)).all(axis=1))
    x, y = points[near, 0], points[near, 1]
    odd = np.zeros(len(near), np.bool_)
    for (x1, y1), (x2, y2) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        if y1 != y2:
            crosses = (y1 <= y) != (y2 <= y)
            odd ^= crosses & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
    inside[near] = odd
    return inside


def nearest(points: Floats, at: Point, reach: float) -> int | None:
    """The point next to `at`, no farther than `reach`; None when there is none."""
    if not len(points):
        return None
    away = ((points - np.asarray(at, np.float32)) ** 2).sum(axis=1)
    away = np.where(np.isnan(away), np.inf, away)
    best = int(away.argmin())
    return best if away[best] <= reach * reach else None
