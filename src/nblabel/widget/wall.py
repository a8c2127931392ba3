"""What pages look through: arrangements, stretches of them, and saves too long for the wire's own thread."""

import contextlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np

from nblabel.arranging import arrange, targets
from nblabel.store.items import ItemRow
from nblabel.values.change import Edit
from nblabel.values.errors import NblabelError
from nblabel.values.query import Bulk, Query
from nblabel.widget import protocol as wire

if TYPE_CHECKING:
    from nblabel.openproject import Project
    from nblabel.store.gather import Ids

T = TypeVar("T")
# Arrangements kept for a page: the one it shows and the one it has just asked for. And for how many pages.
KEPT, PAGES = 2, 8
# No list of values of a filter is longer: more could not be read, and it travels in one message.
VALUES = 1000
# Of an edit of more items than this a page hears how far it is, every so many seconds.
MANY, OFTEN = 1000, 0.2
# Thumbnails are made ahead of the person for so many items at a time, so many times.
AHEAD, AHEAD_PARTS = 256, 32
Show = Callable[[str, list[ItemRow], int], list[wire.ItemInfo]]


class Seen(NamedTuple):
    """An arrangement: a snapshot, so that nothing leaves it while somebody works in it."""

    view: int
    query: Query
    ids: "Ids"


class Wall:
    """The arrangements of one widget's pages. `show` sends pictures of items and says how they stand; `ahead`
    makes ready what lies near those in view, part after part."""

    def __init__(
        self, project: "Project", show: Show, ahead: Callable[[Iterator[list[ItemRow]]], None]
    ) -> None:
        self._project = project
        self._show = show
        self._ahead = ahead
        self._seen: OrderedDict[str, list[Seen]] = OrderedDict()
        self._numbers = count(1)
        # Queries may have to wait for the columns, so they have a thread of their own.
        self._finder = ThreadPoolExecutor(1, thread_name_prefix="nblabel-find")
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="nblabel-warm")
        self._closed = threading.Event()

    def warm(self, after: float = 0) -> None:
        """Reads the items into memory, or what changed of them, in the background, `after` some seconds."""
        with contextlib.suppress(RuntimeError):  # closed meanwhile
            self._reader.submit(self._warm, after)

    def close(self) -> None:
        self._closed.set()
        for threads in (self._finder, self._reader):
            threads.shutdown(wait=False, cancel_futures=True)

    def arrange(self, client: str, ask: wire.Arrange) -> "Future[wire.Arranged]":
        return self._finder.submit(self._arrange, client, ask)

    def facets(self, client: str, ask: wire.Facets) -> "Future[wire.Facts]":
        return self._finder.submit(self._facts)

    def rows(self, client: str, ask: wire.Rows) -> wire.Stretch:
        ids = self._find(client, ask.view).ids
        start = max(ask.start, 0)
        rows = self._project.store.stretch(ids[start : start + max(ask.count, 0)])
        self._ahead(self._around(ids, start))
        return wire.Stretch(ask.view, start, self._show(client, rows, ask.size))

    def _around(self, ids: "Ids", start: int) -> Iterator[list[ItemRow]]:
        """What lies near a place of an arrangement, the nearest first, more of it after than before."""
        for step in range(AHEAD_PARTS):
            after, before = start + step * AHEAD, start - (step + 1) * AHEAD
            places = [range(after, min(after + AHEAD, len(ids)))]
            if step < AHEAD_PARTS // 4:
                places.append(range(max(before, 0), max(before + AHEAD, 0)))
            for part in places:
                if part and not self._closed.is_set():
                    yield self._project.store.stretch(ids[part.start : part.stop])

    def locate(self, client: str, ask: wire.Locate) -> wire.Place:
        ids = self._find(client, ask.view).ids
        item = self._project.store.ids_of([ask.item]).get(ask.item)
        places = np.flatnonzero(ids == item) if item is not None else np.empty(0)
        return wire.Place(int(places[0]) if len(places) else -1)

    def seen(self, client: str, query: Query) -> "Ids | None":
        """What this page has before it for the query, or None when it was not asked for lately."""
        newest = [one.ids for one in self._seen.get(client, ()) if one.query == query]
        return newest[-1] if newest else None

    def choose(self, client: str, bulk: Bulk, then: Callable[[list[str]], None]) -> None:
        """Tells `then` the keys of the items that a bulk act would mean, from another thread."""
        with contextlib.suppress(RuntimeError):
            self._finder.submit(lambda: then(self.keys(client, bulk)))

    def keys(self, client: str, bulk: Bulk) -> list[str]:
        """The keys of the items that a bulk act of this page would mean."""
        store = self._project.store
        return store.keys_of(targets(store, self._project.annotator, bulk, self.seen(client, bulk.query)))

    def _warm(self, after: float) -> None:
        if not self._closed.wait(after):
            self._project.store.warm()

    def _arrange(self, client: str, ask: wire.Arrange) -> wire.Arranged:
        ids = arrange(self._project, ask.query)
        if not ask.count and not ask.size:  # only how many there are: nothing is looked through
            return wire.Arranged(0, len(ids))
        seen = Seen(next(self._numbers), ask.query, ids)
        rows = self._project.store.stretch(ids[: max(ask.count, 0)])
        self._keep(client, seen)
        return wire.Arranged(seen.view, len(ids), self._show(client, rows, ask.size))

    def _facts(self) -> wire.Facts:
        found = self._project.store.facets()
        for name, values in found.items():
            found[name] = values[:VALUES] if isinstance(values, list) else values
        return wire.Facts(**found)

    def _keep(self, client: str, seen: Seen) -> None:
        self._seen[client] = [*self._seen.get(client, ()), seen][-KEPT:]
        self._seen.move_to_end(client)
        while len(self._seen) > PAGES:
            self._seen.popitem(last=False)

    def _find(self, client: str, view: int) -> Seen:
        for seen in self._seen.get(client, ()):
            if seen.view == view:
                return seen
        raise NblabelError("This page looks through another arrangement by now: arrange again.")


class Saves:
    """Saves in the order in which they came. A long one runs beside the wire; those after it wait for it."""

    def __init__(self) -> None:
        self._saver = ThreadPoolExecutor(1, thread_name_prefix="nblabel-save")
        self._last: Future[object] | None = None

    def run(self, edits: Sequence[Edit], save: Callable[[], T]) -> "T | Future[T]":
        """What `save` gives, at once or later. Called on the wire's thread."""
        waits = self._last is not None and not self._last.done()
        if not waits and not any(is_long(edit) for edit in edits):
            return save()
        later = self._saver.submit(save)
        self._last = later  # type: ignore[assignment]
        return later

    def working(self, tell: Callable[[wire.Working], None]) -> Callable[[str, int, int], None]:
        """Tells a page a few times a second how far a large edit is."""
        last = time.monotonic()

        def told(edit: str, done: int, total: int) -> None:
            nonlocal last
            if total > MANY and time.monotonic() - last >= OFTEN:
                last = time.monotonic()
                tell(wire.Working(edit, done, total))

        return told

    def close(self) -> None:
        """Takes no more; what was taken is still saved."""
        self._saver.shutdown(wait=False)


def is_long(edit: Edit) -> bool:
    """True of an edit that may touch any number of items: it does not name them."""
    return edit.bulk is not None or (edit.undoes is not None and not edit.changes)
