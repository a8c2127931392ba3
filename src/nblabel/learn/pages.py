"""What the next page of work is: prelabels to confirm, similar items, or those that teach most; with checks.

A page is of one kind, since a person who confirms looks otherwise than one who labels. Checks come with any.
"""

from collections.abc import Callable
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nblabel.learn.learner import Learner, Mask, Places
from nblabel.learn.order import STRATEGIES, Standing, Strategy

Kind = Literal["manual", "clustered", "prelabelled"]
Mode = Literal["automatic", "confirm", "teach"]
# Pages by suggested label come from so many answers on. Before, a cluster's page costs fewer acts: measured
# .121 acts a label on digits where 20 gave .128, on sign_digits .178 and .183 (benchmarks/learning_acts.py).
GROUPED = 60
# Of pages that are not prelabelled each so-manieth teaches; the others hold what is alike.
TEACHING = 3


class Page(NamedTuple):
    """Places to be shown, in this order. `audits` are checks, drawn with these `weights`, and `blind` those
    whose suggestion is hidden to see how much suggestions sway."""

    kind: Kind
    places: Places
    audits: Places
    weights: NDArray[np.float64]
    blind: Places


class Pages:
    """Chooses pages of one learner's pool; `strategy` is the order of those that teach."""

    def __init__(self, learner: Learner, strategy: Strategy | None = None) -> None:
        self._learner = learner
        self._strategy = strategy or STRATEGIES[learner.settings.order]
        self._rng = np.random.default_rng(learner.settings.seed)
        self._served = 0

    def __len__(self) -> int:
        """The places that are chosen from."""
        return len(self._learner)

    def next(self, waiting: Mask, n: int, mode: Mode = "automatic") -> Page:
        """A page of at most n of the places that `waiting` (len of the pool) marks."""
        audits, weights = self._audits(waiting, n)
        rest = waiting.copy()
        rest[audits] = False
        kind, chosen = self._choose(rest, n - len(audits), mode)
        blind = np.empty(0, np.int64)
        if kind == "prelabelled":
            blind = chosen[self._rng.random(len(chosen)) < self._learner.settings.blind]
        places = np.insert(chosen, np.sort(self._rng.integers(0, len(chosen) + 1, len(audits))), audits)
        self._served += 1
        return Page(kind, places.astype(np.int64), audits, weights, blind)

    def _audits(self, waiting: Mask, n: int) -> tuple[Places, NDArray[np.float64]]:
        """Checks for a page: their share of it, on average."""
        wanted = n * self._learner.settings.audit
        count = int(wanted) + int(self._rng.random() < wanted % 1)
        run = self._learner.run
        score = run.said.score if run is not None else None
        places = np.flatnonzero(waiting[: self._learner.population])
        return self._learner.certifier.draw(places, score, count, self._rng)

    def _choose(self, waiting: Mask, n: int, mode: Mode) -> tuple[Kind, Places]:
        for kind, choose in self._kinds(mode):
            chosen = choose(waiting, n)
            if len(chosen):
                return kind, chosen
        return "manual", self._teach(waiting, n)

    def _kinds(self, mode: Mode) -> list[tuple[Kind, Callable[[Mask, int], Places]]]:
        """What is tried, one after the other, until something has items."""
        confirm: tuple[Kind, Callable[[Mask, int], Places]] = ("prelabelled", self._confirm)
        alike: tuple[Kind, Callable[[Mask, int], Places]] = ("clustered", self._alike)
        if mode == "teach":
            return []
        if mode == "confirm":
            return [confirm, alike]
        run = self._learner.run
        if run is None or len(run.answers.places) < GROUPED:
            return [alike]
        return [confirm] if self._served % TEACHING == 0 else [confirm, alike]

    def _confirm(self, waiting: Mask, n: int) -> Places:
        """Certified items label by label, those first of which there are most."""
        sure = self._learner.sure
        if sure is None:
            return np.empty(0, np.int64)
        here = waiting[sure.places]
        return _by_groups(sure.places[here], sure.best[here], sure.score[here], n)

    def _alike(self, waiting: Mask, n: int) -> Places:
        """Items that are suggested the same, label by label; before there are suggestions, of one cluster."""
        run, groups = self._learner.run, self._learner.clusters
        if run is not None and len(run.answers.places) >= GROUPED:
            places = np.flatnonzero(waiting & (run.said.best >= 0))
            return _by_groups(places, run.said.best[places], run.said.score[places], n)
        if groups is None:
            return np.empty(0, np.int64)
        places = np.flatnonzero(waiting & (groups.label >= 0))
        return _by_groups(places, groups.label[places], -groups.distance[places], n)

    def _teach(self, waiting: Mask, n: int) -> Places:
        learner = self._learner
        groups, run = learner.clusters, learner.run
        standing = Standing(
            features=learner.features,
            open=waiting,
            scores=run.said.scores if run is not None else None,
            answered=run.answers.places if run is not None else np.empty(0, np.int64),
            classes=run.answers.classes if run is not None else None,
            clusters=groups.label if groups is not None else None,
            accuracy=learner.accuracy,
            seed=learner.settings.seed,
            space=learner.space,
        )
        return self._strategy(standing, n, self._rng)


def _by_groups(places: Places, group: NDArray[np.int32], score: NDArray[np.float32], n: int) -> Places:
    """The n best places of the group that has most of them, then of the next, so that no page is a short one:
    with one label after another a large page is accepted in one act, and the last few are not a page each."""
    if not len(places) or n < 1:
        return np.empty(0, np.int64)
    _, which, sizes = np.unique(group, return_inverse=True, return_counts=True)
    rank = np.argsort(np.argsort(-sizes, kind="stable"))
    return np.asarray(places[np.lexsort((-score, rank[which]))[:n]], np.int64)
