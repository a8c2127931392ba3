"""One thread that does all the writing, so that an interrupted cell can never land inside a transaction.

Callers put their work in a queue and wait for its future. An interrupt reaches the waiting caller; the
thread goes on and finishes what it was given, whole.
"""

import os
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar
from weakref import WeakMethod

from nblabel.values.errors import StorageError

T = TypeVar("T")
_CLOSED = "{place} is closed. Open the project again: run the cell that opens it."
_FORKED = (
    "{place} was opened in another process and cannot be used in this forked copy of it. "
    "Open the project here, or start worker processes with the 'spawn' method."
)


class Writer:
    """Runs works one after another in a thread of its own.

    Between works it asks `rest`, a method that gets the seconds since the last work and gives the seconds
    after which it wants to be asked again, or None for not before the next work.
    """

    def __init__(self, place: str, rest: Callable[[float], float | None]) -> None:
        self.place = place
        self._rest = WeakMethod(rest)  # a database that is forgotten must not live on in its thread
        self._works: queue.SimpleQueue[tuple[Callable[[], Any], Future[Any]] | None] = queue.SimpleQueue()
        self._process = os.getpid()
        self._closed = False
        self._door = threading.Lock()
        self._thread = threading.Thread(target=self._loop, name=f"writer of {place}", daemon=True)
        self._thread.start()

    def run(self, work: Callable[[], T]) -> T:
        """The result of `work`, done in the writer's thread; its exception is raised here."""
        if self.is_here():
            return work()
        self.check()
        future: Future[T] = Future()
        with self._door:
            self.check()
            self._works.put((work, future))
        try:
            return future.result()
        finally:
            del future  # its error knows this frame: without this, both would live until the next collection

    def is_here(self) -> bool:
        """True in the writer's own thread."""
        return threading.current_thread() is self._thread

    def is_forked(self) -> bool:
        """True in a process that was forked from the one that opened the database."""
        return os.getpid() != self._process

    def check(self) -> None:
        """Raise `StorageError` when closed, or when this is a forked child."""
        if self.is_forked():
            raise StorageError(_FORKED.replace("{place}", self.place))
        if self._closed:
            raise StorageError(_CLOSED.replace("{place}", self.place))

    def close(self) -> bool:
        """Take no more work, finish what was taken, end the thread. False when it was closed before."""
        with self._door:
            if self._closed:
                return False
            self._closed = True
            self._works.put(None)
        if not self.is_here():  # the last to hold the database may have been a work
            self._thread.join()
        return True

    def _loop(self) -> None:
        last = time.monotonic()
        wait = self._ask(0)
        while True:
            try:
                taken = self._works.get(timeout=wait)
            except queue.Empty:
                wait = self._ask(time.monotonic() - last)
                continue
            if taken is None:
                return
            _do(*taken)
            del taken  # a waiting thread must not keep the last work's data alive
            last = time.monotonic()
            wait = self._ask(0)

    def _ask(self, quiet: float) -> float | None:
        rest = self._rest()
        return rest(quiet) if rest is not None else None


def _do(work: Callable[[], Any], future: Future[Any]) -> None:
    try:
        result = work()
    except BaseException as error:
        future.set_exception(error)
    else:
        future.set_result(result)
