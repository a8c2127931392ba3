"""The files behind the items of a source: where each lies, and what it is known by."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, bindparam, select, update

from nblabel.store import tables

_item = tables.item
_READ = select(
    _item.c.key, _item.c.path, _item.c.size, _item.c.mtime_ns, _item.c.inode, _item.c.fingerprint,
    _item.c.reason, _item.c.missing,
)  # fmt: skip
_LEARN = (
    update(_item)
    .where(_item.c.key == bindparam("b_key"), _item.c.path == bindparam("b_path"))
    .values(inode=bindparam("b_inode"), fingerprint=bindparam("b_fingerprint"))
)

# Rows that are changed in one transaction, when a look at a source finds very many.
AT_ONCE = 5000
T = TypeVar("T")


class FileRow(msgspec.Struct, frozen=True, gc=False):
    """What was known of an item's file when it was last looked at; `path` is relative to its source."""

    item: str
    path: str
    size: int | None
    mtime_ns: int | None
    inode: int | None
    fingerprint: int | None
    reason: str | None
    missing: bool


def parts(rows: Iterable[T]) -> Iterator[list[T]]:
    """The rows in lists that are short enough for one transaction each."""
    waiting = iter(rows)
    while part := list(islice(waiting, AT_ONCE)):
        yield part


def read_files(connection: Connection, source: int) -> list[FileRow]:
    """The files of a source's items, in the order they joined; an item of a frame has that of the whole."""
    rows = connection.execute(_READ.where(_item.c.source == source).order_by(_item.c.id))
    return [_file(row) for row in rows]


def read_unknown(connection: Connection, source: int, count: int) -> list[FileRow]:
    """Up to `count` files without a fingerprint whose items somebody has worked on."""
    worked = (_item.c.votes > 0) | (_item.c.skips > 0) | (_item.c.drafts > 0)
    fine = (_item.c.fingerprint.is_(None), _item.c.reason.is_(None), _item.c.missing == 0)
    query = _READ.where(_item.c.source == source, worked, *fine)
    rows = connection.execute(query.order_by(_item.c.id).limit(count))
    return [_file(row) for row in rows]


def _file(row: Any) -> FileRow:
    key, path, size, mtime_ns, inode, fingerprint, reason, missing = row
    # mostly the key is the path: one text for both is a third of the memory
    item = path if key == path else key
    return FileRow(item, path, size, mtime_ns, inode, fingerprint, reason, bool(missing))


def learn(connection: Connection, rows: Iterable[FileRow]) -> None:
    """Keep the inodes and fingerprints of these files, unless the item has another file by now."""
    given = [
        {"b_key": r.item, "b_path": r.path, "b_inode": r.inode, "b_fingerprint": r.fingerprint} for r in rows
    ]
    if given:
        connection.execute(_LEARN, given)
