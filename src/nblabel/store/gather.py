"""Reads columns of the database as arrays.

The database joins a column's numbers into one text, which numpy takes apart: no Python object for each, and
while the database walks over its rows other threads of this one run.
"""

from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from nblabel.store.natural import BETWEEN
from nblabel.values.annotation import Annotation

# In the order of their codes.
STATES = ("unlabeled", "draft", "submitted", "skipped", "voting", "needs_review", "broken")
# What an annotation was made by, each a bit. In an answer's JSON the first is the default and left out.
SOURCES = ("human", "accepted", "import", "script")
NO_SCORE = -1.0

Array = NDArray[Any]
Ids = NDArray[np.int32]
Table = dict[str, Array]
_state = " ".join(f"WHEN '{name}' THEN {2 * code}" for code, name in enumerate(STATES))
_ITEM = {
    "item": "id",
    "rank": "rank",
    "standing": f"CASE state {_state} END + missing",
    "source": "source",
    "cluster": "coalesce(cluster, -1)",
}
_other = " + ".join(
    f'CASE WHEN annotations LIKE \'%"source"\\:"{name}"%\' THEN {1 << n} ELSE 0 END'
    for n, name in enumerate(SOURCES)
    if n
)
# Without a source is human: fewer sources than ids. The texts of an annotation hold no quotes.
_bare = "(length(annotations) - length(replace(annotations, '\"{0}\"', ''))) / {1}"
_human = f"CASE WHEN {_bare.format('source', 8)} < {_bare.format('id', 4)} THEN 1 ELSE 0 END"
_ANSWER = {"item": "item", "at": "created_at", "made": f"{_human} + {_other}"}
_LABEL = {"item": "item", "label": "label"}
_SUGGESTION = {
    "item": "item",
    "label": "label",
    "score": f"coalesce(score, {NO_SCORE})",
    "sure": "certified",
    "run": "run",
}
_given = "version <> '' AND state <> 'unlabeled'"
_decode = msgspec.json.Decoder(list[Annotation]).decode


class Part(NamedTuple):
    """What is known of some items. `touched` are their ids; lists are by group and by annotator."""

    touched: Array
    items: Table
    groups: list[tuple[str, Array]]
    answers: list[tuple[str, Table]]
    labels: list[tuple[str, Table]]
    suggestions: Table
    refused: Table
    runs: Table

    def only(self, last: int) -> "Part":
        """The same without the items whose id is above `last`."""
        if not len(self.touched) or self.touched.max() <= last:
            return self
        return Part(
            self.touched[self.touched <= last],
            _upto(self.items, last),
            [(group, members[members <= last]) for group, members in self.groups],
            [(who, _upto(rows, last)) for who, rows in self.answers],
            [(who, _upto(rows, last)) for who, rows in self.labels],
            _upto(self.suggestions, last),
            _upto(self.refused, last),
            _upto(self.runs, last),
        )


def between(connection: Connection, first: int, last: int) -> Part:
    """The items with ids from `first` to `last`, both included."""
    return _read(connection, f"{{}} BETWEEN {first:d} AND {last:d}")


def touched(connection: Connection, after: int, until: int) -> Part:
    """The items touched by the events after `after`, up to and including `until`."""
    events = f"SELECT item FROM event WHERE id > {after:d} AND id <= {until:d}"
    return _read(connection, f"{{}} IN ({events})")


def names(connection: Connection) -> tuple[Array, str]:
    """The ids of all items by key, bit by bit, and their keys, joined by a sign that then stands in none."""
    sqlite = connection.dialect.name == "sqlite"
    sign = f"{'char' if sqlite else 'chr'}({ord(BETWEEN)})"
    keys = f"{'group_concat' if sqlite else 'string_agg'}(replace(key, {sign}, ' '), {sign})"
    order = "key" if sqlite else 'key COLLATE "C"'
    joined = (
        f"SELECT {_join(connection, 'id')}, {keys} FROM (SELECT id, key FROM item ORDER BY {order}) AS found"
    )
    row = connection.execute(text(joined)).one()
    return _numbers(row[0], np.int32), row[1] or ""


def matching(connection: Connection, where: str, **given: Any) -> Array:
    """The ids of the items that `where` (SQL) holds for, in no order: of a key alone its index is enough."""
    joined = _join(connection, "id")
    return _numbers(
        connection.execute(text(f"SELECT {joined} FROM item WHERE {where}"), given).scalar(), np.int32
    )


def _read(connection: Connection, within: str) -> Part:
    whose = within.format("item")
    items = _table(connection, "item", _ITEM, within.format("id"))
    groups = _tables(
        connection, "item", {"item": "id"}, f"{within.format('id')} AND \"group\" <> ''", '"group"'
    )
    return Part(
        items["item"],
        items,
        [(name, members["item"]) for name, members in groups],
        _tables(connection, "answer", _ANSWER, f"{whose} AND {_given}", "annotator"),
        _tables(connection, "answer_label", _LABEL, whose, "annotator"),
        _table(connection, "suggestion", _SUGGESTION, f"{whose} AND state = 'open'"),
        _table(connection, "suggestion", _LABEL, f"{whose} AND state = 'rejected'"),
        _runs(connection, whose),
    )


def _table(connection: Connection, table: str, columns: dict[str, str], within: str) -> Table:
    joined = ", ".join(_join(connection, column) for column in columns.values())
    row = connection.execute(text(f"SELECT {joined} FROM {table} WHERE {within}")).one()
    return _parsed(columns, row)


def _tables(
    connection: Connection, table: str, columns: dict[str, str], within: str, by: str
) -> list[tuple[str, Table]]:
    joined = ", ".join(_join(connection, column) for column in columns.values())
    query = f"SELECT {by}, {joined} FROM {table} WHERE {within} GROUP BY {by}"
    return [(row[0], _parsed(columns, row[1:])) for row in connection.execute(text(query))]


def _runs(connection: Connection, whose: str) -> Table:
    """Which runs the annotations of these items came from: few have one, so these are read in full."""
    query = f"SELECT item, annotations FROM answer WHERE {whose} AND annotations LIKE '%\"run\"\\:%'"
    pairs = [
        (row.item, annotation.run)
        for row in connection.execute(text(query))
        for annotation in _decode(row.annotations)
        if annotation.run is not None
    ]
    both = np.array(pairs, np.int32).reshape(-1, 2)
    return {"item": both[:, 0], "run": both[:, 1]}


def _parsed(columns: dict[str, str], row: Any) -> Table:
    kinds = {"score": np.float64}
    return {name: _numbers(one, kinds.get(name, np.int64)) for name, one in zip(columns, row, strict=True)}


def _numbers(joined: str | None, kind: type) -> Array:
    return np.empty(0, kind) if not joined else np.fromstring(joined, kind, sep=",")


def _join(connection: Connection, column: str) -> str:
    if connection.dialect.name == "sqlite":
        return f"group_concat({column})"
    return f"string_agg(CAST({column} AS TEXT), ',')"


def _upto(table: Table, last: int) -> Table:
    keep = table["item"] <= last
    return {name: column[keep] for name, column in table.items()}
