"""What is learnt of one pool: a head from the answers, and what the checks say of it. Knows no project.

The project and every simulation use this same object. Nothing in it ever sees an answer that it was not
given; what is given as checks goes to the certificate alone and, as every answer, to the head.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nblabel.learn.balance import LEAST
from nblabel.learn.certificate.certifier import Certifier
from nblabel.learn.certificate.checks import Certificate, Checks
from nblabel.learn.clusters import Clusters, clusters, similar
from nblabel.learn.head import Head, fit, out_of_fold
from nblabel.learn.headloss import Kind
from nblabel.learn.neighbourhood import enriched
from nblabel.learn.space import Space
from nblabel.learn.tree import FLAT, Tree

Floats = NDArray[np.float32]
Places = NDArray[np.int64]
Mask = NDArray[np.bool_]
Stop = Callable[[], bool] | None
# From so many labels on, a label that is not on an item is as sure as one that is.
HALF = 0.5
# Coordinates of more bytes are kept in half of them: they are made wide anew at each run.
LARGEST = 1 << 29


class Answers(NamedTuple):
    """What people answered: `places` (m,) in the pool, `classes` int (m,), of several labels bool (m, k)."""

    places: Places
    classes: NDArray[Any]


class Audits(NamedTuple):
    """The checks in the order of asking, those answered, skipped or void: `places` (c,), `classes` as in
    `Answers`, `counts` False where the answer cannot be right, `weights` as they were drawn."""

    places: Places
    classes: NDArray[Any]
    counts: Mask
    weights: NDArray[np.float64]


@dataclass(frozen=True)
class Said:
    """What a model says of every place: `scores` (n, k), the class (n,) suggested and how sure of it (n,).

    Of several labels the class is -1 and the score is that of the least sure label. NaN features give NaN.
    """

    scores: Floats
    best: NDArray[np.int32]
    score: Floats


@dataclass(frozen=True)
class Run:
    """One training result. `number` counts from 1; `learnt` (k,) are the classes with enough answers."""

    number: int
    head: Head | None
    said: Said
    learnt: Mask
    answers: Answers


@dataclass(frozen=True)
class Judged:
    """What unseen answers say of a run: `oof` (m, k), its answers scored by heads that had not seen them."""

    run: Run
    oof: Floats
    certificate: Certificate | None


class Sure(NamedTuple):
    """What a certificate lets fill in: as it was said by the run that was looked at."""

    places: Places
    best: NDArray[np.int32]
    score: Floats
    scores: Floats


@dataclass(frozen=True)
class Settings:
    """How to learn. `target` is the share of right ones promised with `confidence`; `audit` and `blind` are
    shares of the items served. Everything drawn by chance comes from `seed`."""

    kind: Kind = "one"
    order: str = "auto"
    target: float = 0.90
    confidence: float = 0.90
    audit: float = 0.15
    blind: float = 0.03
    seed: int = 0
    folds: int = 10


class Learner:
    """Learns of features (n, d), rows of NaN where there are none, into `k` classes.

    `raw` are the features as given, `features` those with the coordinates of the pool's neighbour graph,
    `coordinates` (n, r) these in the space of the head: what is scored after each answer. Raises Stopped.
    """

    def __init__(
        self,
        features: NDArray[Any],
        k: int,
        settings: Settings,
        certifier: Certifier | None = None,
        stop: Stop = None,
    ) -> None:
        self.raw = features
        self.features = enriched(features, settings.seed, stop)
        self.k = k
        self.settings = settings
        self.certifier = certifier or Certifier(settings.target, settings.confidence, settings.seed)
        self.space = Space.of(self.features, settings.seed)
        self.coordinates = self.space.into(self.features)
        if self.coordinates.nbytes > LARGEST:
            self.coordinates = self.coordinates.astype(np.float16)
        self.tree = FLAT
        self.clusters: Clusters | None = None
        self.run: Run | None = None
        self.judged: Judged | None = None
        self.sure: Sure | None = None
        # Of each run after the first: how far the one before agreed with the answers that were new (kappa).
        self.accuracy: list[float] = []
        # The promise is made for the first so many places: checks were not drawn of what joined later.
        self.population = len(features)

    def follow(self, before: "Learner", checks: int) -> None:
        """Goes on, after so many checks, for a pool that has more items behind those of the learner before.

        The promise stays one for the items that checks were drawn of, until as many again have joined.
        """
        self.accuracy, self.sure, self.judged = before.accuracy, before.sure, before.judged
        self.population = before.population
        if len(self) >= 2 * before.population:
            self.population = len(self)
            self.void("as many items again joined", checks)

    def __len__(self) -> int:
        return len(self.features)

    def group(self, stop: Stop = None) -> Clusters:
        """Clusters of the pool by its features alone."""
        self.clusters = clusters(self.features, self.settings.seed, stop=stop, space=self.space)
        return self.clusters

    def similar(self, places: Places) -> Places:
        """All places with features, those most like these first."""
        return similar(self.features, places, len(self.features))

    def fit(self, answers: Answers, stop: Stop = None) -> Run:
        """A new head, warm from the one before, and what it says of every place. Raises Stopped, and
        NothingToLearnError where no answer has features."""
        before = self.run
        kind = self.settings.kind
        start = before.head if before is not None else None
        rows, known = self.features[answers.places], self.coordinates[answers.places]
        head = fit(rows, answers.classes, self.k, kind, start, stop, space=self.space, coordinates=known)
        learnt = _counts(answers.classes, self.k) >= LEAST
        said = say(head.within(self.space).scores(self.coordinates, stop=stop), learnt, kind, self.tree)
        if before is not None:
            self.accuracy.append(_agreement(before, answers, kind))
        self.run = Run(before.number + 1 if before else 1, head, said, learnt, answers)
        return self.run

    def take(self, scores: Floats, answers: Answers) -> Run:
        """The same from another model, whose scores (n, k) these are."""
        learnt = _counts(answers.classes, self.k) >= LEAST
        number = self.run.number + 1 if self.run else 1
        self.run = Run(number, None, say(scores, learnt, self.settings.kind, self.tree), learnt, answers)
        return self.run

    def judge(self, audits: Audits, waiting: Mask, stop: Stop = None) -> Judged:
        """Tests the newest run on answers it had not seen; `waiting` (n,) are places without an answer.

        When a look at the checks is due, and it succeeds, `sure` is what may be filled in from now on.
        """
        run = self.run
        assert run is not None
        oof = self._unseen(run, stop)
        checks = self._checks(run, audits, oof)
        if self.certifier.due(len(checks.right)):
            pool = waiting & np.isfinite(run.said.score) & (np.arange(len(waiting)) < self.population)
            looked = self.certifier.look(checks, run.said.score[pool], run.said.best[pool])
            if looked is not None:
                self.sure = self._filled(run, looked, np.flatnonzero(pool))
        self.judged = Judged(run, oof, self.certifier.certificate)
        return self.judged

    def void(self, reason: str, before: int = 0) -> None:
        """Takes the promise back: what is learnt is not what was looked at any more.

        The first `before` checks do not count for the next.
        """
        self.certifier.void(reason, before=before)
        self.sure = None
        if self.judged is not None:
            self.judged = Judged(self.judged.run, self.judged.oof, None)

    def _unseen(self, run: Run, stop: Stop) -> Floats:
        places, classes = run.answers
        if run.head is None:  # a model that was not trained here has seen none of them
            return run.said.scores[places]
        settings = self.settings
        return out_of_fold(
            self.features[places], classes, self.k, settings.kind,
            settings.folds, settings.seed, stop, run.head, self.space,
        )  # fmt: skip

    def _checks(self, run: Run, audits: Audits, oof: Floats) -> Checks:
        """The checks with what heads that had not seen them say of them."""
        scores = run.said.scores[audits.places].copy()
        where = _rows_of(run.answers.places, audits.places)
        scores[where >= 0] = oof[where[where >= 0]]
        said = say(scores, run.learnt, self.settings.kind, self.tree)
        if self.settings.kind == "one":
            right = said.best == audits.classes
        else:
            right = ((scores >= HALF) == audits.classes).all(axis=1)
        right &= audits.counts
        score = np.nan_to_num(said.score, nan=0.0)
        return Checks(audits.places, said.best.astype(np.int64), score, right, audits.weights)

    def _filled(self, run: Run, certificate: Certificate, pool: Places) -> Sure | None:
        sure = pool[certificate.covers(run.said.score[pool], run.said.best[pool])]
        return Sure(sure, run.said.best[sure], run.said.score[sure], run.said.scores[sure])


def say(scores: Floats, learnt: Mask, kind: Kind, tree: Tree = FLAT) -> Said:
    """What is suggested: of one label the likeliest that is learnt, of several those at one half or more.

    Where no label is likelier than not but a branch of the tree is, and people answer with it, it is said.
    """
    if kind == "one":
        known = scores if learnt.all() else np.where(learnt, scores, -1)
        best = known.argmax(axis=1).astype(np.int32)
        score = known[np.arange(len(known)), best] if learnt.any() else np.full(len(known), np.nan)
        score = np.where(np.isnan(scores.sum(axis=1)), np.nan, score).astype(np.float32)
        if not tree.flat:
            unsure = np.flatnonzero(score < HALF)
            branches = np.where(learnt, tree.branches(scores[unsure]), 0)
            branch = tree.deepest(branches, HALF)
            found = branch >= 0
            best[unsure[found]] = branch[found]
            score[unsure[found]] = branches[found, branch[found]]
        return Said(scores, np.where(np.isnan(score), -1, best).astype(np.int32), score)
    certain = np.where(learnt, np.maximum(scores, 1 - scores), 1)
    score = certain.min(axis=1) if learnt.any() else np.full(len(scores), np.nan)
    return Said(scores, np.full(len(scores), -1, np.int32), score.astype(np.float32))


def _counts(classes: NDArray[Any], k: int) -> NDArray[np.int64]:
    if classes.ndim == 2:
        return np.asarray(classes.sum(axis=0), np.int64)
    return np.bincount(classes[classes >= 0], minlength=k).astype(np.int64)


def _agreement(before: Run, answers: Answers, kind: Kind) -> float:
    """Cohen's kappa of a run with the answers that are new since; NaN when there are none."""
    fresh = ~np.isin(answers.places, before.answers.places)
    places, classes = answers.places[fresh], answers.classes[fresh]
    if not len(places):
        return np.nan
    said = before.said.scores[places] >= HALF if kind == "many" else before.said.best[places]
    agreed = float((said == classes).mean())
    if kind == "many":
        chance = float((said.mean(0) * classes.mean(0) + (1 - said.mean(0)) * (1 - classes.mean(0))).mean())
    else:
        chance = sum(float((said == one).mean() * (classes == one).mean()) for one in np.unique(classes))
    return (agreed - chance) / (1 - chance) if chance < 1 else float(agreed == 1)


def _rows_of(places: Places, wanted: Places) -> Places:
    """For each wanted place the row that it has among `places`, or -1."""
    order = np.argsort(places, kind="stable")
    at = np.searchsorted(places, wanted, sorter=order)
    at = order[np.minimum(at, max(len(places) - 1, 0))] if len(places) else np.full(len(wanted), -1)
    return np.where(len(places) and places[at] == wanted, at, -1) if len(places) else at
