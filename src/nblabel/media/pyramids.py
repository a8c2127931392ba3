"""The tiles of a project's very large pictures: made in the background, one picture at a time, and read."""

import contextlib
import logging
import os
import threading
import time
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from nblabel.media.cache import cache_key
from nblabel.media.found import stamp
from nblabel.media.pictures import Job
from nblabel.media.places import is_url, locate
from nblabel.media.pyramid import LARGE, StoppedError, build, shape_of
from nblabel.media.tilefile import Shape, Tiles
from nblabel.values.errors import ImageError

# Files kept open; bytes of tiles kept on disk, those used longest ago going first.
OPEN = 16
LIMIT = 20 << 30
# Nobody has asked for so many seconds how far it is: the page has gone on, and another picture may be made.
ABANDONED = 20.0
# Seconds after which what a killed process left is cleared away.
_LEFT = 3600.0
_log = logging.getLogger(__name__)


class Found(NamedTuple):
    """A picture's shape, and how far its tiles are made, 0 to 1; None where it is shown whole."""

    shape: Shape
    ready: float | None


class _Making:
    """One picture whose tiles are being made."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.asked = time.monotonic()
        self.ready = 0.0
        self.stopped = False
        self.error: ImageError | None = None

    def told(self, ready: float) -> None:
        self.ready = min(ready, 0.999)
        if self.stopped:
            raise StoppedError


class Pyramids:
    """Tiles in `folder`, a file for each picture. Its thread starts with the first that is wanted.

    Of a job its `pixels` mean nothing here.
    """

    def __init__(self, folder: Path, limit: int = LIMIT) -> None:
        self.folder = folder
        self.limit = limit
        self._open: OrderedDict[str, Tiles] = OrderedDict()
        self._shapes: dict[str, Shape] = {}
        self._making: _Making | None = None
        self._change = threading.Lock()
        self._closed = False

    def levels(self, job: Job) -> Found:
        """What tiles a picture has and how far they are made; begins to make them when none others are.

        Ask again for as long as they are wanted. Raises ImageError when they cannot be made.
        """
        key, place = _key(job)
        if key not in self._shapes:
            self._shapes[key] = shape_of(place, job.frame)
        shape = self._shapes[key]
        if shape.width * shape.height <= LARGE:
            return Found(shape, None)
        return Found(shape, 1.0 if self._find(key) is not None else self._make(key, place, job.frame))

    def tile(self, job: Job, level: int, x: int, y: int) -> tuple[Shape, bytes]:
        """A tile, encoded. Raises ImageError, also while there is none yet."""
        tiles = self._find(_key(job)[0])
        if tiles is None:
            raise ImageError("The tiles of this picture are not made yet")
        return tiles.shape, tiles.tile(level, x, y)

    def part(self, job: Job, left: int, top: int, right: int, bottom: int, most: int) -> Image.Image | None:
        """A rectangle of the picture, RGB, of a level on which its longer side has `most` pixels or up to
        twice that (level 0 where it has fewer); None when there are no tiles.

        Its size tells the scale. Raises ImageError.
        """
        tiles = self._find(_key(job)[0])
        if tiles is None:
            return None
        sizes = tiles.shape.levels()
        level = 0
        while level + 1 < len(sizes) and max(right - left, bottom - top) >> (level + 1) >= most:
            level += 1
        low = (left >> level, top >> level)
        high = (min(-(-right >> level), sizes[level][0]), min(-(-bottom >> level), sizes[level][1]))
        return _joined(tiles, level, low, high)

    def cancel(self, job: Job) -> None:
        """Stops making the tiles of this picture; nothing is left of them."""
        key, _ = _key(job)
        with self._change:
            if self._making is not None and self._making.key == key:
                self._making.stopped = True

    def close(self) -> None:
        with self._change:
            self._closed = True
            if self._making is not None:
                self._making.stopped = True
            for tiles in self._open.values():
                tiles.close()
            self._open.clear()

    def _find(self, key: str) -> Tiles | None:
        with self._change:
            tiles = self._open.get(key)
            if tiles is not None:
                self._open.move_to_end(key)
                return tiles
            try:
                tiles = Tiles(self._place(key))
            except OSError:
                return None
            except ValueError:
                with contextlib.suppress(OSError):
                    os.unlink(self._place(key))
                return None
            with contextlib.suppress(OSError):
                os.utime(self._place(key))
            self._open[key] = tiles
            while len(self._open) > OPEN:
                self._open.popitem(last=False)[1].close()
            return tiles

    def _make(self, key: str, place: str, frame: int) -> float:
        with self._change:
            making = self._making
            if making is not None and making.key == key:
                making.asked = time.monotonic()
                if making.error is not None:
                    self._making = None
                    raise making.error
                return making.ready
            if making is not None and making.error is None:
                making.stopped |= time.monotonic() - making.asked > ABANDONED
                return 0.0
            if not self._closed:
                self._making = _Making(key)
                task = (self._making, place, frame)
                threading.Thread(target=self._work, args=task, name="nblabel-tiles", daemon=True).start()
            return 0.0

    def _work(self, making: _Making, place: str, frame: int) -> None:
        try:
            self._prune()
            with ThreadPoolExecutor(2, "nblabel-tile") as encoders:
                build(place, self._place(making.key), frame, encoders, making.told)
        except StoppedError:
            pass
        except ImageError as error:
            making.error = error
        except OSError as error:
            making.error = ImageError(f"The tiles cannot be kept: {error.strerror or error}")
        except Exception as error:  # whoever asks next is told
            _log.exception("the tiles of %r failed", place)
            making.error = ImageError(f"The tiles cannot be made: {error}")
        with self._change:
            if making.error is None:
                self._making = None

    def _place(self, key: str) -> Path:
        return self.folder / f"tiles-{key}"

    def _prune(self) -> None:
        """Makes room, and clears away what killed processes left."""
        found = []
        with contextlib.suppress(OSError), os.scandir(self.folder) as entries:
            for entry in entries:
                with contextlib.suppress(OSError):
                    if entry.name.startswith("tiles-"):
                        found.append((entry.stat().st_mtime, entry.stat().st_size, entry.path))
        total = sum(size for _, size, _ in found)
        for used, size, path in sorted(found):
            unfinished = path.endswith(".part")
            if used < time.time() - _LEFT if unfinished else total > self.limit:
                with contextlib.suppress(OSError):
                    os.unlink(path)
                total -= size


def _key(job: Job) -> tuple[str, str]:
    """The name of a picture's tiles, another one as soon as the file is another, and where the file is."""
    place = locate(job.root, job.path)
    size, mtime, reason = (job.size, job.mtime_ns, None) if is_url(place) else stamp(place)
    if reason is not None:
        raise ImageError(reason)
    return cache_key(job.source, job.path, size, mtime, job.frame, 0), place


def _joined(tiles: Tiles, level: int, low: tuple[int, int], high: tuple[int, int]) -> Image.Image:
    side = tiles.shape.tile
    whole = Image.new("RGB", (high[0] - low[0], high[1] - low[1]))
    for y in range(low[1] // side, -(-high[1] // side)):
        for x in range(low[0] // side, -(-high[0] // side)):
            with Image.open(BytesIO(tiles.tile(level, x, y))) as tile:
                whole.paste(tile, (x * side - low[0], y * side - low[1]))
    return whole
