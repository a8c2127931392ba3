"""Where a DICOM file's pixels are and how they are packed: transfer syntaxes, fragments, decoders.

What a header or a code stream claims is held against what is there before anything is allocated.
"""

import struct
import threading
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from importlib.util import find_spec
from math import ceil
from typing import IO, Any

from numpy.typing import NDArray
from pydicom.encaps import get_frame
from pydicom.pixels.decoders.base import get_decoder
from pydicom.uid import UID

from nblabel.media.dicom_child import Child
from nblabel.values.errors import ImageError

MOST_INFLATED = 1 << 30
MOST_FRAGMENTS = 200_000
EXPLICIT = "1.2.840.10008.1.2.1"
DEFLATED_FRAMES = "1.2.840.10008.1.2.8.1"
_DEFLATED_FILE = b"1.2.840.10008.1.2.1.99"
_KEYWORDS = {8: "FloatPixelData", 9: "DoubleFloatPixelData", 16: "PixelData"}
_LONG_TYPES = {b"OB", b"OW", b"OF", b"OD", b"UN"}
_ENDLESS = 0xFFFFFFFF
_VIDEO = "1.2.840.10008.1.2.4.10"
# Transfer syntaxes that pydicom and Pillow do not read alone, and the package that does.
_OPENJPEG = ("JPEG 2000", "openjpeg")
_GDCM_LOSSLESS, _GDCM_LS = ("lossless JPEG", "gdcm"), ("JPEG-LS", "gdcm")
_NEEDS = {
    "1.2.840.10008.1.2.4.57": _GDCM_LOSSLESS,
    "1.2.840.10008.1.2.4.70": _GDCM_LOSSLESS,
    "1.2.840.10008.1.2.4.80": _GDCM_LS,
    "1.2.840.10008.1.2.4.81": _GDCM_LS,
    "1.2.840.10008.1.2.4.90": _OPENJPEG,
    "1.2.840.10008.1.2.4.91": _OPENJPEG,
    "1.2.840.10008.1.2.4.201": _OPENJPEG,
    "1.2.840.10008.1.2.4.202": _OPENJPEG,
    "1.2.840.10008.1.2.4.203": _OPENJPEG,
}
_ONLY_GDCM = {syntax for syntax, need in _NEEDS.items() if need[1] == "gdcm"}
_PLUGINS = ["pydicom", "pylibjpeg", "pyjpegls", "pillow"]
_CHILD = Child()
_ENDS_EARLY = "The file ends too early"
_DAMAGED = "The file is damaged"
_UNKNOWN = "Compressed in a way that cannot be read"


class Pixels:
    """The pixel element of a DICOM file: `file` stands at its tag. `syntax` is the transfer syntax's UID.

    Raises ImageError when there is none.
    """

    def __init__(self, file: IO[bytes], syntax: str, implicit: bool, little: bool) -> None:
        self._file = file
        self.syntax = syntax
        order = "<" if little else ">"
        head = file.read(8)
        if len(head) < 8:
            raise ImageError("A DICOM file without a picture")
        group, element = struct.unpack(f"{order}HH", head[:4])
        if group != 0x7FE0 or element not in _KEYWORDS:
            raise ImageError("A DICOM file without a picture")
        # Some files that say that types are told tell none.
        implicit = implicit or head[4:6] not in _LONG_TYPES
        length = head[4:] if implicit else file.read(4)
        if len(length) < 4:
            raise ImageError(_ENDS_EARLY)
        self.keyword = _KEYWORDS[element]
        self.vr = "OW" if implicit else head[4:6].decode()
        self.length: int = struct.unpack(f"{order}L", length)[0]
        self.start = file.tell()
        uid = UID(syntax)
        # Whether each frame is compressed by itself; of a syntax that nobody knows, its length tells.
        self.packed = uid.is_encapsulated if uid.is_transfer_syntax else self.length == _ENDLESS

    @cached_property
    def fragments(self) -> tuple[int, bool]:
        """How many pieces the compressed frames are in, and whether the last of them is whole."""
        size = self._file.seek(0, 2)
        at, count = self.start, -1  # the first piece is a table of offsets
        while at + 8 <= size and count <= MOST_FRAGMENTS:
            self._file.seek(at)
            tag, length = struct.unpack("<LL", self._file.read(8))
            if tag != 0xE000FFFE:
                break
            at += 8 + length
            count += 1
        return max(count, 0), at <= size

    def holds(self, frames: int, frame_bytes: float) -> bool:
        """Whether so many frames, of so many bytes when unpacked, can be in this file."""
        if self.packed:
            count, whole = self.fragments
            return whole and count >= frames
        needed = ceil(frames * frame_bytes)
        return needed <= self.length and self.start + needed <= self._file.seek(0, 2)

    def missing(self) -> str | None:
        """Why this way of packing cannot be read here, or None when it can."""
        if not self.packed or self.syntax == DEFLATED_FRAMES:
            return None
        if self.syntax.startswith(_VIDEO):
            return "A video; videos are not read"
        try:
            decoder = get_decoder(self.syntax)
        except NotImplementedError:
            return _UNKNOWN
        return None if decoder.is_available else self._advice()

    def decoded(self, frame: int, options: dict[str, Any]) -> tuple[NDArray[Any], bool]:
        """One frame: rows x columns (x samples), and whether colours are RGB now. Raises ImageError."""
        options = {**options, "pixel_keyword": self.keyword, "pixel_vr": self.vr}
        self._file.seek(self.start)
        if self.syntax == DEFLATED_FRAMES:
            return self._deflated(frame, options)
        if not self.packed:
            return _as_array(self.syntax, self._file, frame, options)
        stream = self._frame_bytes(frame, options)
        _check_stream(stream, options)
        for plugin in _plugins(self.syntax):
            try:
                if plugin == "gdcm":
                    return _with_colours(*_CHILD.decode(self.syntax, stream, _alone(options)))
                self._file.seek(self.start)
                return _as_array(self.syntax, self._file, frame, {**options, "decoding_plugin": plugin})
            except RuntimeError:  # this one cannot; perhaps the next one can
                continue
        raise ImageError(self._advice())

    def _advice(self) -> str:
        name, module = _NEEDS.get(self.syntax, ("", ""))
        if module and find_spec(module) is None:
            return f'Compressed as {name}: needs pip install "nblabel[dicom]"'
        return _UNKNOWN

    def _frame_bytes(self, frame: int, options: dict[str, Any]) -> bytes:
        offsets = options.get("extended_offsets")
        count = options["number_of_frames"]
        data = get_frame(self._file, frame, extended_offsets=offsets, number_of_frames=count)
        self._file.seek(self.start)
        return data

    def _deflated(self, frame: int, options: dict[str, Any]) -> tuple[NDArray[Any], bool]:
        bits = options["rows"] * options["columns"] * options["samples_per_pixel"] * options["bits_allocated"]
        data = inflated(self._frame_bytes(frame, options), ceil(bits / 8) + 1)
        return _as_array(EXPLICIT, data, 0, _alone(options))


def _as_array(
    syntax: str, source: IO[bytes] | bytes, frame: int, options: dict[str, Any]
) -> tuple[NDArray[Any], bool]:
    return _with_colours(*get_decoder(syntax).as_array(source, index=frame, **options))  # type: ignore[arg-type]


def _with_colours(array: NDArray[Any], now: dict[str, Any]) -> tuple[NDArray[Any], bool]:
    colours = str(now.get("photometric_interpretation", ""))
    return array, colours in {"RGB", "YBR_RCT", "YBR_ICT"}


def _alone(options: dict[str, Any]) -> dict[str, Any]:
    """The same for a frame that is taken out of its file."""
    kept = {name: value for name, value in options.items() if name != "extended_offsets"}
    return {**kept, "number_of_frames": 1}


def _plugins(syntax: str) -> list[str]:
    """pydicom's decoders that are here. GDCM, which damaged streams bring down, reads what no other does."""
    there = get_decoder(syntax).available_plugins
    order = [*_PLUGINS, "gdcm"] if syntax in _ONLY_GDCM else _PLUGINS
    return [plugin for plugin in order if plugin in there]


def _check_stream(stream: bytes, options: dict[str, Any]) -> None:
    """A stream that is larger than the header says would be unpacked as large as it claims."""
    size = coded_size(stream)
    if size is not None and (size[:2] != (options["columns"], options["rows"]) or size[2] > 4):
        raise ImageError(_DAMAGED)


def coded_size(stream: bytes) -> tuple[int, int, int] | None:
    """Width, height and samples that a JPEG, JPEG-LS or JPEG 2000 stream claims; None when it claims none."""
    start = stream[:4096].find(b"\xff\x4f\xff\x51")
    if start >= 0 and len(stream) >= start + 42:
        right, bottom, left, top = struct.unpack_from(">4L", stream, start + 8)
        return right - left, bottom - top, struct.unpack_from(">H", stream, start + 40)[0]
    at = 2
    while stream[:2] == b"\xff\xd8" and at + 10 <= len(stream) and stream[at] == 0xFF:
        mark, length = stream[at + 1], struct.unpack_from(">H", stream, at + 2)[0]
        if mark == 0xF7 or (0xC0 <= mark <= 0xCF and mark not in {0xC4, 0xC8, 0xCC}):
            height, width, samples = struct.unpack_from(">HHB", stream, at + 5)
            return width, height, samples
        at += 1 if mark == 0xFF else 2 + length
    return None


def inflated(data: bytes, most: int) -> bytes:
    """Deflated bytes unpacked, at most so many of them. Raises ImageError on damage."""
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(data, most)
    except zlib.error as error:
        raise ImageError(_DAMAGED) from error


def deflated_part(head: bytes) -> int:
    """Where the deflated part of a DICOM file begins, from its first bytes; 0 when there is none."""
    if _DEFLATED_FILE not in head[:1024] or head[132:136] != b"\x02\x00\x00\x00":
        return 0
    return 144 + int(struct.unpack_from("<L", head, 140)[0])


_MUTE = threading.Lock()
_muted: list[Any] = []


@contextmanager
def quiet() -> Iterator[None]:
    """No warnings of pydicom while inside: they quote header values, and nobody can do anything about them.

    Unlike `warnings.catch_warnings` it may be used by several threads at once.
    """
    with _MUTE:
        warnings.filterwarnings("ignore", module=r"(pydicom|PIL)\b")
        _muted.append(warnings.filters[0])
    try:
        yield
    finally:
        with _MUTE, suppress(ValueError):  # somebody put other filters in place meanwhile
            mine = _muted.pop()
            if not _muted:
                warnings.filters.remove(mine)  # type: ignore[attr-defined]
