"""Orders of a person's own, and objects of the shapes of scikit-activeml's and modAL's."""

from typing import Any

import numpy as np
import pytest

from nblabel.learn.adapters import OrderError, adapter
from nblabel.learn.head import fit
from nblabel.learn.order import Standing
from tests.learn.pools import heaps

X, Y = heaps(100, 3)
SCORES = fit(X[:20], Y[:20], 3, "one").scores(X)
STANDING = Standing(X, np.arange(100) >= 20, SCORES, np.arange(20), classes=Y[:20])


def asked(order: Any, standing: Standing = STANDING, n: int = 5) -> list[int]:
    return [int(place) for place in adapter(order)(standing, n, np.random.default_rng(0))]


def test_an_own_function_gives_places() -> None:
    assert asked(lambda features, scores, places: places[::-1]) == [99, 98, 97, 96, 95]


def test_places_that_are_not_open_or_come_twice_are_passed_over_and_filled_up() -> None:
    found = asked(lambda features, scores, places: [3, 50, 50, 60])
    assert found[:2] == [50, 60]
    assert len(set(found)) == 5
    assert min(found) >= 20


@pytest.mark.parametrize(
    ("given", "said"),
    [([500], "place 500"), ([-1], "place -1"), ([0.5], "float64"), (None, "NoneType"), ("ab", "str")],
)
def test_what_are_no_places_is_said(given: object, said: str) -> None:
    with pytest.raises(OrderError, match=said):
        asked(lambda features, scores, places: given)


@pytest.mark.parametrize(("order", "said"), [(3, "int"), (dict, "class")])
def test_what_is_no_order_is_refused(order: object, said: str) -> None:
    with pytest.raises(OrderError, match=said):
        adapter(order)


def least_sure(classifier: Any, X: Any, n_instances: int = 1) -> tuple[Any, Any]:  # noqa: N803 - as modAL has it
    score = classifier.predict_proba(X).max(axis=1)
    return np.argsort(score)[:n_instances], score


def test_a_function_of_modal_sees_the_scores_of_open_items() -> None:
    assert asked(least_sure) == (20 + np.argsort(SCORES[20:].max(axis=1))[:5]).tolist()


def test_scores_of_other_items_are_not_to_be_had() -> None:
    def strange(classifier: Any, X: Any, n_instances: int = 1) -> Any:  # noqa: N803
        return classifier.predict_proba(X + 1)

    with pytest.raises(OrderError, match="not given"):
        asked(strange)


class Farthest:
    """Of the shape of a scikit-activeml query strategy."""

    def query(self, X: Any, y: Any, candidates: Any = None, batch_size: int = 1) -> Any:  # noqa: N803
        known = X[~np.isnan(y)]
        apart = np.linalg.norm(X[candidates][:, None] - known[None], axis=2).min(axis=1)
        return np.asarray(candidates)[np.argsort(-apart)[:batch_size]]


def test_a_strategy_of_scikit_activeml_sees_answers_and_candidates() -> None:
    rows = X.astype(np.float32)
    apart = np.linalg.norm(rows[20:, None] - rows[None, :20], axis=2).min(axis=1)
    assert asked(Farthest()) == (20 + np.argsort(-apart)[:5]).tolist()


def test_items_without_features_are_not_shown_to_libraries() -> None:
    broken = X.copy()
    broken[[2, 30]] = np.nan
    assert 30 not in asked(Farthest(), STANDING._replace(features=broken), 70)
    assert len(asked(Farthest(), STANDING._replace(features=broken), 80)) == 80


@pytest.mark.parametrize("order", [least_sure, Farthest()])
def test_before_the_first_answer_typical_items_come(order: Any) -> None:
    fresh = STANDING._replace(scores=None, answered=np.empty(0, np.int64), classes=None)
    assert len(asked(order, fresh)) == 5
