"""A reading connection for every thread, closed when the thread ends or the database closes."""

import contextlib
import threading
from collections.abc import Callable
from typing import TypeVar
from weakref import WeakSet

from sqlalchemy import Connection

from nblabel.store.interface import Work
from nblabel.values.errors import StorageError

T = TypeVar("T")


class _Reader:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.busy = False

    def close(self) -> None:
        with contextlib.suppress(Exception):
            self.connection.close()

    __del__ = close


class Readers:
    """Lends each thread its own connection; no lock is held while a thread reads."""

    def __init__(self, place: str, connect: Callable[[], Connection]) -> None:
        self._place = place
        self._connect = connect
        self._mine = threading.local()
        self._all: WeakSet[_Reader] = WeakSet()
        self._door = threading.Lock()
        self._closed = False

    def run(self, work: Work[T]) -> T:
        """The result of `work` on one snapshot; within another read of this thread, on the same one."""
        reader = self._reader()
        if reader.busy:
            return work(reader.connection)
        self._set_busy(reader, True)
        try:
            with reader.connection.begin():
                return work(reader.connection)
        except Exception:
            raise
        except BaseException:  # an interrupt may have hit the connection itself: do not use it again
            self._mine.reader = None
            reader.close()
            raise
        finally:
            self._set_busy(reader, False)

    def close(self) -> None:
        """Close the connections nobody uses; the others are closed when their read is done."""
        with self._door:
            self._closed = True
            idle = [reader for reader in self._all if not reader.busy]
        for reader in idle:
            reader.close()

    def _reader(self) -> _Reader:
        found: _Reader | None = getattr(self._mine, "reader", None)
        if found is None:
            found = self._mine.reader = _Reader(self._connect())
            with self._door:
                self._all.add(found)
        return found

    def _set_busy(self, reader: _Reader, busy: bool) -> None:
        with self._door:
            if busy and self._closed:
                raise StorageError(f"{self._place} is closed. Open the project again.")
            reader.busy = busy
        if self._closed and not busy:
            reader.close()
