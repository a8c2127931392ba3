"""A PNG's rows while it is inflated.

Some rows at a time are made a small PNG of their own, not compressed, for Pillow to undo their filters:
behind the last row of the rows before, which the filters may refer to. It is told that their bytes are grey
or colour channels of 8 bits, as many as a pixel has bytes; what they are is read from the bytes it gives.
"""

import struct
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import IO, NamedTuple

from PIL import Image, PngImagePlugin

from nblabel.values.errors import ImageError

_BAND_BYTES = 8 << 20
_MOST_ROWS = 512
_BLOCK = 1 << 20
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
# By bytes a pixel: the colour type that has so many channels.
_STAND_INS = {1: 0, 2: 4, 3: 2, 4: 6}


class _Head(NamedTuple):
    width: int
    height: int
    depth: int
    colour: int

    @property
    def bits(self) -> int:
        return self.depth * _CHANNELS[self.colour]

    @property
    def row(self) -> int:
        """Bytes of a row, without its filter's number."""
        return -(-self.width * self.bits // 8)


def png_bands(
    file: IO[bytes], image: PngImagePlugin.PngImageFile
) -> Callable[[], Iterator[Image.Image]] | None:
    """Makes the bands of a PNG; None when it is interlaced or has colours of 16 bits."""
    file.seek(len(_SIGNATURE))
    kind, data = _chunk(file)
    if kind != b"IHDR" or len(data) != 13:
        raise ImageError("The file is damaged")
    *told, _, _, interlaced = struct.unpack(">IIBBBBB", data)
    head = _Head(*told)
    if interlaced or max(1, head.bits // 8) not in _STAND_INS or head.colour not in _CHANNELS:
        return None
    mode, raw = PngImagePlugin._MODES[(head.depth, head.colour)]
    start = file.tell()
    palette = image.palette if mode == "P" else None
    clear = image.info.get("transparency")

    def made() -> Iterator[Image.Image]:
        file.seek(start)
        for count, rows in _unfiltered(_inflated(file), head):
            band = Image.frombytes(mode, (head.width, count), rows, "raw", raw)
            if palette is not None:
                band.putpalette(palette.getdata()[1], palette.getdata()[0].partition(";")[0])
            if clear is not None:
                band.info["transparency"] = clear
            yield band

    return made


def _chunk(file: IO[bytes]) -> tuple[bytes, bytes]:
    """The next chunk; its check is the decoder's business."""
    head = file.read(8)
    if len(head) < 8:
        raise ImageError("The file ends too early")
    length, kind = struct.unpack(">I4s", head)
    data = file.read(length)
    if len(data) < length or len(file.read(4)) < 4:
        raise ImageError("The file ends too early")
    return kind, data


def _inflated(file: IO[bytes]) -> Iterator[bytes]:
    inflate = zlib.decompressobj()
    while not inflate.eof:
        kind, data = _chunk(file)
        if kind == b"IEND":
            break
        while kind == b"IDAT" and data and not inflate.eof:
            yield inflate.decompress(data, _BLOCK)
            data = inflate.unconsumed_tail
    yield inflate.flush()


def _unfiltered(stream: Iterator[bytes], head: _Head) -> Iterator[tuple[int, bytes]]:
    """How many rows, and their bytes."""
    stride, left = head.row + 1, head.height
    most = min(_MOST_ROWS, max(1, _BAND_BYTES // stride))
    held, before = bytearray(), b""
    while left:
        wanted = min(most, left)
        while len(held) < wanted * stride:
            more = next(stream, None)
            if more is None:
                raise ImageError("The file ends too early")
            held += more
        rows = _plain(bytes(held[: wanted * stride]), before, wanted, head)
        del held[: wanted * stride]
        before = rows[-head.row :]
        left -= wanted
        yield wanted, rows


def _plain(filtered: bytes, before: bytes, count: int, head: _Head) -> bytes:
    """Rows without their filters; `before` is the row above them, if there is one."""
    each = max(1, head.bits // 8)
    lead = b"\0" + before if before else b""
    height = count + bool(before)
    told = struct.pack(">IIBBBBB", head.row // each, height, 8, _STAND_INS[each], 0, 0, 0)
    parts = [(b"IHDR", told), (b"IDAT", zlib.compress(lead + filtered, 0)), (b"IEND", b"")]
    small = _SIGNATURE + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    plain = PngImagePlugin.PngImageFile(BytesIO(small))
    plain.load()
    rows = plain.tobytes()
    return rows[head.row :] if before else rows
