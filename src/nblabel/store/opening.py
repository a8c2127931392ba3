"""How a project's file is made, opened, brought up to date, and looked at in passing."""

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from nblabel.store import connection as connections
from nblabel.store import file, heartbeat, identity, migrate
from nblabel.store.connection import driver
from nblabel.store.faults import plain_words
from nblabel.store.filesystem import is_shared_safely
from nblabel.store.interface import Work
from nblabel.store.sqlite import SqliteDatabase

T = TypeVar("T")


def create_file(path: Path, fill: Work[object]) -> None:
    """Make a new project at `path`, with what `fill` puts in it: whole, or not at all."""
    with file.drafted(path) as draft, plain_words(file.shown(path)):
        writing = connections.writing(connections.engine_of(draft))
        try:
            with writing.begin():
                migrate.migrate(writing)
                identity.begin(writing, home=str(path))
                fill(writing)
                _mark(writing)
        finally:
            writing.close()


def open_file(path: Path) -> SqliteDatabase:
    """Open the project at `path`, bring it up to date, and settle whether it was moved or copied."""
    file.check_project(path)
    file.check_writable(path)
    with plain_words(file.shown(path)), _naming_the_holder(path):
        engine, writing, shared = connections.for_writing(path, is_shared_safely(path.parent))
        try:
            _prepare(path, writing, shared)
            return SqliteDatabase(path, engine, writing, shared)
        except BaseException:
            writing.close()
            raise


def peek_file(path: Path, work: Work[T]) -> T:
    """The result of `work` on the project at `path`, which is left as it is: not migrated, not settled."""
    file.check_project(path)
    with plain_words(file.shown(path)):
        reading = connections.reading(connections.engine_of(path))
        try:
            _check_version(path, reading)
            with reading.begin():
                return work(reading)
        finally:
            reading.close()


@contextlib.contextmanager
def _naming_the_holder(path: Path) -> Iterator[None]:
    try:
        yield
    except (OperationalError, sqlite3.OperationalError) as error:
        if getattr(getattr(error, "orig", error), "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
            heartbeat.refuse_if_held(path, file.shown(path))
        raise


def _prepare(path: Path, writing: Connection, shared: bool) -> None:
    found = _check_version(path, writing)
    if not shared:
        with writing.begin():
            heartbeat.take(writing, heartbeat.Host.here(), file.shown(path))
    if found < migrate.VERSION:
        _migrate(path, writing)
    if _home(writing) != str(path):
        with writing.begin():
            identity.settle(writing, str(path), lambda old, uuid: _is_still_at(Path(old), uuid, path))


def _home(connection: Connection) -> str | None:
    """Where the project was last opened, read without a lock, so that a busy project opens at once."""
    row = driver(connection).execute("SELECT value FROM meta WHERE key = 'home'").fetchone()
    home: str | None = json.loads(row[0]) if row else None
    return home


def _migrate(path: Path, writing: Connection) -> None:
    kept = path.with_name(f"{path.name}.before-v{migrate.VERSION}")
    if not kept.exists():
        with file.drafted(kept) as draft:
            file.copy(driver(writing), draft)
    with writing.begin():
        migrate.migrate(writing)
        _mark(writing)


def _is_still_at(old: Path, uuid: str, here: Path) -> bool:
    """True when the project `uuid` is at `old`, which is not only another name of the file `here`."""
    if not file.is_project(old) or old.samefile(here):
        return False
    try:
        return bool(peek_file(old, lambda reading: identity.get(reading, "uuid")) == uuid)
    except Exception:  # it is ours and cannot be read now: then this one is a copy, the safe answer
        return True


def _check_version(path: Path, connection: Connection) -> int:
    found: int = driver(connection).execute("PRAGMA user_version").fetchone()[0]
    if found > migrate.VERSION:
        written_by = None
        with contextlib.suppress(Exception), connection.begin():
            written_by = identity.get(connection, "program")
        raise migrate.too_new(file.shown(path), found, written_by)
    return found


def _mark(connection: Connection) -> None:
    connection.exec_driver_sql(f"PRAGMA application_id={file.APPLICATION}")
    connection.exec_driver_sql(f"PRAGMA user_version={migrate.VERSION}")
