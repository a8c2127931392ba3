"""Tails are exact: they agree with the laws they are named for, and with trying it out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, hypergeom

from nblabel.learn.certificate.tails import broken, chance_if_false, interval, shared_level


def chance(errors: int, checks: int, items: int, target: float = 0.9) -> float:
    return float(chance_if_false(np.array([errors]), np.array([checks]), np.array([items]), target)[0])


@pytest.mark.parametrize(("target", "least"), [(0.90, 22), (0.95, 45), (0.99, 230)])
def test_so_many_checks_without_an_error_show_a_target_with_confidence_90(target: float, least: int) -> None:
    assert chance(0, least, 10_000_000, target) <= 0.1 < chance(0, least - 1, 10_000_000, target)


@given(st.integers(1, 60), st.integers(1, 60), st.data())
def test_the_chance_is_that_of_the_hypergeometric_law(checks: int, items: int, data: st.DataObject) -> None:
    errors = data.draw(st.integers(0, checks))
    wrong = min(errors + int(items * 0.1 + 1e-9) + 1, checks + items)
    expected = hypergeom.cdf(errors, checks + items, wrong, checks)
    assert chance(errors, checks, items) == pytest.approx(expected, abs=1e-9)


@given(st.integers(1, 40), st.integers(5, 200), st.integers(0, 240), st.floats(0.01, 0.2))
def test_a_promise_made_at_a_risk_is_false_no_more_often(
    checks: int, items: int, wrong: int, risk: float
) -> None:
    """Of any number of wrong items, summed over all the draws there are."""
    wrong = min(wrong, checks + items)
    errors = np.arange(min(checks, wrong) + 1)
    false = (wrong - errors >= broken(np.array([items]), 0.9)[0]) & (
        chance_if_false(errors, np.full_like(errors, checks), np.full_like(errors, items), 0.9) <= risk
    )
    assert hypergeom.pmf(errors, checks + items, wrong, checks)[false].sum() <= risk + 1e-9


@given(st.integers(1, 300), st.data())
def test_the_interval_is_that_of_clopper_and_pearson(checks: int, data: st.DataObject) -> None:
    right = data.draw(st.integers(0, checks))
    low, high = interval(right, checks, 0.9)
    assert right == 0 or binom.sf(right - 1, checks, low) == pytest.approx(0.05, abs=1e-6)
    assert right == checks or binom.cdf(right, checks, high) == pytest.approx(0.05, abs=1e-6)


def test_nested_tests_share_a_risk_better_than_in_equal_parts() -> None:
    counts = (60, 120, 240, 480)
    level = shared_level(counts, (1.0,) * 4, 0.05, 0.9)
    assert 0.05 / 4 < level < 0.05
    errors = np.random.default_rng(0).random((40_000, 480)) < 0.1
    sums = errors.cumsum(axis=1)[:, np.array(counts) - 1]
    assert (binom.cdf(sums, counts, 0.1) <= level).any(axis=1).mean() == pytest.approx(0.05, abs=0.006)


@given(st.lists(st.floats(0, 0.4), min_size=3, max_size=3), st.integers(0, 5))
def test_no_other_arrangement_of_errors_is_worse_than_an_even_one(more: list[float], seed: int) -> None:
    """Blocks with any shares of errors, in sets of which each has the limit's share or more."""
    counts = np.array([40, 100, 250])
    blocks = np.diff(counts, prepend=0)
    rng = np.random.default_rng(seed)
    needed = np.array([0.1 * n for n in counts])
    mean, shares = 0.0, []
    for block, at_least, extra in zip(blocks, needed, more, strict=True):
        share = min(max((at_least - mean) / block, 0.0) + extra, 1.0)
        shares.append(share)
        mean += share * block
    sums = np.stack([rng.binomial(n, p, 4000) for n, p in zip(blocks, shares, strict=True)], axis=1).cumsum(
        axis=1
    )
    level = shared_level(tuple(counts.tolist()), (1.0,) * 3, 0.1, 0.9)
    assert (binom.cdf(sums, counts, 0.1) <= level).any(axis=1).mean() <= 0.1 + 0.02
