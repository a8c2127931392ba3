"""A project's pictures: where each item's file is, and thumbnails of it made on other threads."""

import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from nblabel.media.ahead import Ahead
from nblabel.media.cache import Cache
from nblabel.media.compose import Composed
from nblabel.media.frames import are_separate, frame_of
from nblabel.media.images import Picture, image_size, read_image
from nblabel.media.pictures import Job, Pictures
from nblabel.media.places import locate
from nblabel.media.pool import Pool
from nblabel.media.pyramids import Pyramids
from nblabel.media.sheets import Sheets
from nblabel.media.thumbs import Thumbs
from nblabel.values.errors import ImageError

if TYPE_CHECKING:
    from PIL.Image import Image

    from nblabel.media.measured import Measurement
    from nblabel.store.items import ItemRow, SourceRow
    from nblabel.store.store import Store

Deliver = Callable[[str, Picture | ImageError], None]
CACHE_BYTES = 400 << 20
THUMBS_BYTES = 600 << 20
# Pictures of which the size is remembered.
SIZES = 20_000


class _Services:
    """What makes pictures, on threads that are shared."""

    def __init__(self, folder: Path) -> None:
        pool = Pool()
        self._thumbs = Thumbs(folder, THUMBS_BYTES)
        self.sheets = Sheets(pool, self._thumbs)
        self.ahead = Ahead(self.sheets)
        self.pictures = Pictures(Cache(folder, CACHE_BYTES), pool=pool, decoded=self.sheets.keep_of)
        self.large = Pyramids(folder)

    def close(self) -> None:
        self.ahead.close()
        self.large.close()
        self.pictures.close()
        self._thumbs.close()


class Gallery:
    """Finds and decodes pictures. Its threads start with the first picture that is wanted."""

    def __init__(self, store: "Store", cache: Path) -> None:
        self._store = store
        self._cache = cache
        self._sources: dict[int, SourceRow] = {}
        self._services: _Services | None = None
        self._small = 0
        self._sizes: dict[tuple[str, int], tuple[int, int]] = {}
        self._lock = threading.Lock()

    def place(self, row: "ItemRow") -> str:
        """Where the item's file is now, a path or a URL. Raises `ImageError` for a path out of its root."""
        return locate(self._source(row.source).root, row.path)

    def read(self, row: "ItemRow", frame: int = 0) -> "Image":
        """The item's picture, upright. Raises `ImageError`."""
        return read_image(self.place(row), self._frame(row, frame))

    def size(self, row: "ItemRow") -> tuple[int, int]:
        """Width and height of the item's upright picture, by its header. Raises `ImageError`."""
        return image_size(self.place(row), self._frame(row, 0))

    def known_size(self, item: str, frame: int = 0) -> tuple[int, int] | None:
        """Width and height of a picture that was handed out lately, without a look at its file; else None."""
        return self._sizes.get((item, frame))

    def measure(self, row: "ItemRow", size: int, frame: int = 0) -> "Measurement":
        """The item's measured values, their longer side at most `size`. Raises `ImageError`."""
        from nblabel.media.measured import measure

        return measure(self.place(row), size, self._frame(row, frame))

    def want(
        self,
        client: str,
        rows: Iterable["ItemRow"],
        size: int,
        deliver: Deliver,
        urgent: bool = True,
        frame: int = 0,
    ) -> None:
        """Makes pictures of at most `size` pixels a side, in this order, of one `frame`, for one page.

        `deliver(item, picture or error)` is called on another thread. What a client asked for urgently
        before and has not got is dropped for what it asks for urgently now.
        """

        def told(job: Job, made: Picture | ImageError) -> None:
            if isinstance(made, Picture):
                self._remember(job.item, frame, (made.width, made.height))
            deliver(job.item, made)

        jobs = self._jobs(rows, size, frame)
        self._started().ahead.rest()
        self._started().pictures.want(client, jobs, told, urgent)

    def want_sheets(
        self,
        client: str,
        rows: Iterable["ItemRow"],
        size: int,
        deliver: Callable[[Composed], None],
        urgent: bool = True,
    ) -> None:
        """As `want`, for many small ones: `size` is at most `compose.SMALL`, and they come as sheets."""
        self._small = size
        self._started().ahead.rest()
        self._started().sheets.want(client, self._jobs(rows, size), deliver, urgent)

    def make_ahead(self, parts: Iterator[list["ItemRow"]]) -> None:
        """Makes the thumbnails of these, part after part, in the background while nobody waits for any.

        Of the size that sheets were last wanted in; nothing when none were. Replaces what was asked before.
        """
        size = self._small
        if size:
            whole = ([row for row in part if not row.reason] for part in parts)
            self._started().ahead.follow(self._jobs(part, size) for part in whole)

    @property
    def large(self) -> Pyramids:
        """The tiles of very large pictures."""
        return self._started().large

    def job(self, row: "ItemRow", frame: int = 0) -> Job:
        """The item's picture as `large` takes it."""
        return self._jobs([row], 0, frame)[0]

    def moved(self) -> None:
        """Forgets where sources were."""
        self._sources = {}

    def close(self) -> None:
        with self._lock:
            services, self._services = self._services, None
        if services is not None:
            services.close()

    def _remember(self, item: str, frame: int, size: tuple[int, int]) -> None:
        with self._lock:
            self._sizes.pop((item, frame), None)
            self._sizes[item, frame] = size
            if len(self._sizes) > SIZES:
                self._sizes.pop(next(iter(self._sizes)))

    def _started(self) -> _Services:
        with self._lock:
            if self._services is None:
                self._services = _Services(self._cache)
            return self._services

    def _jobs(self, rows: Iterable["ItemRow"], size: int, frame: int = 0) -> list[Job]:
        return [
            Job(
                item=row.item,
                source=row.source,
                root=self._source(row.source).root,
                path=row.path,
                pixels=size,
                frame=self._frame(row, frame),
                size=row.size or 0,
                mtime_ns=row.mtime_ns or 0,
            )
            for row in rows
        ]

    def _frame(self, row: "ItemRow", frame: int) -> int:
        """The frame in the file: an item of a source of separate frames is one of them."""
        return frame_of(row.item) + frame if are_separate(self._source(row.source).spec) else frame

    def _source(self, source: int) -> "SourceRow":
        if source not in self._sources:
            self._sources = {row.id: row for row in self._store.sources()}
        return self._sources[source]
