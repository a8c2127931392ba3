"""Looks for the most items that a promise can be made for: from the surest on, as far as the tests pass.

Items are ordered by score, and sets of the surest ones are tested, each inside the next. Testing begins at a few
sets of given numbers of checks and goes on from each that passes to the next larger until one fails: tests in a
fixed order need no share of the risk each (Maurer, Hothorn and Lehmacher, 1995; Wiens' fallback, 2003, for several
beginnings). The beginnings share the risk by `shared_level`.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nblabel.learn.certificate.tails import Counts, chance_if_false, shared_level

# How many sets there are; the last is the whole pool.
LEVELS = 80
# Where testing begins, in shares of the checks that tell of the pool.
BEGINNINGS = (0.125, 0.25, 0.5)


class Levels(NamedTuple):
    """Sets of the surest items, each inside the next: (l,) each. `checks` may be fewer than were seen."""

    threshold: NDArray[np.float64]
    items: Counts
    checks: Counts
    errors: Counts


def levels(score: NDArray[Any], right: NDArray[np.bool_], reached: float, pool: NDArray[Any]) -> Levels:
    """The sets to be tested: checks with `score` (c,) and `right` (c,), and the open items' scores `pool` (n,).

    `reached` is the chance with which an item that stayed open until now would have been drawn. People answer what
    they like between checks, so that checks may tell of items that are not open any more: surely right ones, say,
    that were confirmed at a glance. Of a set of K open items, `K reached / (1 - reached)` checks are expected. Are
    there more, the surplus is counted for its errors but not for what it got right.
    """
    order = np.argsort(-score, kind="stable")
    sure, errors = score[order], np.concatenate([[0], np.cumsum(~right[order])])
    descending = -np.sort(-pool)
    ends = np.unique(np.ceil(np.arange(1, LEVELS + 1) * len(pool) / LEVELS).astype(np.int64))
    threshold = descending[ends - 1]
    items = np.searchsorted(-descending, -threshold, side="right")  # equal scores stand or fall together
    threshold, first = np.unique(-threshold, return_index=True)
    threshold, items = -threshold, items[first]
    seen = np.searchsorted(-sure, -threshold, side="right")
    odds = reached / (1 - reached) if reached < 1 else np.inf
    gone = max(len(score) - len(pool) * odds, 0.0)  # checks of items that are not open any more
    expected = np.rint(np.maximum(items * odds, seen - gone)) if np.isfinite(odds) else seen
    return Levels(threshold, items, np.minimum(seen, expected).astype(np.int64), errors[seen])


def furthest(found: Levels, target: float, risk: float) -> int | None:
    """Which set is the largest that a promise can be made for with this risk; None if there is none."""
    if not len(found.items) or risk <= 0:
        return None
    begin = beginnings(found.checks, target, risk)
    if not begin:
        return None
    level = shared_level(tuple(int(n) for n in found.checks[begin]), risk, target)
    passed = chance_if_false(found.errors, found.checks, found.items, target) <= level
    best, going = None, False
    for at, ok in enumerate(passed):
        going = bool(ok) and (going or at in begin)
        best = at if going else best
    return best


def beginnings(checks: Counts, target: float, risk: float) -> list[int]:
    """Sets to begin at: the first that has so many checks, and enough of them to pass without an error."""
    least = int(np.ceil(np.log(risk) / np.log(target)))
    most = int(checks.max())
    if most < least:
        return []
    wanted = {max(round(share * most), least) for share in BEGINNINGS}
    return sorted({int(np.argmax(checks >= number)) for number in wanted})
