"""Items: what is known of each, being found again by key, and going missing or bad."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, insert, select, update

from nblabel.store import tables
from nblabel.store.about import About, as_time, bump
from nblabel.store.labels import Labels
from nblabel.store.standing import CHUNK, Standings, Tally

_item = tables.item
_source = tables.source


class NewItem(msgspec.Struct, frozen=True):
    """What is known of a thing that joins. `reason` says why it cannot be read; `size` is in bytes.

    `settled`: the key is this item's, wherever its file lies now. Else the key was made from the path, and is
    left to an item that has it and whose file lies elsewhere.
    """

    key: str
    path: str
    name: str | None = None
    group: str | None = None
    frames: int = 1
    size: int | None = None
    mtime_ns: int | None = None
    reason: str | None = None
    text: str | None = None
    inode: int | None = None
    fingerprint: int | None = None
    settled: bool = True


class ItemRow(msgspec.Struct, frozen=True):
    """An item as the project sees it. `path` is relative to the root of its `source` (an id)."""

    item: str
    path: str
    source: int
    state: str
    revision: int
    votes: int
    cluster: int | None
    missing: bool
    frames: int
    reason: str | None
    group: str | None
    name: str
    size: int | None
    mtime_ns: int | None
    suggestions: int = 0


class SourceRow(msgspec.Struct, frozen=True):
    """Where items come from. `spec` is whatever the reader needs to look there again."""

    id: int
    kind: str
    root: str
    spec: dict[str, Any]
    refreshed_at: datetime | None


class Added(NamedTuple):
    """How many items joined, changed, or were known already; and how many spans lost their text."""

    added: int = 0
    updated: int = 0
    skipped: int = 0
    lost: int = 0


def add_source(connection: Connection, kind: str, root: str, spec: dict[str, Any]) -> int:
    """The id of the source with this kind, root and spec, made when it is not there."""
    text = msgspec.json.encode(spec, order="sorted").decode()
    same = (_source.c.kind == kind, _source.c.root == root, _source.c.spec == text)
    found = connection.execute(select(_source.c.id).where(*same)).scalar()
    if found is None:
        made = insert(_source).values(kind=kind, root=root, spec=text).returning(_source.c.id)
        found = connection.execute(made).scalar_one()
    return int(found)


def read_sources(connection: Connection) -> list[SourceRow]:
    """Every source, in the order they joined."""
    return [
        SourceRow(row.id, row.kind, row.root, msgspec.json.decode(row.spec), as_time(row.refreshed_at))
        for row in connection.execute(select(_source).order_by(_source.c.id))
    ]


def set_source_root(connection: Connection, source: int, root: str) -> None:
    """Say where a source lies now."""
    connection.execute(update(_source).where(_source.c.id == source).values(root=root))


def set_source_spec(connection: Connection, source: int, spec: dict[str, Any]) -> None:
    """Say how a source is read now."""
    text = msgspec.json.encode(spec, order="sorted").decode()
    connection.execute(update(_source).where(_source.c.id == source).values(spec=text))


def mark_broken(connection: Connection, about: About, labels: Labels, key: str, reason: str | None) -> None:
    """Say why an item cannot be read, or with None that it can again."""
    restand(connection, about, labels, [key], reason=reason)


def mark_missing(
    connection: Connection, about: About, labels: Labels, keys: Iterable[str], missing: bool
) -> None:
    """Say that these items' files are gone (or back): nobody is asked about them, answers stay."""
    rest = list(keys)
    bump(connection, {"refiled": len(rest)})
    for start in range(0, len(rest), CHUNK):
        restand(connection, about, labels, rest[start : start + CHUNK], missing=int(missing))


def find(connection: Connection, keys: Iterable[str]) -> dict[str, ItemRow]:
    """The rows of these items by key; unknown keys are left out."""
    rest, found = list(keys), {}
    for start in range(0, len(rest), CHUNK):
        query = select(_item).where(_item.c.key.in_(rest[start : start + CHUNK]))
        found.update({row.key: to_row(row) for row in connection.execute(query)})
    return found


def read_items(connection: Connection, state: str | None = None) -> list[ItemRow]:
    """Every item (in this state), in work order."""
    query = select(_item).order_by(_item.c.rank, _item.c.id)
    if state is not None:
        query = query.where(_item.c.state == state)
    return [to_row(row) for row in connection.execute(query)]


def read_paths(connection: Connection, source: int) -> dict[str, str]:
    """The keys of a source's items by their paths, in the order they joined."""
    query = select(_item.c.path, _item.c.key).where(_item.c.source == source).order_by(_item.c.id)
    return {row.path: row.key for row in connection.execute(query)}


def name_of(name: str | None, path: str) -> str:
    """The name to show: the one it was given, else the last part of its path."""
    return name if name is not None else path.rsplit("/", 1)[-1]


def restand(connection: Connection, about: About, labels: Labels, keys: list[str], **facts: Any) -> None:
    """Change these facts of items (at most `CHUNK`), and settle what follows from them."""
    standings, tally = Standings(connection, about, labels, keys), Tally()
    for row in standings.rows.values():
        for name, value in facts.items():
            setattr(row, name, value)
    standings.settle(tally)
    tally.write(connection)


def to_row(row: Any) -> ItemRow:
    """The item of a row of its table."""
    return ItemRow(
        row.key, row.path, row.source, row.state, row.revision, row.votes, row.cluster, bool(row.missing),
        row.frames, row.reason, row.group, name_of(row.name, row.path), row.size, row.mtime_ns,
        row.suggestions,
    )  # fmt: skip
