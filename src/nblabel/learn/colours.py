"""How much more likely a colour is inside a thing than outside, learnt in one window of a picture."""

import numpy as np

from nblabel.learn.proposer import Floats

# Bins along the principal axes of the window's colours, the first of which tells most.
BINS = (48, 10, 6)
# Standard deviations of the window's colours that the bins span, either way.
SPAN = 2.5
# How far a colour is spread over its neighbours along each axis, in bins.
SPREAD = (2.0, 1.0, 0.8)
# A colour seen as seldom as this, among all of a window, says nothing.
FLOOR = 2e-4


class Colours:
    """The colours of a window as cells of a histogram along their principal axes.

    `window`: (height, width, channels), any range.
    """

    def __init__(self, window: Floats) -> None:
        self._shape = window.shape[:2]
        along = _principal(window.reshape(-1, window.shape[2]).astype(np.float32))
        cells = np.zeros(len(along), np.int64)
        for number, bins in enumerate(BINS):
            place = along[:, number] if number < along.shape[1] else np.zeros(len(along))
            cells = cells * bins + ((place / SPAN + 1) * (bins / 2)).clip(0, bins - 1).astype(np.int64)
        self._cells = cells

    def odds(self, inside: Floats, outside: Floats) -> Floats:
        """Logarithm of how likely each pixel's colour is inside over outside, shape (height, width).

        The weights, of that shape, say how much a pixel is taken for the one or the other.
        """
        odds = np.log(self._density(inside)) - np.log(self._density(outside))
        return odds.astype(np.float32)[self._cells].reshape(self._shape)

    def _density(self, weights: Floats) -> Floats:
        counts: Floats = np.bincount(self._cells, weights.ravel(), int(np.prod(BINS))).reshape(BINS)
        for axis, width in enumerate(SPREAD):
            counts = _spread(counts, axis, width)
        return counts.ravel() / max(float(counts.sum()), 1e-9) + FLOOR


def _principal(flat: Floats) -> Floats:
    """Colours along their principal axes, each in its own standard deviations.

    Axes along which colours hardly differ hold noise and are not blown up to the size of the others.
    """
    middle = flat - flat.mean(axis=0)
    variance, turn = np.linalg.eigh(middle.T @ middle / len(flat))
    spread = np.sqrt(np.maximum(variance[::-1], 0))
    return np.asarray(middle @ turn[:, ::-1] / np.maximum(spread, max(0.25 * spread[0], 1.0)))


def _spread(counts: Floats, axis: int, width: float) -> Floats:
    reach = int(np.ceil(2.5 * width))
    steps = np.arange(-reach, reach + 1)
    shares = np.exp(-0.5 * (steps / width) ** 2)
    shares /= shares.sum()
    places = np.arange(counts.shape[axis])
    spread = np.zeros_like(counts)
    for step, share in zip(steps, shares, strict=True):
        spread += share * counts.take(np.clip(places + step, 0, len(places) - 1), axis)
    return spread
