"""How many acts a label costs when a person labels a whole set with assistance.

python -m benchmarks.learning_acts [--quick]

A perfect reviewer finishes each set; the engine (`learn/learner.py`, `learn/pages.py`, as a project uses
them) never sees an answer that was not given. Every key, click, deselection and submit is an act, as the
widget counts them: a click selects a tile, a label's key labels what is selected, Shift+A accepts what is
suggested on the rest of the page, Ctrl+A and a key label a whole page, Enter submits. An untouched certified
prelabel costs nothing but its page's Enter. On the wall each further 100 tiles cost a key, to go on to them.
Checks come with each page of the work queue and show no suggestion.

The way: pages of the queue, 24 tiles each, until 150 items are answered; then "Get suggestions", certain
first, on the wall (four acts each time: the button, how many, which, go), half as many as were answered
before, at least 100 and at most 300, learnt from after each. Such a view is asked for by the person, so it
brings no checks. Beside it: pages of the queue to the end, checks in all of them; and no assistance at all.
"""

import statistics
import sys
import time
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.figures import at_most, publish
from benchmarks.pools import POOLS, Pool
from nblabel.learn.learner import Answers, Audits, Learner, Settings
from nblabel.learn.pages import Pages

BARS = {"trashnet": 0.42, "sign_digits": 0.36, "digits": 0.25, "ag_news": 0.35}
SEEDS, QUICK, BESIDE = 5, 1, 1
PAGE = 24
SCREEN = 100  # tiles of a wall that are seen at once
BY_PAGES = 150  # answers given through the queue
VIEW = (100, 300)
GET_SUGGESTIONS = 4  # acts: the button, how many, which first, go
LARGE = 3_000  # of more items, pages to the end would take an hour
Ints = NDArray[np.int64]


class Cost(NamedTuple):
    """What one way through one set cost: acts of each kind, and how many items have the right label."""

    acts: int
    audits: int
    pages: int
    right: int


class Reviewer:
    """A person who is never wrong, labeling one pool; counts what it costs."""

    def __init__(self, pool: Pool, seed: int) -> None:
        n = len(pool.truth)
        self.pool = pool
        self.given = np.full(n, -1, np.int64)
        self.learner = Learner(pool.features, len(pool.classes), Settings(seed=seed))
        self.pages = Pages(self.learner)
        self.acts = self.count = 0
        self._audits: list[tuple[int, float]] = []

    @property
    def waiting(self) -> NDArray[np.bool_]:
        return self.given < 0

    def page(self) -> None:
        """One page of the work queue: whatever it brings is labelled and submitted."""
        page = self.pages.next(self.waiting, PAGE)
        said = self._said(page.places)
        unseen = np.isin(page.places, np.concatenate([page.audits, page.blind]))
        said[unseen] = -1
        self._label(page.places, said, filled=page.kind == "prelabelled")
        self._audits += list(zip(page.audits.tolist(), page.weights.tolist(), strict=True))
        self.learn()

    def view(self) -> None:
        """Suggestions got for a part of the rest, the certain ones first."""
        run = self.learner.run
        assert run is not None
        rest = np.flatnonzero(self.waiting)
        count = int(np.clip((len(self.given) - len(rest)) / 2, *VIEW))
        if len(rest) - count < VIEW[0]:
            count = len(rest)
        places = rest[np.argsort(-np.nan_to_num(run.said.score[rest]), kind="stable")[:count]]
        self.acts += GET_SUGGESTIONS
        self._label(places, self._said(places), filled=False)
        self.learn()

    def learn(self) -> None:
        """What happens after each submit."""
        answered = np.flatnonzero(~self.waiting)
        self.learner.fit(Answers(answered, self.given[answered]))
        if self._audits and self.learner.certifier.due(len(self._audits)):
            places = np.array([place for place, _ in self._audits])
            weights = np.array([weight for _, weight in self._audits])
            audits = Audits(places, self.given[places], np.ones(len(places), np.bool_), weights)
            self.learner.judge(audits, self.waiting)

    def cost(self) -> Cost:
        right = int((self.given == self.pool.truth).sum())
        return Cost(self.acts, len(self._audits), self.count, right)

    def _said(self, places: Ints) -> Ints:
        """What is suggested on these tiles; -1 for nothing."""
        run = self.learner.run
        return np.full(len(places), -1) if run is None else run.said.best[places].astype(np.int64)

    def _label(self, places: Ints, said: Ints, filled: bool) -> None:
        """Labels a page and submits it, in the cheapest of the two ways there are."""
        truth = self.pool.truth[places]
        wrong = said != truth
        by_suggestions = _by_hand(truth[wrong]) + int(not filled and not wrong.all())
        most = np.bincount(truth).argmax()
        self.acts += min(by_suggestions, 2 + _by_hand(truth[truth != most]))
        self.acts += max(-(-len(places) // SCREEN) - 1, 0) + 1
        self.given[places] = truth
        self.count += 1


def _by_hand(truth: Ints) -> int:
    """A click for each tile, and for each class among them its key."""
    return len(truth) + len(np.unique(truth))


def assisted(pool: Pool, seed: int, by_pages: int) -> Cost:
    """The whole set: `by_pages` answers through the queue, the rest by suggestions."""
    reviewer = Reviewer(pool, seed)
    reviewer.learner.group()
    while reviewer.waiting.any():
        if (~reviewer.waiting).sum() < by_pages:
            reviewer.page()
        else:
            reviewer.view()
    return reviewer.cost()


def unassisted(pool: Pool, seed: int) -> Cost:
    """Random pages of the same size; on each, tiles of a class are clicked and labelled at once."""
    order = np.random.default_rng(seed).permutation(len(pool.truth))
    pages = [pool.truth[order[start : start + PAGE]] for start in range(0, len(order), PAGE)]
    return Cost(sum(_by_hand(page) + 1 for page in pages), 0, len(pages), len(order))


WAYS = {
    "pages, then suggestions": lambda pool, seed: assisted(pool, seed, BY_PAGES),
    "pages to the end": lambda pool, seed: assisted(pool, seed, len(pool.truth)),
    "no assistance": unassisted,
}


def main(quick: bool) -> None:
    figures: list[dict[str, Any]] = []
    bars: list[dict[str, Any]] = []
    for name, bar in BARS.items():
        pool = POOLS[name]()
        for way, go in WAYS.items():
            if way == "pages to the end" and len(pool.truth) > LARGE:
                continue
            seeds = QUICK if quick else SEEDS if way == "pages, then suggestions" else BESIDE
            begun = time.monotonic()
            costs = [go(pool, seed) for seed in range(seeds)]
            figures.append(_row(name, way, pool, costs, time.monotonic() - begun))
            print(figures[-1], flush=True)
        told = next(row for row in figures if row["set"] == name)
        bars.append(at_most(f"{name}: acts per correct label", told["acts per label"], bar))
        bars.append(
            {
                "what": f"{name}: share right",
                "value": told["right"],
                "at_least": 0.99,
                "met": told["right"] >= 0.99,
            }
        )
    publish("learning_acts", figures, bars, quick)


def _row(name: str, way: str, pool: Pool, costs: list[Cost], seconds: float) -> dict[str, Any]:
    each = [cost.acts / cost.right for cost in costs]
    n = len(pool.truth)
    return {
        "set": name,
        "way": way,
        "items": n,
        "seeds": len(costs),
        "acts per label": round(statistics.mean(each), 3),
        "spread": round(statistics.pstdev(each), 3),
        "audits": round(statistics.mean(cost.audits for cost in costs), 1),
        "pages": round(statistics.mean(cost.pages for cost in costs), 1),
        "right": min(cost.right for cost in costs) / n,
        "s per set": round(seconds / len(costs), 1),
    }


if __name__ == "__main__":
    main("--quick" in sys.argv)
