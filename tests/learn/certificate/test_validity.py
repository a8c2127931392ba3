"""Promises are kept: tried on many pools, each as hard as can be for the rule."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from nblabel.learn.certificate.certifier import Certifier
from nblabel.learn.certificate.checks import Checks
from tests.learn.certificate.draws import Drawn, curve, drawn

TRIES = 60
# Of 60 promises with 90 % confidence more than this break in one of 1,000 tries.
MOST = 14


def broken(pool: Drawn, certifier: Certifier) -> bool:
    found = certifier.look(pool.checks, pool.score, pool.predicted)
    return found is not None and bool(
        pool.right[found.covers(pool.score, pool.predicted)].mean() < certifier.target
    )


def at_the_limit(seed: int) -> NDArray[np.bool_]:
    """One in ten wrong everywhere, and a hair more."""
    return np.random.default_rng(seed).random(1500) >= 0.105


def steps(seed: int) -> NDArray[np.bool_]:
    """A sure third, a bad stretch that breaks the target, a good one that nearly mends it."""
    rng = np.random.default_rng(seed)
    share = np.repeat([0.02, 0.3, 0.05, 0.2], [500, 300, 400, 300])
    return np.asarray(rng.random(1500) >= share)


def slope(seed: int) -> NDArray[np.bool_]:
    return curve(1500, 0, 0.35, seed)


@pytest.mark.parametrize("arrangement", [at_the_limit, steps, slope])
@pytest.mark.parametrize("checks", [150, 400])
def test_no_more_promises_break_than_the_confidence_allows(
    arrangement: Callable[[int], NDArray[np.bool_]], checks: int
) -> None:
    violated = sum(broken(drawn(arrangement(seed), checks, seed), Certifier()) for seed in range(TRIES))
    assert violated <= MOST


def test_nor_over_all_looks_of_a_project() -> None:
    violated = 0
    for seed in range(TRIES):
        right, certifier = slope(seed), Certifier()
        whole = drawn(right, 400, seed)
        violated += any(
            broken(first(whole, count, right), certifier) for count in certifier.schedule if count <= 400
        )
    assert violated <= MOST


def first(pool: Drawn, count: int, right: NDArray[np.bool_]) -> Drawn:
    """The same project, when only so many checks had been answered."""
    every = pool.checks
    checks = Checks(
        every.places[:count],
        every.predicted[:count],
        every.score[:count],
        every.right[:count],
        every.weight[:count],
    )
    open_ = np.ones(len(right), bool)
    open_[checks.places] = False
    score = np.linspace(1, 0.3, len(right))
    return Drawn(checks, score[open_], np.zeros(int(open_.sum()), np.int64), right[open_])
