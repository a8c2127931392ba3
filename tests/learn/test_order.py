"""Query strategies: what is shown next."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nblabel.learn.clusters import clusters
from nblabel.learn.head import fit
from nblabel.learn.order import STRATEGIES, Standing
from tests.learn.pools import heaps

X, Y = heaps(400, 4, apart=6.0)
GROUPS = clusters(X, count=4).label


def standing(answered: int = 20) -> Standing:
    """After the first `answered` items of the pool were answered."""
    known = np.arange(answered)
    scores = fit(X[known], Y[known], 4, "one").scores(X) if answered else None
    return Standing(X, np.arange(len(X)) >= answered, scores, known, GROUPS)


@pytest.mark.parametrize("name", STRATEGIES)
@pytest.mark.parametrize("answered", [0, 20, 395])
def test_every_order_gives_open_items_each_once(name: str, answered: int) -> None:
    found = STRATEGIES[name](standing(answered), 9, np.random.default_rng(0))
    assert len(found) == len(set(found)) == min(9, 400 - answered)
    assert (found >= answered).all()


@pytest.mark.parametrize("name", STRATEGIES)
def test_an_order_repeats_with_its_seed(name: str) -> None:
    one, other = (STRATEGIES[name](standing(), 9, np.random.default_rng(5)) for _ in range(2))
    assert np.array_equal(one, other)


@pytest.mark.parametrize("name", STRATEGIES)
def test_items_without_features_come_last_but_come(name: str) -> None:
    broken = X.copy()
    broken[200:] = np.nan
    now = standing()
    assert now.scores is not None
    now.scores[200:] = np.nan
    now = now._replace(features=broken, clusters=np.where(np.arange(400) < 200, GROUPS, -1))
    found = STRATEGIES[name](now, 190, np.random.default_rng(0))
    assert len(set(found)) == 190
    if name not in ("random", "cluster"):
        assert set(range(20, 200)) <= set(found)


def test_typical_items_come_from_every_heap_at_once() -> None:
    assert set(Y[STRATEGIES["typical"](standing(0), 9, np.random.default_rng(0))]) == {0, 1, 2, 3}


def test_typical_leaves_out_heaps_that_are_known() -> None:
    known = np.flatnonzero(Y < 2)[:8]
    now = standing(0)._replace(open=~np.isin(np.arange(400), known), answered=known)
    found = STRATEGIES["typical"](now, 4, np.random.default_rng(0))
    assert (Y[found] >= 2).sum() >= 3


def test_margin_asks_between_two_classes() -> None:
    now = standing()
    assert now.scores is not None
    two = np.sort(now.scores, axis=1)
    gap = two[:, -1] - two[:, -2]
    found = STRATEGIES["margin"](now, 9, np.random.default_rng(0))
    assert gap[found].max() <= np.sort(gap[20:])[90]


def test_uncertain_asks_what_has_the_lowest_score() -> None:
    now = standing()
    assert now.scores is not None
    found = STRATEGIES["uncertain"](now, 5, np.random.default_rng(0))
    assert set(found) == set(20 + np.argsort(now.scores[20:].max(axis=1))[:5])


def test_a_page_of_a_cluster_is_of_one_cluster() -> None:
    assert len(set(GROUPS[STRATEGIES["cluster"](standing(), 9, np.random.default_rng(0))])) == 1


@pytest.mark.parametrize(
    ("accuracy", "like"), [((), "typical"), ((0.9, 0.8), "typical"), ((0.9, 0.1), "margin")]
)
def test_auto_goes_over_to_margin_when_the_model_does_not_keep_up(
    accuracy: tuple[float, ...], like: str
) -> None:
    now = standing()._replace(accuracy=accuracy)
    found = STRATEGIES["auto"](now, 9, np.random.default_rng(0))
    assert np.array_equal(found, STRATEGIES[like](now, 9, np.random.default_rng(0)))


@settings(max_examples=10, deadline=None)
@given(st.sampled_from(sorted(STRATEGIES)), st.integers(1, 30), st.integers(0, 1000))
def test_one_label_alone_can_be_ordered(name: str, n: int, seed: int) -> None:
    scores = np.random.default_rng(seed).random((400, 1)).astype(np.float32)
    now = standing()._replace(scores=scores)
    found = STRATEGIES[name](now, n, np.random.default_rng(seed))
    assert len(set(found)) == n
