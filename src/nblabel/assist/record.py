"""What a run was worth, in figures: kept with the run, shown in the panel."""

from dataclasses import asdict, dataclass, field
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nblabel.assist.outcomes import Outcomes
from nblabel.learn.balance import enough, rare
from nblabel.learn.learner import HALF, LEAST, Audits, Judged, Learner, Mask, say

# Checks from which accuracy is told by them alone, as they are drawn evenly.
ENOUGH = 20
THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)


@dataclass(frozen=True)
class Share:
    """A share of counted things with the interval that holds it with 95 % confidence; None of nothing."""

    value: float | None = None
    low: float | None = None
    high: float | None = None

    @staticmethod
    def of(right: float, count: float) -> "Share":
        """Wilson's score interval. Source: Wilson (1927), JASA 22."""
        if count <= 0:
            return Share()
        z = 1.959964
        p, n = right / count, count
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return Share(p, max(0.0, middle - half), min(1.0, middle + half))


@dataclass(frozen=True)
class LabelRecord:
    """One label: how often it was right where the model said it, how often it was said where it was right."""

    label: int
    precision: Share
    recall: Share
    missing: int


@dataclass(frozen=True)
class Record:
    """A run's figures. `thresholds`: score, and the share of unseen answers at or above it that was right."""

    answers: int
    accuracy: Share
    per_label: list[LabelRecord] = field(default_factory=list)
    thresholds: list[tuple[float, Share]] = field(default_factory=list)

    def details(self) -> dict[str, Any]:
        """As plain data, for the run's row."""
        return asdict(self)


class Figures:
    """The figures of the newest run that was judged, and how they came to be; replaced, never changed."""

    def __init__(self) -> None:
        self.record: Record | None = None
        self.above: list[int] = []  # open items at or above each threshold of the record
        self.curve: list[list[float]] = []  # answers, accuracy, low, high of each run
        self.agreed_blind = (0, 0)  # checks that the model had right, and all of them
        self.certified: dict[int, int] = {}  # open items filled in, by label
        self.outcomes = Outcomes()
        self.hint = ""
        self.rare: list[int] = []

    def take(
        self, learner: Learner, judged: Judged, audits: Audits, waiting: Mask, labels: NDArray[Any]
    ) -> None:
        """Takes up a run; `waiting` (n,): places without an answer, `labels` (k,): the ids of the classes."""
        self.record = record = record_of(learner, judged, audits, labels)
        score = np.where(waiting, np.nan_to_num(judged.run.said.score), 0)
        self.above = [int((score >= threshold).sum()) for threshold, _ in record.thresholds]
        share = record.accuracy
        if share.value is not None and share.low is not None and share.high is not None:
            self.curve = [*self.curve, [record.answers, share.value, share.low, share.high]]
        decided = int(audits.counts.sum())
        self.agreed_blind = (round(decided * (share.value or 0)), decided)
        sure = learner.sure
        best = sure.best[waiting[sure.places]] if sure is not None else np.empty(0, np.int32)
        counts = np.bincount(best[best >= 0], minlength=len(labels))
        self.certified = {int(label): int(n) for label, n in zip(labels, counts, strict=True)}
        self._hints(learner, judged, audits, labels)

    def _hints(self, learner: Learner, judged: Judged, audits: Audits, labels: NDArray[Any]) -> None:
        """Which labels have too few answers for what is likely there, and whether more answers still help."""
        run = judged.run
        answered = _table(run.answers.classes, learner.k, learner.settings.kind).sum(axis=0)
        likely = np.nan_to_num(run.said.scores).sum(axis=0)
        self.rare = [int(labels[n]) for n in rare(answered, likely) if run.learnt[n]]
        # Checks are drawn evenly, so of them alone a flat curve says something.
        row = {place: n for n, place in enumerate(run.answers.places.tolist())}
        at = np.array([row[place] for place in audits.places.tolist() if place in row], np.int64)
        said = say(judged.oof[at], run.learnt, learner.settings.kind)
        foreseen = _table(run.answers.classes[at], learner.k, learner.settings.kind) == (
            judged.oof[at] >= HALF if learner.settings.kind == "many" else _table(said.best, learner.k, "one")
        )
        flat = enough(foreseen.all(axis=1).tolist())
        self.hint = "More labels hardly help now: the last checks were foreseen no better." if flat else ""

    def details(self) -> dict[str, Any]:
        """As plain data, for the run's row."""
        record = self.record.details() if self.record is not None else {}
        return record | {"certified": sum(self.certified.values())}


def record_of(learner: Learner, judged: Judged, audits: Audits, labels: NDArray[Any]) -> Record:
    """The figures of a run on answers that the heads asked had not seen.

    Checks stand for the pool, other answers were chosen; so where there are enough checks only they speak.
    """
    run, kind = judged.run, learner.settings.kind
    places, classes = run.answers
    among = np.isin(places, audits.places)
    trusted = among if among.sum() >= ENOUGH or run.head is None else np.ones(len(places), np.bool_)
    oof = judged.oof[trusted]
    said = say(oof, run.learnt, kind)
    wanted = _table(classes[trusted], learner.k, kind)
    given = oof >= HALF if kind == "many" else _table(said.best, learner.k, "one")
    right = (wanted == given).all(axis=1)
    counts = _table(classes, learner.k, kind).sum(axis=0)
    per_label = [
        LabelRecord(
            int(label),
            Share.of(float((wanted & given)[:, n].sum()), float(given[:, n].sum())),
            Share.of(float((wanted & given)[:, n].sum()), float(wanted[:, n].sum())),
            max(0, LEAST - int(counts[n])),
        )
        for n, label in enumerate(labels.tolist())
    ]
    score = np.nan_to_num(said.score)
    above = [(t, Share.of(float(right[score >= t].sum()), float((score >= t).sum()))) for t in THRESHOLDS]
    return Record(len(places), Share.of(float(right.sum()), float(len(right))), per_label, above)


def _table(classes: NDArray[Any], k: int, kind: str) -> NDArray[np.bool_]:
    """Truths (m, k)."""
    if kind == "many" and classes.ndim == 2:
        return np.asarray(classes, np.bool_)
    return np.asarray(classes[:, None] == np.arange(k), np.bool_)
