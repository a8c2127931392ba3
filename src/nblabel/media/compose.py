"""Small pictures as pixels: kept as JPEGs of two sizes, and composed into one with a place for each."""

import io
from collections.abc import Sequence

from msgspec import Struct
from PIL import Image

from nblabel.media.images import Picture
from nblabel.media.thumbs import Thumb
from nblabel.values.errors import ImageError

SIZES = (48, 96)
"""The sizes that are kept, in pixels of the longest side; a tile is made from the next larger one."""
SMALL = SIZES[-1]
KEPT_QUALITY = 85
SENT_QUALITY = 80
_GROUND = (128, 128, 128)
_FINE = 48  # below this a pixel of colour is a large share of the picture: colours are kept whole


class Drawn(Struct, frozen=True):
    """A small upright RGB picture of an original of `width` x `height`."""

    image: Image.Image
    width: int
    height: int


class Placed(Struct, frozen=True):
    """Where an item's picture is on a sheet, in pixels; `error` says why there is none."""

    item: str
    x: int = 0
    y: int = 0
    w: int = 0
    h: int = 0
    width: int = 0
    height: int = 0
    error: ImageError | None = None


class Composed(Struct, frozen=True):
    """One JPEG with many pictures; `data` is empty when none of the tiles has one."""

    tiles: list[Placed]
    data: bytes
    type: str = "image/jpeg"


def kept_size(pixels: int) -> int:
    """Which of the sizes kept a tile of `pixels` is made from."""
    return next((size for size in SIZES if size >= pixels), SMALL)


def kept(drawn: Drawn, made_at: int) -> dict[int, Thumb]:
    """What is kept of a picture that was made at one of the sizes: that one, and those below, by size."""
    images = {size: _fitted(drawn.image, size) for size in SIZES if size <= made_at}
    return {
        size: Thumb(_jpeg(image, KEPT_QUALITY), *image.size, drawn.width, drawn.height)
        for size, image in images.items()
    }


def opened(thumb: Thumb) -> Drawn | None:
    """The pixels of what was kept; None when they are damaged."""
    try:  # the decoder without Pillow's reading of the header, which would take longer than the pixels
        image = Image.frombytes("RGB", (thumb.w, thumb.h), thumb.data, "jpeg", "RGB", "")
    except Exception:  # a damaged file raises nearly anything
        return None
    return Drawn(image, thumb.width, thumb.height)


def drawn_of(picture: Picture) -> Drawn | None:
    """The largest small size of a picture for the page; None when it cannot be decoded."""
    try:
        with Image.open(io.BytesIO(picture.data)) as image:
            image.draft("RGB", (SMALL, SMALL))
            small = image.convert("RGB")
            small.thumbnail((SMALL, SMALL), Image.Resampling.HAMMING)
    except Exception:  # what is not there is made from the file
        return None
    return Drawn(small, picture.width, picture.height)


def composed(pictures: Sequence[tuple[str, Drawn | ImageError]], pixels: int) -> Composed:
    """One picture of all of them, each at most `pixels` at its longest side, in rows of equal cells."""
    images = [
        None if isinstance(drawn, ImageError) else _fitted(drawn.image, pixels) for _, drawn in pictures
    ]
    sizes = [image.size for image in images if image is not None]
    step = 8 if pixels <= _FINE else 16  # cells of whole JPEG blocks: no picture bleeds into the next
    across, down = (-(-max((size[side] for size in sizes), default=1) // step) * step for side in (0, 1))
    columns = max(1, round((len(sizes) * down / across) ** 0.5))
    sheet = Image.new("RGB", (columns * across, -(-len(sizes) // columns) * down), _GROUND)
    tiles, place = [], 0
    for (item, drawn), image in zip(pictures, images, strict=True):
        if image is None or isinstance(drawn, ImageError):
            tiles.append(Placed(item, error=drawn if isinstance(drawn, ImageError) else None))
            continue
        x, y = place % columns * across, place // columns * down
        sheet.paste(image, (x, y))
        tiles.append(Placed(item, x, y, *image.size, drawn.width, drawn.height))
        place += 1
    return Composed(tiles, _jpeg(sheet, SENT_QUALITY, whole_colours=pixels <= _FINE) if sizes else b"")


def _fitted(image: Image.Image, pixels: int) -> Image.Image:
    """A little too large is left so: the page draws it smaller for nothing."""
    longest = max(image.size)
    if longest >= 2 * pixels:
        image = _halved(image)
        longest = max(image.size)
    if longest * 4 <= pixels * 5:
        return image
    scale = pixels / longest
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    return image.resize(size, Image.Resampling.HAMMING)


def _halved(image: Image.Image) -> Image.Image:
    return image.reduce(2) if min(image.size) > 1 else image.resize([-(-side // 2) for side in image.size])


def _jpeg(image: Image.Image, quality: int, whole_colours: bool = False) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, subsampling=0 if whole_colours else 2)
    return out.getvalue()
