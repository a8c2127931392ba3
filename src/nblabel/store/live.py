"""Which predictions of the learning run are open now, and what all there is of suggestions with them."""

from typing import Any

import numpy as np

from nblabel.store.columns import Columns
from nblabel.store.gather import STATES
from nblabel.store.predicted import Predicted

# By the code of a state: items that wait for a person's answer.
WAITING = np.array([name in ("unlabeled", "draft") for name in STATES] + [False] * (256 - len(STATES)))


def still_open(columns: Columns, rows: Predicted) -> Predicted:
    """The rows of items that wait for an answer and are not asked about blind, without what was rejected.

    Within `columns.look()`, as all of these.
    """
    keep = rows.item < len(columns.state)
    keep[keep] = WAITING[columns.state[rows.item[keep]]]
    if len(columns.hidden):
        keep &= ~np.isin(rows.item, columns.hidden)
    refused = columns.refused
    if len(refused):
        keep &= ~np.isin(_pairs(rows.item, rows.label), _pairs(refused["item"], refused["label"]))
    return rows if keep.all() else rows.take(keep)


def open_predictions(columns: Columns) -> Predicted:
    """The predictions that are open; worked out once for each state of the project."""
    kept = columns.open_now
    if kept is None or kept[0] != columns.changed:
        kept = columns.open_now = (columns.changed, still_open(columns, columns.predicted))
    return kept[1]


def all_suggestions(columns: Columns) -> dict[str, Any]:
    """Open suggestions of every origin as columns: `item, label, score, sure, run`."""
    rows = columns.suggestions.columns
    live = open_predictions(columns)
    if not len(live.item):
        return rows
    more = {**live._asdict(), "run": np.full(len(live.item), live.run, np.int32)}
    return {name: np.concatenate([column, more[name]]) for name, column in rows.items()}


def count_suggested(columns: Columns) -> tuple[int, int]:
    """How many items wait for an answer and have an open suggestion, and a certified one."""
    rows = all_suggestions(columns)
    waits = WAITING[columns.state[rows["item"]]]
    marks = np.zeros((2, len(columns.state)), np.bool_)
    marks[0, rows["item"][waits]] = True
    marks[1, rows["item"][waits & rows["sure"]]] = True
    return int(marks[0].sum()), int(marks[1].sum())


def count_by_run(columns: Columns) -> dict[int, int]:
    """How many open suggestions of each run are of items that wait for an answer."""
    rows = all_suggestions(columns)
    runs = rows["run"][WAITING[columns.state[rows["item"]]]]
    found, counts = np.unique(runs, return_counts=True)
    return dict(zip(found.tolist(), counts.tolist(), strict=True))


def _pairs(item: Any, label: Any) -> Any:
    return item.astype(np.int64) << 32 | label
