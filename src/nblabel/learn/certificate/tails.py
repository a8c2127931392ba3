"""Exact tails: how likely so few errors are if the promise were false. Nothing here is a normal
approximation."""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Chances = NDArray[np.float64]


def chance_if_false(errors: Counts, checks: Counts, items: Counts, target: float) -> Chances:
    """P of at most `errors` among `checks` if too many of `items` others are wrong for `target`. All (l,).

    The checks are a random part of checks and items together, so that their errors follow the
    hypergeometric law. Of the numbers of wrong items that break the promise the smallest is the one most
    likely to be missed. So a promise made only where this is at most a is false with probability at most a:
    a prediction limit for a finite population (Thatcher, 1964), which tends to the limit of Clopper and
    Pearson (1934) for many items.
    """
    total = checks + items
    wrong = np.minimum(errors + broken(items, target), total)
    chance = _hypergeometric(errors, total, wrong, checks)
    return np.where((checks > 0) & (items > 0), chance, 1.0)


def broken(items: Counts, target: float) -> Counts:
    """The least number of wrong ones among `items` that leaves fewer than `target` of them right."""
    least: Counts = np.floor((1 - target) * items + 1e-9).astype(np.int64) + 1
    return least


def interval(right: int, checks: int, confidence: float) -> tuple[float, float]:
    """The exact interval (Clopper and Pearson, 1934) for a share of which `right` of `checks` were seen."""
    from scipy.special import betaincinv

    tail, wrong = (1 - confidence) / 2, checks - right
    low = betaincinv(right, wrong + 1, tail) if right else 0.0
    high = betaincinv(right + 1, wrong, 1 - tail) if wrong else 1.0
    return float(low), float(high)


@lru_cache(maxsize=256)
def shared_level(counts: tuple[int, ...], weights: tuple[float, ...], risk: float, target: float) -> float:
    """The level at which sets of so many checks, each inside the next, may be tested so that all risk only
    `risk`.

    Each set is tested at that level times its weight, of which the greatest is 1. The worst case is a share
    1 - target of errors in every set: think of the wrong checks in the order of their scores, as events of
    a Poisson process that has had so many by the end of each set. A promise false in a set means that the
    process has run there at least as long as in this case, so by then it has at least as many events. For
    this case the chance that any test passes is worked out exactly, error by error. Tests of nested sets
    say nearly the same, so the level is well above what is left to each when the risk is divided. (Joint
    laws instead of shares: Westfall and Young, 1993.)
    """
    low, high = risk / len(counts), risk
    if _crossing(counts, weights, high, target) <= risk:
        return high
    for _ in range(16):
        level = (low + high) / 2
        low, high = (level, high) if _crossing(counts, weights, level, target) <= risk else (low, level)
    return low


def _crossing(counts: tuple[int, ...], weights: tuple[float, ...], level: float, target: float) -> float:
    """The chance that errors, each check one with 1 - target, are few enough for its level in any of the
    sets."""
    allowed = [_allowed(size, weight * level, target) for size, weight in zip(counts, weights, strict=True)]
    most = max(max(allowed), 0)
    number = np.arange(most + 1)
    walk = np.zeros(most + 1)  # of each number of errors, the chance to have it and no promise yet
    walk[0] = 1.0
    crossed, before = 0.0, 0
    for size, few in zip(counts, allowed, strict=True):
        walk = np.convolve(walk, _binomial(number, size - before, 1 - target))[: most + 1]
        crossed += float(walk[: few + 1].sum())
        walk[: few + 1] = 0.0
        before = size
    return crossed


def _allowed(size: int, level: float, target: float) -> int:
    """The most errors among `size` checks at which a test at `level` passes; -1 if even none is too many."""
    number = np.arange(size + 1)
    return int(np.searchsorted(np.cumsum(_binomial(number, size, 1 - target)), level, side="right")) - 1


def _binomial(number: Counts, size: int, chance: float) -> Chances:
    """P of each `number` of `size`."""
    from scipy.special import gammaln, xlog1py, xlogy

    rest = np.maximum(size - number, 0)
    ways = gammaln(size + 1) - gammaln(number + 1) - gammaln(rest + 1)
    law: Chances = np.exp(ways + xlogy(number, chance) + xlog1py(rest, -chance))
    return np.where(number <= size, law, 0.0)


def _hypergeometric(errors: Counts, total: Counts, wrong: Counts, checks: Counts) -> Chances:
    """P of at most `errors` wrong ones among `checks` drawn from `total`, `wrong` of which are."""
    number = np.arange(int(errors.max(initial=0)) + 1)[:, None]
    law = np.exp(_ways(wrong, number) + _ways(total - wrong, checks - number) - _ways(total, checks))
    summed: Chances = np.where(number <= errors, law, 0.0).sum(axis=0)
    return summed.clip(0.0, 1.0)


def _ways(of: NDArray[Any], take: NDArray[Any]) -> Chances:
    """The logarithm of the number of ways to take so many; minus infinity where there is none."""
    from scipy.special import gammaln

    left = of - take
    ways = gammaln(of + 1) - gammaln(np.maximum(take, 0) + 1) - gammaln(np.maximum(left, 0) + 1)
    return np.where((take >= 0) & (left >= 0), ways, -np.inf)
