"""Sheets: many small pictures composed into one, because thousands of single ones would choke wire and page.

Thumbnails that are on disk are composed first, without a look at their files (a file that has changed since
the last refresh is thus shown as it was); the others are made, one file after the other, and go out when a
sheet is full or what is made has waited long enough.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from nblabel.media.cache import cache_key
from nblabel.media.compose import SMALL, Composed, Drawn, composed, drawn_of, kept, kept_size, opened
from nblabel.media.found import stamp
from nblabel.media.images import Picture, shrunk
from nblabel.media.pictures import Job
from nblabel.media.places import is_url, locate
from nblabel.media.pool import Pool
from nblabel.media.thumbs import Thumbs
from nblabel.values.errors import ImageError, StalledError

MOST = 64
FIRST = 8
SHEET_PIXELS = 500_000  # about 100 kB
TRAY_SECONDS = 0.04
WORTH_KEEPING = 2_000_000  # pixels of the original
SLOW_BYTES = 300_000  # a larger file is decoded only once, for all the sizes that are kept
_log = logging.getLogger(__name__)

Deliver = Callable[[Composed], None]


class Sheets:
    """Makes sheets for any number of clients (pages) on the threads of `pool`."""

    def __init__(self, pool: Pool, thumbs: Thumbs | None) -> None:
        self.pool = pool
        self.thumbs = thumbs
        self.lock = threading.Lock()
        self.trays: set[Wish] = set()
        self._newest: dict[str, Wish] = {}
        pool.idle = self._send_trays

    def want(self, client: str, jobs: Iterable[Job], deliver: Deliver, urgent: bool = True) -> None:
        """Queues small pictures (at most `SMALL` pixels, all of one size) in the given order.

        `deliver` is called from a worker thread for each sheet. Urgent ones take the place of all urgent
        pictures of that client not yet begun; those in work are not begun again, but come once.
        """
        jobs = list(dict.fromkeys(jobs))
        if not jobs:
            self.pool.add(client, [], urgent, replace=urgent)
            return
        with self.lock:
            former = self._newest.get(client)
            busy = former.busy if former is not None and former.pixels == jobs[0].pixels else set()
            rest = [job for job in jobs if job not in busy]
            wish = Wish(self, client, jobs[0].pixels, deliver, urgent)
            wish.busy = busy
            if urgent:
                self._newest[client] = wish
        tasks = [_Lookup(wish, part) for part in _parts(rest, wish.most)]
        self.pool.add(client, tasks, urgent, replace=urgent)

    def forget(self, client: str) -> None:
        """The page is gone."""
        with self.lock:
            self._newest.pop(client, None)

    def keep_of(self, job: Job, size: int, mtime_ns: int, made: Picture) -> None:
        """Keeps the small sizes of a picture that was made larger, when its file is slow to decode."""
        if made.width * made.height < WORTH_KEEPING or max(job.pixels, SMALL) == SMALL:
            return
        drawn = drawn_of(made)
        if drawn is not None:
            self.keep([Fresh(job, drawn, size, mtime_ns, SMALL)])

    def find(self, jobs: Iterable[Job]) -> dict[Job, Drawn]:
        """Those that are kept, by the sizes and times of their files as stored."""
        if self.thumbs is None:
            return {}
        keys = {job: _key(job, job.size, job.mtime_ns, kept_size(job.pixels)) for job in jobs if job.mtime_ns}
        thumbs = self.thumbs.find(keys.values())
        found = ((job, opened(thumbs[key])) for job, key in keys.items() if key in thumbs)
        return {job: drawn for job, drawn in found if drawn is not None}

    def make(self, job: Job) -> "Drawn | Fresh":
        """The picture, as something to be kept unless it is already. Raises ImageError."""
        place = locate(job.root, job.path)
        size, mtime, reason = (job.size, job.mtime_ns, None) if is_url(place) else stamp(place)
        if reason is not None:
            raise ImageError(reason)
        if (size, mtime) != (job.size, job.mtime_ns):  # not as stored, so it was not looked for
            found = self.find([msgspec.structs.replace(job, size=size, mtime_ns=mtime)])
            if found:
                return next(iter(found.values()))
        made_at = SMALL if size >= SLOW_BYTES else kept_size(job.pixels)
        return Fresh(job, Drawn(*shrunk(place, made_at, job.frame)), size, mtime, made_at)

    def _send_trays(self) -> None:
        """Nothing is left to do, or what is left is held up: nobody waits for a tray to be full."""
        with self.lock:
            trays = list(self.trays)
        for wish in trays:
            wish.send_tray()

    def stale(self, wish: "Wish") -> bool:
        """True when the page wants other things now."""
        return wish.urgent and self._newest.get(wish.client) is not wish

    def keep(self, made: Iterable["Fresh"]) -> None:
        """Keeps what was made."""
        if self.thumbs is not None:
            self.thumbs.put(
                {
                    _key(one.job, one.size, one.mtime_ns, pixels): thumb
                    for one in made
                    for pixels, thumb in kept(one.drawn, one.made_at).items()
                }
            )


class Fresh(NamedTuple):
    """A picture just made, at one of the sizes kept, of a file of this size in bytes and time of change."""

    job: Job
    drawn: Drawn
    size: int
    mtime_ns: int
    made_at: int


class Wish:
    """What one page wants at one time, and the tray of what is made of it and not yet sent."""

    def __init__(self, sheets: Sheets, client: str, pixels: int, deliver: Deliver, urgent: bool) -> None:
        self.sheets = sheets
        self.client = client
        self.pixels = pixels
        self.deliver = deliver
        self.urgent = urgent
        self.most = max(1, min(MOST, SHEET_PIXELS // pixels**2))
        self.busy: set[Job] = set()
        self.left = 0  # to be made, in work included
        self._full = min(FIRST, self.most)
        self._tray: list[tuple[str, Drawn | ImageError]] = []
        self._fresh: list[Fresh] = []
        self._since = 0.0

    def put(self, job: Job, made: Drawn | Fresh | ImageError) -> None:
        """Lays a picture on the tray, and sends the tray when it is time."""
        with self.sheets.lock:
            self.left -= 1
            self._since = self._since if self._tray else time.monotonic()
            self.sheets.trays.add(self)
            if isinstance(made, Fresh):
                self._fresh.append(made)
            self._tray.append((job.item, made.drawn if isinstance(made, Fresh) else made))
            waited = time.monotonic() - self._since > TRAY_SECONDS
            if self.left and not waited and len(self._tray) < self._full:
                return
        self.send_tray()

    def dropped(self) -> None:
        """One less is to be made; what was made before it still goes out."""
        with self.sheets.lock:
            self.left -= 1
            done = self._tray and not self.left
        if done:
            self.sheets.pool.add(self.client, [_Send(self)], self.urgent)

    def send_tray(self) -> None:
        with self.sheets.lock:
            self.sheets.trays.discard(self)
            tray, self._tray = self._tray, []
            fresh, self._fresh = self._fresh, []
            self._full = min(2 * self._full, self.most)
        self.send(tray)
        if fresh:
            self.sheets.keep(fresh)  # nobody waits for the disk

    def send(self, pictures: Sequence[tuple[str, Drawn | ImageError]]) -> None:
        if pictures:
            self.deliver(composed(pictures, self.pixels))


class _Task:
    """What the pool runs for a wish."""

    source = -1

    def __init__(self, wish: Wish) -> None:
        self.wish = wish

    def late(self) -> None:
        """Nothing here reads an item's file."""

    def dropped(self) -> None:
        """Nothing was begun."""


class _Lookup(_Task):
    """A few items, in order: those kept on disk are sent, the others are queued to be made."""

    def __init__(self, wish: Wish, jobs: Sequence[Job]) -> None:
        super().__init__(wish)
        self.jobs = jobs

    def run(self) -> None:
        wish = self.wish
        with wish.sheets.lock:
            wish.busy.update(self.jobs)
        try:
            found = wish.sheets.find(self.jobs)
            wish.send([(job.item, drawn) for job, drawn in found.items()])
        finally:
            with wish.sheets.lock:
                wish.busy.difference_update(self.jobs)
        makes = [_Make(wish, job) for job in self.jobs if job not in found]
        with wish.sheets.lock:
            if wish.sheets.stale(wish):
                return
            wish.left += len(makes)
        wish.sheets.pool.add(wish.client, makes, wish.urgent)


class _Make(_Task):
    """One item whose file is read."""

    def __init__(self, wish: Wish, job: Job) -> None:
        super().__init__(wish)
        self.job = job
        self.source = job.source

    def run(self) -> None:
        wish = self.wish
        with wish.sheets.lock:
            stale = wish.sheets.stale(wish)
            if not stale:
                wish.busy.add(self.job)
        if stale:
            self.dropped()
            return
        made: Drawn | Fresh | ImageError
        try:
            made = wish.sheets.make(self.job)
        except ImageError as error:
            made = error
        except Exception as error:  # one bad file is one tile with a reason
            _log.exception("the picture of %r failed", self.job.item)
            made = ImageError(f"The picture cannot be made: {error}")
        with wish.sheets.lock:
            wish.busy.discard(self.job)
        wish.put(self.job, made)

    def late(self) -> None:
        self.wish.send([(self.job.item, StalledError())])

    def dropped(self) -> None:
        self.wish.dropped()


class _Send(_Task):
    """What lies on the tray, since nothing more will come to it."""

    def run(self) -> None:
        self.wish.send_tray()

    def dropped(self) -> None:
        self.wish.sheets.pool.add(self.wish.client, [self], self.wish.urgent)


def _parts(jobs: Sequence[Job], most: int) -> Iterator[Sequence[Job]]:
    """The first ones small, so that the first tiles are there soon."""
    size = min(FIRST, most)
    start = 0
    while start < len(jobs):
        yield jobs[start : start + size]
        start += size
        size = min(2 * size, most)


def _key(job: Job, size: int, mtime_ns: int, pixels: int) -> str:
    return cache_key(job.source, job.path, size, mtime_ns, job.frame, -pixels)
