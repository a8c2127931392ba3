"""A project in one SQLite file.

On a file system of this machine alone: a write-ahead log, one writer, a reader per thread, other processes
welcome. On a network file system the log's shared memory cannot be trusted: then a rollback journal, the file
held alone, every read through the writer's connection, and a heartbeat that refuses a second host.
"""

import contextlib
import os
import sqlite3
import threading
import time
from os import PathLike
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine

from nblabel.store import connection as connections
from nblabel.store import file, heartbeat
from nblabel.store.connection import driver
from nblabel.store.faults import GONE, plain_words
from nblabel.store.interface import Database, Work, close_at_exit
from nblabel.store.readers import Readers
from nblabel.store.writer import Writer
from nblabel.values.errors import StorageError

T = TypeVar("T")
QUIET = 1.0  # seconds without a write after which the log is folded into the file


class SqliteDatabase(Database):
    """A project's file, open. `opening.open_file` makes it."""

    dialect = "sqlite"

    def __init__(self, path: Path, engine: Engine, writing: Connection, shared: bool) -> None:
        self.path = path
        self.place = file.shown(path)
        self._shared = shared
        self._file = _which(path)
        self._writing = writing
        self._host = heartbeat.Host.here()
        self._beaten = time.monotonic()
        self._written = 0
        self._folded = 0
        self._watching = connections.plain(path) if shared else None
        self._watch_door = threading.Lock()
        self._readers = Readers(self.place, lambda: connections.reading(engine))
        self._writer = Writer(self.place, self._rest)
        close_at_exit(self)

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
                with contextlib.closing(connections.plain(self.path)) as source:
                    file.copy(source, draft)
            else:
                self._writer.run(lambda: file.copy(driver(self._writing), draft))

    def close(self) -> None:
        if self._writer.is_forked() or not self._writer.close():
            return
        self._readers.close()
        if self._watching is not None:
            self._watching.close()
        with contextlib.suppress(Exception):  # the work is safe already: this only tidies up
            self._leave()
        self._writing.close()

    def _leave(self) -> None:
        if self._shared:
            connections.fold(driver(self._writing))
            return
        with self._writing.begin():
            heartbeat.keep(self._writing, self._host, self.place)
            heartbeat.leave(self._writing)

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
        """A deleted file still takes writes, and all of it is lost at close: so look before each commit."""
        now = _which(self.path)
        # on a network the numbers of a file may change by themselves
        if now is None or (self._shared and now != self._file):
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
            connections.fold(driver(self._writing))
        return None

    def _beat_when_due(self) -> float:
        if time.monotonic() - self._beaten >= heartbeat.EVERY:
            with contextlib.suppress(StorageError):  # the next write will tell
                self._transact(lambda connection: None)
            self._beaten = time.monotonic()
        return max(0.1, heartbeat.EVERY + self._beaten - time.monotonic())


def _which(path: Path) -> tuple[int, int] | None:
    """What tells the file at `path` from another that takes its place; None where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino
