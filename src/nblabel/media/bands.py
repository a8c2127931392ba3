"""The rows of a picture from the top, band by band, so that a very large one is never in memory at once.

PNG and TIFF are read by pieces that are each made a small file of their own (`bands_png`, `bands_tiff`); the
JPEG decoder writes into memory that is given back as soon as its rows were read (`bands_jpeg`). What cannot
be had so is decoded at once and then cut: interlaced PNG, colour PNG of 16 bits, planar TIFF and compressed
TIFF of one piece, BMP, GIF, WebP, DICOM, and all that a camera turned: 4 bytes a pixel, 8 with turning. A
progressive JPEG takes 3 to 6 bytes a pixel inside its decoder.
"""

from collections.abc import Callable, Iterator
from typing import IO

import numpy as np
from PIL import Image, ImageFile, JpegImagePlugin, PngImagePlugin, TiffImagePlugin

from nblabel.media.opening import WHOLE_PIXELS, orientation, plain_words
from nblabel.media.rgb import MEASURED, as_rgb, turned
from nblabel.media.windowing import least_and_most
from nblabel.values.errors import ImageError

BAND = 512
Stretch = tuple[float, float]


def bands(file: IO[bytes], image: ImageFile.ImageFile) -> Iterator[Image.Image]:
    """The upright rows of an opened picture as RGB images of its width, as `read_image` would have them.

    Bands may be of any height. Raises ImageError, also while it is read.
    """
    with plain_words():
        pieces = _pieces(file, image)
        if pieces is None:
            yield from _cut(_whole(image))
            return
        stretch = _least_and_most(pieces()) if image.mode in MEASURED else None
        for piece in pieces():
            yield as_rgb(piece, stretch)


def _pieces(file: IO[bytes], image: ImageFile.ImageFile) -> Callable[[], Iterator[Image.Image]] | None:
    """Makes the bands in the file's own mode, as often as it is called; None where there is no such way."""
    if orientation(image) != 1:
        return None
    if isinstance(image, JpegImagePlugin.JpegImageFile):
        from nblabel.media.bands_jpeg import jpeg_bands

        return jpeg_bands(file, image)
    if isinstance(image, PngImagePlugin.PngImageFile):
        from nblabel.media.bands_png import png_bands

        return png_bands(file, image)
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        from nblabel.media.bands_tiff import tiff_bands

        return tiff_bands(file, image)
    return None


def _whole(image: ImageFile.ImageFile) -> Image.Image:
    if image.width * image.height > WHOLE_PIXELS:
        raise ImageError(
            f"Too large: a picture of {image.width:,} x {image.height:,} pixels can be read only as a plain "
            "JPEG, PNG or TIFF that is not turned"
        )
    image.load()
    return as_rgb(turned(image))


def _cut(whole: Image.Image) -> Iterator[Image.Image]:
    for top in range(0, whole.height, BAND):
        yield whole.crop((0, top, whole.width, min(top + BAND, whole.height)))


def _least_and_most(pieces: Iterator[Image.Image]) -> Stretch:
    ends = [least_and_most(values) for values in map(np.asarray, pieces) if np.isfinite(values).any()]
    return (min(low for low, _ in ends), max(high for _, high in ends)) if ends else (0.0, 0.0)
