"""A TIFF's rows, strip by strip or one row of tiles after the other.

Strips and tiles are compressed each for itself, so some of them are made a small TIFF of their own, which
Pillow decodes.
"""

import struct
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from typing import IO, Any, NamedTuple

from PIL import Image, TiffImagePlugin

from nblabel.values.errors import ImageError

_ROWS = 512
_NONE, _OLD_JPEG = 1, 6
# Tags that say how pixels are to be read, and the kind of number each is written as: 3 short, 7 bytes.
_KEPT = {258: 3, 259: 3, 262: 3, 266: 3, 277: 3, 284: 3, 317: 3, 320: 3, 338: 3, 339: 3, 347: 7, 530: 3}
_LETTERS = {3: "H", 4: "I"}
_MOST_BYTES = 1 << 30


class _Group(NamedTuple):
    """Some strips, or a row of tiles: where each begins and how long it is, and what rows they are."""

    rows: int
    starts: Sequence[int]
    lengths: Sequence[int]


def tiff_bands(
    file: IO[bytes], image: TiffImagePlugin.TiffImageFile
) -> Callable[[], Iterator[Image.Image]] | None:
    """Makes the bands of a TIFF; None when its channels are apart, or it is one compressed piece."""
    tags = image.tag_v2
    if tags.get(284, 1) != 1 or tags.get(259, 1) == _OLD_JPEG:
        return None
    groups = _tiles(tags) if 324 in tags else _strips(tags)
    if groups is None:
        return None
    kept = {tag: (kind, tags[tag]) for tag, kind in _KEPT.items() if tag in tags}
    order, width = tags.prefix, int(tags[256])

    def made() -> Iterator[Image.Image]:
        for group in groups:
            yield _decoded(file, order, width, group, kept, tags)

    return made


def _tiles(tags: Any) -> list[_Group] | None:
    across, down = -(-tags[256] // tags[322]), -(-tags[257] // tags[323])
    starts, lengths = tags[324], tags[325]
    if len(starts) < across * down or len(lengths) < across * down:
        raise ImageError("The file is damaged")
    return [
        _Group(
            min(tags[323], tags[257] - row * tags[323]),
            starts[row * across : (row + 1) * across],
            lengths[row * across : (row + 1) * across],
        )
        for row in range(down)
    ]


def _strips(tags: Any) -> list[_Group] | None:
    height, starts = tags[257], tags[273]
    each = min(tags.get(278, height), height)
    if tags.get(259, 1) == _NONE and len(starts) == 1 and tags.get(266, 1) == 1:
        return _sliced(tags, starts[0], height)
    lengths = tags.get(279, ())
    count = -(-height // each)
    if len(starts) < count or len(lengths) < count:
        raise ImageError("The file is damaged")
    if each > 4 * _ROWS:
        return None
    many = max(1, _ROWS // each)
    return [
        _Group(min(many * each, height - n * each), starts[n : n + many], lengths[n : n + many])
        for n in range(0, count, many)
    ]


def _sliced(tags: Any, start: int, height: int) -> list[_Group]:
    """One piece of plain rows can be cut anywhere."""
    bits = tags.get(258, (1,))
    bits = sum(bits) * (tags.get(277, 1) if len(bits) == 1 else 1)
    row = -(-tags[256] * bits // 8)
    return [
        _Group(rows, [start + top * row], [rows * row])
        for top in range(0, height, _ROWS)
        for rows in [min(_ROWS, height - top)]
    ]


def _decoded(
    file: IO[bytes], order: bytes, width: int, group: _Group, kept: dict[int, tuple[int, Any]], tags: Any
) -> Image.Image:
    if sum(group.lengths) > _MOST_BYTES:
        raise ImageError("The file is damaged")
    data, starts = [], []
    place = 8
    for start, length in zip(group.starts, group.lengths, strict=True):
        file.seek(start)
        data.append(file.read(length))
        if len(data[-1]) < length:
            raise ImageError("The file ends too early")
        starts.append(place)
        place += length
    told = dict(kept) | {256: (4, width), 257: (4, group.rows)}
    if 324 in tags:
        told |= {322: (4, tags[322]), 323: (4, tags[323]), 324: (4, starts), 325: (4, list(group.lengths))}
    else:
        each = tags.get(278, group.rows) if len(starts) > 1 else group.rows
        told |= {273: (4, starts), 279: (4, list(group.lengths)), 278: (4, each)}
    small = TiffImagePlugin.TiffImageFile(BytesIO(_file(order, b"".join(data), told)))
    small.load()
    return small


def _file(order: bytes, data: bytes, tags: dict[int, tuple[int, Any]]) -> bytes:
    """A TIFF of one page: its pixels, what does not fit into the directory, and the directory."""
    end = "<" if order == b"II" else ">"
    data += b"\0" * (len(data) % 2)
    extra, rows = b"", []
    room = 8 + len(data)
    for tag, (kind, value) in sorted(tags.items()):
        values = value if isinstance(value, tuple | list | bytes) else (value,)
        written = bytes(values) if kind == 7 else struct.pack(f"{end}{len(values)}{_LETTERS[kind]}", *values)
        if len(written) > 4:
            place = room + len(extra)
            extra += written + b"\0" * (len(written) % 2)
            written = struct.pack(f"{end}I", place)
        rows.append(struct.pack(f"{end}HHI", tag, kind, len(values)) + written.ljust(4, b"\0"))
    directory = struct.pack(f"{end}H", len(rows)) + b"".join(rows) + b"\0\0\0\0"
    head = order + struct.pack(f"{end}HI", 42, room + len(extra))
    return head + data + extra + directory
