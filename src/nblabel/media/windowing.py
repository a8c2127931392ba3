"""From measured values to greys: windows and tables, as DICOM's part 3, C.11.2, states them. Pure numpy."""

from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Curve = Literal["linear", "exact", "sigmoid"]
Values = NDArray[Any]


class Window(NamedTuple):
    """Which values become black and white; `center` and `width` in the values' own unit."""

    center: float
    width: float
    curve: Curve = "linear"

    def shares(self, values: Values) -> Values:
        """0 for black to 1 for white; NaN is black."""
        x = values.astype(np.float64, copy=False)
        with np.errstate(over="ignore", invalid="ignore"):
            if self.curve == "sigmoid":
                return np.nan_to_num(1 / (1 + np.exp(-4 * (x - self.center) / self.width)), nan=0.0)
            if self.curve == "linear" and self.width == 1:
                return (x > self.center - 0.5).astype(np.float64)
            half, width = (0.5, self.width - 1) if self.curve == "linear" else (0.0, self.width)
            share = (x - (self.center - half)) / width + 0.5
            return np.nan_to_num(share, nan=0.0, posinf=1.0, neginf=0.0).clip(0, 1)


class Table(NamedTuple):
    """A lookup table: entry 0 stands for all values up to `first`, the last one for all beyond its end."""

    first: int
    entries: Values
    bits: int

    def look_up(self, values: Values) -> Values:
        """The entry of each value. Fractions are cut off, NaN is the first entry."""
        last = self.first + len(self.entries) - 1
        known = values.astype(np.int64) if values.dtype.kind in "iu" else np.nan_to_num(values)
        return self.entries[known.clip(self.first, last).astype(np.int64) - self.first]

    def shares(self, values: Values) -> Values:
        """The entry of each value, from 0 to 1 of what an entry can be."""
        most = max((1 << self.bits) - 1, int(self.entries.max()), 1)
        return self.look_up(values).astype(np.float64) / most


def greys(shares: Values, inverted: bool) -> NDArray[np.uint8]:
    """Shares as 8 bits, rounded; `inverted`: white becomes black."""
    grey: NDArray[np.uint8] = np.rint(shares * 255).astype(np.uint8)
    return np.invert(grey) if inverted else grey


def between(low: float, high: float) -> Window:
    """The window from `low`, black, to `high`, white; all black when they are the same."""
    if high > low:
        return Window((low + high) / 2, high - low, "exact")
    return Window(low + 0.5, 1.0, "exact")


def least_and_most(values: Values) -> tuple[float, float]:
    """Of the finite values; (0, 0) when there are none."""
    finite = values[np.isfinite(values)] if values.dtype.kind == "f" else values
    return (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
