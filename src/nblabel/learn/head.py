"""The linear head: from features and the answers so far to scores for the whole pool."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nblabel.learn.blocks import Floats, finite, one_thread, product
from nblabel.learn.headloss import Kind, minimum, sigmoid, softmax
from nblabel.learn.space import Space
from nblabel.values.errors import NblabelError

Stop = Callable[[], bool] | None
# How strongly weights are held back, per answer: the penalty is STRENGTH / answers.
STRENGTH = 3.0
# Rows whose scores are worked out at once: what comes behind the product has few columns.
STRETCH = 8192


class NothingToLearnError(NblabelError):
    """No answer with features is there."""


@dataclass(frozen=True)
class Head:
    """Weights over the features as they are; the space that they were found in is folded into them."""

    kind: Kind
    weight: Floats  # (d, k)
    bias: Floats  # (k,); -inf for a class without answers
    # A single class cannot be told from others: its score is what its count is worth.
    ceiling: float = 1.0

    @property
    def k(self) -> int:
        return len(self.bias)

    def within(self, space: Space) -> "Head":
        """The same head over the coordinates of the space that it was found in, instead of the features."""
        return replace(self, weight=space.back @ self.weight, bias=self.bias + space.mean @ self.weight)

    def scores(self, features: NDArray[Any], out: Floats | None = None, stop: Stop = None) -> Floats:
        """Probabilities float32 (n, k) of features (n, d): a softmax of each row, or a sigmoid of each label.

        Rows with NaN give NaN. `out` is filled and returned when given.
        """
        if features.ndim != 2 or features.shape[1] != len(self.weight):
            raise ValueError(f"features of shape {features.shape} for a head of {len(self.weight)} features")
        out = np.empty((len(features), self.k), np.float32) if out is None else out
        with one_thread(), np.errstate(invalid="ignore", over="ignore"):
            for first in range(0, len(features), STRETCH):
                part = out[first : first + STRETCH]
                product(features[first : first + STRETCH], self.weight, part, stop)
                part += self.bias
                (softmax if self.kind == "one" else sigmoid)(part)
        if self.ceiling < 1:
            out *= np.float32(self.ceiling)
        return out


def fit(
    features: NDArray[Any],
    answers: NDArray[Any],
    k: int,
    kind: Kind,
    start: Head | None = None,
    stop: Stop = None,
    threads: int = 1,
    space: Space | None = None,
    coordinates: NDArray[Any] | None = None,
) -> Head:
    """A head that learnt `answers` of `features` (m, d).

    `answers`: for "one" int (m,), -1 for none; for "many" bool (m, k). `space` is the pool's; without it, the
    space of these rows. `coordinates` (m, r) are the features' there, where they are known already. `start`
    saves time and changes nothing else. `stop` is asked between steps; then Stopped is raised. Rows with NaN
    are left out; NothingToLearnError when none is left.
    """
    usable = finite(features if coordinates is None else coordinates)
    if kind == "one":
        usable &= (answers >= 0) & (answers < k)
    if not usable.any():
        raise NothingToLearnError(
            "There is nothing to learn from: no answer belongs to an item with features."
        )
    answers = answers[usable]
    space = space or Space.of(features[usable])
    wanted = _wanted(answers, k, kind)
    counts = wanted.sum(axis=0)
    told = (counts > 0) if kind == "one" else (counts > 0) & (counts < len(wanted))
    weight, bias = np.zeros((features.shape[1], k), np.float32), _certain(counts, len(wanted), kind)
    if told.sum() > (kind == "one"):
        with one_thread(threads):
            known = space.into(features[usable]) if coordinates is None else coordinates[usable]
            rows = np.asarray(known, np.float32)
            first = _begun(start, space, told, k)
            inner = minimum(
                rows, np.ascontiguousarray(wanted[:, told]), kind, STRENGTH / len(rows), first, stop
            )
            weight[:, told] = space.turn @ inner[:-1]
        bias[told] = inner[-1] - space.mean @ weight[:, told]
        return Head(kind, weight, bias)
    ceiling = (len(wanted) + 1) / (len(wanted) + 2) if kind == "one" else 1.0
    return Head(kind, weight, bias, ceiling)


def out_of_fold(
    features: NDArray[Any],
    answers: NDArray[Any],
    k: int,
    kind: Kind,
    folds: int = 10,
    seed: int = 0,
    stop: Stop = None,
    start: Head | None = None,
    space: Space | None = None,
) -> Floats:
    """Scores float32 (m, k), each row by a head that has not seen its answer; NaN where it has no features.

    Folds are drawn so that each has its share of every class. A start that has seen all answers is no
    leak: each fit runs to its minimum, which is one.
    """
    space = space or Space.of(features)
    rows = space.into(features)
    which = _folds(answers, folds, seed)
    scores = np.full((len(features), k), np.nan, np.float32)
    for fold in range(folds):
        out = which == fold
        if not out.any():
            continue
        try:
            start = fit(
                features[~out], answers[~out], k, kind, start, stop, space=space, coordinates=rows[~out]
            )
        except NothingToLearnError:
            continue
        scores[out] = start.scores(features[out])
    return scores


def _wanted(answers: NDArray[Any], k: int, kind: Kind) -> Floats:
    if kind == "many":
        return np.asarray(answers, np.float32)
    wanted = np.zeros((len(answers), k), np.float32)
    wanted[np.arange(len(answers)), answers] = 1
    return wanted


def _certain(counts: Floats, m: int, kind: Kind) -> Floats:
    """Biases of what has nothing to be told from: by count alone."""
    if kind == "many":
        return np.asarray(np.log((counts + 0.5) / (m - counts + 0.5)), np.float32)
    return np.where(counts > 0, 0, -np.inf).astype(np.float32)


def _begun(start: Head | None, space: Space, told: NDArray[np.bool_], k: int) -> Floats | None:
    """The weights of an earlier head in this space; zeros for classes that it did not know."""
    if start is None or start.weight.shape[0] != space.back.shape[1]:
        return None
    known = np.zeros((space.back.shape[0] + 1, k), np.float32)
    shared = min(k, start.k)
    bias = np.where(np.isfinite(start.bias), start.bias, 0) + space.mean @ start.weight
    known[:-1, :shared] = space.back @ start.weight[:, :shared]
    known[-1, :shared] = bias[:shared]
    return known[:, told]


def _folds(answers: NDArray[Any], folds: int, seed: int) -> NDArray[np.int64]:
    """The fold of each row: classes dealt out in turn, in random order."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(answers))
    if answers.ndim == 1:
        sorting = answers
    else:
        # The rarest label of each row decides, so that every fold has some of it.
        share = np.where(answers, answers.sum(axis=0), np.iinfo(np.int64).max)
        sorting = np.where(answers.any(axis=1), share.argmin(axis=1), -1)
    order = order[np.argsort(sorting[order], kind="stable")]
    which = np.empty(len(answers), np.int64)
    which[order] = np.arange(len(answers)) % folds
    return which
