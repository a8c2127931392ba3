"""Items: joining in bulk, changing when their files change, and being found again by key."""

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, insert, select, update

from nblabel.store import tables
from nblabel.store.about import About, as_time, bump, now_us, read_counters, write_meta
from nblabel.store.labels import Labels
from nblabel.store.rows import insert_rows, put_rows
from nblabel.store.standing import CHUNK, Standings, Tally
from nblabel.values.errors import SourceError

_item = tables.item
_source = tables.source
_GENERATION = 40
_INSERTED = (
    "key", "source", "path", "name", "group", "frames", "size", "mtime_ns", "reason", "rank", "state", "open",
)  # fmt: skip


class NewItem(msgspec.Struct, frozen=True):
    """What is known of a thing that joins. `reason` says why it cannot be read; `size` is in bytes."""

    key: str
    path: str
    name: str | None = None
    group: str | None = None
    frames: int = 1
    size: int | None = None
    mtime_ns: int | None = None
    reason: str | None = None
    text: str | None = None


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


class SourceRow(msgspec.Struct, frozen=True):
    """Where items come from. `spec` is whatever the reader needs to look there again."""

    id: int
    kind: str
    root: str
    spec: dict[str, Any]
    refreshed_at: datetime | None


class Added(NamedTuple):
    """How many items joined, changed, or were known already."""

    added: int = 0
    updated: int = 0
    skipped: int = 0


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


def start_batch(connection: Connection, about: About, source: int) -> int:
    """The generation of items that join now: they rank behind all that joined before."""
    connection.execute(update(_source).where(_source.c.id == source).values(refreshed_at=now_us()))
    write_meta(connection, {"generations": about.generations + 1})
    return about.generations


def add_batch(
    connection: Connection, about: About, labels: Labels, source: int, generation: int, batch: list[NewItem]
) -> Added:
    """Add what is new, update what changed (size, time, place, or what is wrong with it), skip the rest.

    Raises `SourceError` when a text of an item cannot be stored; then none of the batch joins.
    """
    for new in batch:
        _refuse_unkept(new)
    fresh = {new.key: new for new in batch}
    known = _known(connection, list(fresh))
    rank = _ranker(about.seed, generation)
    joining = [new for key, new in fresh.items() if key not in known]
    changed = [new for key, new in fresh.items() if key in known and known[key] != _facts(new, source)]
    _insert(connection, source, joining, rank)
    _change(connection, about, labels, source, changed)
    _write_texts(connection, joining + changed)
    return Added(len(joining), len(changed), len(batch) - len(joining) - len(changed))


def mark_broken(connection: Connection, about: About, labels: Labels, key: str, reason: str | None) -> None:
    """Say why an item cannot be read, or with None that it can again."""
    _restand(connection, about, labels, [key], reason=reason)


def mark_missing(
    connection: Connection, about: About, labels: Labels, keys: Iterable[str], missing: bool
) -> None:
    """Say that these items' files are gone (or back): nobody is asked about them, answers stay."""
    rest = list(keys)
    for start in range(0, len(rest), CHUNK):
        _restand(connection, about, labels, rest[start : start + CHUNK], missing=int(missing))


def find(connection: Connection, keys: Iterable[str]) -> dict[str, ItemRow]:
    """The rows of these items by key; unknown keys are left out."""
    rest, found = list(keys), {}
    for start in range(0, len(rest), CHUNK):
        query = select(_item).where(_item.c.key.in_(rest[start : start + CHUNK]))
        found.update({row.key: _row(row) for row in connection.execute(query)})
    return found


def read_items(connection: Connection, state: str | None = None) -> list[ItemRow]:
    """Every item (in this state), in work order."""
    query = select(_item).order_by(_item.c.rank, _item.c.id)
    if state is not None:
        query = query.where(_item.c.state == state)
    return [_row(row) for row in connection.execute(query)]


def read_paths(connection: Connection, source: int) -> dict[str, str]:
    """The keys of a source's items by their paths, in the order they joined."""
    query = select(_item.c.path, _item.c.key).where(_item.c.source == source).order_by(_item.c.id)
    return {row.path: row.key for row in connection.execute(query)}


def read_text(connection: Connection, key: str) -> str | None:
    """The text of an item that was added with one."""
    query = select(tables.content.c.text).join(_item, _item.c.id == tables.content.c.item)
    text: str | None = connection.execute(query.where(_item.c.key == key)).scalar()
    return text


def name_of(name: str | None, path: str) -> str:
    """The name to show: the one it was given, else the last part of its path."""
    return name if name is not None else path.rsplit("/", 1)[-1]


def _known(connection: Connection, keys: list[str]) -> dict[str, tuple[Any, ...]]:
    if not read_counters(connection).get("total"):
        return {}
    c = _item.c
    columns = (c.key, c.source, c.path, c.size, c.mtime_ns, c.reason, c.missing)
    known: dict[str, tuple[Any, ...]] = {}
    for start in range(0, len(keys), CHUNK):
        rows = connection.execute(select(*columns).where(c.key.in_(keys[start : start + CHUNK])))
        known.update({row.key: tuple(row[1:]) for row in rows})
    return known


def _facts(new: NewItem, source: int) -> tuple[Any, ...]:
    return (source, new.path, new.size, new.mtime_ns, new.reason, 0)


def _insert(connection: Connection, source: int, joining: list[NewItem], rank: Callable[[str], int]) -> None:
    if not joining:
        return
    rows = []
    for n in joining:
        fine = n.reason is None
        told = (n.name, n.group, n.frames, n.size, n.mtime_ns, n.reason)
        state = "unlabeled" if fine else "broken"
        rows.append((n.key, source, n.path, *told, rank(n.key), state, int(fine)))
    insert_rows(connection, _item, _INSERTED, rows)
    broken = sum(new.reason is not None for new in joining)
    whole = len(rows) - broken
    bump(connection, {"total": len(rows), "open": whole, "state:unlabeled": whole, "state:broken": broken})


def _change(
    connection: Connection, about: About, labels: Labels, source: int, changed: list[NewItem]
) -> None:
    for start in range(0, len(changed), CHUNK):
        part = changed[start : start + CHUNK]
        for new in part:
            facts = {
                "source": source,
                "path": new.path,
                "name": new.name,
                "frames": new.frames,
            }
            place = update(_item).where(_item.c.key == new.key)
            connection.execute(place.values(**facts, size=new.size, mtime_ns=new.mtime_ns))
        for reason in {new.reason for new in part}:
            keys = [new.key for new in part if new.reason == reason]
            _restand(connection, about, labels, keys, reason=reason, missing=0)


def _restand(connection: Connection, about: About, labels: Labels, keys: list[str], **facts: Any) -> None:
    standings, tally = Standings(connection, about, labels, keys), Tally()
    for row in standings.rows.values():
        for name, value in facts.items():
            setattr(row, name, value)
    standings.settle(tally)
    tally.write(connection)


def _write_texts(connection: Connection, news: list[NewItem]) -> None:
    texts = {new.key: new.text for new in news if new.text is not None}
    if not texts:
        return
    keys = list(texts)
    rows = []
    for start in range(0, len(keys), CHUNK):
        query = select(_item.c.id, _item.c.key).where(_item.c.key.in_(keys[start : start + CHUNK]))
        rows += [{"item": row.id, "text": texts[row.key]} for row in connection.execute(query)]
    put_rows(connection, tables.content, rows)


def _ranker(seed: int, generation: int) -> Callable[[str], int]:
    """A keyed hash as the random number: it needs no second pass, and the same seed gives the same order."""
    start = hashlib.blake2b(digest_size=5, key=str(seed).encode())
    base = generation << _GENERATION

    def rank(key: str) -> int:
        drawn = start.copy()
        drawn.update(key.encode("utf-8", "surrogatepass"))
        return base | int.from_bytes(drawn.digest())

    return rank


def _refuse_unkept(new: NewItem) -> None:
    for text in (new.key, new.path, new.name, new.group, new.reason, new.text):
        if text is None or (text.isascii() and "\0" not in text):
            continue
        if "\0" in text:
            raise SourceError(f"{new.key!r}: a NUL character cannot be stored; take it out and add it again.")
        try:
            text.encode()
        except UnicodeEncodeError:
            raise SourceError(f"{new.key!r} holds characters that cannot be stored; rename it.") from None


def _row(row: Any) -> ItemRow:
    return ItemRow(
        row.key, row.path, row.source, row.state, row.revision, row.votes, row.cluster, bool(row.missing),
        row.frames, row.reason, row.group, name_of(row.name, row.path), row.size, row.mtime_ns,
    )  # fmt: skip
