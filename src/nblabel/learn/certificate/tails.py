"""Exact tails: how likely so few errors are if the promise were false. No normal approximation anywhere."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]


def chance_if_false(errors: Counts, checks: Counts, items: Counts, target: float) -> NDArray[np.float64]:
    """P of at most `errors` among `checks`, if among `items` others too many are wrong for `target`. Shape (l,).

    The checks are a random part of checks and items together, so their errors follow the hypergeometric law.
    The smallest number of wrong ones that both breaks the promise and agrees with what was seen is the likeliest
    to be missed; with any other it is less. So a promise made only where this is at most a is false with
    probability at most a (a prediction limit for a finite population: Thatcher, 1964). It tends to the binomial
    tail of Clopper and Pearson (1934) when the items are many.
    """
    from scipy.stats import hypergeom

    total = checks + items
    wrong = np.minimum(errors + broken(items, target), total)
    chance = hypergeom.cdf(errors, total, wrong, checks)
    return np.where((checks > 0) & (items > 0), chance, 1.0)


def broken(items: Counts, target: float) -> Counts:
    """The least number of wrong ones among `items` that makes fewer than `target` of them right."""
    return np.floor((1 - target) * items + 1e-9).astype(np.int64) + 1


def interval(right: int, checks: int, confidence: float) -> tuple[float, float]:
    """The exact interval (Clopper and Pearson, 1934) for a share of which `right` of `checks` were seen."""
    from scipy.stats import beta

    if checks == 0:
        return 0.0, 1.0
    tail, wrong = (1 - confidence) / 2, checks - right
    low = beta.ppf(tail, right, wrong + 1) if right else 0.0
    high = beta.ppf(1 - tail, right + 1, wrong) if wrong else 1.0
    return float(low), float(high)


@lru_cache(maxsize=256)
def shared_level(counts: tuple[int, ...], risk: float, target: float) -> float:
    """The level at which sets of so many checks, each inside the next, may be tested so that together they risk
    `risk`.

    Where all sets are exactly at the limit, errors come one by one with chance 1 - target, and the law of the walk
    through the sets is worked out exactly (dynamic programming over the number of errors). That case is the
    worst: an error's place in the order of scores can only move it into larger sets, and any other arrangement
    that breaks the promise in a set has at least as many errors there. Tests of nested sets say nearly the same, so
    this is well above the share of each by Bonferroni. (The principle is that of Westfall and Young, 1993.)
    """
    low, high = risk / len(counts), risk
    if _crossing(counts, high, target) <= risk:
        return high
    for _ in range(20):
        level = (low + high) / 2
        if _crossing(counts, level, target) <= risk:
            low = level
        else:
            high = level
    return low


def _crossing(counts: tuple[int, ...], level: float, target: float) -> float:
    """The chance that errors, each check having one with 1 - target, are few enough for `level` in any set."""
    from scipy.stats import binom

    sizes = np.asarray(counts)
    few = binom.ppf(level, sizes, 1 - target).astype(np.int64)
    few -= binom.cdf(few, sizes, 1 - target) > level
    most = max(int(few.max()), 0)
    walk = np.zeros(most + 1)  # chance of so many errors, the promise not made yet
    walk[0] = 1.0
    crossed, before = 0.0, 0
    for size, limit in zip(sizes, few, strict=True):
        walk = np.convolve(walk, binom.pmf(np.arange(most + 1), size - before, 1 - target))[: most + 1]
        crossed += float(walk[: limit + 1].sum())
        walk[: limit + 1] = 0.0
        before = size
    return crossed
