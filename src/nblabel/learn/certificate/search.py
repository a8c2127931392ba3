"""Looks for the most items that a promise can be made for: from the surest on, as far as the tests pass.

Items are ordered by score, and sets of the surest ones are tested, each inside the next. Testing begins at
a few sets of given numbers of checks, and goes on from each that passes to the next larger one until one
fails: tests in a fixed order need no share of the risk each (Maurer, Hothorn and Lehmacher, 1995; Wiens,
2003, for several beginnings). The beginnings share the risk by `shared_level`.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nblabel.learn.certificate.tails import Counts, chance_if_false, shared_level

# How many sets there are; the last is the whole pool.
LEVELS = 80
# Where testing begins, in shares of the checks that tell of the pool, and how much each weighs. The small
# sets are for pools of which little can be promised, at a level that costs the others little.
BEGINNINGS = {0.03: 0.2, 0.06: 0.2, 0.125: 0.2, 0.25: 1.0, 0.5: 1.0}


class Levels(NamedTuple):
    """Sets of the surest items, each inside the next; (s,) each. `checks` are those that count, `errors`
    all."""

    threshold: NDArray[np.float64]
    items: Counts
    checks: Counts
    errors: Counts


class Reached(NamedTuple):
    """Which set is the largest to pass, and whether all that were tested did, the whole pool with them."""

    at: int
    whole: bool


def levels(score: NDArray[Any], right: NDArray[np.bool_], reached: float, pool: NDArray[Any]) -> Levels:
    """The sets to be tested, from checks with `score` and `right` (c,) and the open items' scores `pool`
    (n,).

    `reached` is the chance with which an item that stayed open until now would have been drawn. People
    answer what they like between checks, so some checks tell of items like those that are not open any
    more: sure ones, say, confirmed at a glance. Of K open items K reached / (1 - reached) checks are
    expected. Where there are more, the surplus counts for its errors but not for what it got right: the
    worst that can be.
    """
    order = np.argsort(-score, kind="stable")
    sure, errors = score[order], np.concatenate([[0], np.cumsum(~right[order])])
    descending = np.sort(pool)[::-1]
    ends = np.unique(np.ceil(np.arange(1, LEVELS + 1) * len(pool) / LEVELS).astype(np.int64))
    threshold = np.unique(descending[ends[ends > 0] - 1])[::-1]
    items = np.searchsorted(-descending, -threshold, side="right")  # equal scores stand or fall together
    seen = np.searchsorted(-sure, -threshold, side="right")
    counted = seen
    if reached < 1:
        odds = reached / (1 - reached)
        surplus = max(len(score) - len(pool) * odds, 0.0)
        counted = np.minimum(seen, np.rint(np.maximum(items * odds, seen - surplus)).astype(np.int64))
    return Levels(threshold.astype(np.float64), items, counted, errors[seen])


def furthest(found: Levels, target: float, risk: float) -> Reached | None:
    """The largest set that a promise can be made for with this risk; None if there is none."""
    begin = _beginnings(found.checks, target, risk)
    if not begin:
        return None
    counts = tuple(int(found.checks[at]) for at in begin)
    level = shared_level(counts, tuple(begin.values()), risk, target)
    chance = chance_if_false(found.errors, found.checks, found.items, target)
    best, going, whole = None, 0.0, True  # `going`: the level that testing goes on at
    for at, one in enumerate(chance):
        held = [own for own in (going, level * begin.get(at, 0.0)) if own]
        going = max((own for own in held if one <= own), default=0.0)
        whole = whole and (going > 0 or not held)
        best = at if going else best
    return None if best is None else Reached(best, whole)


def _beginnings(checks: Counts, target: float, risk: float) -> dict[int, float]:
    """The first sets with so many checks as to begin at, smallest first, and what each weighs.

    Each has so many checks that it passes where none of them is wrong.
    """
    most = int(checks.max(initial=0))
    begin: dict[int, float] = {}
    for share, weight in BEGINNINGS.items():
        least = np.ceil(np.log(risk * weight) / np.log(target)) if risk > 0 else np.inf
        if (wanted := max(round(share * most), least)) <= most:
            at = int(np.argmax(checks >= wanted))
            begin[at] = max(begin.get(at, 0.0), weight)
    return dict(sorted(begin.items()))
