"""What goes into a promise, and what comes out of it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]


class Checks(NamedTuple):
    """Items that `Certifier.draw` drew and a person answered blind, in the order of asking; c of them.

    `places` in the pool. `predicted` int (c,): the class that a head which had not seen the answer gives, -1
    where classes are not told apart. `score` (c,): how sure it is, 0 to 1. `right` (c,): whether that is what
    the person answered; False for a skipped item. `weight` (c,): the chance with which each was drawn.
    """

    places: NDArray[np.int64]
    predicted: NDArray[np.int64]
    score: NDArray[Any]
    right: Mask
    weight: NDArray[np.float64]

    def after(self, number: int) -> "Checks":
        """Those asked after the first so many."""
        return Checks(
            self.places[number:], self.predicted[number:], self.score[number:],
            self.right[number:], self.weight[number:],
        )  # fmt: skip


class PerLabel(NamedTuple):
    """What the checks say of one class among the items covered.

    `low` and `high` are the ends of its own interval at the promise's confidence. They describe; the
    promise is that of all classes together. A class against which its checks speak is not `covered`.
    """

    items: int
    checks: int
    errors: int
    low: float
    high: float
    covered: bool


@dataclass(frozen=True)
class Certificate:
    """The promise: of `items` open items, those that score `threshold` or more, the share `target` is right.

    It may be false, for one project in 1 / (1 - `confidence`). `checks` and `errors` are those among the
    blind checks that score as much. `missed` is the share of the open items that it leaves out; `needed`
    the number of further checks until the next look, 0 when there is none. Classes in `without` are left
    out.
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
    without: frozenset[int] = frozenset()

    def covers(self, score: NDArray[Any], predicted: NDArray[Any]) -> Mask:
        """Which items (n,) the promise is for, by what the run that was looked at says of them."""
        with np.errstate(invalid="ignore"):
            covered = np.asarray(score >= self.threshold)
        return covered & ~np.isin(predicted, sorted(self.without)) if self.without else covered

    def state(self) -> dict[str, Any]:
        """As JSON can hold it."""
        labels = {str(label): list(one) for label, one in self.per_label.items()}
        return {**self.__dict__, "per_label": labels, "without": sorted(self.without)}

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> "Certificate":
        labels = {int(label): PerLabel(*one) for label, one in state["per_label"].items()}
        return cls(**{**state, "per_label": labels, "without": frozenset(state["without"])})


def sentence(items: int, target: float, confidence: float, checks: int, errors: int) -> str:
    """The promise as one may quote it."""
    return (
        f"{_count(items, 'item is', 'items are')} at least {percent(target)} right, with "
        f"{percent(confidence)} confidence: {_count(checks, 'blind check')} of such items found "
        f"{_count(errors, 'error')}."
    )


def request(needed: int, target: float) -> str:
    """What is said while there is nothing to promise."""
    right = f"at least {percent(target)} right"
    if not needed:
        return f"The checks show no items to be {right}, and there is no further look."
    return f"{_count(needed, 'more check')} needed before items can be promised to be {right}."


def percent(share: float) -> str:
    """`0.9` as "90 %", rounded down: nothing is to sound better than it is."""
    return f"{math.floor(share * 1000 + 1e-6) / 10:g} %"


def _count(number: int, one: str, more: str = "") -> str:
    return f"{number:,} {one if number == 1 else more or one + 's'}"
