"""The service that makes pictures for pages, on a few threads, the ones looked at first.

`want` is called by whoever talks to a page, and `deliver` is called back from a worker thread for each job.
What is wanted twice is decoded once.
"""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import NamedTuple

from msgspec import Struct

from nblabel.media.cache import Cache, cache_key
from nblabel.media.found import stamp
from nblabel.media.images import Picture, picture
from nblabel.media.places import is_url, locate
from nblabel.media.pool import Pool
from nblabel.values.errors import ImageError, StalledError

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
    """Makes pictures for any number of clients (pages). `cache` None: nothing is kept on disk.

    `pool`: whose threads to use; it is closed with this service. `decoded` is told of each picture made from
    its file, after it was delivered, with the file's size and time of change.
    """

    def __init__(
        self,
        cache: Cache | None = None,
        threads: int = 2,
        pool: Pool | None = None,
        decoded: Callable[[Job, int, int, Picture], None] | None = None,
    ) -> None:
        self._cache = cache
        self._pool = pool or Pool(threads)
        self._decoded = decoded
        self._memory: OrderedDict[str, Picture] = OrderedDict()
        self._remembered = 0
        self._running: dict[Job, dict[str, Deliver]] = {}
        self._change = threading.Lock()

    def want(self, client: str, jobs: Iterable[Job], deliver: Deliver, urgent: bool = True) -> None:
        """Queues jobs of a client in the given order. Urgent ones come before everything ahead of time and
        take the place of that client's urgent jobs not yet begun, which are then never delivered.

        Where a file's place does not answer, a `StalledError` is delivered, and the picture when it comes.
        """
        tasks = [_Making(self, client, job, deliver) for job in jobs]
        self._pool.add(client, tasks, urgent, replace=urgent)

    def forget(self, client: str) -> None:
        """The page is gone: nothing more is made for it or delivered to it."""
        self._pool.drop(client)
        with self._change:
            for takers in self._running.values():
                takers.pop(client, None)

    def close(self) -> None:
        """Stops; what is queued is dropped, what runs is finished (waits up to five seconds)."""
        self._pool.close()

    def make(self, job: Job, client: str, deliver: Deliver) -> None:
        """Makes a picture now, or joins those who wait for another thread to make it."""
        with self._change:
            takers = self._running.get(job)
            if takers is not None:
                takers[client] = deliver
                return
            self._running[job] = {client: deliver}
        made = self._made(job)
        for taker in self.takers(job, done=True):
            _hand_over(taker, job, made.result)
        if made.fresh and isinstance(made.result, Picture):  # nobody waits for the disk
            if self._cache is not None:
                self._cache.put(made.key, made.result)
            if self._decoded is not None:
                self._decoded(job, made.size, made.mtime_ns, made.result)

    def takers(self, job: Job, done: bool = False) -> list[Deliver]:
        """Who waits for a picture that is being made."""
        with self._change:
            takers = self._running.pop(job, {}) if done else self._running.get(job, {})
            return list(takers.values())

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
        return _Made(key, found, fresh, size, mtime)

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
    size: int = 0
    mtime_ns: int = 0


class _Making:
    """A job that the pool runs for one page."""

    def __init__(self, pictures: Pictures, client: str, job: Job, deliver: Deliver) -> None:
        self.pictures = pictures
        self.client = client
        self.job = job
        self.deliver = deliver
        self.source = job.source

    def run(self) -> None:
        self.pictures.make(self.job, self.client, self.deliver)

    def late(self) -> None:
        for taker in self.pictures.takers(self.job) or [self.deliver]:
            _hand_over(taker, self.job, StalledError())

    def dropped(self) -> None:
        """Nothing was begun."""


def _hand_over(deliver: Deliver, job: Job, result: Picture | ImageError) -> None:
    try:
        deliver(job, result)
    except Exception:  # whoever took it failed; the next picture must still come
        _log.exception("the picture of %r could not be handed over", job.item)
