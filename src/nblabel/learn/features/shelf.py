"""Embeddings on disk: shards of rows, each in one file, written aside and renamed.

A file is a head (its mark, a checksum of all that follows, the number of rows and their width, the length of
the reasons), then a 64-bit digest for each row, the rows as float16, and the reasons as JSON. Any number of
processes may write to one folder; what is cut short, changed or foreign is deleted when it is found, and made
anew by whoever needs it.
"""

import contextlib
import errno
import hashlib
import os
import struct
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from nblabel.learn.features.shard import Half
from nblabel.values.errors import StorageError

Digests = NDArray[np.uint64]
ENDING = ".shard"
_HEAD = struct.Struct("<4sIQIQ")
_MARK = b"nbE1"
_REASONS = msgspec.json.Decoder(dict[int, str])
_PIECE = 8 << 20


class Kept(NamedTuple):
    """One file's contents; `rows` is mapped from the disk."""

    path: Path
    digests: Digests
    rows: Half
    reasons: dict[int, str]


def digests(ids: Iterable[str]) -> Digests:
    """64 bits of each id's hash."""
    hashed = (hashlib.blake2b(one.encode(errors="surrogatepass"), digest_size=8).digest() for one in ids)
    return np.frombuffer(b"".join(hashed), np.uint64)


def write(folder: Path, name: str, known: Digests, rows: Iterable[Half], reasons: Mapping[int, str]) -> Path:
    """Keeps rows, given in pieces, as the file `name`. Raises StorageError when the disk refuses."""
    path = folder / f"{name}{ENDING}"
    told = msgspec.json.encode(dict(reasons))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _renamed(path) as file:
            file.write(bytes(_HEAD.size))
            checksum, width = _body(file, known, rows, told)
            file.seek(0)
            file.write(_HEAD.pack(_MARK, checksum, len(known), width, len(told)))
    except OSError as error:
        raise _refused(folder, error) from error
    return path


def _body(file: Any, known: Digests, rows: Iterable[Half], reasons: bytes) -> tuple[int, int]:
    """Writes what follows the head; its checksum, and the width of the rows."""
    width = 0
    checksum = _put(file, known.tobytes(), 0)
    for piece in rows:
        width = piece.shape[1]
        checksum = _put(file, np.ascontiguousarray(piece).tobytes(), checksum)
    return _put(file, reasons, checksum), width


def _put(file: Any, data: bytes, checksum: int) -> int:
    file.write(data)
    return zlib.crc32(data, checksum)


@contextlib.contextmanager
def _renamed(path: Path) -> Iterator[Any]:
    """A file beside `path` that takes its name once all of it is written."""
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        os.replace(aside, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(aside)
        raise


@contextlib.contextmanager
def unnamed(folder: Path) -> Iterator[Any]:
    """A file in `folder` that is gone with its last use. Raises StorageError when the disk refuses."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            yield file
    except OSError as error:
        raise _refused(folder, error) from error


def _refused(folder: Path, error: OSError) -> StorageError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StorageError(
            f"The disk of {folder} is full. What was embedded so far is kept: make room, and it goes on."
        )
    return StorageError(f"Embeddings cannot be kept in {folder}: {error.strerror or error}")


def read(path: Path) -> Kept | None:
    """The file's rows, or None when it is gone or damaged (then it is deleted)."""
    try:
        found = _read(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _refused(path.parent, error) from error
    if found is None:
        with contextlib.suppress(OSError):
            path.unlink()
    return found


def _read(path: Path) -> Kept | None:
    with path.open("rb") as file:
        head = file.read(_HEAD.size)
        size = os.fstat(file.fileno()).st_size
        if len(head) < _HEAD.size:
            return None
        mark, checksum, count, width, told = _HEAD.unpack(head)
        rows_at = _HEAD.size + 8 * count
        reasons_at = rows_at + 2 * count * width
        if mark != _MARK or size != reasons_at + told or _checksum(file) != checksum:
            return None
        file.seek(_HEAD.size)
        known = np.frombuffer(file.read(8 * count), np.uint64)
        file.seek(reasons_at)
        reasons = _REASONS.decode(file.read(told))
    rows: Half = np.empty((count, 0), np.float16)
    if count and width:
        rows = np.memmap(path, np.float16, "r", rows_at, (count, width))
    return Kept(path, known, rows, reasons)


def _checksum(file: Any) -> int:
    checksum = 0
    while piece := file.read(_PIECE):
        checksum = zlib.crc32(piece, checksum)
    return checksum


def listed(folder: Path) -> list[Path]:
    """The files that are kept in a folder, in the order of their names."""
    return sorted(folder.glob(f"*{ENDING}"))


def name_of(known: Digests, *said: str) -> str:
    """The name of the file of these rows, made in the way that is `said`."""
    told = hashlib.blake2b("\0".join(said).encode(), digest_size=16)
    told.update(known.tobytes())
    return told.hexdigest()


def gathered(parts: Sequence[Kept], where: NDArray[np.int64], row: NDArray[np.int64], width: int) -> Half:
    """Rows `row` of the parts `where`, NaN for those that are in none (-1)."""
    found = np.full((len(row), width), np.nan, np.float16)
    order = np.argsort(where, kind="stable")
    ends = np.searchsorted(where[order], np.arange(len(parts) + 1))
    for n, part in enumerate(parts):
        some = order[ends[n] : ends[n + 1]]
        if len(some) and part.rows.shape[1] == width:
            found[some] = part.rows[row[some]]
    return found
