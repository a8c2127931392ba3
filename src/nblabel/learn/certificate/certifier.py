"""Who may promise what, and when: checks drawn, looks counted, the risk spent.

The promise: of the open items that score `threshold` or more, at least `target` are right. All promises of
one account together are false with probability at most 1 - `confidence`; an account lasts until `void`.

What it rests on:

1. Checks are drawn by `draw`, at random from the open items, and answered blind. No other answer is seen
   here.
2. Each check is judged by a head that had not seen its answer. In the exact mode heads learn from other
   answers only, and nothing more is assumed. Out of fold it is assumed that a head fitted without a tenth
   of the answers is, at the same score, not right more often than the one fitted with all of them.
3. When to look is decided by the number of checks alone, at most four times, each time at twice as many
   checks as before or more; the risks of the looks add up to the whole (Bonferroni).

What a look does is in `search`, why its tests hold in `tails`.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nblabel.learn.certificate.checks import Certificate, Checks, PerLabel, request, sentence
from nblabel.learn.certificate.search import Levels, furthest, levels
from nblabel.learn.certificate.tails import interval
from nblabel.values.errors import NblabelError

# Looks come at these multiples of the number of checks that would do if all were right,
# and may spend these shares of the risk. Of few checks little can be shown, so the first is cheap.
LOOKS = (2.25, 6.75, 18.0, 45.0)
SHARES = (0.07, 0.31, 0.20, 0.42)
# Classes are left out when their own checks are so unlikely for the target, all classes together. That takes
# from the covered items those that are right too seldom, so that the rest are right more often than all.
AGAINST = 0.01


class Certifier:
    """Keeps the account of one project's promise. NblabelError for a target or confidence that cannot be."""

    def __init__(self, target: float = 0.90, confidence: float = 0.90, seed: int = 0) -> None:
        for name, value in (("target", target), ("confidence", confidence)):
            if not 0.5 <= value < 1:
                raise NblabelError(f"{name}={value} cannot be: it is a share from 0.5 up to, but not, 1.")
        self.target = target
        self.confidence = confidence
        self.seed = seed
        self.certificate: Certificate | None = None
        self.voided = ""  # why the last promise was taken back
        # Of this account: the number of checks at each look, and the risk that each used up.
        self._looks: list[tuple[int, float]] = []
        self._hope = 0  # the number of checks at which a promise is to be expected
        self._before = 0  # checks asked before this account that do not count in it

    @property
    def schedule(self) -> list[int]:
        """The numbers of checks at which looks are due."""
        alone = np.ceil(np.log(1 - self.confidence) / np.log(self.target))
        return [int(np.ceil(times * alone)) for times in LOOKS]

    def state(self) -> dict[str, Any]:
        """All that a restart must know, as JSON can hold it. Keep it with the look in one transaction."""
        return {
            "target": self.target,
            "confidence": self.confidence,
            "seed": self.seed,
            "looks": [list(look) for look in self._looks],
            "hope": self._hope,
            "before": self._before,
            "voided": self.voided,
            "certificate": self.certificate.state() if self.certificate else None,
        }

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> "Certifier":
        """The account as it was left: no look is lost, none comes twice."""
        certifier = cls(float(state["target"]), float(state["confidence"]), int(state["seed"]))
        certifier._looks = [(int(checks), float(spent)) for checks, spent in state["looks"]]
        certifier._hope, certifier._before = int(state["hope"]), int(state["before"])
        certifier.voided = str(state["voided"])
        if state["certificate"] is not None:
            certifier.certificate = Certificate.from_state(state["certificate"])
        return certifier

    def draw(
        self, open_places: NDArray[np.int64], scores: NDArray[Any] | None, n: int, rng: np.random.Generator
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Up to `n` of the open places to be checked, and the chance with which each was drawn.

        All open items alike, whatever their `scores`: every item that is wrong has the same chance to be
        found.
        """
        n = min(n, len(open_places))
        places = rng.choice(open_places, n, replace=False) if n else open_places[:0]
        return places, 1.0 / (len(open_places) - np.arange(n))

    def due(self, checks: int) -> bool:
        """Whether it is time to look, with so many checks answered."""
        at = self._next()
        return at is not None and checks - self._before >= at

    def needed(self, checks: int) -> int:
        """How many more checks until the next look at which more can be hoped for; 0 when none is to come."""
        at = self._next()
        return max(max(at, self._hope) - (checks - self._before), 1) if at is not None else 0

    def text(self, checks: int) -> str:
        """What can be said with so many checks answered."""
        return self.certificate.text if self.certificate else request(self.needed(checks), self.target)

    def look(
        self, checks: Checks, pool_score: NDArray[Any], pool_predicted: NDArray[Any]
    ) -> Certificate | None:
        """Tests what can be promised of the open items, (n,) each, and spends risk; None when it is nothing.

        What an earlier look promised, of the items and classes as they were then, stands all the same.
        """
        if not len(checks.score) == len(checks.right) == len(checks.weight) == len(checks.predicted):
            raise ValueError("Checks must have a class, a score, a verdict and a weight each.")
        checks = checks.after(self._before)
        known = np.isfinite(pool_score)
        pool, predicted = np.asarray(pool_score)[known], np.asarray(pool_predicted)[known]
        score = np.nan_to_num(np.asarray(checks.score, np.float64), nan=-np.inf)
        missed = float(np.exp(np.log1p(-np.clip(checks.weight, 0, 1 - 1e-12)).sum()))
        asked = len(checks.right)
        found, risk = levels(score, checks.right, 1 - missed, pool), self._risk(asked)
        reached = furthest(found, self.target, risk)
        # Where every test passed nothing is used up: the risk goes on to the next look.
        self._looks.append((asked, 0.0 if reached is not None and reached.whole else risk))
        self._hope = self._expected(found, asked) if reached is None else 0
        if reached is None:
            return None
        self.voided = ""
        self.certificate = self._promise(float(found.threshold[reached.at]), checks, score, pool, predicted)
        return self.certificate

    def void(self, reason: str, classes: Iterable[int] | None = None, before: int = 0) -> None:
        """Takes the promise back, or only that of some classes; all of it begins a new account.

        `before`: the first so many checks do not count in it, as they were drawn when items were missing.

        The reason must be another than what checks said: an account begun anew until it pleases promises
        nothing.
        """
        self.voided = reason
        if classes is None:
            self.certificate, self._looks, self._hope, self._before = None, [], 0, before
        elif self.certificate is not None:
            self.certificate = _without(self.certificate, frozenset(int(label) for label in classes))

    def _next(self) -> int | None:
        """At how many checks the next look is due."""
        last = self._looks[-1][0] if self._looks else 0
        later = [at for at in self.schedule if at > last]
        return max(later[0], 2 * last) if later and len(self._looks) < len(LOOKS) else None

    def _risk(self, checks: int) -> float:
        """What may be spent: the shares of all looks that came or were passed by, less what is spent."""
        came = sum(share for share, at in zip(SHARES, self.schedule, strict=True) if at <= checks)
        return max((1 - self.confidence) * came - sum(spent for _, spent in self._looks), 0.0)

    def _expected(self, found: Levels, asked: int) -> int:
        """At how many checks a look would succeed if they went on as before; the last look's if none
        would."""
        for at in self.schedule:
            times = at / max(asked, 1)
            more = found._replace(
                checks=np.rint(found.checks * times).astype(np.int64),
                errors=np.ceil(found.errors * times).astype(np.int64),
            )
            if at > asked and furthest(more, self.target, self._risk(at)) is not None:
                return at
        return self.schedule[-1]

    def _promise(
        self,
        threshold: float,
        checks: Checks,
        score: NDArray[Any],
        pool: NDArray[Any],
        predicted: NDArray[Any],
    ) -> Certificate:
        mine, theirs = score >= threshold, pool >= threshold
        labels, counts = np.unique(predicted[theirs], return_counts=True)
        against = AGAINST / max(len(labels), 1)
        per_label = {
            int(label): self._of_label(checks.right[mine & (checks.predicted == label)], int(count), against)
            for label, count in zip(labels, counts, strict=True)
            if label >= 0
        }
        whole = Certificate(
            self.target, self.confidence, threshold,
            items=int(theirs.sum()), checks=int(mine.sum()), errors=int((~checks.right[mine]).sum()),
            per_label=per_label, missed=1 - float(theirs.mean()),
            needed=self.needed(len(checks.right) + self._before),
        )  # fmt: skip
        return _without(whole, frozenset(label for label, one in per_label.items() if not one.covered))

    def _of_label(self, right: NDArray[np.bool_], items: int, against: float) -> PerLabel:
        good, asked = int(right.sum()), len(right)
        low, high = interval(good, asked, self.confidence)
        covered = interval(good, asked, 1 - 2 * against)[1] >= self.target
        return PerLabel(items, asked, asked - good, low, high, covered)


def _without(whole: Certificate, classes: frozenset[int]) -> Certificate:
    """The promise less some classes, with the sentence that says so."""
    gone = [one for label, one in whole.per_label.items() if label in classes - whole.without]
    items, checks, errors = (
        whole.items - sum(one.items for one in gone),
        whole.checks - sum(one.checks for one in gone),
        whole.errors - sum(one.errors for one in gone),
    )
    kept = {
        label: one._replace(covered=one.covered and label not in classes)
        for label, one in whole.per_label.items()
    }
    return Certificate(
        whole.target, whole.confidence, whole.threshold, items, checks, errors, kept,
        missed=1 - (1 - whole.missed) * items / whole.items if whole.items else 1.0,
        needed=whole.needed, text=sentence(items, whole.target, whole.confidence, checks, errors),
        without=whole.without | classes,
    )  # fmt: skip
