"""Rehearsals: a model is asked about items that people answered, and its answers are compared with theirs."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import numpy as np

from nblabel.jobs.said import Mark, Said
from nblabel.learn.balance import WIDE_SIDES, wilson
from nblabel.store.jobs import JobError
from nblabel.store.labels import Labels
from nblabel.values.annotation import Annotation, Range, Whole
from nblabel.values.overlap import meets

if TYPE_CHECKING:
    import pandas as pd

    from nblabel.openproject import Project
    from nblabel.store.gather import Ids

COLUMNS = ("label", "count", "precision", "precision_low", "precision_high", "recall")


class Compared(NamedTuple):
    """An item that people answered and a model was asked about: annotations each, by root label."""

    item: str
    answered: list[Annotation]
    said: list[Mark]


def answered_items(project: "Project") -> "Ids":
    """The items (ids) that can be rehearsed on: with a final answer."""
    keys = [row.item for row in project.store.final_answers() if row.answer.state == "submitted"]
    return np.array(sorted(project.store.ids_of(keys).values()), np.int32)


def draw(project: "Project", count: int, seed: int) -> list[int]:
    """So many of them, drawn by chance, so that what is found holds for all. Raises JobError for none."""
    if isinstance(count, bool) or not isinstance(count, int) or count < 1:
        raise JobError(f"A rehearsal is of 1 item or more, not {count!r}.")
    found = answered_items(project)
    if not len(found):
        raise JobError("A rehearsal needs items that people answered: answer a few dozen first.")
    order = np.random.default_rng(seed).permutation(len(found))[:count]
    return [int(item) for item in found[order]]


def compare(project: "Project", job: int, labels: Sequence[int]) -> list[Compared]:
    """What people and model say of the items of a job's rehearsal, as far as the model said anything."""
    rows = project.store.job_items(job, rehearsal=True, states=("done",))
    wanted = {row.key: row.said for row in rows}
    task, allowed = project.task, frozenset(labels)
    known = Labels(project.store.labels(all=True))
    found = []
    for row in project.store.final_answers():
        if row.item in wanted and row.answer.state == "submitted":
            said = Said.of_json(wanted[row.item]).chosen(task, allowed)
            said = [Mark(_rooted(mark.annotation, known), mark.score) for mark in said]
            found.append(Compared(row.item, [_rooted(one, known) for one in row.answer.annotations], said))
    return found


def figures(compared: Sequence[Compared], labels: Sequence[int]) -> list[dict[str, Any]]:
    """For each label: `label` (id), `count` of people's annotations, `precision` with its 95 % interval
    (`low`, `high`, Wilson 1927) and `recall`; None of nothing. Label 0 stands for all of them."""
    said = dict.fromkeys((0, *labels), 0)
    right, count = dict(said), dict(said)
    for one in compared:
        hits = _hits(one)
        for mark, hit in zip(one.said, hits, strict=True):
            for label in (0, mark.annotation.label):
                said[label] = said.get(label, 0) + 1
                right[label] = right.get(label, 0) + hit
        for annotation in one.answered:
            for label in (0, annotation.label):
                count[label] = count.get(label, 0) + 1
    rows = []
    for label in (0, *labels):
        low, high = wilson(right[label], said[label], WIDE_SIDES) if said[label] else (None, None)
        rows.append({
            "label": label,
            "count": count[label],
            "precision": right[label] / said[label] if said[label] else None,
            "low": low,
            "high": high,
            "recall": right[label] / count[label] if count[label] else None,
        })  # fmt: skip
    return rows


def as_table(rows: Sequence[dict[str, Any]], paths: dict[int, str]) -> "pd.DataFrame":
    """The figures of the labels; those of all together are in `attrs["all"]`."""
    import pandas as pd

    told = [(paths.get(row["label"], ""), *list(row.values())[1:]) for row in rows if row["label"]]
    table = pd.DataFrame(told, columns=list(COLUMNS))
    whole = next((row for row in rows if not row["label"]), {})
    table.attrs["all"] = {name: value for name, value in whole.items() if name != "label"}
    return table


def differ(compared: Sequence[Compared]) -> list[Compared]:
    """Where people and model disagree, what the model is surest of first."""

    def sure(one: Compared) -> float:
        return max((mark.score or 0 for mark in one.said), default=0)

    apart = [one for one in compared if not all(_hits(one)) or len(one.said) != len(one.answered)]
    return sorted(apart, key=sure, reverse=True)


def _hits(one: Compared) -> list[bool]:
    """Of each thing said whether a person said it, too; each of theirs counts once."""
    left = list(one.answered)
    hits = []
    for mark in one.said:
        same = next((each for each in left if _is_same(mark.annotation, each)), None)
        hits.append(same is not None)
        if same is not None:
            left.remove(same)
    return hits


def _is_same(one: Annotation, other: Annotation) -> bool:
    """One label and one thing: spans to the character, regions from an IoU of one half on."""
    if one.label != other.label:
        return False
    if isinstance(one.shape, Whole | Range):
        return one.shape == other.shape
    return meets(one.shape, other.shape)


def _rooted(annotation: Annotation, labels: Labels) -> Annotation:
    return msgspec.structs.replace(annotation, label=labels.root(annotation.label))
