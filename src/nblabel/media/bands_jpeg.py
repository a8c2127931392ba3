"""A JPEG's rows while they are decoded.

Pillow's decoder takes the file by pieces and writes whole rows from the top, into memory that it is given. It
is given pages that are nobody's until they are written to, and they are handed back once their rows were
read. That the last row of a band is written is known by its end, where a mark was put before.
"""

import mmap
import os
from collections.abc import Callable, Iterator
from typing import IO, Any

from PIL import Image, ImageFile

from nblabel.values.errors import ImageError

_ROWS = 512
_BLOCK = 1 << 18
_MARK = 8
# How pixels lie in memory, and bytes of each.
_LAID_OUT = {"L": ("L", 1), "RGB": ("RGBX", 4), "CMYK": ("CMYK", 4)}


def jpeg_bands(file: IO[bytes], image: ImageFile.ImageFile) -> Callable[[], Iterator[Image.Image]] | None:
    """Makes the bands of an upright JPEG; None where the system cannot take memory back by pieces."""
    known = image.mode in _LAID_OUT and image.width >= _MARK and len(image.tile) == 1
    if not known or not hasattr(mmap, "MADV_DONTNEED"):
        return None
    tile, mode, size, config = image.tile[0], image.mode, image.size, image.decoderconfig
    return lambda: _decoded(file, tile, mode, size, config)


def _decoded(
    file: IO[bytes], tile: Any, mode: str, size: tuple[int, int], config: tuple[Any, ...]
) -> Iterator[Image.Image]:
    (layout, each), (width, height) = _LAID_OUT[mode], size
    stride = width * each
    flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | getattr(mmap, "MAP_NORESERVE", 0)
    memory = mmap.mmap(-1, stride * height, flags=flags)
    ends = [*range(_ROWS, height, _ROWS), height]
    mark = os.urandom(_MARK)
    for end in ends:
        memory[end * stride - _MARK : end * stride] = mark
    pixels = Image.core.map_buffer(memory, size, "raw", 0, (layout, stride, 1))  # type: ignore[attr-defined]
    decoder = Image._getdecoder(mode, tile[0], tile[3], config)
    try:
        decoder.setimage(pixels, (0, 0, width, height))
        file.seek(tile[2])
        feed, top = _Feed(decoder, file), 0
        for end in ends:
            while not feed.ended and memory[end * stride - _MARK : end * stride] == mark:
                feed.on()
            rows = memory[top * stride : end * stride]
            yield Image.frombytes(mode, (width, end - top), rows, "raw", layout, stride, 1)
            _give_back(memory, top * stride, end * stride)
            top = end
    finally:
        decoder.cleanup()


class _Feed:
    """Hands the file to the decoder, block after block."""

    def __init__(self, decoder: Any, file: IO[bytes]) -> None:
        self.ended = False
        self._decoder = decoder
        self._file = file
        self._rest = b""

    def on(self) -> None:
        more = self._file.read(_BLOCK)
        if not more:
            raise ImageError("The file ends too early")
        self._rest += more
        taken, fault = self._decoder.decode(self._rest)
        if taken < 0:
            self.ended = True
            if fault < 0:
                raise ImageError("The file is damaged")
        self._rest = self._rest[max(taken, 0) :]


def _give_back(memory: mmap.mmap, start: int, end: int) -> None:
    """Whole pages only; the one at the end has the next band's first row, too."""
    first, last = -(-start // mmap.PAGESIZE) * mmap.PAGESIZE, end // mmap.PAGESIZE * mmap.PAGESIZE
    if last > first:
        memory.madvise(mmap.MADV_DONTNEED, first, last - first)
