"""Orders of a person's own, and those of scikit-activeml and modAL, as query strategies."""

import importlib
import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nblabel.learn.clusters import Places
from nblabel.learn.order import Standing, Strategy, filled, looked_at, typical
from nblabel.values.errors import NblabelError

# How modAL names the first argument of its query functions.
LEARNERS = {"classifier", "learner", "committee", "optimizer", "regressor"}


class OrderError(NblabelError):
    """An order of the person's own that cannot be used, or that gave something else than places."""


def adapter(order: Any) -> Strategy:
    """A query strategy from what a person gives as `order`.

    A scikit-activeml query strategy (anything with `query(X, y, …)`), a modAL query function
    (`query(classifier, X, n_instances)`), or a function (features (n, d), scores (n, k) or None, open places)
    → places, the best first. Too few are filled up with any; ones that are not open are passed over. The
    strategy raises OrderError when what it gets are no places.
    """
    if isinstance(order, type):
        raise OrderError(f"The order {order.__name__} is a class: give an object of it, {order.__name__}(…).")
    if callable(getattr(order, "query", None)):
        return _activeml(order)
    if not callable(order):
        raise OrderError(
            f"The order is a {type(order).__name__}: give a name, a function (features, scores, open places) "
            "→ places, or a query strategy of scikit-activeml or modAL."
        )
    return _modal(order) if _first_parameter(order) in LEARNERS else _own(order)


class _Scored:
    """What a modAL query function asks of its learner: the run's scores of the items it was given, and the
    features of those that it learnt from."""

    on_transformed = False

    def __init__(self, rows: NDArray[Any], scores: NDArray[np.float32], known: NDArray[Any]) -> None:
        self._rows, self._scores = rows, scores
        self.X_training = known
        self.estimator = self

    def predict_proba(self, rows: NDArray[Any], **_: Any) -> NDArray[np.float32]:
        if rows is not self._rows and not np.array_equal(rows, self._rows):
            raise OrderError("The order asks for scores of items that it was not given.")
        return self._scores

    def predict(self, rows: NDArray[Any], **more: Any) -> Places:
        return np.asarray(self.predict_proba(rows, **more).argmax(axis=1), np.int64)


def _own(function: Callable[..., Any]) -> Strategy:
    def strategy(standing: Standing, n: int, rng: np.random.Generator) -> Places:
        waiting = np.flatnonzero(standing.open)
        given = function(standing.features, standing.scores, waiting)
        return filled(standing, _places(given, standing, n), n, rng)

    return strategy


def _modal(function: Callable[..., Any]) -> Strategy:
    def strategy(standing: Standing, n: int, rng: np.random.Generator) -> Places:
        if standing.scores is None:
            return typical(standing, n, rng)
        places = looked_at(standing, rng)
        rows = np.asarray(standing.features[places], np.float32)
        wanted = min(n, len(places))
        if not wanted:
            return filled(standing, places, n, rng)
        known = np.asarray(standing.features[standing.answered], np.float32)
        known = known[np.isfinite(known).all(axis=1)]
        found = function(_Scored(rows, standing.scores[places], known), rows, n_instances=wanted)
        return filled(standing, _chosen(found, places, standing, n), n, rng)

    return strategy


def _activeml(order: Any) -> Strategy:
    takes = inspect.signature(order.query).parameters

    def strategy(standing: Standing, n: int, rng: np.random.Generator) -> Places:
        places, known, classes = looked_at(standing, rng), standing.answered, standing.classes
        if classes is None or not len(known) or not len(places):
            return typical(standing, n, rng)
        if classes.ndim != 1:
            raise OrderError("Query strategies of scikit-activeml choose for one label per item only.")
        rows = np.asarray(standing.features[np.concatenate((known, places))], np.float32)
        usable = np.isfinite(rows).all(axis=1)
        answers = np.concatenate((classes.astype(np.float64), np.full(len(places), np.nan)))
        answers[answers < 0] = np.nan
        rows, answers = rows[usable], answers[usable]
        candidates = np.arange(len(rows) - len(places), len(rows))
        more: dict[str, Any] = {"candidates": candidates, "batch_size": min(n, len(places))}
        if "clf" in takes:
            more["clf"] = _classifier(int(classes.max()) + 1, standing)
        found = np.asarray(order.query(rows, answers, **more))
        return filled(standing, _chosen(found - candidates[0], places, standing, n), n, rng)

    return strategy


def _classifier(k: int, standing: Standing) -> Any:
    """A logistic regression as scikit-activeml wants it."""
    from sklearn.linear_model import LogisticRegression

    try:
        # whoever gives one of its strategies has it
        classifier = importlib.import_module("skactiveml.classifier").SklearnClassifier
    except ImportError:
        raise OrderError("This order needs scikit-activeml: pip install scikit-activeml") from None
    k = max(k, standing.scores.shape[1]) if standing.scores is not None else k
    return classifier(LogisticRegression(max_iter=200), classes=np.arange(k), random_state=standing.seed)


def _first_parameter(function: Callable[..., Any]) -> str:
    try:
        return next(iter(inspect.signature(function).parameters), "")
    except (TypeError, ValueError):
        return ""


def _chosen(found: Any, places: Places, standing: Standing, n: int) -> Places:
    """Places of the rows that were chosen; modAL gives values along with them."""
    rows = _numbers(found[0] if isinstance(found, tuple) else found)
    if len(rows) and (rows.min() < 0 or rows.max() >= len(places)):
        raise OrderError(f"The order gave row {rows.max()} of {len(places)} items.")
    return _places(places[rows], standing, n)


def _places(given: Any, standing: Standing, n: int) -> Places:
    """Those given that are open, each once, in their order, at most n."""
    places = _numbers(given)
    if len(places) and (places.min() < 0 or places.max() >= len(standing.open)):
        wrong = places[(places < 0) | (places >= len(standing.open))][0]
        raise OrderError(f"The order gave place {wrong}: places are 0 to {len(standing.open) - 1}.")
    places = places[standing.open[places]]
    first = np.sort(np.unique(places, return_index=True)[1])
    return places[first][:n]


def _numbers(given: Any) -> Places:
    try:
        found = np.asarray(given).ravel()
    except (TypeError, ValueError):
        found = np.asarray([None])
    if len(found) and found.dtype.kind not in "iu":
        raise OrderError(
            f"The order gave {type(given).__name__} of {found.dtype}, not the numbers of places."
        )
    return found.astype(np.int64)
