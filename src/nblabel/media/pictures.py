"""The service that makes pictures for pages, on a few threads, the ones looked at first.

`want` is called by whoever talks to a page, and `deliver` is called back from a worker thread for each job.
What is wanted twice is decoded once.
"""

import logging
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from typing import NamedTuple

from msgspec import Struct

from nblabel.media.cache import Cache, cache_key
from nblabel.media.found import stamp
from nblabel.media.images import Picture, picture
from nblabel.media.places import is_url, locate
from nblabel.values.errors import ImageError

MEMORY = 32 << 20
_log = logging.getLogger(__name__)


class Job(Struct, frozen=True):
    """A picture that is wanted: of `item`, at `path` below `root`, `pixels` at its longest side.

    `source` is the source's id; `size` and `mtime_ns` are the file's as stored (looked up anew on disk).
    """

    item: str
    source: int
    root: str
    path: str
    pixels: int
    frame: int = 0
    size: int = 0
    mtime_ns: int = 0


Deliver = Callable[[Job, Picture | ImageError], None]


class Pictures:
    """Makes pictures for any number of clients (pages). `cache` None: nothing is kept on disk."""

    def __init__(self, cache: Cache | None = None, threads: int = 2) -> None:
        self._cache = cache
        self._memory: OrderedDict[str, Picture] = OrderedDict()
        self._remembered = 0
        self._urgent: OrderedDict[str, deque[Job]] = OrderedDict()
        self._ahead: OrderedDict[str, deque[Job]] = OrderedDict()
        self._waiting: dict[Job, dict[str, Deliver]] = {}
        self._running: set[Job] = set()
        self._closed = False
        self._change = threading.Condition()
        self._threads = [
            threading.Thread(target=self._work, name=f"nblabel-pictures-{n}", daemon=True)
            for n in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def want(self, client: str, jobs: Iterable[Job], deliver: Deliver, urgent: bool = True) -> None:
        """Queues jobs of a client in the given order. Urgent ones come before everything ahead of time and
        take the place of that client's urgent jobs not yet begun, which are then never delivered."""
        with self._change:
            if urgent:
                self._drop(self._urgent, client)
            queue = (self._urgent if urgent else self._ahead).setdefault(client, deque())
            for job in jobs:
                self._waiting.setdefault(job, {})[client] = deliver
                if job not in self._running:
                    queue.append(job)
            self._change.notify_all()

    def forget(self, client: str) -> None:
        """The page is gone: nothing more is made for it or delivered to it."""
        with self._change:
            self._drop(self._urgent, client)
            self._drop(self._ahead, client)
            for takers in self._waiting.values():
                takers.pop(client, None)

    def close(self) -> None:
        """Stops; what is queued is dropped, what runs is finished (waits up to five seconds a thread)."""
        with self._change:
            self._closed = True
            self._urgent.clear()
            self._ahead.clear()
            self._change.notify_all()
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(5)

    def _drop(self, queues: OrderedDict[str, deque[Job]], client: str) -> None:
        for job in queues.pop(client, ()):
            takers = self._waiting.get(job, {})
            takers.pop(client, None)
            if not takers and job not in self._running:
                self._waiting.pop(job, None)

    def _work(self) -> None:
        while (job := self._take()) is not None:
            made = self._made(job)
            with self._change:
                self._running.discard(job)
                takers = self._waiting.pop(job, {})
            for deliver in takers.values():
                _hand_over(deliver, job, made.result)
            if made.fresh and self._cache is not None and isinstance(made.result, Picture):
                self._cache.put(made.key, made.result)  # nobody waits for the disk
            time.sleep(0)  # let the kernel's own thread in

    def _take(self) -> Job | None:
        with self._change:
            while not self._closed:
                job = _next(self._urgent) or _next(self._ahead)
                if job is None:
                    self._change.wait()
                elif job in self._waiting and job not in self._running:
                    self._running.add(job)
                    return job
            return None

    def _made(self, job: Job) -> "_Made":
        try:
            return self._found_or_made(job)
        except ImageError as error:
            return _Made("", error)
        except Exception as error:  # one bad file is one tile with a reason
            _log.exception("the picture of %r failed", job.item)
            return _Made("", ImageError(f"The picture cannot be made: {error}"))

    def _found_or_made(self, job: Job) -> "_Made":
        place = locate(job.root, job.path)
        size, mtime, reason = (job.size, job.mtime_ns, None) if is_url(place) else stamp(place)
        if reason is not None:
            raise ImageError(reason)
        key = cache_key(job.source, job.path, size, mtime, job.frame, job.pixels)
        with self._change:
            found = self._memory.get(key)
        if found is None and self._cache is not None:
            found = self._cache.get(key)
        fresh = found is None
        if found is None:
            found = picture(place, job.pixels, job.frame)
        self._remember(key, found)
        return _Made(key, found, fresh)

    def _remember(self, key: str, made: Picture) -> None:
        with self._change:
            if key not in self._memory:
                self._remembered += len(made.data)
            self._memory[key] = made
            self._memory.move_to_end(key)
            while self._remembered > MEMORY:
                _, oldest = self._memory.popitem(last=False)
                self._remembered -= len(oldest.data)


class _Made(NamedTuple):
    key: str
    result: Picture | ImageError
    fresh: bool = False


def _next(queues: OrderedDict[str, deque[Job]]) -> Job | None:
    """The next job, one of each client in turn."""
    while queues:
        client, queue = next(iter(queues.items()))
        if not queue:
            del queues[client]
            continue
        queues.move_to_end(client)
        return queue.popleft()
    return None


def _hand_over(deliver: Deliver, job: Job, result: Picture | ImageError) -> None:
    try:
        deliver(job, result)
    except Exception:  # whoever took it failed; the next picture must still come
        _log.exception("the picture of %r could not be handed over", job.item)
