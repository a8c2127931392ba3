"""The palette: integer ids in a tree, found by path only at the doors.

An answer keeps the id of its label for ever. A rename touches one row; a merge sets `merged_into`; nothing
that a person said is rewritten.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, func, insert, select, update

from nblabel.store import tables
from nblabel.store.about import About, write_meta
from nblabel.values.errors import LabelError
from nblabel.values.labels import check_parts, join_path
from nblabel.values.palette import color_at

_label = tables.label


class LabelRow(msgspec.Struct, frozen=True):
    """A label. `depth` is 0 for a root; `path` joins the names by `/`, a literal slash written `\\/`."""

    id: int
    parent: int | None
    name: str
    path: str
    parts: tuple[str, ...]
    depth: int
    color: str
    description: str
    examples: list[str]
    key: str
    position: int
    retired: bool
    merged_into: int | None


class Labels:
    """All labels as they stand, in palette order: depth first, siblings by the time they joined."""

    def __init__(self, rows: list[LabelRow]) -> None:
        self.rows = rows
        self.by_id = {row.id: row for row in rows}
        self.by_parts = {row.parts: row for row in rows}

    def root(self, label: int) -> int:
        """The label that this one counts as: itself, or what it was merged into, however often."""
        while (into := self.by_id[label].merged_into) is not None:
            label = into
        return label

    def need(self, label: int) -> LabelRow:
        """The row of a label, or `LabelError`."""
        if label not in self.by_id:
            raise LabelError(f"There is no label with the id {label}.")
        return self.by_id[label]

    def children(self, label: int | None) -> list[LabelRow]:
        """The labels right below this one; of None, the roots."""
        return [row for row in self.rows if row.parent == label]


def read_labels(connection: Connection) -> Labels:
    """Every label, retired and merged ones too."""
    by_parent: dict[int | None, list[Any]] = {}
    for row in connection.execute(select(_label).order_by(_label.c.position, _label.c.id)):
        by_parent.setdefault(row.parent, []).append(row)
    rows: list[LabelRow] = []
    _descend(by_parent, None, (), rows)
    return Labels(rows)


def add_label(
    connection: Connection,
    about: About,
    parts: tuple[str, ...],
    color: str | None = None,
    description: str = "",
    examples: Sequence[str] = (),
    key: str | None = None,
) -> int:
    """The id of a new label; its missing parents are made. Without a colour it gets its place's.

    Raises `LabelError` when it is there already, in use, retired or merged.
    """
    check_parts(parts)
    labels = read_labels(connection)
    if parts in labels.by_parts:
        raise LabelError(_known_already(labels, labels.by_parts[parts]))
    parent = None
    for depth in range(1, len(parts)):
        above = labels.by_parts.get(parts[:depth])
        if above is not None and above.merged_into is not None:
            raise LabelError(_known_already(labels, above))
        parent = above.id if above else _insert(connection, parent, parts[depth - 1], color)
    told = {"description": description, "examples": _json(examples), "key": key or ""}
    new = _insert(connection, parent, parts[-1], color, **told)
    _touch(connection, about)
    return new


def rename_label(connection: Connection, about: About, label: int, name: str) -> None:
    """Give the last part of a label's path another name."""
    labels = read_labels(connection)
    row = labels.need(label)
    parts = (*row.parts[:-1], name)
    check_parts(parts)
    other = labels.by_parts.get(parts)
    if other is not None and other.id != label:
        raise LabelError(f"There is a label {other.path!r} already; merge the two instead.")
    _change(connection, about, label, name=name)


def merge_labels(connection: Connection, about: About, into: int, others: Sequence[int]) -> None:
    """Let `others` count as `into` from now on. Labels with labels under them are refused."""
    labels = read_labels(connection)
    if labels.need(into).merged_into is not None:
        raise LabelError(f"{labels.need(into).path!r} was itself merged into another label.")
    for other in others:
        row = labels.need(other)
        if other == into:
            raise LabelError(f"{row.path!r} cannot be merged into itself.")
        if labels.children(other):
            raise LabelError(f"{row.path!r} has labels under it; merge those first.")
        _change(connection, about, other, merged_into=into)


def change_label(connection: Connection, about: About, label: int, **values: Any) -> None:
    """Set a label's `color` or `retired`."""
    read_labels(connection).need(label)
    _change(connection, about, label, **values)


def _descend(
    by_parent: dict[int | None, list[Any]], parent: int | None, above: tuple[str, ...], rows: list[LabelRow]
) -> None:
    for row in by_parent.get(parent, ()):
        values = {**row._mapping, "examples": msgspec.json.decode(row.examples), "retired": bool(row.retired)}
        parts = (*above, row.name)
        rows.append(LabelRow(**values, parts=parts, path=join_path(parts), depth=len(parts) - 1))
        _descend(by_parent, row.id, parts, rows)


def _insert(connection: Connection, parent: int | None, name: str, color: str | None, **told: str) -> int:
    place = (connection.execute(select(func.max(_label.c.position))).scalar() or 0) + 1
    row = {"parent": parent, "name": name, "position": place, "color": color or color_at(place - 1), **told}
    return int(connection.execute(insert(_label).values(**row).returning(_label.c.id)).scalar_one())


def _known_already(labels: Labels, row: LabelRow) -> str:
    if row.merged_into is not None:
        return f"{row.path!r} was merged into {labels.by_id[labels.root(row.id)].path!r}; use that."
    if row.retired:
        return f"{row.path!r} is retired; restore it to use it again."
    return f"There is a label {row.path!r} already."


def _change(connection: Connection, about: About, label: int, **values: Any) -> None:
    connection.execute(update(_label).where(_label.c.id == label).values(**values))
    _touch(connection, about)


def _touch(connection: Connection, about: About) -> None:
    write_meta(connection, {"labels_version": about.labels_version + 1})


def _json(examples: Sequence[str]) -> str:
    return msgspec.json.encode(list(examples)).decode()
