"""Who may promise what, and when: audits drawn, looks counted, the risk spent.

The promise. Of the open items that the model scores `threshold` or more, at least `target` are right. All promises
of one account together are false with probability at most 1 - `confidence`; an account lasts until `void`.

What it rests on. (1) Checks are drawn at random from the open items by `draw`, and answered blind; no other answer is
ever seen here. (2) Each check is judged by a head that had not seen its answer. When heads are fitted on other
answers than the checks (the exact mode), nothing else is assumed. When they are fitted out of fold, it is assumed that
a head fitted without a tenth of the answers is, at a given score, not right more often than the one fitted with all;
cross-validation leans that way (Stone, 1974). (3) A look is decided by the number of checks alone: at most four, each
at least at twice as many checks as the last, their risks adding up to the whole (Bonferroni).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nblabel.learn.certificate.checks import Certificate, Checks, PerLabel, request, sentence
from nblabel.learn.certificate.search import Levels, furthest, levels
from nblabel.learn.certificate.tails import interval
from nblabel.values.errors import NblabelError

# Looks come at these multiples of the number of checks that would do if all were right,
# and each may spend its share of the risk. Early looks are cheap, since little can be shown then.
LOOKS = (2.25, 6.75, 18.0, 45.0)
SHARES = (0.08, 0.25, 0.22, 0.45)
# A class is left out when its own checks are so unlikely for the target.
AGAINST = 0.05


class Certifier:
    """Keeps the account of one project's promise. Raises NblabelError for a target or confidence that cannot be."""

    def __init__(self, target: float = 0.90, confidence: float = 0.90, seed: int = 0) -> None:
        for name, value in (("target", target), ("confidence", confidence)):
            if not 0.5 <= value < 1:
                raise NblabelError(f"{name}={value} cannot be: it is a share from 0.5 up to, but not, 1.")
        self.target = target
        self.confidence = confidence
        self.seed = seed
        self.certificate: Certificate | None = None
        self.voided = ""
        # Of this account: the number of checks at each look, and the risk each spent for good.
        self._looks: list[tuple[int, float]] = []

    @property
    def schedule(self) -> list[int]:
        """The numbers of checks at which looks are due."""
        alone = np.ceil(np.log(1 - self.confidence) / np.log(self.target))
        return [int(np.ceil(times * alone)) for times in LOOKS]

    def state(self) -> dict[str, Any]:
        """All that a restart must know, as JSON can hold it."""
        return {
            "target": self.target,
            "confidence": self.confidence,
            "seed": self.seed,
            "looks": [list(look) for look in self._looks],
            "voided": self.voided,
        }

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> "Certifier":
        """The account as it was left: no look is lost, none comes twice."""
        certifier = cls(float(state["target"]), float(state["confidence"]), int(state["seed"]))
        certifier._looks = [(int(checks), float(spent)) for checks, spent in state["looks"]]
        certifier.voided = str(state["voided"])
        return certifier

    def draw(
        self, open_places: NDArray[np.int64], scores: NDArray[Any] | None, n: int, rng: np.random.Generator
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Up to `n` of the open places to be checked, and the chance with which each was drawn.

        All open items alike, whatever their scores: then every item that is wrong has the same chance to be found.
        """
        n = min(n, len(open_places))
        places = rng.choice(open_places, n, replace=False) if n else open_places[:0]
        return places, 1.0 / (len(open_places) - np.arange(n))

    def due(self, checks: int) -> bool:
        """Whether it is time to look: so many checks are answered."""
        return (at := self._next()) is not None and checks >= at

    def needed(self, checks: int) -> int:
        """How many checks are missing until the next look; 0 when there is none any more."""
        at = self._next()
        return max(at - checks, 1) if at is not None else 0

    def look(
        self, checks: Checks, pool_score: NDArray[Any], pool_predicted: NDArray[Any]
    ) -> Certificate | None:
        """Tests what can be promised of the open items, (n,) each; None when it is nothing. It spends risk.

        A promise made at an earlier look stands when this one has none.
        """
        known = np.isfinite(pool_score)
        pool, predicted = np.asarray(pool_score)[known], np.asarray(pool_predicted)[known]
        asked, risk = len(checks.right), self._risk(len(checks.right))
        score = np.nan_to_num(np.asarray(checks.score, np.float64), nan=-np.inf)
        reached = 1 - float(np.exp(np.log1p(-np.minimum(checks.weight, 1 - 1e-12)).sum()))
        found = levels(score, checks.right, reached, pool)
        at = furthest(found, self.target, risk)
        # A look at which every set passed has used nothing up: its risk goes on to the next.
        self._looks.append((asked, 0.0 if at is not None and at == len(found.items) - 1 else risk))
        if at is None:
            return None
        self.voided = ""
        self.certificate = self._certificate(found, at, checks, score, pool, predicted)
        return self.certificate

    def void(self, reason: str, classes: Any = None) -> None:
        """Takes back the promise, or only that of some `classes`; all of it begins a new account.

        The reason must not be what the checks said: an account that is begun anew until it pleases promises nothing.
        """
        self.voided = reason
        if classes is None:
            self.certificate, self._looks = None, []
        elif self.certificate is not None:
            self.certificate = self._without(self.certificate, frozenset(int(c) for c in classes))

    def text(self, checks: int) -> str:
        """What can be said now, after so many checks."""
        return self.certificate.text if self.certificate else request(self.needed(checks), self.target)

    def _next(self) -> int | None:
        if not self._looks:
            return self.schedule[0]
        last = self._looks[-1][0]
        later = [at for at in self.schedule if at > last]
        return max(later[0], 2 * last) if later and len(self._looks) < len(LOOKS) else None

    def _risk(self, checks: int) -> float:
        """What may be spent now: the shares of all looks that came or passed by, less what is spent."""
        came = sum(share for share, at in zip(SHARES, self.schedule, strict=True) if at <= checks)
        return max((1 - self.confidence) * came - sum(spent for _, spent in self._looks), 0.0)

    def _certificate(
        self, found: Levels, at: int, checks: Checks, score: NDArray[Any], pool: NDArray[Any], predicted: NDArray[Any]
    ) -> Certificate:  # fmt: skip
        threshold = float(found.threshold[at])
        mine, theirs = score >= threshold, pool >= threshold
        per_label = {
            int(label): self._of_label(
                checks.right[mine & (checks.predicted == label)], int((predicted[theirs] == label).sum())
            )
            for label in np.unique(predicted[theirs])
            if label >= 0
        }
        whole = Certificate(
            self.target, self.confidence, threshold, int(theirs.sum()), int(mine.sum()),
            int((~checks.right[mine]).sum()), per_label, 1 - float(theirs.mean()), self.needed(len(checks.right)),
        )  # fmt: skip
        return self._without(whole, frozenset(c for c, one in per_label.items() if not one.covered))

    def _of_label(self, right: NDArray[np.bool_], items: int) -> PerLabel:
        good, asked = int(right.sum()), len(right)
        low, high = interval(good, asked, self.confidence)
        against = interval(good, asked, 1 - 2 * AGAINST)[1] < self.target
        return PerLabel(items, asked, asked - good, low, high, not against)

    def _without(self, whole: Certificate, classes: frozenset[int]) -> Certificate:
        """The promise less some classes, with the sentence that says so."""
        gone = [one for label, one in whole.per_label.items() if label in classes - whole.without]
        kept = {
            label: one._replace(covered=one.covered and label not in classes)
            for label, one in whole.per_label.items()
        }
        items = whole.items - sum(one.items for one in gone)
        asked = whole.checks - sum(one.checks for one in gone)
        errors = whole.errors - sum(one.errors for one in gone)
        open_items = whole.items / (1 - whole.missed) if whole.missed < 1 else 1.0
        return Certificate(
            whole.target, whole.confidence, whole.threshold, items, asked, errors, kept, 1 - items / open_items,
            whole.needed, sentence(items, whole.target, whole.confidence, asked, errors), whole.without | classes,
        )  # fmt: skip
