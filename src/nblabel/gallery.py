"""A project's pictures: where each item's file is, and thumbnails of it made on other threads."""

import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from nblabel.media.cache import Cache
from nblabel.media.images import Picture
from nblabel.media.pictures import Job, Pictures
from nblabel.media.places import locate
from nblabel.values.errors import ImageError

if TYPE_CHECKING:
    from nblabel.store.items import ItemRow
    from nblabel.store.store import Store

Deliver = Callable[[str, Picture | ImageError], None]


class Gallery:
    """Finds and decodes pictures. Its threads start with the first picture that is wanted."""

    def __init__(self, store: "Store", cache: Path) -> None:
        self._store = store
        self._cache = cache
        self._roots: dict[int, str] = {}
        self._service: Pictures | None = None
        self._lock = threading.Lock()

    def place(self, row: "ItemRow") -> str:
        """Where the item's file is now, a path or a URL. Raises `ImageError` for a path out of its root."""
        return locate(self._root(row.source), row.path)

    def want(
        self, client: str, rows: Iterable["ItemRow"], size: int, deliver: Deliver, urgent: bool = True
    ) -> None:
        """Makes pictures of at most `size` pixels a side, in this order, for one page.

        `deliver(item, picture or error)` is called on another thread. What a client asked for urgently
        before and has not got is dropped for what it asks for urgently now.
        """
        jobs = [
            Job(
                item=row.item,
                source=row.source,
                root=self._root(row.source),
                path=row.path,
                pixels=size,
                size=row.size or 0,
                mtime_ns=row.mtime_ns or 0,
            )
            for row in rows
        ]
        self._started().want(client, jobs, lambda job, made: deliver(job.item, made), urgent)

    def moved(self) -> None:
        """Forgets where sources were."""
        self._roots = {}

    def close(self) -> None:
        with self._lock:
            service, self._service = self._service, None
        if service is not None:
            service.close()

    def _started(self) -> Pictures:
        with self._lock:
            if self._service is None:
                self._service = Pictures(Cache(self._cache))
            return self._service

    def _root(self, source: int) -> str:
        if source not in self._roots:
            self._roots = {row.id: row.root for row in self._store.sources()}
        return self._roots[source]
