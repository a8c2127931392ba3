"""Encoded pictures kept on disk, in `<name>.cache/` beside the project.

One file each, written aside and renamed, in 256 folders: several kernels may share it, and it may be
deleted, cut short or filled up at any time; the worst that happens is a picture decoded again. The ones
unused for longest go first when the limit is reached.
"""

import contextlib
import hashlib
import os
import struct
import tempfile
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

from nblabel.media.images import Picture

_HEAD = struct.Struct("<4sIIIB")
_MARK = b"nbl1"
_TYPES = ("image/jpeg", "image/png", "image/webp")
_TOUCH_AFTER = 3600  # seconds; a use is not written down more often, or every look would be a write
_PRUNED_TO = 0.8


def cache_key(source: int, path: str, size: int, mtime_ns: int, frame: int, pixels: int) -> str:
    """The name of a picture: another one as soon as the file, or what is wanted of it, is another."""
    told = f"{source}\0{size}\0{mtime_ns}\0{frame}\0{pixels}\0{path}"
    return hashlib.blake2b(told.encode(errors="surrogatepass"), digest_size=16).hexdigest()


class Cache:
    """Pictures by key in `folder`, made when first needed; `limit` in bytes. Never raises on a bad disk."""

    def __init__(self, folder: str | os.PathLike[str], limit: int = 1 << 30) -> None:
        self.folder = Path(folder)
        self.limit = limit
        self._lock = threading.Lock()
        self._bytes: int | None = None  # not yet counted

    def get(self, key: str) -> Picture | None:
        """The picture, or None when it is not here or damaged."""
        place = self._place(key)
        try:
            with open(place, "rb") as file:
                entry = file.read()
                old = os.fstat(file.fileno()).st_mtime < time.time() - _TOUCH_AFTER
        except OSError:
            return None
        found = _unpacked(entry)
        with contextlib.suppress(OSError):
            if found is None:
                os.unlink(place)
            elif old:
                os.utime(place)
        return found

    def put(self, key: str, picture: Picture) -> None:
        """Keeps the picture; on a full or read-only disk it is let go."""
        entry = _packed(picture)
        place = self._place(key)
        try:
            _write(place, entry)
        except OSError:
            return
        with self._lock:
            self._bytes = self._count() if self._bytes is None else self._bytes + len(entry)
            if self._bytes > self.limit:
                self._bytes = self._prune()

    def _place(self, key: str) -> str:
        return f"{self.folder}/{key[:2]}/{key[2:]}"

    def _entries(self) -> Iterator[os.DirEntry[str]]:
        with contextlib.suppress(OSError), os.scandir(self.folder) as shards:
            for shard in shards:
                with contextlib.suppress(OSError), os.scandir(shard.path) as entries:
                    yield from entries

    def _count(self) -> int:
        return sum(status.st_size for _, status in self._statuses())

    def _statuses(self) -> Iterator[tuple[str, os.stat_result]]:
        for entry in self._entries():
            with contextlib.suppress(OSError):
                yield entry.path, entry.stat()

    def _prune(self) -> int:
        """Removes the entries unused for longest; the bytes that stay (others may write meanwhile)."""
        oldest_first = sorted(self._statuses(), key=lambda one: one[1].st_mtime_ns)
        total = sum(status.st_size for _, status in oldest_first)
        for place, status in oldest_first:
            if total <= self.limit * _PRUNED_TO:
                break
            with contextlib.suppress(OSError):
                os.unlink(place)
            total -= status.st_size
        return total


def _write(place: str, entry: bytes) -> None:
    folder = os.path.dirname(place)
    os.makedirs(folder, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=folder)
    try:
        with open(handle, "wb") as file:
            file.write(entry)
        os.replace(aside, place)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(aside)
        raise


def _packed(picture: Picture) -> bytes:
    head = (zlib.crc32(picture.data), picture.width, picture.height, _TYPES.index(picture.type))
    return _HEAD.pack(_MARK, *head) + picture.data


def _unpacked(entry: bytes) -> Picture | None:
    if len(entry) <= _HEAD.size:
        return None
    mark, check, width, height, kind = _HEAD.unpack_from(entry)
    data = entry[_HEAD.size :]
    if mark != _MARK or kind >= len(_TYPES) or zlib.crc32(data) != check:
        return None
    return Picture(data, _TYPES[kind], width, height)
