"""A few threads that work for pages: what is looked at now first, each page in turn.

A read that does not come back (a network place that stalls) keeps its thread; another one is started in its
stead, up to `MOST_THREADS`. A source that holds `MOST_STUCK_AT_ONE_SOURCE` of them is taken for dead: its
other tasks wait apart, so that other sources go on. Who waits for a place that has not answered for
`LATE_SECONDS` is told (`Task.late`), and still served when it comes to life.
"""

import logging
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from typing import Protocol

STUCK_SECONDS = 3.0
LATE_SECONDS = 10.0
LOOK_SECONDS = 0.5
MOST_THREADS = 8
MOST_STUCK_AT_ONE_SOURCE = 4
_log = logging.getLogger(__name__)


class Task(Protocol):
    """Work for one page. `source` is whose files it reads, or -1 when it reads none."""

    @property
    def source(self) -> int: ...

    def run(self) -> None:
        """Does it. What it raises is logged."""

    def late(self) -> None:
        """Called once, on another thread, when its place has not answered for `LATE_SECONDS`."""

    def dropped(self) -> None:
        """Called instead of `run` when the page wants other things now."""


class _Run:
    """A task in work, or (held) one that waits for its source to answer; since when."""

    def __init__(self, client: str, task: Task, urgent: bool) -> None:
        self.client = client
        self.task = task
        self.urgent = urgent
        self.since = time.monotonic()
        self.stuck = False
        self.told = False


_Queues = OrderedDict[str, deque[Task]]


class Pool:
    """Runs tasks of any number of clients (pages).

    `idle` is called by a thread for which there is nothing to do.
    """

    def __init__(self, threads: int = 2) -> None:
        self.idle: Callable[[], None] = lambda: None
        self._base = threads
        self._urgent: _Queues = OrderedDict()
        self._ahead: _Queues = OrderedDict()
        self._running: set[_Run] = set()
        self._held: list[_Run] = []
        self._threads: set[threading.Thread] = set()
        self._change = threading.Condition()
        self._closed = threading.Event()
        self._busy = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="nblabel-pictures-watch", daemon=True)
        with self._change:
            for _ in range(threads):
                self._start()
        self._watcher.start()

    def add(self, client: str, tasks: Iterable[Task], urgent: bool = True, replace: bool = False) -> None:
        """Queues tasks of a client in the given order. Urgent ones come before all others; with `replace`
        they take the place of the client's urgent ones that are not yet begun."""
        with self._change:
            dropped = self._taken_out(self._urgent, client, urgent=True) if replace else []
            queue = (self._urgent if urgent else self._ahead).setdefault(client, deque())
            queue.extend(tasks)
            self._change.notify_all()
        for task in dropped:
            task.dropped()

    def drop(self, client: str) -> None:
        """Drops everything of a client that is not yet begun."""
        with self._change:
            dropped = self._taken_out(self._urgent, client, urgent=True)
            dropped += self._taken_out(self._ahead, client, urgent=False)
        for task in dropped:
            task.dropped()

    def close(self) -> None:
        """Stops; what is queued is dropped, what runs is finished (waits up to five seconds, not for what
        is stuck)."""
        with self._change:
            self._closed.set()
            self._busy.set()
            self._urgent.clear()
            self._ahead.clear()
            self._held.clear()
            self._change.notify_all()
            end = time.monotonic() + (5 if not any(run.stuck for run in self._running) else 0.5)
            threads = [*self._threads, self._watcher]
        for thread in threads:
            if thread is not threading.current_thread():
                thread.join(max(0.0, end - time.monotonic()))

    def _taken_out(self, queues: _Queues, client: str, urgent: bool) -> list[Task]:
        tasks = list(queues.pop(client, ()))
        held = [run for run in self._held if run.client == client and run.urgent is urgent]
        self._held = [run for run in self._held if run not in held]
        return tasks + [run.task for run in held]

    # --- the threads that work -----------------------------------------------------------------------

    def _start(self) -> None:
        thread = threading.Thread(
            target=self._work, name=f"nblabel-pictures-{len(self._threads)}", daemon=True
        )
        self._threads.add(thread)
        thread.start()

    def _work(self) -> None:
        while True:
            run = self._take(wait=False)
            if run is None:
                _call(self.idle)
                run = self._take(wait=True)
            if run is None:
                return
            _call(run.task.run)
            with self._change:
                self._running.discard(run)
                if run.stuck:
                    self._release(run.task.source)
            time.sleep(0)  # let the kernel's own thread in

    def _take(self, wait: bool) -> _Run | None:
        """The next task; None when there is none, or (having waited) when this thread is to end."""
        with self._change:
            while not self._closed.is_set() and not self._too_many():
                run = _next(self._urgent, urgent=True) or _next(self._ahead, urgent=False)
                if run is None:
                    if not wait:
                        return None
                    self._change.wait()
                elif self._stuck(run.task.source) >= MOST_STUCK_AT_ONE_SOURCE:
                    self._held.append(run)
                else:
                    self._running.add(run)
                    self._busy.set()
                    return run
            if wait:
                self._threads.discard(threading.current_thread())
            return None

    def _too_many(self) -> bool:
        return len(self._threads) - sum(run.stuck for run in self._running) > self._base

    def _stuck(self, source: int) -> int:
        return sum(run.stuck and run.task.source == source != -1 for run in self._running)

    def _release(self, source: int) -> None:
        """The source answers again: what waited for it comes first. Called with the lock held."""
        back = [run for run in self._held if run.task.source == source]
        self._held = [run for run in self._held if run.task.source != source]
        for run in reversed(back):
            queues = self._urgent if run.urgent else self._ahead
            queues.setdefault(run.client, deque()).appendleft(run.task)
        self._change.notify_all()

    # --- the thread that looks after them --------------------------------------------------------------

    def _watch(self) -> None:
        while self._busy.wait() and not self._closed.wait(LOOK_SECONDS):
            for task in self._look():
                _call(task.late)

    def _look(self) -> list[Task]:
        """Replaces threads that are stuck; the tasks to be told late."""
        with self._change:
            now = time.monotonic()
            for run in self._running:
                if not run.stuck and run.task.source != -1 and now - run.since > STUCK_SECONDS:
                    run.stuck = True
                    if len(self._threads) < MOST_THREADS:
                        self._start()
            silent = [run for run in self._running if run.stuck and now - run.since > LATE_SECONDS]
            sources = {run.task.source for run in silent}
            late = silent + [run for run in self._held if run.task.source in sources]
            late = [run for run in late if not run.told]
            for run in late:
                run.told = True
            if not self._running and not self._held and not self._closed.is_set():
                self._busy.clear()
            return [run.task for run in late]


def _call(what: Callable[[], None]) -> None:
    """Whatever becomes of one task, the next must still be done."""
    try:
        what()
    except Exception:
        _log.exception("a picture's task failed")


def _next(queues: _Queues, urgent: bool) -> _Run | None:
    """The next task, one of each client in turn."""
    while queues:
        client, queue = next(iter(queues.items()))
        if not queue:
            del queues[client]
            continue
        queues.move_to_end(client)
        return _Run(client, queue.popleft(), urgent)
    return None
