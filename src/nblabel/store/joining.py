"""Items join in bulk, and change when their files do."""

import hashlib
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, select, update

from nblabel.store import tables
from nblabel.store.about import About, bump, now_us, read_counters, write_meta
from nblabel.store.items import Added, NewItem, restand
from nblabel.store.labels import Labels
from nblabel.store.rows import insert_rows, put_texts
from nblabel.store.standing import CHUNK
from nblabel.store.texts import change_text, read_worked
from nblabel.values.errors import SourceError

_item = tables.item
_GENERATION = 40
_INSERTED = (
    "key", "source", "path", "name", "group", "frames", "size", "mtime_ns", "reason", "rank", "state", "open",
    "inode", "fingerprint",
)  # fmt: skip
_CHANGED = ("source", "path", "name", "frames", "size", "mtime_ns", "inode", "fingerprint")
_CHANGE = (
    update(_item)
    .where(_item.c.key == bindparam("b_key"))
    .values({name: bindparam(f"b_{name}") for name in _CHANGED})
)


def start_batch(connection: Connection, about: About, source: int) -> int:
    """The generation of items that join now: they rank behind all that joined before."""
    mark_refreshed(connection, source)
    write_meta(connection, {"generations": about.generations + 1})
    return about.generations


def mark_refreshed(connection: Connection, source: int) -> None:
    """Say that a source was looked at just now."""
    at = update(tables.source).where(tables.source.c.id == source)
    connection.execute(at.values(refreshed_at=now_us()))


def add_batch(
    connection: Connection, about: About, labels: Labels, source: int, generation: int, batch: list[NewItem]
) -> Added:
    """Add what is new, update what changed (size, time, place, or what is wrong with it), skip the rest.

    Raises `SourceError` when a text of an item cannot be stored; then none of the batch joins.
    """
    for new in batch:
        _refuse_unkept(new)
    known = _known(connection, [new.key for new in batch])
    fresh = {new.key: new for new in batch if new.settled}
    for new in batch:
        if new.settled:
            continue
        key = new.key
        if (key not in known and key not in fresh) or _is_free(key, source, new, fresh, known):
            fresh[key] = new
        else:
            _join_under_free_key(connection, source, new, fresh, known)
    rank = _ranker(about.seed, generation)
    joining = [new for key, new in fresh.items() if key not in known]
    changed = [new for key, new in fresh.items() if key in known and known[key] != _facts(new, source)]
    _insert(connection, source, joining, rank)
    changed, lost = _take_spans_along(connection, about, labels, changed)
    _change(connection, about, labels, source, changed)
    _write_texts(connection, joining + changed)
    return Added(len(joining), len(changed), len(batch) - len(joining) - len(changed), lost)


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


def _join_under_free_key(
    connection: Connection, source: int, new: NewItem, fresh: dict[str, NewItem], known: dict[str, Any]
) -> None:
    """Put a file under `key#2` or a higher number, since another file's item has its key.

    So a new file under the old name of a renamed one is an item of its own.
    """
    for key in _numbered(new.key):
        known |= {} if key in known else _known(connection, [key])
        if _is_free(key, source, new, fresh, known):
            fresh[key] = msgspec.structs.replace(new, key=key)
            return


def _is_free(key: str, source: int, new: NewItem, fresh: dict[str, NewItem], known: dict[str, Any]) -> bool:
    """True when nobody has this key, or this very file."""
    stored, joins = known.get(key), fresh.get(key)
    return (stored is None or stored[:2] == (source, new.path)) and (joins is None or joins.path == new.path)


def _numbered(key: str) -> Iterator[str]:
    return (f"{key}#{number}" for number in count(2))


def _insert(connection: Connection, source: int, joining: list[NewItem], rank: Callable[[str], int]) -> None:
    if not joining:
        return
    rows = []
    for n in joining:
        fine = n.reason is None
        told = (n.name, n.group, n.frames, n.size, n.mtime_ns, n.reason)
        state = "unlabeled" if fine else "broken"
        rows.append(
            (n.key, source, n.path, *told, rank(n.key), state, int(fine), n.inode or None, n.fingerprint)
        )
    insert_rows(connection, _item, _INSERTED, rows)
    broken = sum(new.reason is not None for new in joining)
    whole = len(rows) - broken
    bump(connection, {"total": len(rows), "open": whole, "state:unlabeled": whole, "state:broken": broken})


def _change(
    connection: Connection, about: About, labels: Labels, source: int, changed: list[NewItem]
) -> None:
    bump(connection, {"refiled": len(changed)})
    for start in range(0, len(changed), CHUNK):
        part = changed[start : start + CHUNK]
        connection.execute(_CHANGE, [_row(new, source) for new in part])
        for reason in {new.reason for new in part}:
            keys = [new.key for new in part if new.reason == reason]
            restand(connection, about, labels, keys, reason=reason, missing=0)


def _row(new: NewItem, source: int) -> dict[str, Any]:
    row = {f"b_{name}": getattr(new, name) for name in ("key", *_CHANGED) if name != "source"}
    return row | {"b_source": source, "b_inode": new.inode or None}


def _take_spans_along(
    connection: Connection, about: About, labels: Labels, changed: list[NewItem]
) -> tuple[list[NewItem], int]:
    """The items that may change, their spans taken along to their new texts; how many of these are lost.

    While a project is paused no answer may be changed: a text with spans on it stays as it is until then.
    """
    texts = {new.key: new.text for new in changed if new.text is not None}
    if about.task != "spans" or not texts:
        return changed, 0
    worked = set(read_worked(connection, texts))
    if about.status != "running":
        return [new for new in changed if new.key not in worked], 0
    return changed, sum(change_text(connection, about, labels, key, texts[key]).lost for key in worked)


def _write_texts(connection: Connection, news: list[NewItem]) -> None:
    put_texts(connection, [(new.text, new.key) for new in news if new.text is not None])


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
