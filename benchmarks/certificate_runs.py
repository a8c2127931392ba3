"""One simulated project: answers come, by chance or by `auto`, and at its looks a promise is made or not.

The certifier sees what it sees in a project: checks, drawn by itself and answered with the truth, and the
scores of the open items. How right it is with them is told from the truth afterwards.
"""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.pools import POOLS
from nblabel.learn.certificate.certifier import Certifier
from nblabel.learn.certificate.checks import Certificate, Checks
from nblabel.learn.head import Head, fit, out_of_fold
from nblabel.learn.neighbourhood import enriched
from nblabel.learn.order import STRATEGIES, Standing
from nblabel.learn.space import Space

TARGET = CONFIDENCE = 0.90
# So many directions are learnt from, so that hundreds of projects can be tried.
DIRECTIONS = 64
# After so many answers a head is fitted anew. Behind the last come checks alone, asked for on purpose.
STEPS = (25, 50, 100, 175, 250, 334, 500, 750, 1000)
ON_REQUEST = 400

Floats = NDArray[np.float32]
Places = NDArray[np.int64]


class Ground(NamedTuple):
    """A public set: `rows` (n, d) of features, the `truth` (n,) of k classes."""

    name: str
    rows: Floats
    truth: Places
    k: int
    space: Space


class Plan(NamedTuple):
    """How answers come. `checks`: their share of the answers; at 1 all are drawn by chance, below that all
    further ones are checks once there are 1,000, until there are 400 checks. `wrong`: the share of the
    other answers that are wrong on purpose. `accept`: whether all that is promised is accepted at once, as
    it is. `apart`: heads learn from the other answers only, the exact mode."""

    name: str
    checks: float
    wrong: float = 0.0
    accept: bool = False
    apart: bool = False


class Look(NamedTuple):
    """What there was at a look, shapes (c,) and (n,), and the promise that was made, if any."""

    checks: Checks
    score: Floats
    predicted: Places
    right: NDArray[np.bool_]
    certificate: Certificate | None


@cache
def ground(name: str) -> Ground:
    """The set by its features and the graph of its neighbours, in its strongest directions."""
    pool = POOLS[name]()
    features = enriched(pool.features)
    rows = Space.of(features).strongest(DIRECTIONS).into(features)
    return Ground(name, rows, pool.truth, len(pool.classes), Space.of(rows, evened=0))


def simulated(name: str, plan: Plan, seed: int) -> list[Look]:
    """A whole project on the set of that name."""
    return list(looks(ground(name), plan, seed))


def looks(ground: Ground, plan: Plan, seed: int) -> Iterator[Look]:
    """A project up to 1,000 answers or 400 checks, all of its looks."""
    project = Simulated(ground, plan, seed)
    schedule = project.certifier.schedule
    pages = [(total, round(total * plan.checks)) for total in (schedule if plan.checks == 1 else STEPS)]
    if plan.checks < 1:
        pages.append((STEPS[-1] + ON_REQUEST - pages[-1][1], ON_REQUEST))
    for total, checks in pages:
        project.answer(total, checks)
        project.learn()
        if project.certifier.due(len(project.checked)):
            yield project.look()


class Simulated:
    """A project, and a person who knows the truth."""

    def __init__(self, ground: Ground, plan: Plan, seed: int) -> None:
        self.ground, self.plan = ground, plan
        self.rng = np.random.default_rng(seed)
        self.certifier = Certifier(TARGET, CONFIDENCE, seed)
        self.open = np.ones(len(ground.rows), bool)
        self.places, self.classes = np.empty(0, np.int64), np.empty(0, np.int64)
        self.checked, self.weights = np.empty(0, np.int64), np.empty(0)
        self.head: Head | None = None
        self.seed = seed
        self.served = 0

    def answer(self, total: int, checks: int) -> None:
        """Answers until there are so many, what was accepted not counted, and so many of them checks."""
        new = total - self.served
        self.served = total
        wanted = checks - len(self.checked)
        places, weights = self.certifier.draw(np.flatnonzero(self.open), None, wanted, self.rng)
        self.checked, self.weights = np.append(self.checked, places), np.append(self.weights, weights)
        self._keep(places, self.ground.truth[places])
        if new > len(places):
            chosen = self._chosen(new - len(places))
            self._keep(chosen, self._told(chosen))

    def learn(self) -> None:
        learnt = self._learnt()
        rows, space = self.ground.rows[self.places[learnt]], self.ground.space
        self.head = fit(rows, self.classes[learnt], self.ground.k, "one", self.head, space=space)

    def look(self) -> Look:
        assert self.head is not None
        scores = self._unseen()
        predicted, truth = scores.argmax(axis=1), self.ground.truth
        right = predicted == truth[self.checked]
        checks = Checks(self.checked, predicted, scores.max(axis=1), right, self.weights)
        waiting = np.flatnonzero(self.open)
        pool = self.head.scores(self.ground.rows[waiting])
        best, score = pool.argmax(axis=1), pool.max(axis=1)
        promise = self.certifier.look(checks, score, best)
        look = Look(checks, score, best, best == truth[waiting], promise)
        if promise is not None and self.plan.accept:
            sure = promise.covers(score, best)
            self._keep(waiting[sure], best[sure])
        return look

    def _unseen(self) -> Floats:
        """Scores of the checks by heads that had not seen their answers."""
        assert self.head is not None
        if self.plan.apart:
            return self.head.scores(self.ground.rows[self.checked])
        ground = self.ground
        rows = ground.rows[self.places]
        oof = out_of_fold(
            rows, self.classes, ground.k, "one", seed=self.seed, start=self.head, space=ground.space
        )
        at = np.empty(len(ground.rows), np.int64)
        at[self.places] = np.arange(len(self.places))
        return oof[at[self.checked]]

    def _learnt(self) -> NDArray[np.bool_]:
        """Which answers heads learn from."""
        kept = np.ones(len(self.places), bool)
        if self.plan.apart:
            kept &= ~np.isin(self.places, self.checked)
        return kept

    def _chosen(self, n: int) -> Places:
        """What `auto` shows."""
        scores = self.head.scores(self.ground.rows) if self.head is not None else None
        standing = Standing(
            self.ground.rows, self.open, scores, self.places, seed=self.seed, space=self.ground.space
        )
        return STRATEGIES["margin" if scores is not None else "typical"](standing, n, self.rng)

    def _told(self, places: Places) -> Places:
        told = self.ground.truth[places].copy()
        wrong = self.rng.random(len(places)) < self.plan.wrong
        told[wrong] = (told[wrong] + 1) % self.ground.k
        return told

    def _keep(self, places: Places, classes: Places) -> None:
        self.open[places] = False
        self.places, self.classes = np.append(self.places, places), np.append(self.classes, classes)
