"""The tiles of one very large picture, in one file: level after level, each half of the one before.

The tiles come in the order in which they are made; behind them are where each is, what the picture is, and a
check. A file without its end was cut off and is made anew.
"""

import contextlib
import os
import struct
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import msgspec
from msgspec import Struct

from nblabel.values.errors import ImageError

TILE = 512
_MARK = b"nbltile1"
_END = struct.Struct("<QII8s")  # where the index is, its length, its check, the mark
_PLACE = struct.Struct("<QI")


class Shape(Struct, frozen=True):
    """The upright picture's size in pixels, a tile's, and what tiles are encoded as."""

    width: int
    height: int
    type: str
    tile: int = TILE

    def levels(self) -> list[tuple[int, int]]:
        """Width and height of each level, the full size first, down to one tile."""
        sizes = [(self.width, self.height)]
        while max(sizes[-1]) > self.tile:
            sizes.append((-(-sizes[-1][0] // 2), -(-sizes[-1][1] // 2)))
        return sizes

    def grids(self) -> list[tuple[int, int]]:
        """How many columns and rows of tiles each level has."""
        return [(-(-width // self.tile), -(-height // self.tile)) for width, height in self.levels()]

    def number(self, level: int, x: int, y: int) -> int:
        """The place of a tile among all. Raises ImageError when there is none such."""
        grids = self.grids()
        if not 0 <= level < len(grids) or not (0 <= x < grids[level][0] and 0 <= y < grids[level][1]):
            raise ImageError(f"There is no tile {x}, {y} on level {level}")
        return sum(across * down for across, down in grids[:level]) + y * grids[level][0] + x

    def count(self) -> int:
        """How many tiles there are in all."""
        return sum(across * down for across, down in self.grids())


class Tiles:
    """A finished file, open for reading by any number of threads."""

    def __init__(self, place: str | os.PathLike[str]) -> None:
        """Raises OSError when it is not there, ValueError when it is damaged."""
        self._file = open(place, "rb")  # noqa: SIM115 - closed by `close`
        self._lock = threading.Lock()
        try:
            self.shape, self._index = _read_end(self._file)
        except (struct.error, msgspec.DecodeError, OSError) as error:
            self._file.close()
            raise ValueError("the tiles are damaged") from error
        except ValueError:
            self._file.close()
            raise

    def tile(self, level: int, x: int, y: int) -> bytes:
        """The encoded tile. Raises ImageError when there is none such."""
        start, length = _PLACE.unpack_from(self._index, self.shape.number(level, x, y) * _PLACE.size)
        with self._lock:
            if self._file.closed:
                raise ImageError("The tiles were put away meanwhile; ask again")
            return _read(self._file, start, length)

    def close(self) -> None:
        with self._lock:
            self._file.close()


def _read(file: IO[bytes], start: int, length: int) -> bytes:
    file.seek(start)
    return file.read(length)


def _read_end(file: IO[bytes]) -> tuple[Shape, bytes]:
    size = os.fstat(file.fileno()).st_size
    start, length, check, mark = _END.unpack(_read(file, max(size - _END.size, 0), _END.size))
    told = _read(file, start, length) if mark == _MARK and length < size else b""
    if not told or zlib.crc32(told) != check:
        raise ValueError("the tiles are damaged")
    index_bytes = int.from_bytes(told[:4], "little")
    shape = msgspec.json.decode(told[4 + index_bytes :], type=Shape)
    if index_bytes != shape.count() * _PLACE.size:
        raise ValueError("the tiles are damaged")
    return shape, told[4 : 4 + index_bytes]


class Writing:
    """A file being made. Nobody sees it before it is finished."""

    def __init__(self, place: Path, shape: Shape) -> None:
        self.shape = shape
        self.done = 0
        self._place = place
        self._aside = place.with_name(f"{place.name}.{os.getpid()}.part")
        place.parent.mkdir(parents=True, exist_ok=True)
        self._file = open(self._aside, "wb")  # noqa: SIM115 - closed by `finish` or `drop`
        self._index = bytearray(shape.count() * _PLACE.size)

    def put(self, level: int, x: int, y: int, data: bytes) -> None:
        number = self.shape.number(level, x, y)
        _PLACE.pack_into(self._index, number * _PLACE.size, self._file.tell(), len(data))
        self._file.write(data)
        self.done += 1

    def finish(self) -> None:
        told = len(self._index).to_bytes(4, "little") + self._index + msgspec.json.encode(self.shape)
        start = self._file.tell()
        self._file.write(told + _END.pack(start, len(told), zlib.crc32(told), _MARK))
        self._file.close()
        os.replace(self._aside, self._place)

    def drop(self) -> None:
        """Leaves nothing behind."""
        self._file.close()
        with contextlib.suppress(OSError):
            os.unlink(self._aside)


@contextlib.contextmanager
def writing(place: Path, shape: Shape) -> Iterator[Writing]:
    """Finished when all goes well, dropped when not."""
    file = Writing(place, shape)
    try:
        yield file
        file.finish()
    except BaseException:
        file.drop()
        raise
