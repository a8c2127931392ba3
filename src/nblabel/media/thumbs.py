"""Small thumbnails kept on disk, in one file of `<name>.cache/` beside the project.

A hundred thousand files of 2 kB would be slow to read and to delete, so these are rows of an SQLite file,
written many at a time. Several kernels may share it, and it may be deleted, damaged or filled up at any
time: the worst that happens is a thumbnail made again. The ones made longest ago go first at the limit.
"""

import contextlib
import os
import sqlite3
import threading
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

NAME = "thumbs.sqlite"
_PRUNED_SHARE = 50  # one in so many goes at a time, so that no page waits for a long deletion
_AT_ONCE = 500
_TABLE = """
CREATE TABLE IF NOT EXISTS thumb (
    id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, crc INTEGER NOT NULL,
    w INTEGER NOT NULL, h INTEGER NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL,
    data BLOB NOT NULL)
"""
_FIND = "SELECT key, crc, w, h, width, height, CAST(data AS BLOB) FROM thumb WHERE key IN"


class Thumb(Struct, frozen=True, gc=False):
    """A JPEG of `w` x `h` pixels of an upright original of `width` x `height`."""

    data: bytes
    w: int
    h: int
    width: int
    height: int


class Thumbs:
    """Thumbnails by key (see `cache_key`), in `folder`; `limit` in bytes. Never raises on a bad disk."""

    def __init__(self, folder: str | os.PathLike[str], limit: int = 1 << 30) -> None:
        self.place = Path(folder) / NAME
        self.limit = limit
        self._lock = threading.Lock()
        self._open: sqlite3.Connection | None = None
        self._inode = 0

    def find(self, keys: Iterable[str]) -> dict[str, Thumb]:
        """Those of the keys that are here, undamaged."""
        rest = [bytes.fromhex(key) for key in keys]
        found: dict[str, Thumb] = {}
        with self._lock, self._forgiving():
            connection = self._connection(make=False)
            for start in range(0, len(rest), _AT_ONCE):
                some = rest[start : start + _AT_ONCE]
                marks = ",".join("?" * len(some))
                rows = connection.execute(f"{_FIND} ({marks})", some)
                found.update(_read(row) for row in rows if zlib.crc32(row[-1]) == row[1])
        return found

    def put(self, thumbs: Mapping[str, Thumb]) -> None:
        """Keeps these, in one transaction; on a full or read-only disk they are let go."""
        rows = [
            (bytes.fromhex(key), zlib.crc32(one.data), one.w, one.h, one.width, one.height, one.data)
            for key, one in thumbs.items()
        ]
        with self._lock, self._forgiving():
            connection = self._connection(make=True)
            with connection:
                connection.execute("BEGIN IMMEDIATE")
                connection.executemany(
                    "INSERT OR REPLACE INTO thumb (key, crc, w, h, width, height, data) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?)",
                    rows,
                )
                while _bytes(connection) > self.limit and _prune(connection):
                    pass

    def close(self) -> None:
        with self._lock:
            self._leave()

    def _connection(self, make: bool) -> sqlite3.Connection:
        """The open file, opened anew when it was deleted meanwhile. Called with the lock held."""
        try:
            inode = os.stat(self.place).st_ino
        except FileNotFoundError:
            inode = 0
        if self._open is None or inode != self._inode or not inode:
            self._leave()
            if not inode and not make:
                raise sqlite3.OperationalError("nothing is kept yet")
            os.makedirs(self.place.parent, exist_ok=True)
            self._open = _opened(self.place)
            self._inode = os.stat(self.place).st_ino
        return self._open

    def _leave(self) -> None:
        if self._open is not None:
            with contextlib.suppress(sqlite3.Error):
                self._open.close()
        self._open = None

    @contextlib.contextmanager
    def _forgiving(self) -> Iterator[None]:
        """A disk that refuses is passed over; a file that is no longer a database is deleted."""
        try:
            yield
        except (sqlite3.OperationalError, OSError):  # full, locked by another kernel, not there yet
            self._leave()
        except sqlite3.DatabaseError:
            self._leave()
            with contextlib.suppress(OSError):
                os.unlink(self.place)


def _opened(place: Path) -> sqlite3.Connection:
    """Nothing is synced: a cut of the power may cost the file, which is noticed, and nobody waits."""
    connection = sqlite3.connect(place, timeout=0.2, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode=TRUNCATE")
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute(_TABLE)
    return connection


def _read(row: tuple[bytes, int, int, int, int, int, bytes]) -> tuple[str, Thumb]:
    key, _, w, h, width, height, data = row
    return key.hex(), Thumb(data, w, h, width, height)


def _bytes(connection: sqlite3.Connection) -> int:
    """What is in use: rows that were deleted leave pages that are written again."""
    (pages,), (free,), (size,) = (
        connection.execute(f"PRAGMA {what}").fetchone()
        for what in ("page_count", "freelist_count", "page_size")
    )
    return (int(pages) - int(free)) * int(size)


def _prune(connection: sqlite3.Connection) -> bool:
    """Deletes the oldest; False when there is nothing left."""
    first, last = connection.execute("SELECT min(id), max(id) FROM thumb").fetchone()
    if first is None:
        return False
    connection.execute("DELETE FROM thumb WHERE id <= ?", (first + (last - first) // _PRUNED_SHARE,))
    return True
