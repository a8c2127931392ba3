"""A project in one SQLite file.

On a file system of this machine alone: a write-ahead log, one writer, a reader per thread, other processes
welcome. On a network file system the log's shared memory cannot be trusted: then a rollback journal, the file
held exclusively, every read through the writer's connection, and a heartbeat that refuses a second host.
"""

import atexit
import contextlib
import json
import os
import sqlite3
import threading
import time
from os import PathLike
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from nblabel.store import file, heartbeat, identity, migrate
from nblabel.store.faults import GONE, plain_words
from nblabel.store.filesystem import is_shared_safely
from nblabel.store.interface import Database, Work, refuse_nul
from nblabel.store.readers import Readers
from nblabel.store.writer import Writer
from nblabel.values.errors import StorageError

T = TypeVar("T")
PATIENCE = 10.0  # seconds that a write waits for another process
QUIET = 1.0  # seconds without a write after which the log is folded into the file
_LOG_PAGES = 4000  # during a long run of writes the log is folded every 16 MB


class SqliteDatabase(Database):
    """A project's file, open. Use `open_file` or `create_file`."""

    dialect = "sqlite"

    def __init__(self, path: Path, engine: Engine, writing: Connection, shared: bool) -> None:
        self.path = path
        self.place = str(path)
        self._shared = shared
        self._file = _which(path)
        self._writing = writing
        self._host = heartbeat.Host.here()
        self._beaten = time.monotonic()
        self._written = 0
        self._folded = 0
        self._watching = _plain(path) if shared else None
        self._watch_door = threading.Lock()
        self._readers = Readers(self.place, lambda: _reading(engine))
        self._writer = Writer(self.place, self._rest)
        atexit.register(self.close)

    def write(self, work: Work[T]) -> T:
        return self._writer.run(lambda: self._transact(work))

    def read(self, work: Work[T]) -> T:
        if not self._shared or self._writer.is_here():
            return self._writer.run(lambda: self._look(work))
        self._writer.check()
        with plain_words(self.place):
            return self._readers.run(work)

    def data_version(self) -> int:
        self._writer.check()
        if self._watching is None:  # nobody else can write
            return self._written
        with plain_words(self.place), self._watch_door:
            found: int = self._watching.execute("PRAGMA data_version").fetchone()[0]
        return found

    def backup(self, path: str | PathLike[str]) -> None:
        self._writer.check()
        target = Path(path).expanduser().resolve()
        with file.drafted(target) as draft:
            if self._shared:
                with contextlib.closing(_plain(self.path)) as source:
                    file.copy(source, draft)
            else:
                self._writer.run(lambda: file.copy(_driver(self._writing), draft))

    def close(self) -> None:
        if self._writer.is_forked() or not self._writer.close():
            return
        atexit.unregister(self.close)
        self._readers.close()
        if self._watching is not None:
            self._watching.close()
        with contextlib.suppress(Exception):  # the work is safe already: this only tidies up
            if self._shared:
                _fold(_driver(self._writing))
            else:
                with self._writing.begin():
                    heartbeat.leave(self._writing)
        self._writing.close()

    def _transact(self, work: Work[T]) -> T:
        if self._writing.in_transaction():
            return work(self._writing)
        with plain_words(self.place), self._writing.begin():
            self._beat()
            result = work(self._writing)
            self._refuse_if_gone()
        self._written += 1
        return result

    def _look(self, work: Work[T]) -> T:
        if self._writing.in_transaction():
            return work(self._writing)
        with plain_words(self.place), self._writing.begin() as looking:
            result = work(self._writing)
            looking.rollback()
        return result

    def _refuse_if_gone(self) -> None:
        """A deleted file can still be written to, and all of it is lost at close: so look before each commit."""
        now = _which(self.path)
        if now is None or (
            self._shared and now != self._file
        ):  # numbers on a network may change by themselves
            raise StorageError(GONE.replace("{place}", self.place))

    def _beat(self) -> None:
        if not self._shared:
            heartbeat.keep(self._writing, self._host, self.place)
            self._beaten = time.monotonic()

    def _rest(self, quiet: float) -> float | None:
        return self._fold_when_quiet(quiet) if self._shared else self._beat_when_due()

    def _fold_when_quiet(self, quiet: float) -> float | None:
        if self._folded == self._written:
            return None
        if quiet < QUIET:
            return QUIET
        self._folded = self._written
        with contextlib.suppress(sqlite3.Error):  # it is only put off: the log itself is safe
            _fold(_driver(self._writing))
        return None

    def _beat_when_due(self) -> float:
        if time.monotonic() - self._beaten >= heartbeat.EVERY:
            with contextlib.suppress(StorageError):  # the next write will tell
                self._transact(lambda connection: None)
            self._beaten = time.monotonic()
        return heartbeat.EVERY + self._beaten - time.monotonic()


def create_file(path: Path, fill: Work[object]) -> None:
    """Make a new project at `path`, with what `fill` puts in it: whole, or not at all."""
    with file.drafted(path) as draft, plain_words(str(path)):
        writing = _writing(_engine(draft))
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
    with plain_words(str(path)):
        engine = _engine(path)
        writing = _writing(engine)
        try:
            shared = _choose_journal(path, writing)
            _prepare(path, writing, shared)
            return SqliteDatabase(path, engine, writing, shared)
        except BaseException:
            writing.close()
            raise


def peek_file(path: Path, work: Work[T]) -> T:
    """The result of `work` on the project at `path`, which is left as it is: not migrated, not settled."""
    file.check_project(path)
    with plain_words(str(path)):
        reading = _reading(_engine(path))
        try:
            _check_version(path, reading)
            with reading.begin():
                return work(reading)
        finally:
            reading.close()


def _prepare(path: Path, writing: Connection, shared: bool) -> None:
    found = _check_version(path, writing)
    if not shared:
        with writing.begin():
            heartbeat.take(writing, heartbeat.Host.here(), str(path))
    if found < migrate.VERSION:
        _migrate(path, writing)
    if _home(writing) != str(path):
        with writing.begin():
            identity.settle(writing, str(path), lambda old, uuid: _is_still_at(Path(old), uuid, path))


def _home(connection: Connection) -> str | None:
    """Where the project was last opened, read without a lock, so that a busy project opens at once."""
    row = _driver(connection).execute("SELECT value FROM meta WHERE key = 'home'").fetchone()
    home: str | None = json.loads(row[0]) if row else None
    return home


def _migrate(path: Path, writing: Connection) -> None:
    kept = path.with_name(f"{path.name}.before-v{migrate.VERSION}")
    if not kept.exists():
        with file.drafted(kept) as draft:
            file.copy(_driver(writing), draft)
    with writing.begin():
        migrate.migrate(writing)
        _mark(writing)


def _choose_journal(path: Path, writing: Connection) -> bool:
    """True with a write-ahead log that other processes may share, False with the file held exclusively."""
    driver = _driver(writing)
    if is_shared_safely(path.parent) and _can_share(driver):
        return True
    driver.execute("PRAGMA locking_mode=EXCLUSIVE")
    driver.execute("PRAGMA journal_mode=DELETE").fetchone()
    return False


def _can_share(driver: sqlite3.Connection) -> bool:
    try:
        return bool(driver.execute("PRAGMA journal_mode=WAL").fetchone()[0] == "wal")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_IOERR:  # no shared memory here
            return False
        raise


def _is_still_at(old: Path, uuid: str, here: Path) -> bool:
    """True when the project `uuid` is at `old`, which is not only another name of the file `here`."""
    if not file.is_project(old) or old.samefile(here):
        return False
    try:
        return bool(peek_file(old, lambda reading: identity.get(reading, "uuid")) == uuid)
    except Exception:  # it is ours and cannot be read now: then it is a copy, the safe answer
        return True


def _check_version(path: Path, connection: Connection) -> int:
    found: int = _driver(connection).execute("PRAGMA user_version").fetchone()[0]
    if found > migrate.VERSION:
        written_by = None
        with contextlib.suppress(Exception), connection.begin():
            written_by = identity.get(connection, "program")
        raise migrate.too_new(str(path), found, written_by)
    return found


def _mark(connection: Connection) -> None:
    connection.exec_driver_sql(f"PRAGMA application_id={file.APPLICATION}")
    connection.exec_driver_sql(f"PRAGMA user_version={migrate.VERSION}")


def _fold(driver: sqlite3.Connection) -> None:
    """Fold the log into the file and empty it, without waiting for anybody who reads."""
    driver.execute("PRAGMA busy_timeout=0")
    driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    driver.execute(f"PRAGMA busy_timeout={int(PATIENCE * 1000)}")


def _engine(path: Path) -> Engine:
    engine = create_engine("sqlite://", creator=lambda: _connect(path), poolclass=NullPool)
    event.listen(engine, "begin", _begin)
    refuse_nul(engine)
    return engine


def _connect(path: Path) -> sqlite3.Connection:
    driver = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
    driver.execute("PRAGMA trusted_schema=OFF")
    driver.execute("PRAGMA foreign_keys=ON")
    driver.execute("PRAGMA synchronous=FULL")
    driver.execute(f"PRAGMA wal_autocheckpoint={_LOG_PAGES}")
    return driver


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _writing(engine: Engine) -> Connection:
    return engine.execution_options(writes=True).connect()


def _reading(engine: Engine) -> Connection:
    connection = engine.connect()
    _driver(connection).execute("PRAGMA query_only=ON")
    return connection


def _plain(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)


def _driver(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def _which(path: Path) -> tuple[int, int] | None:
    """What tells the file at `path` from another that takes its place; None where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino
