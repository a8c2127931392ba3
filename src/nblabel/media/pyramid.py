"""Pictures too large to be shown whole, as tiles of many sizes, made once and kept beside the thumbnails.

A picture is read once, from the top; each level hands rows on to the next, half as large, so that no more
than some rows of each are in memory. Tiles of JPEG files are JPEGs, of all others PNGs, so that nothing is
lost.
"""

import io
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from nblabel.media.bands import bands
from nblabel.media.opening import open_file, open_image, upright_size
from nblabel.media.shrinking import Rows
from nblabel.media.tilefile import TILE, Shape, Writing, writing

# Pictures of more pixels are shown by tiles.
LARGE = 16_000_000
QUALITY = 90
SMALL_PROFILE = 4096
_MIME = {"JPEG": "image/jpeg", "MPO": "image/jpeg"}


class StoppedError(Exception):
    """The making of tiles was called off."""


def shape_of(place: str, frame: int = 0) -> Shape:
    """What the tiles of a picture will be, from its header alone. Raises ImageError."""
    with open_file(place) as file:
        image = open_image(file, frame)
        return Shape(*upright_size(image), _MIME.get(image.format or "", "image/png"))


def build(place: str, target: Path, frame: int, executor: Executor, told: Callable[[float], None]) -> None:
    """Makes the tiles of the picture at `place` into the file `target`.

    `told` hears the share that is done, often, and stops it by raising. Tiles are encoded by `executor`.
    Raises ImageError, OSError (the disk is full).
    """
    with open_file(place) as file:
        image = open_image(file, frame)
        shape = Shape(*upright_size(image), _MIME.get(image.format or "", "image/png"))
        colours = image.info.get("icc_profile") or b""
        encoder = Encoder(shape.type, colours if len(colours) <= SMALL_PROFILE else None)
        with writing(target, shape) as tiles:
            level = _Level(0, tiles, encoder, executor)
            for band in bands(file, image):
                level.take(band)
                told(tiles.done / shape.count())
            level.end()


class Encoder(NamedTuple):
    type: str
    colours: bytes | None

    def encoded(self, tile: Image.Image) -> bytes:
        out = io.BytesIO()
        if self.type == "image/jpeg":
            tile.save(out, "JPEG", quality=QUALITY, icc_profile=self.colours)
        else:
            tile.save(out, "PNG", compress_level=1, icc_profile=self.colours)
        return out.getvalue()


class _Level:
    """Takes the rows of one size, cuts them into tiles, and hands them on, half as large."""

    def __init__(self, number: int, tiles: Writing, encoder: Encoder, executor: Executor) -> None:
        self._number = number
        self._tiles = tiles
        self._encoder = encoder
        self._executor = executor
        self._rows = Rows(TILE)
        self._row = 0
        last = number + 1 == len(tiles.shape.levels())
        self._next = None if last else _Level(number + 1, tiles, encoder, executor)

    def take(self, band: Image.Image) -> None:
        for full in self._rows.take(band):
            self._cut(full)

    def end(self) -> None:
        for rest in self._rows.rest():
            self._cut(rest)
        if self._next is not None:
            self._next.end()

    def _cut(self, rows: Image.Image) -> None:
        for x, data in enumerate(self._executor.map(self._encoder.encoded, _tiles_of(rows))):
            self._tiles.put(self._number, x, self._row, data)
        self._row += 1
        if self._next is not None:
            self._next.take(rows.reduce(2))


def _tiles_of(rows: Image.Image) -> Iterator[Image.Image]:
    for left in range(0, rows.width, TILE):
        yield rows.crop((left, 0, min(left + TILE, rows.width), rows.height))
