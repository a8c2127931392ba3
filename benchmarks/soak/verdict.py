"""The end of a campaign: what is stored against what was shown, and the history against itself."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

import nblabel as nl
from benchmarks.soak.painted import entries
from benchmarks.soak.shown import UNTOUCHED, Shown, Standing


@dataclass(frozen=True)
class Verdict:
    """`lost` and `doubled` say what and where, in words; both empty: nothing was lost."""

    items: int
    answers: int
    acts: int
    edits: int
    unseen: int
    lost: list[str]
    doubled: list[str]

    @property
    def good(self) -> bool:
        return not self.lost and not self.doubled


def judge(project: Path, log: Path) -> Verdict:
    """Opens the project and holds it against the log. Nobody else may have answered in it."""
    shown = Shown().read(entries(log))
    with nl.open(project) as opened:
        history, answers = opened.history(), opened.answers()
        stored = standings(answers, opened.annotations(drafts=True))
        keys = list(opened.items()["item"])
    wrong = [
        f"{item}: shown as {shown.items.get(item, UNTOUCHED)}, stored as {stored.get(item, UNTOUCHED)}"
        for item in keys
        if not shown.allows(item, stored.get(item, UNTOUCHED))
    ]
    edits = int(history["gesture"].nunique())
    more = [f"{edits} edits of {shown.acts} acts"] if edits > shown.acts else []
    return Verdict(
        items=len(keys),
        answers=sum(state in ("submitted", "skipped") for state, _ in stored.values()),
        acts=shown.acts,
        edits=edits,
        unseen=shown.unseen,
        lost=shown.lost + wrong,
        doubled=doubled(history, answers, stored) + more,
    )


def standings(answers: pd.DataFrame, annotations: pd.DataFrame) -> dict[str, Standing]:
    """State and labels of every item that has an answer."""
    labels: dict[str, list[str]] = {}
    for item, label in zip(annotations["item"], annotations["label"], strict=True):
        labels.setdefault(item, []).append(label)
    return {
        item: (state, tuple(sorted(labels.get(item, []))))
        for item, state in zip(answers["item"], answers["state"], strict=True)
    }


def doubled(history: pd.DataFrame, answers: pd.DataFrame, stored: dict[str, Standing]) -> list[str]:
    """What is there more than once: events, an edit on an item, an item's answer, a label on a photo."""
    acted = zip(history["gesture"], history["item"], strict=True)
    twice = [f"edit {pair} applied {n} times" for pair, n in Counter(acted).items() if n > 1]
    twice += [f"event {event} twice" for event, n in Counter(history["event"]).items() if n > 1]
    twice += [f"{item} answered {n} times" for item, n in Counter(answers["item"]).items() if n > 1]
    twice += [f"{item} has {labels}" for item, (_, labels) in stored.items() if len(labels) > 1]
    conflicts = history.loc[history["kind"] == "conflict", "item"]
    return twice + [f"{item}: an edit met another hand" for item in conflicts]
