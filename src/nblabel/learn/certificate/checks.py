"""What goes into the promise, and what comes out of it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]


class Checks(NamedTuple):
    """Items that were drawn by `Certifier.draw` and answered blind, in the order of asking, c of them.

    `places` in the pool; `predicted` int (c,), the class that a head which had not seen the answer gives, -1
    where classes are not told apart; `score` (c,), how sure it is, 0 to 1; `right` (c,), False for a skipped one;
    `weight` (c,), the chance with which each was drawn.
    """

    places: NDArray[np.int64]
    predicted: NDArray[np.int64]
    score: NDArray[Any]
    right: Mask
    weight: NDArray[np.float64]


class PerLabel(NamedTuple):
    """What the checks say of one class among the items covered. `low` and `high` are the ends of its own interval
    (Clopper and Pearson) at the promise's confidence. It describes; the promise is that of all together."""

    items: int
    checks: int
    errors: int
    low: float
    high: float
    covered: bool


@dataclass(frozen=True)
class Certificate:
    """Of the `items` without an answer that score `threshold` or more, the share `target` is right.

    This is wrong in at most 1 - `confidence` of all projects. `checks` and `errors` are those among the items
    asked blind that score as much. `missed` is the share of the open items it does not cover, `needed` the
    number of further checks until the next look, 0 when there is none.
    """

    target: float
    confidence: float
    threshold: float
    items: int
    checks: int
    errors: int
    per_label: Mapping[int, PerLabel] = field(default_factory=dict)
    missed: float = 1.0
    needed: int = 0
    text: str = ""
    # Classes that the promise leaves out.
    without: frozenset[int] = frozenset()

    def covers(self, score: NDArray[Any], predicted: NDArray[Any]) -> Mask:
        """Which items (n,) the promise is made for: those of the run that was looked at, without an answer."""
        with np.errstate(invalid="ignore"):
            covered = np.asarray(score >= self.threshold)
        if self.without:
            covered &= ~np.isin(predicted, list(self.without))
        return covered


def sentence(items: int, target: float, confidence: float, checks: int, errors: int) -> str:
    """The promise as one may quote it."""
    return (
        f"{items:,} {_plural(items, 'item is', 'items are')} at least {percent(target)} right, with "
        f"{percent(confidence)} confidence: {checks:,} blind {_plural(checks, 'check', 'checks')} of such items "
        f"found {errors:,} {_plural(errors, 'error', 'errors')}."
    )


def request(needed: int, target: float) -> str:
    """What is said while there is nothing to promise."""
    if not needed:
        return f"The checks do not show any items to be at least {percent(target)} right; there is no further look."
    return (
        f"{needed:,} more {_plural(needed, 'check', 'checks')} needed before items can be promised to be at "
        f"least {percent(target)} right."
    )


def percent(share: float) -> str:
    """`0.9` as "90 %", rounded down: nothing is to sound better than it is."""
    return f"{math.floor(share * 1000 + 1e-6) / 10:g} %"


def _plural(count: int, one: str, more: str) -> str:
    return one if count == 1 else more
