"""The measured values of a picture, for windows that follow the hand: DICOM, greys of 16 bits, floats."""

from typing import Literal, NamedTuple

import numpy as np
from PIL import Image, ImageFile

from nblabel.media.opening import open_file, open_image, plain_words, upright_size
from nblabel.media.rgb import MEASURED, turned
from nblabel.media.windowing import Values, Window, between, least_and_most

MOST_BYTES = 2 << 20
_SAMPLE = 1_000_000
Kind = Literal["", "u8", "i8", "u16", "i16", "f32"]
_KINDS: dict[str, Kind] = {"u1": "u8", "i1": "i8", "u2": "u16", "i2": "i16", "f4": "f32"}


class Measurement(NamedTuple):
    """Stored values of a frame, made smaller by whole blocks (each its values' mean), and what they mean.

    `stored` is rows x columns of `kind`, and None for an ordinary picture. A value is `stored * slope +
    intercept`. `windows`: names and windows, first the file's own, then those worked out. `tabled`: `read`
    shows it by a table of the file, which none of the windows equals; else by the first of them.
    """

    width: int
    height: int
    stored: Values | None = None
    slope: float = 1.0
    intercept: float = 0.0
    inverted: bool = False
    tabled: bool = False
    low: float = 0.0
    high: float = 0.0
    windows: tuple[tuple[str, Window], ...] = ()

    @property
    def kind(self) -> Kind:
        """What each stored value is: u8, i8, u16, i16 or f32; "" for an ordinary picture."""
        return "" if self.stored is None else _KINDS[self.stored.dtype.str[1:]]


def measure(place: str, size: int, frame: int = 0) -> Measurement:
    """The values at a path or URL, their longer side at most `size`, at most 2 MiB. Raises ImageError.

    Whole numbers of 32 bits and more, and doubles, come in their own unit as 32-bit floats.
    """
    with open_file(place) as file:
        image = open_image(file, frame)
        width, height = upright_size(image)
        with plain_words():
            if image.format == "DICOM":
                return _of_dicom(image, size, frame)
            if image.mode in MEASURED:
                return _of_picture(image, size)
    return Measurement(width, height)


def _of_dicom(image: ImageFile.ImageFile, size: int, frame: int) -> Measurement:
    from nblabel.media.dicom import DicomImage

    assert isinstance(image, DicomImage)
    dicom, (width, height) = image.dicom, image.size
    if not dicom.measured:
        return Measurement(width, height)
    stored, showing = dicom.stored(frame), dicom.showing(frame)
    values = showing.values(stored)
    whole_range = dicom.range(values, stored)
    tabled = not showing.windows and showing.voi is not None
    slope, intercept = showing.slope, showing.intercept
    if showing.modality is not None or stored.dtype.itemsize > 2:
        stored, slope, intercept = values, 1.0, 0.0
    named = [(f"Window {n}" if n > 1 else "From the file", w) for n, w in enumerate(showing.windows, 1)]
    measured = _measured(values, whole_range, named)
    return measured._replace(
        width=width, height=height, stored=smaller(stored, size), slope=slope, intercept=intercept,
        inverted=showing.inverted, tabled=tabled,
    )  # fmt: skip


def _of_picture(image: ImageFile.ImageFile, size: int) -> Measurement:
    image.load()
    values = np.asarray(turned(image))
    low, high = least_and_most(values)
    if low == high and image.mode.startswith("I;16"):
        low, high = 0.0, 65535.0
    measured = _measured(values, between(low, high), [])
    return measured._replace(width=values.shape[1], height=values.shape[0], stored=smaller(values, size))


def _measured(values: Values, whole_range: Window, named: list[tuple[str, Window]]) -> Measurement:
    low, high = least_and_most(values)
    some = values.ravel()[:: max(1, values.size // _SAMPLE)]
    finite = some[np.isfinite(some)]
    first, last = np.percentile(finite, (1, 99)) if finite.size else (0.0, 0.0)
    middle = [("1\N{EN DASH}99 %", between(float(first), float(last)))] if last > first else []
    windows = (*named, ("Full range", whole_range), *middle)
    return Measurement(0, 0, low=low, high=high, windows=windows)


def smaller(values: Values, size: int) -> Values:
    """Means of k x k blocks (those at the right and lower edge may hold less), k as small as it can be."""
    kind = values.dtype.newbyteorder("<") if values.dtype.str[1:] in _KINDS else np.dtype("<f4")
    block = 1
    while _too_large(values.shape, block, size, kind.itemsize):
        block += 1
    if block == 1:
        return np.ascontiguousarray(values, dtype=kind)
    means = np.asarray(Image.fromarray(values.astype(np.float32)).reduce(block))
    return (means if kind.kind == "f" else np.rint(means)).astype(kind)


def _too_large(shape: tuple[int, ...], block: int, size: int, bytes_each: int) -> bool:
    height, width = (-(-side // block) for side in shape[:2])
    return max(width, height) > max(size, 1) or width * height * bytes_each > MOST_BYTES
