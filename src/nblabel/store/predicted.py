"""What the learning run says of every item: arrays in memory, since a run says something of a million items
anew after each answer.

A prediction becomes a row of `suggestion` (its state is `live`) when somebody is shown it, so that what a
person did with it is in the project's file. Whether it is open this run says: an answered item, one that is
asked for blind, and a label that a person rejected there have none.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from nblabel.store import tables
from nblabel.store.about import now_us
from nblabel.store.gather import Ids
from nblabel.store.rows import insert_rows
from nblabel.store.suggestions import SuggestionRow
from nblabel.values.annotation import Annotation, Whole
from nblabel.values.ids import as_id

_suggestion, _item = tables.suggestion, tables.item
ORIGIN = "assist"
_NAMES = (
    "id",
    "run",
    "item",
    "label",
    "annotation",
    "score",
    "uncertainty",
    "certified",
    "state",
    "created_at",
)


class Predicted(NamedTuple):
    """One row for each item and label, sorted by item (its id), the best score of an item first.

    `label`: ids; `score`: 0 to 1; `sure`: certified.
    """

    run: int
    item: NDArray[np.int32]
    label: NDArray[np.int32]
    score: NDArray[np.float32]
    sure: NDArray[np.bool_]

    @classmethod
    def none(cls) -> "Predicted":
        """Of a project that nothing is learnt of."""
        return cls(
            0, np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.float32), np.empty(0, bool)
        )

    def take(self, rows: Any) -> "Predicted":
        """Some of the rows."""
        return Predicted(self.run, *(column[rows] for column in self[1:]))

    def of(self, items: Iterable[int]) -> "Predicted":
        """The rows of these items."""
        wanted = np.unique(np.fromiter(items, np.int32))
        first, last = (np.searchsorted(self.item, wanted, side=side) for side in ("left", "right"))
        rows = [np.arange(a, b) for a, b in zip(first, last, strict=True) if b > a]
        return self.take(np.concatenate(rows) if rows else np.empty(0, np.int64))


class Doubts(NamedTuple):
    """Answers that a run finds suspicious: `item` (ids, sorted), the `label` answered and the one `suggested`
    (ids), and `doubt` from 0 to 1."""

    item: NDArray[np.int32]
    label: NDArray[np.int32]
    suggested: NDArray[np.int32]
    doubt: NDArray[np.float32]

    @classmethod
    def none(cls) -> "Doubts":
        """Nothing is suspicious."""
        ids = np.empty(0, np.int32)
        return cls(ids, ids, ids, np.empty(0, np.float32))


def suggestion_id(run: int, item: int, label: int) -> str:
    """The same id for the same prediction, whenever and wherever it is shown."""
    mark = hashlib.blake2b(f"{run} {item} {label}".encode(), digest_size=16).digest()
    return as_id(int.from_bytes(mark, "big") >> 3)


def as_rows(predicted: Predicted, keys: dict[int, str]) -> list[SuggestionRow]:
    """The predictions as suggestions of the items with these keys (by id); others are left out."""
    best: dict[int, float] = {}
    found = []
    for item, label, score, sure in zip(*(column.tolist() for column in predicted[1:]), strict=True):
        if item not in keys:
            continue
        best.setdefault(item, score)
        id_ = suggestion_id(predicted.run, item, label)
        made = Annotation(id_, label, Whole(), source="script", run=predicted.run)
        uncertainty = round(1 - best[item], 6)
        found.append(
            SuggestionRow(
                keys[item],
                made,
                round(score, 6),
                uncertainty,
                sure,
                predicted.run,
                ORIGIN,
                "open",
            )
        )
    return found


def note_shown(connection: Connection, rows: Sequence[SuggestionRow]) -> None:
    """Note that a person is shown these predictions: each becomes a row, once."""
    live = {row.annotation.id: row for row in rows if row.origin == ORIGIN}
    if not live:
        return
    known = select(_suggestion.c.id).where(_suggestion.c.id.in_(list(live)))
    for old in connection.execute(known).scalars():
        del live[old]
    ids = select(_item.c.key, _item.c.id).where(_item.c.key.in_({row.item for row in live.values()}))
    items = {row.key: row.id for row in connection.execute(ids)}
    now = now_us()
    encode = msgspec.json.encode
    values = [
        (
            id_, row.run, items[row.item], row.annotation.label, encode(row.annotation).decode(),
            row.score, row.uncertainty, int(row.certified), "live", now,
        )
        for id_, row in live.items()
        if row.item in items
    ]  # fmt: skip
    insert_rows(connection, _suggestion, _NAMES, values, checked=True)


def hidden_items(connection: Connection) -> Ids:
    """The items (ids) that somebody is or was asked about blind."""
    rows = connection.execute(select(tables.audit.c.item).distinct()).scalars()
    return np.array(sorted(rows), np.int32)
