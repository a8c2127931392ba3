"""What a model said of an item, whichever model it was: kept with the job, and made into suggestions."""

from collections.abc import Collection
from typing import Any, NamedTuple

import msgspec

from nblabel.store.suggestions import NewSuggestion
from nblabel.values.annotation import Annotation, Range, Whole
from nblabel.values.errors import NblabelError
from nblabel.values.ids import new_id
from nblabel.values.public import Choice, Prediction, Value

# In multilabel a label is said from this score on.
HALF = 0.5


class Mark(NamedTuple):
    """A region or a span, and how sure the model is of it, 0 to 1; None: it did not say."""

    annotation: Annotation
    score: float | None


class Said(msgspec.Struct, frozen=True, omit_defaults=True):
    """Scores of classes by label id (0 to 1), or marks. `scored`: the model said how sure it is. `dropped`:
    so much of its answer was of no use. `canary`: it did what a document told it to."""

    scores: dict[int, float] = {}
    marks: list[Mark] = []
    scored: bool = True
    dropped: int = 0
    canary: bool = False

    def to_json(self) -> str:
        return msgspec.json.encode(self).decode()

    @classmethod
    def of_json(cls, text: str) -> "Said":
        return msgspec.json.decode(text, type=cls)

    def chosen(self, task: str, labels: Collection[int]) -> list[Mark]:
        """What is said in the end, as annotations, the surest first; only with these labels."""
        if task not in ("multiclass", "multilabel"):
            return [mark for mark in self.marks if mark.annotation.label in labels]
        ranked = sorted(self.scores.items(), key=lambda pair: -pair[1])
        best = ranked[:1] if task == "multiclass" else [pair for pair in ranked if pair[1] >= HALF]
        return [
            Mark(Annotation(new_id(), label, Whole(), source="script"), score if self.scored else None)
            for label, score in best
            if label in labels and score > 0
        ]


def suggestions(said: Said, task: str, labels: Collection[int], key: str, run: int) -> list[NewSuggestion]:
    """What is said of the item `key`, as suggestions of this run; only checks can certify them."""
    found = []
    for mark in said.chosen(task, labels):
        made = msgspec.structs.replace(mark.annotation, id=new_id(), source="script", run=run)
        uncertainty = None if mark.score is None else round(1 - mark.score, 6)
        found.append(NewSuggestion(key, made, score=mark.score, uncertainty=uncertainty))
    return found


def of_endpoint(said: Any) -> Said:
    """The same from `nblabel.gpt.asking.Said`."""
    marks = [
        Mark(Annotation(new_id(), label, Range(start, end), source="script"), score)
        for start, end, label, score in said.spans
    ]
    scores = {int(label): float(score) for label, score in said.scores.items()}
    return Said(scores, marks, said.scored, said.dropped, said.canary)


def score_of(given: Any) -> float | None:
    """The score of what a model gave. Raises NblabelError for one that is no share."""
    score = given.score if isinstance(given, Prediction) else None
    if score is None:
        return None
    try:
        score = float(score)
    except (TypeError, ValueError):
        raise NblabelError(f"The model gave the score {score!r}, which is no number.") from None
    if not 0 <= score <= 1:  # NaN is not either
        raise NblabelError(f"The model gave the score {score!r}; scores are from 0 to 1.")
    return score


def values_of(given: Any) -> list[Value]:
    """The annotations of what a model gave: values, or label paths. Raises NblabelError for anything else."""
    inside = given.annotations if isinstance(given, Prediction) else given
    several = [inside] if isinstance(inside, Value) else inside
    if not isinstance(several, list | tuple | set | frozenset):
        wanted = "a label, a list of them or a Prediction"
        raise NblabelError(f"The model said {_short(inside)}; {wanted} was wanted.")
    values = [Choice(one) if isinstance(one, str) else one for one in several]
    for one in values:
        if not isinstance(one, Value):
            raise NblabelError(f"The model said {_short(one)}, which is no annotation.")
    return values


def _short(given: Any) -> str:
    told = repr(given)
    return told if len(told) <= 80 else told[:79] + "…"
