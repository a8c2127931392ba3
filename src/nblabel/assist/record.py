"""What a run was worth, in figures: kept with the run, shown in the panel."""

from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nblabel.assist.outcomes import Outcomes
from nblabel.learn.balance import WIDE_SIDES, Interval, enough, missing, rare, wilson, worth
from nblabel.learn.learner import HALF, Audits, Judged, Learner, Mask, say

# Checks from which accuracy is told by them alone, as they are drawn evenly.
ENOUGH = 20
HINT = "More labels hardly help now: the last checks were foreseen no better."
THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)


@dataclass(frozen=True)
class Share:
    """A share of counted things with the interval that holds it with 95 % confidence; None of nothing."""

    value: float | None = None
    low: float | None = None
    high: float | None = None

    @staticmethod
    def of(right: float, count: float) -> "Share":
        """So many of so many."""
        return Share(right / count, *wilson(right, count, WIDE_SIDES)) if count > 0 else Share()

    @staticmethod
    def told(value: float, between: Interval) -> "Share":
        """One that `balance` worked out; NaN is nothing."""
        return Share() if np.isnan(value) else Share(value, *between)


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


@dataclass(frozen=True)
class Figures:
    """The figures of the newest run that was judged, and how they came to be.

    `above`: open items at or above each threshold of the record. `curve`: answers, accuracy, low, high of
    each run. `agreed_blind`: checks that the model had right, and all of them. `certified`: open items filled
    in, by label. `rare`: labels with too few answers for what is likely there.
    """

    record: Record | None = None
    above: list[int] = field(default_factory=list)
    curve: list[list[float]] = field(default_factory=list)
    agreed_blind: tuple[int, int] = (0, 0)
    certified: dict[int, int] = field(default_factory=dict)
    outcomes: Outcomes = field(default_factory=Outcomes)
    hint: str = ""
    rare: list[int] = field(default_factory=list)

    def after(
        self, learner: Learner, judged: Judged, audits: Audits, waiting: Mask, labels: NDArray[Any]
    ) -> "Figures":
        """Those of the next run; `waiting` (n,): places without an answer, `labels` (k,): ids of classes."""
        record = record_of(learner, judged, audits, labels)
        share, decided = record.accuracy, int(audits.counts.sum())
        score = np.where(waiting, np.nan_to_num(judged.run.said.score), 0)
        point = [[record.answers, share.value, share.low, share.high]] if share.value is not None else []
        return Figures(
            record,
            above=[int((score >= threshold).sum()) for threshold, _ in record.thresholds],
            curve=[*self.curve, *point],  # type: ignore[list-item]
            agreed_blind=(round(decided * (share.value or 0)), decided),
            certified=_certified(learner, waiting, labels),
            outcomes=self.outcomes,
            hint=HINT if _is_flat(learner, judged, audits) else "",
            rare=_rare(learner, judged, labels),
        )

    def details(self) -> dict[str, Any]:
        """As plain data, for the run's row."""
        record = self.record.details() if self.record is not None else {}
        return record | {"certified": sum(self.certified.values())}


def _certified(learner: Learner, waiting: Mask, labels: NDArray[Any]) -> dict[int, int]:
    """How many open items are filled in with each label."""
    sure = learner.sure
    best = sure.best[waiting[sure.places]] if sure is not None else np.empty(0, np.int32)
    counts = np.bincount(best[best >= 0], minlength=len(labels))
    return {int(label): int(n) for label, n in zip(labels, counts, strict=True)}


def _rare(learner: Learner, judged: Judged, labels: NDArray[Any]) -> list[int]:
    """Labels that answers have far less of than is likely there."""
    run = judged.run
    answered = _table(run.answers.classes, learner.k, learner.settings.kind).sum(axis=0)
    likely = np.nan_to_num(run.said.scores).sum(axis=0)
    return [int(labels[n]) for n in rare(answered, likely) if run.learnt[n]]


def _is_flat(learner: Learner, judged: Judged, audits: Audits) -> bool:
    """Whether more answers hardly help: checks are drawn evenly, so a flat curve of them says something."""
    row = {place: n for n, place in enumerate(judged.run.answers.places.tolist())}
    at = np.array([row[place] for place in audits.places.tolist() if place in row], np.int64)
    wanted, given = _unseen(learner, judged, at)
    return enough((wanted == given).all(axis=1).tolist())


def record_of(learner: Learner, judged: Judged, audits: Audits, labels: NDArray[Any]) -> Record:
    """The figures of a run on answers that the heads asked had not seen.

    Checks stand for the pool, other answers were chosen; so where there are enough checks only they speak.
    """
    run, kind = judged.run, learner.settings.kind
    places, classes = run.answers
    among = np.isin(places, audits.places)
    trusted = among if among.sum() >= ENOUGH or run.head is None else np.ones(len(places), np.bool_)
    at = np.flatnonzero(trusted)
    wanted, given = _unseen(learner, judged, at)
    right = (wanted == given).all(axis=1)
    told = worth(given, wanted, learner.k, sides=WIDE_SIDES)
    lacking = missing(_table(classes, learner.k, kind).sum(axis=0))
    per_label = [
        LabelRecord(
            label,
            Share.told(one.precision, one.precision_range),
            Share.told(one.recall, one.recall_range),
            int(lacking[n]),
        )
        for n, (label, one) in enumerate(zip(labels.tolist(), told, strict=True))
    ]
    score = np.nan_to_num(say(judged.oof[at], run.learnt, kind, learner.tree).score)
    above = [(t, Share.of(float(right[score >= t].sum()), float((score >= t).sum()))) for t in THRESHOLDS]
    return Record(len(places), Share.of(float(right.sum()), float(len(right))), per_label, above)


def _unseen(learner: Learner, judged: Judged, at: NDArray[np.int64]) -> tuple[Mask, Mask]:
    """What was answered at these rows, and what heads that had not seen it say: truths (m, k) each."""
    run, kind = judged.run, learner.settings.kind
    wanted = _table(run.answers.classes[at], learner.k, kind)
    if kind == "many":
        return wanted, judged.oof[at] >= HALF
    return wanted, _table(say(judged.oof[at], run.learnt, kind, learner.tree).best, learner.k, kind)


def _table(classes: NDArray[Any], k: int, kind: str) -> NDArray[np.bool_]:
    """Truths (m, k)."""
    if kind == "many" and classes.ndim == 2:
        return np.asarray(classes, np.bool_)
    return np.asarray(classes[:, None] == np.arange(k), np.bool_)
