"""What a DICOM header says about showing its values: windows, rescaling, lookup tables, palettes."""

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
from pydicom.dataset import Dataset
from pydicom.pixels.processing import apply_color_lut

from nblabel.media.windowing import Curve, Table, Values, Window

# All that is read of a header; everything about the patient is passed over.
HEADER = (
    "SamplesPerPixel",
    "PhotometricInterpretation",
    "PlanarConfiguration",
    "NumberOfFrames",
    "Rows",
    "Columns",
    "BitsAllocated",
    "BitsStored",
    "HighBit",
    "PixelRepresentation",
    "PixelPaddingValue",
    "PixelPaddingRangeLimit",
    "WindowCenter",
    "WindowWidth",
    "VOILUTFunction",
    "VOILUTSequence",
    "ModalityLUTSequence",
    "RescaleSlope",
    "RescaleIntercept",
    *(f"{colour}PaletteColorLookupTableDescriptor" for colour in ("Red", "Green", "Blue")),
    *(f"{colour}PaletteColorLookupTableData" for colour in ("Red", "Green", "Blue")),
    *(f"Segmented{colour}PaletteColorLookupTableData" for colour in ("Red", "Green", "Blue")),
    "ExtendedOffsetTable",
    "ExtendedOffsetTableLengths",
    "SharedFunctionalGroupsSequence",
    "PerFrameFunctionalGroupsSequence",
)
_CURVES: dict[str, Curve] = {"LINEAR_EXACT": "exact", "SIGMOID": "sigmoid"}


def numbers(header: Dataset, keyword: str) -> list[float]:
    """The finite numbers of an element; none when it is missing, empty or nonsense."""
    value = header.get(keyword)
    several = value if isinstance(value, Iterable) and not isinstance(value, str | bytes) else [value]
    try:
        found = [float(one) for one in several if one not in (None, "")]
    except (TypeError, ValueError):
        return []
    return [one for one in found if math.isfinite(one)]


def whole(header: Dataset, keyword: str, default: int) -> int:
    """The first number of an element, as a whole one."""
    return int(next(iter(numbers(header, keyword)), default))


def windows(places: Iterable[Dataset]) -> list[Window]:
    """The windows of the first place that has any that make sense."""
    for place in places:
        curve = _CURVES.get(str(place.get("VOILUTFunction") or "").upper(), "linear")
        pairs = zip(numbers(place, "WindowCenter"), numbers(place, "WindowWidth"), strict=False)
        found = [_window(center, width, curve) for center, width in pairs if width > 0]
        if found:
            return found
    return []


def _window(center: float, width: float, curve: Curve) -> Window:
    """LINEAR knows no width below 1; files of fractions mean LINEAR_EXACT then."""
    return Window(center, width, "exact" if curve == "linear" and width < 1 else curve)


def rescaling(places: Iterable[Dataset]) -> tuple[float, float]:
    """Slope and intercept of the first place that has them, else (1, 0)."""
    for place in places:
        slope, intercept = numbers(place, "RescaleSlope"), numbers(place, "RescaleIntercept")
        if slope and slope[0]:
            return slope[0], intercept[0] if intercept else 0.0
    return 1.0, 0.0


def modality_table(header: Dataset) -> Table | None:
    """The table from stored to modality values, where the file has one."""
    return _first_table(header, "ModalityLUTSequence")


def voi_table(places: Iterable[Dataset]) -> Table | None:
    """The table from modality values to greys, where the file has one."""
    return next((table for place in places if (table := _first_table(place, "VOILUTSequence"))), None)


def _first_table(header: Dataset, keyword: str) -> Table | None:
    rows = header.get(keyword)
    if not rows or "LUTDescriptor" not in rows[0] or "LUTData" not in rows[0]:
        return None
    count, first, bits = (int(one) for one in rows[0].LUTDescriptor)
    entries = _entries(rows[0].LUTData, count or 65536, bool(header.original_encoding[1]))
    return Table(first, entries, min(max(bits, 1), 16)) if entries.size else None


def _entries(data: Any, count: int, little: bool) -> Values:
    if not isinstance(data, bytes):
        return np.atleast_1d(np.asarray(data, np.uint16))[:count]
    width = 1 if len(data) < 2 * count else 2
    return np.frombuffer(data[: count * width], "u1" if width == 1 else "<u2" if little else ">u2")


def palette(header: Dataset, stored: Values) -> Values:
    """Stored values as RGB, 8 bits each, through the file's palette."""
    if "SegmentedRedPaletteColorLookupTableData" in header:
        return _eight_bits(apply_color_lut(stored.astype(np.int32), header)[..., :3])
    channels = []
    for colour in ("Red", "Green", "Blue"):
        count, first, bits = (int(one) for one in header[f"{colour}PaletteColorLookupTableDescriptor"].value)
        data = header[f"{colour}PaletteColorLookupTableData"].value
        entries = _entries(data, count or 65536, bool(header.original_encoding[1]))
        channels.append(Table(first, entries, bits).look_up(stored))
    return _eight_bits(np.stack(channels, axis=-1))


def _eight_bits(colours: Values) -> Values:
    """Entries of 16 bits by their upper half, unless only the lower one is used."""
    wide = colours.dtype.itemsize > 1 and colours.size > 0 and int(colours.max()) > 255
    return (colours >> 8 if wide else colours).astype(np.uint8)
