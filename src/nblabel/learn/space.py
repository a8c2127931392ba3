"""The coordinates in which a head is fitted: the pool's features centred, turned and evened out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nblabel.learn.blocks import Floats, finite, one_thread, product

# Rows that the pool's mean and covariance are taken from.
SAMPLE = 20_000
# Directions that are kept: beyond these a few thousand answers tell nothing.
DIRECTIONS = 256
# 0 leaves directions as long as they are, 1 makes all equally long.
EVENED = -0.25
# A direction shorter than this share of the longest is noise, or nothing at all.
SHORTEST = 1e-4


@dataclass(frozen=True)
class Space:
    """An affine map of features (d) into r coordinates; one per pool, made once.

    The pool's covariance evens out its directions: what differs much among all items hides what differs
    between classes, and few answers cannot tell the two apart, while the pool can.
    """

    mean: Floats  # (d,)
    turn: Floats  # (d, r)
    back: Floats  # (r, d), turn's pseudo-inverse

    @staticmethod
    def of(
        features: NDArray[Any],
        seed: int = 0,
        stop: Callable[[], bool] | None = None,
        evened: float | None = None,
    ) -> "Space":
        """The space of a pool (n, d); rows with NaN are passed over, and equal rows are no error."""
        rows = _sample(features, seed)
        mean = (
            rows.mean(axis=0, dtype=np.float64).astype(np.float32)
            if len(rows)
            else np.zeros(features.shape[1])
        )
        rows -= mean
        with one_thread():
            spread, axes = np.linalg.eigh((rows.T @ rows).astype(np.float64) / max(len(rows), 1))
        spread, axes = spread[::-1][:DIRECTIONS], axes[:, ::-1][:, :DIRECTIONS]
        kept = spread > max(float(spread[0]) * SHORTEST, 1e-12)
        spread, axes = spread[kept], axes[:, kept]
        lengths = spread ** (-(EVENED if evened is None else evened) / 2)
        # One unit in all: the mean square of a coordinate is 1 over the pool.
        lengths /= np.sqrt((spread * lengths**2).mean()) if len(spread) else 1.0
        return Space(
            np.asarray(mean, np.float32),
            np.ascontiguousarray(axes * lengths, np.float32),
            np.ascontiguousarray((axes / lengths).T, np.float32),
        )

    def into(self, features: NDArray[Any]) -> Floats:
        """Features (m, d) in these coordinates, float32 (m, r)."""
        return product(features, self.turn) - self.mean @ self.turn

    def strongest(self, count: int) -> "Space":
        """The same, of the first `count` directions only; they come strongest first."""
        return Space(self.mean, self.turn[:, :count], self.back[:count])


def _sample(features: NDArray[Any], seed: int) -> Floats:
    """Up to SAMPLE finite rows, float32."""
    places = np.arange(len(features))
    if len(places) > SAMPLE:
        places = np.sort(np.random.default_rng(seed).choice(len(places), SAMPLE, replace=False))
    rows = np.asarray(features[places], np.float32)
    return rows[finite(rows)]
