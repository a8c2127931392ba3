"""Windows and tables, against formulas of part 3, C.11.2.1, written out here from the raw values."""

import struct
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from nblabel.media.images import read_image
from tests.media.dicoms import real, write

Grey = np.ndarray[Any, Any]


def raw(name: str) -> Grey:
    """Values as pydicom reads them, without any table or window."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        values: Grey = pydicom.dcmread(real(name)).pixel_array.astype(float)
    return values


def shown(name: str | Path, frame: int = 0) -> Grey:
    """The grey that is shown; all three channels are the same."""
    pixels = np.asarray(read_image(str(real(name) if isinstance(name, str) else name), frame))
    assert (pixels[..., 0] == pixels[..., 1]).all()
    assert (pixels[..., 0] == pixels[..., 2]).all()
    grey: Grey = pixels[..., 0].astype(float)
    return grey


def linear(x: Grey, center: float, width: float) -> Grey:
    """C.11.2.1.2.1, to 0..255."""
    y = ((x - (center - 0.5)) / (width - 1) + 0.5) * 255
    y[x <= center - 0.5 - (width - 1) / 2] = 0
    y[x > center - 0.5 + (width - 1) / 2] = 255
    return y


def stretched(x: Grey) -> Grey:
    shares: Grey = (x - x.min()) / (x.max() - x.min())
    return shares * 255


def close(a: Grey, b: Grey) -> bool:
    """Equal but for rounding to whole greys."""
    return a.shape == b.shape and float(np.abs(a - b).max()) <= 0.5 + 1e-9


@pytest.mark.parametrize(
    ("name", "slope", "intercept", "center", "width"),
    [
        ("693_UNCI.dcm", 1, -1024, 40, 100),  # CT, signed, 14 of 16 bits
        ("693_J2KI.dcm", 1, -1024, 40, 100),  # the same as JPEG 2000
        ("MR2_J2KI.dcm", 3.774114, 0.000061, 1000, 2000),  # a slope that is no whole number
        ("MR_small_bigendian.dcm", 1, 0, 600, 1600),
        ("MR_small_RLE.dcm", 1, 0, 600, 1600),
        ("examples_overlay.dcm", 1, 0, 450, 790),  # the first of two windows, an overlay in the spare bits
        ("JPGLosslessP14SV1_1s_1f_8b.dcm", 1, 0, 127, 254),  # ultrasound, 8 bits
    ],
)
def test_the_first_window_of_the_file_is_used(
    name: str, slope: float, intercept: float, center: float, width: float
) -> None:
    assert close(shown(name), linear(raw(name) * slope + intercept, center, width))


@pytest.mark.parametrize(
    ("name", "window"), [("6154", (0.684, 200, 1600, 2800)), ("RG1_J2KI.dcm", (1, 0, 15000, 30000))]
)
def test_monochrome1_is_inverted_after_its_window(name: str, window: tuple[float, ...]) -> None:
    slope, intercept, center, width = window
    assert close(shown(name), 255 - linear(raw(name) * slope + intercept, center, width))


@pytest.mark.parametrize("frame", [0, 1])
def test_windows_of_enhanced_files_are_found_in_their_groups(frame: int) -> None:
    values = raw("eCT_Supplemental.dcm")[frame] - 1024
    assert close(shown("eCT_Supplemental.dcm", frame), linear(values, 49, 102))


@pytest.mark.parametrize(
    ("name", "frame"), [("rtdose.dcm", 3), ("emri_small_RLE.dcm", 9), ("rtdose_expb.dcm", 14)]
)
def test_without_a_window_each_frame_is_stretched_to_its_range(name: str, frame: int) -> None:
    assert close(shown(name, frame), stretched(raw(name)[frame]))


def test_padding_does_not_count_for_the_range(tmp_path: Path) -> None:
    values = np.array([[-2000, 10], [20, 30]], np.int16)
    place = write(tmp_path / "a.dcm", values, PixelPaddingValue=-2000)
    assert shown(place).tolist() == [[0, 0], [128, 255]]


def test_a_voi_table_is_followed() -> None:
    data = pydicom.dcmread(real("vlut_04.dcm"))
    count, first, bits = data.VOILUTSequence[0].LUTDescriptor
    table = np.asarray(
        data.VOILUTSequence[0].LUTData
        if not isinstance(data.VOILUTSequence[0].LUTData, bytes)
        else struct.unpack(f"<{count}H", data.VOILUTSequence[0].LUTData)
    )
    places = np.clip(raw("vlut_04.dcm").astype(int) - first, 0, count - 1)
    assert close(shown("vlut_04.dcm"), table[places] / (2**bits - 1) * 255)


def test_a_modality_table_comes_before_the_range() -> None:
    data = pydicom.dcmread(real("mlut_18.dcm"))
    row = data.ModalityLUTSequence[0]
    count, first, _ = row.LUTDescriptor
    table = np.frombuffer(row.LUTData, "<u2") if isinstance(row.LUTData, bytes) else np.asarray(row.LUTData)
    values = table[np.clip(raw("mlut_18.dcm").astype(int) - first, 0, count - 1)].astype(float)
    assert close(shown("mlut_18.dcm"), stretched(values))


def test_a_palette_gives_colours() -> None:
    data = pydicom.dcmread(real("OBXXXX1A.dcm"))
    pixels = np.asarray(read_image(str(real("OBXXXX1A.dcm"))))
    for channel, colour in enumerate(("Red", "Green", "Blue")):
        table = np.frombuffer(data[f"{colour}PaletteColorLookupTableData"].value, "<u2") >> 8
        assert np.array_equal(pixels[..., channel], table[data.pixel_array])


def test_floats_follow_their_window() -> None:
    """Of width 1 it is a step, as the standard has it."""
    values = raw("parametric_map_float.dcm")
    assert np.array_equal(shown("parametric_map_float.dcm"), np.where(values > 0, 255.0, 0.0))


RAMP = np.arange(-400, 600, 10, dtype=np.int16).reshape(10, 10)


def test_linear_exact_has_no_half_steps(tmp_path: Path) -> None:
    place = write(tmp_path / "a.dcm", RAMP, WindowCenter=100, WindowWidth=400, VOILUTFunction="LINEAR_EXACT")
    assert close(shown(place), ((RAMP - 100) / 400 + 0.5).clip(0, 1) * 255)


def test_sigmoid_bends(tmp_path: Path) -> None:
    place = write(tmp_path / "a.dcm", RAMP, WindowCenter=100, WindowWidth=400, VOILUTFunction="SIGMOID")
    assert close(shown(place), 255 / (1 + np.exp(-4 * (RAMP - 100.0) / 400)))


@pytest.mark.parametrize(("center", "width"), [(40, 0), (40, -5), ("", ""), ([], [])])
def test_a_window_without_a_width_is_passed_over(tmp_path: Path, center: Any, width: Any) -> None:
    place = write(tmp_path / "a.dcm", RAMP, WindowCenter=center, WindowWidth=width)
    assert close(shown(place), stretched(RAMP.astype(float)))


def test_a_window_narrower_than_a_step_is_taken_exactly(tmp_path: Path) -> None:
    place = write(tmp_path / "a.dcm", RAMP, WindowCenter=0, WindowWidth=0.5)
    assert close(shown(place), ((RAMP - 0) / 0.5 + 0.5).clip(0, 1) * 255)


@pytest.mark.parametrize(("stored", "grey"), [(0, 0), (1, 255)])
def test_a_constant_frame_is_its_share_of_what_it_could_hold(tmp_path: Path, stored: int, grey: int) -> None:
    place = write(tmp_path / "a.dcm", np.full((4, 4), stored, np.uint8), BitsStored=1, HighBit=0)
    assert (shown(place) == grey).all()


def test_a_table_longer_than_the_values_can_count(tmp_path: Path) -> None:
    row = Dataset()
    row.LUTDescriptor, row.LUTData = [1024, -10, 8], bytes(n % 256 for n in range(1024))
    row["LUTDescriptor"].VR, row["LUTData"].VR = "SS", "OW"
    values = np.arange(9, dtype=np.uint8).reshape(3, 3)
    place = write(tmp_path / "a.dcm", values, VOILUTSequence=Sequence([row]))
    assert shown(place).ravel().tolist() == list(range(10, 19))


def test_a_table_of_bytes_is_read_too(tmp_path: Path) -> None:
    row = Dataset()
    row.LUTDescriptor, row.LUTData = [4, 2, 8], bytes([0, 50, 100, 255])
    row["LUTData"].VR = "OW"
    place = write(
        tmp_path / "a.dcm", np.arange(9, dtype=np.uint8).reshape(3, 3), VOILUTSequence=Sequence([row])
    )
    assert shown(place).ravel().tolist() == [0, 0, 0, 50, 100, 255, 255, 255, 255]
