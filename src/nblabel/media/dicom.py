"""DICOM pictures: header first, then one frame at a time, through the file's own window into greys or RGB.

Nothing else of the header is read: who the patient is never gets into memory, let alone into a reason.
Pixels are shown as they are stored, one for one, also where a file says that they are not square: whole
numbers are pixel edges of the stored matrix, so that annotations mean the same everywhere.
"""

import io
from functools import cached_property
from typing import IO, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile
from pydicom.dataset import Dataset
from pydicom.filereader import read_partial
from pydicom.pixels.utils import as_pixel_options
from pydicom.tag import BaseTag, Tag

from nblabel.media import dicom_tables as tables
from nblabel.media.dicom_coding import EXPLICIT, MOST_INFLATED, Pixels, deflated_part, inflated, quiet
from nblabel.media.windowing import Table, Values, Window, between, greys, least_and_most
from nblabel.values.errors import ImageError

MOST_ELEMENTS = 20_000
MOST_FRAMES = 1_000_000
MOST_PIXELS = 500_000_000
_GREY = {"MONOCHROME1", "MONOCHROME2"}
_IMPLICIT, _BIG = "1.2.840.10008.1.2", "1.2.840.10008.1.2.2"
_PIXELS = {0x7FE00008, 0x7FE00009, 0x7FE00010}
_DAMAGED = "The file is damaged"
_ENDS_EARLY = "The file ends too early"


class Showing(NamedTuple):
    """How a frame of measured values is shown: `stored * slope + intercept`, or `modality`'s entry for it,
    is the value; then the first window, else `voi`, else the range of the values, makes it grey."""

    slope: float
    intercept: float
    modality: Table | None
    windows: list[Window]
    voi: Table | None
    inverted: bool

    def values(self, stored: Values) -> Values:
        """Stored values in their own unit."""
        if self.modality is not None:
            return self.modality.look_up(stored)
        plain = (self.slope, self.intercept) == (1.0, 0.0)
        return stored if plain else stored.astype(np.float64) * self.slope + self.intercept


class Dicom:
    """A DICOM file's picture, its header read. Raises ImageError when there is none or it is too large."""

    def __init__(self, file: IO[bytes]) -> None:
        with quiet():
            file = _unpacked(file)
            self.header = _header(file)
            self.pixels = Pixels(file, *_syntax(self.header))
            options = as_pixel_options(self.header)
        if not {"rows", "columns"} <= options.keys():
            raise ImageError(_DAMAGED)
        self._options: dict[str, Any] = {"samples_per_pixel": 1, "bits_allocated": self._bits, **options}
        self._options.setdefault("photometric_interpretation", "MONOCHROME2")
        self.width, self.height = int(options["columns"]), int(options["rows"])
        self.frames = int(self._options["number_of_frames"])
        self.measured = str(self._options["photometric_interpretation"]) in _GREY
        self._refuse_nonsense()

    @property
    def _bits(self) -> int:
        return {"FloatPixelData": 32, "DoubleFloatPixelData": 64}.get(self.pixels.keyword, 0)

    def _refuse_nonsense(self) -> None:
        samples, bits = self._options["samples_per_pixel"], self._options["bits_allocated"]
        if min(self.width, self.height) < 1 or samples not in {1, 3, 4} or not 1 <= bits <= 64:
            raise ImageError(_DAMAGED)
        if self.width * self.height > MOST_PIXELS:
            raise ImageError(f"Too large: {self.width:,} x {self.height:,} pixels")
        if not 1 <= self.frames <= MOST_FRAMES:
            raise ImageError(_DAMAGED)
        if self.frames > 1 and not self.whole:  # nobody shall leaf through frames that are not there
            raise ImageError(_ENDS_EARLY)

    @cached_property
    def whole(self) -> bool:
        """Whether the file is long enough to hold every frame that its header tells of."""
        samples, bits = self._options["samples_per_pixel"], self._options["bits_allocated"]
        if self._options["photometric_interpretation"] == "YBR_FULL_422":
            samples = 2
        return self.pixels.holds(self.frames, self.width * self.height * samples * bits / 8)

    def verify(self) -> None:
        """Looks, without decoding, whether the pixels can be read here. Raises ImageError."""
        with quiet():
            reason = None if self.whole else _ENDS_EARLY
            reason = reason or self.pixels.missing()
        if reason is not None:
            raise ImageError(reason)

    def stored(self, frame: int) -> Values:
        """The values of a frame as they are stored: rows x columns, or x 3 in RGB. Raises ImageError."""
        if not 0 <= frame < self.frames:
            raise EOFError
        self.verify()
        with quiet():
            array, rgb = self.pixels.decoded(frame, self._options)
        if array.ndim == 3 and not (rgb and array.shape[2] >= 3):
            raise ImageError("Its colours are stored in a way that cannot be read")
        return array

    def showing(self, frame: int) -> Showing:
        """How that frame's values are shown."""
        with quiet():
            header = self.header
            modality = tables.modality_table(header)
            transforms = [*self._groups(frame, "PixelValueTransformationSequence"), header]
            slope, intercept = (1.0, 0.0) if modality else tables.rescaling(transforms)
            views = [*self._groups(frame, "FrameVOILUTSequence"), header]
            inverted = self._options["photometric_interpretation"] == "MONOCHROME1"
            windows, voi = tables.windows(views), tables.voi_table(views)
        return Showing(slope, intercept, modality, windows, voi, inverted)

    def _groups(self, frame: int, keyword: str) -> list[Dataset]:
        """What an enhanced file says of this frame, then of all of its frames."""
        own = self.header.get("PerFrameFunctionalGroupsSequence") or []
        shared = self.header.get("SharedFunctionalGroupsSequence") or []
        groups = [*([own[frame]] if frame < len(own) else []), *shared[:1]]
        return [row for group in groups for row in (group.get(keyword) or [])[:1]]

    def range(self, values: Values, stored: Values) -> Window:
        """From the least to the greatest value (padding apart); of a constant frame, all it could hold."""
        low, high = least_and_most(self._without_padding(values, stored))
        if low < high or stored.dtype.kind == "f":
            return between(low, high)
        bits = min(int(self._options.get("bits_stored") or 16), 32)
        signed = stored.dtype.kind == "i"
        ends = np.array([-(1 << bits - 1) if signed else 0, (1 << bits - (1 if signed else 0)) - 1])
        return between(*sorted(float(one) for one in self.showing(0).values(ends)))

    def _without_padding(self, values: Values, stored: Values) -> Values:
        if "PixelPaddingValue" not in self.header:
            return values
        one = tables.whole(self.header, "PixelPaddingValue", 0)
        other = tables.whole(self.header, "PixelPaddingRangeLimit", one)
        kept = values[(stored < min(one, other)) | (stored > max(one, other))]
        return kept if kept.size else values

    def picture(self, frame: int) -> NDArray[np.uint8]:
        """The frame as it is shown: rows x columns of grey, or x 3 of RGB. Raises ImageError."""
        stored = self.stored(frame)
        if stored.ndim == 3:
            return self._colours(stored[..., :3])
        if not self.measured:
            return np.ascontiguousarray(tables.palette(self.header, stored))
        return self._greys(stored, self.showing(frame))

    def _colours(self, stored: Values) -> NDArray[np.uint8]:
        spare = max(int(self._options.get("bits_stored") or 8) - 8, 0)
        return np.ascontiguousarray((stored >> spare if spare else stored).astype(np.uint8))

    def _greys(self, stored: Values, showing: Showing) -> NDArray[np.uint8]:
        """Whole numbers of up to 16 bits by a table of all of them: there are more pixels than that."""
        view: Window | Table | None = showing.windows[0] if showing.windows else showing.voi
        if view is None:
            view = self.range(showing.values(stored), stored)
        if stored.dtype.kind == "f" or stored.dtype.itemsize > 2 or stored.size < 65536:
            return greys(view.shares(showing.values(stored)), showing.inverted)
        low = int(stored.min())
        every = np.arange(low, int(stored.max()) + 1)
        table = greys(view.shares(showing.values(every)), showing.inverted)
        return table[stored.astype(np.int32) - low]


class DicomImage(ImageFile.ImageFile):
    """A DICOM file as a Pillow image: its frames are Pillow's, its pixels come with `load`."""

    format = "DICOM"
    format_description = "DICOM"

    def _open(self) -> None:
        self.dicom = Dicom(self.fp)  # type: ignore[arg-type]
        self.n_frames = self.dicom.frames
        self._size = (self.dicom.width, self.dicom.height)
        self._mode = "L" if self.dicom.measured else "RGB"
        self._frame = 0
        self._shown = -1

    def verify(self) -> None:
        """Looks whether all frames are there and can be unpacked here. Raises ImageError."""
        self.dicom.verify()

    def seek(self, frame: int) -> None:
        """Raises EOFError when there is no such frame."""
        if not 0 <= frame < self.n_frames:
            raise EOFError
        self._frame = frame

    def tell(self) -> int:
        return self._frame

    def load(self) -> Any:
        """Decodes the frame. Raises ImageError."""
        if self._shown != self._frame:
            self.im = Image.fromarray(self.dicom.picture(self._frame)).im
            self._shown = self._frame
        return super().load()


def _header(file: IO[bytes]) -> Any:
    """What is needed of the header; the file then stands at its pixels, or at its end."""
    elements = 0

    def at_pixels(tag: Any, vr: str | None, length: int) -> bool:
        nonlocal elements
        elements += 1
        if elements > MOST_ELEMENTS:  # of eight bytes each, in a file of gigabytes
            raise ImageError(_DAMAGED)
        return int(tag) in _PIXELS

    wanted: list[BaseTag | int] = [Tag(keyword) for keyword in tables.HEADER]
    return read_partial(file, stop_when=at_pixels, force=True, specific_tags=wanted)  # type: ignore[arg-type]


def _unpacked(file: IO[bytes]) -> IO[bytes]:
    """The file itself, or, when all of it is deflated, its inflated part."""
    file.seek(0)
    start = deflated_part(file.read(1024))
    file.seek(start)
    return io.BytesIO(inflated(file.read(), MOST_INFLATED)) if start else file


def _syntax(header: Any) -> tuple[str, bool, bool]:
    """Transfer syntax, whether value types are implied, and whether numbers have their least byte first."""
    implicit, little = (bool(one) for one in header.original_encoding)
    told = header.file_meta.get("TransferSyntaxUID") if hasattr(header, "file_meta") else None
    return str(told or (_IMPLICIT if implicit else EXPLICIT if little else _BIG)), implicit, little
