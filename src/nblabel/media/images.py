"""Pictures as Pillow images for Python, and encoded for the page."""

import io
from typing import IO

from msgspec import Struct
from PIL import Image, ImageFile

from nblabel.media.check import looks_whole
from nblabel.media.opening import (
    WHOLE_PIXELS,
    open_file,
    open_image,
    orientation,
    plain_words,
    upright_size,
)
from nblabel.media.rgb import as_rgb, sees_through, upright
from nblabel.media.shrinking import LARGE, shrunk_by_bands
from nblabel.values.errors import ImageError

QUALITY = 85
FEW_COLOURS = 64
TINY = 4096
SENT_AS_IS = 200_000
SMALL_PROFILE = 4096
BROWSER_MODES = {"image/jpeg": {"RGB", "L"}, "image/png": {"RGB", "L", "P", "1"}, "image/webp": {"RGB"}}


class Picture(Struct, frozen=True):
    """An encoded picture for the page; `type` is its MIME type.

    `width` and `height` are those of the upright original in pixels, not of the encoded one.
    """

    data: bytes
    type: str
    width: int
    height: int


def read_image(place: str, frame: int = 0) -> Image.Image:
    """The picture at a path or URL, upright, as RGB with 8 bits a channel. Raises ImageError.

    Transparent pixels are laid on white. Greyscale files of 16 or 32 bits or floats are measurements whose
    values seldom fill the range: they are stretched from their least to their greatest finite value
    (a constant one is shown as it is: 16-bit by its share of 65,535, others black). Colour files of 16
    bits a channel keep their upper 8 bits.
    """
    with open_file(place) as file:
        return _decoded(file, open_image(file, frame))


def image_size(place: str, frame: int = 0) -> tuple[int, int]:
    """Width and height in pixels of the upright picture, from its header alone. Raises ImageError."""
    with open_file(place) as file:
        return upright_size(open_image(file, frame))


def picture(place: str, size: int, frame: int = 0) -> Picture:
    """The picture for the page, its longest side at most `size` pixels, never enlarged. Raises ImageError.

    A small upright JPEG, PNG or WebP is sent as it is. Else a picture with few colours, or of few pixels,
    is sent as PNG, so that drawings and tiny pictures stay sharp, and all others as JPEG.
    """
    with open_file(place) as file:
        image = open_image(file, frame)
        width, height = upright_size(image)
        as_is = _as_is(file, image, size)
        if as_is is not None:
            return Picture(as_is, image.get_format_mimetype() or "", width, height)
        small = _decoded(file, image, size)
    data, kind = _encoded(small)
    return Picture(data, kind, width, height)


def shrunk(place: str, size: int, frame: int = 0) -> tuple[Image.Image, int, int]:
    """The upright picture as RGB, its longest side at most `size`, with the original's width and height.

    Raises ImageError.
    """
    with open_file(place) as file:
        image = open_image(file, frame)
        width, height = upright_size(image)
        return _decoded(file, image, size), width, height


def _as_is(file: IO[bytes], image: ImageFile.ImageFile, size: int) -> bytes | None:
    """The file's own bytes when a browser shows them as `read_image` would, else None."""
    if max(image.size) > size or image.mode not in BROWSER_MODES.get(image.get_format_mimetype() or "", ()):
        return None
    if orientation(image) != 1 or "transparency" in image.info or getattr(image, "n_frames", 1) > 1:
        return None
    here = file.tell()
    file.seek(0)
    data = file.read(SENT_AS_IS + 1)
    file.seek(here)
    return data if len(data) <= SENT_AS_IS and looks_whole(data, len(data)) else None


def _decoded(file: IO[bytes], image: ImageFile.ImageFile, size: int | None = None) -> Image.Image:
    """Upright RGB pixels, shrunk so that the longest side is at most `size`."""
    with plain_words():
        if size is not None:
            image.draft(None, _shrunk(image.size, size))
            if image.width * image.height > LARGE and max(image.size) > size:
                return _resized(shrunk_by_bands(file, image, size), size)
        if image.width * image.height > WHOLE_PIXELS:
            raise ImageError(f"Too large to be read whole: {image.width:,} x {image.height:,} pixels")
        image.load()
        small = image if size is None else _resized(image, size)
        return upright(as_rgb(small), orientation(image))


def _shrunk(old: tuple[int, int], size: int) -> tuple[int, int]:
    scale = min(1.0, size / max(old))
    return max(1, round(old[0] * scale)), max(1, round(old[1] * scale))


def _resized(image: Image.Image, size: int) -> Image.Image:
    """Palettes, bits and measurements are made RGB first: their values cannot be averaged as they are."""
    if max(image.size) <= size:
        return image
    whole = image if image.mode in {"RGB", "L", "CMYK"} and not sees_through(image) else as_rgb(image)
    return whole.resize(_shrunk(image.size, size), Image.Resampling.HAMMING, reducing_gap=3.0)


def _encoded(image: Image.Image) -> tuple[bytes, str]:
    out = io.BytesIO()
    colours = image.info.get("icc_profile") or b""
    keep = colours if len(colours) <= SMALL_PROFILE else None
    if image.width * image.height <= TINY or image.getcolors(FEW_COLOURS) is not None:
        image.save(out, "PNG", compress_level=3, icc_profile=keep)
        return out.getvalue(), "image/png"
    image.save(out, "JPEG", quality=QUALITY, icc_profile=keep)
    return out.getvalue(), "image/jpeg"
