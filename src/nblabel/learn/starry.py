"""The outline of a round thing in a box: the closed path on rays from its middle that parts its colours best.

The path is found by dynamic programming on rays, as outlines of cells have long been; colours are learnt anew
from each outline found, as in GrabCut (Rother, Kolmogorov and Blake, 2004). Costs of a path are, along each
ray: what the colours say of all it passes, how sharply they change where it is crossed, and how far that is
from the ellipse in the box.
"""

from typing import NamedTuple

import numpy as np

from nblabel.learn.colours import Colours
from nblabel.learn.proposer import Box, Floats, Mask, Points
from nblabel.learn.rays import Rays, at, cheapest


class Weights(NamedTuple):
    """What counts how much, chosen on parts of the public set of nuclei in `benchmarks/smart_region.py`."""

    rounds: int = 2
    rays: int = 64
    places: int = 48
    # Reaches of the first and the last place on a ray; 1 is the ellipse in the box.
    nearest: float = 0.1
    farthest: float = 1.45
    region: float = 1.0
    edge: float = 1.0
    # An edge is what changes from so far inside to so far outside, as a reach.
    width: float = 0.06
    ellipse: float = 0.15
    # Of reaches, about the ellipse.
    spread: float = 0.2
    # For each box's side that a place lies beyond the box.
    beyond: float = 50.0
    stiffness: float = 0.008
    most_odds: float = 3.0
    blur: float = 0.5
    # How much of the way to touching all sides of the box the outline is stretched.
    fit: float = 0.5
    # What points do: see `_pulled` and `_leaning`.
    push: float = 0.5
    pull: float = 5.0
    near: float = 4.0
    like: float = 0.35
    gain: float = 0.5


PLAIN = Weights()
MUST = 50.0
SORTINGS = 2


class Found(NamedTuple):
    """The path on its rays, and the odds of each pixel of the window."""

    path: Floats
    rays: Rays
    odds: Floats
    colours: Colours
    weights: Weights

    def mask(self) -> Mask:
        return self.rays.fill(self.path, *self.odds.shape)

    def sorted_odds(self, box: Box) -> Floats:
        """The odds once each pixel in the box is taken for what its colour says, wherever it is."""
        in_box, odds = _in_box(box, *self.odds.shape), self.odds
        for _ in range(SORTINGS):
            taken = in_box & (odds > 0)
            odds = self.colours.odds(taken, np.where(in_box, 1.0, 0.5) * ~taken)
        return odds

    def keeps(self, inside: Points, outside: Points) -> bool:
        """Whether all points are on their side of the path."""
        return self.rays.keeps(self.path, inside, outside)


def starry(
    pixels: Floats, box: Box, inside: Points = (), outside: Points = (), weights: Weights = PLAIN
) -> Found:
    """The thing in `box`, all in pixels of the window `pixels` (height, width, channels)."""
    search = _Search(pixels, box, inside, outside, weights)
    for _ in range(weights.rounds):
        search.on()
    if inside or outside:
        search.heed()
    found = Found(
        search.path, search.rays.fitted(search.path, box, weights.fit), search.odds, search.colours, weights
    )
    return found if found.keeps(inside, outside) else found._replace(rays=search.rays)


class _Search:
    """One search: each round learns the colours of what was found before, and finds anew."""

    def __init__(self, pixels: Floats, box: Box, inside: Points, outside: Points, weights: Weights) -> None:
        import cv2

        self.weights = weights
        self.inside, self.outside = inside, outside
        self.box = box
        self.pixels = np.asarray(cv2.GaussianBlur(pixels, (0, 0), weights.blur)).reshape(pixels.shape)
        middle = (box.x + box.width / 2, box.y + box.height / 2)
        self.rays = Rays(*middle, box.width / 2, box.height / 2, weights.rays)
        self.reaches = np.linspace(weights.nearest, weights.farthest, weights.places, dtype=np.float32)
        self._places = self.rays.points(self.reaches)
        self.colours = Colours(self.pixels)
        self._fixed = self._fixed_cost()
        self._size = (pixels.shape[0], pixels.shape[1])
        self._in_box = _in_box(box, *self._size)
        reach = self.rays.reach(*self._size)
        self._within = np.clip((1.0 - reach) / 0.3, 0, 1)
        self._without = np.where(self._in_box, np.clip((reach - 1.1) / 0.2, 0, 1), 1.0)
        self.path: Floats = np.ones(weights.rays)
        self.odds: Floats = np.zeros(self._size)

    def on(self) -> None:
        """One round."""
        self._find(self.colours.odds(self._within, self._without), self._fixed)

    def heed(self) -> None:
        """Two more rounds, with the points."""
        points = [(one, 1.0) for one in self.inside] + [(one, -1.0) for one in self.outside]
        fixed = self._fixed.copy()
        for point, sign in points:
            fixed += _pulled(self.rays, self.reaches, self.path, point, sign, self.weights)
        for _ in range(2):
            odds = self.colours.odds(self._within, self._without)
            for point, sign in points:
                odds = odds + _leaning(odds, self.pixels, point, sign, self.box, self.weights)
            self._find(odds, fixed)

    def _find(self, odds: Floats, fixed: Floats) -> None:
        self.odds = odds
        self.path = self.reaches[cheapest(fixed + self._told(odds), self.weights.stiffness)]
        mask = self.rays.fill(self.path, *self._size)
        self._within = mask.astype(np.float32)
        self._without = np.where(self._in_box, 1.0, 0.5) * ~mask

    def _fixed_cost(self) -> Floats:
        (x, y), box, w = self._places, self.box, self.weights
        over_x = np.maximum(box.x - x, x - box.x - box.width) / box.width
        over_y = np.maximum(box.y - y, y - box.y - box.height) / box.height
        over = np.maximum(np.maximum(over_x, over_y), 0)
        return np.asarray(w.ellipse * ((self.reaches - 1.0) / w.spread) ** 2 + w.beyond * over)

    def _told(self, odds: Floats) -> Floats:
        """What the colours say of each place as border."""
        w, step = self.weights, float(self.reaches[1] - self.reaches[0])
        here = at(odds, *self._places).clip(-w.most_odds, w.most_odds)
        passed = np.cumsum(here * self.reaches * step, axis=1)
        share = 1 / (1 + np.exp(-here))
        gap = max(1, round(w.width / step))
        inner = np.concatenate((share[:, :1].repeat(gap, 1), share[:, :-gap]), axis=1)
        outer = np.concatenate((share[:, gap:], share[:, -1:].repeat(gap, 1)), axis=1)
        return np.asarray(-w.region * passed - w.edge * (inner - outer))


def _in_box(box: Box, height: int, width: int) -> Mask:
    x, y = np.arange(width) + 0.5, (np.arange(height) + 0.5)[:, None]
    inside = (x >= box.x) & (x <= box.x + box.width) & (y >= box.y) & (y <= box.y + box.height)
    return np.asarray(inside)


def _pulled(
    rays: Rays, reaches: Floats, path: Floats, point: tuple[float, float], sign: float, w: Weights
) -> Floats:
    """What a point costs the paths, shape (rays, reaches).

    One that leaves a point inside out, or takes one outside in, costs more than any other. People point into
    the midst of what is wrong: the border they mean is behind the point as far as the wrong one is before it,
    or nearly, and on the rays beside it as well.
    """
    ray, reach = rays.place(*point)
    away = np.abs((np.arange(rays.number) - ray + rays.number / 2) % rays.number - rays.number / 2)[:, None]
    wrong = max(0.0, sign * (reach - float(path[round(ray) % rays.number])))
    short = np.maximum(0, sign * (reach - reaches) + w.push * wrong + 0.02) if wrong else 0 * reaches
    must = MUST * ((away <= 1.01) & (sign * (reach - reaches) > -0.02))
    return np.asarray(w.pull * np.exp(-0.5 * (away / w.near) ** 2) * short + must)


def _leaning(
    odds: Floats, pixels: Floats, point: tuple[float, float], sign: float, box: Box, w: Weights
) -> Floats:
    """What a point adds to the odds wherever the picture is near it and like it."""
    height, width = odds.shape
    x, y = point
    row, column = min(max(int(y), 0), height - 1), min(max(int(x), 0), width - 1)
    wanting = max(0.0, 1.0 - sign * float(odds[row, column]))
    spread = 0.25 * float(pixels.std()) + 1.0
    unlike = ((pixels - pixels[row, column]) ** 2).sum(axis=2) / spread**2
    far = w.like * max(box.width, box.height)
    away = ((np.arange(width) + 0.5 - x) ** 2 + (np.arange(height)[:, None] + 0.5 - y) ** 2) / far**2
    return np.asarray(sign * w.gain * wanting * np.exp(-0.5 * (unlike + away)))
