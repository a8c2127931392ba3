"""DICOM files of every kind are shown, or say why not."""

import io
import warnings
from collections import Counter
from functools import cache
from pathlib import Path

import numpy as np
import pydicom
import pytest
from PIL import Image

from nblabel.media.check import check
from nblabel.media.images import image_size, picture, read_image
from nblabel.values.errors import ImageError
from tests.media.dicoms import NOT_SHOWN, index, real, write


@cache
def outcome(place: Path) -> tuple[int, int] | str:
    """The size of the picture, or the reason why there is none."""
    try:
        return read_image(str(place)).size
    except ImageError as error:
        return str(error)


def expected(place: Path, row: dict[str, str]) -> tuple[int, int] | str:
    if place.name in NOT_SHOWN:
        return NOT_SHOWN[place.name]
    if not row["photometric"] and "too_short" not in place.name and "double_float" not in place.name:
        return "A DICOM file without a picture"
    return image_size(str(place))


def test_every_file_is_shown_or_says_why_not() -> None:
    wrong = {
        path.name: (outcome(path), expected(path, row))
        for path, row in index()
        if outcome(path) != expected(path, row)
    }
    assert wrong == {}


def test_sizes_and_frames_are_those_of_the_index() -> None:
    told = {path: row for path, row in index() if path.name not in NOT_SHOWN and row["photometric"]}
    sizes = {path: "x".join(map(str, image_size(str(path)))) for path in told}
    assert {p.name for p, row in told.items() if row["cols_x_rows"] != sizes[p]} == set()
    assert {p.name for p, row in told.items() if int(row["frames"]) != check(str(p))[1]} == set()
    assert len(told) == 165


def test_what_a_check_finds_wrong_cannot_be_shown() -> None:
    broken = {path: reason for path, _ in index() if (reason := check(str(path))[0]) is not None}
    assert {path.name for path, reason in broken.items() if outcome(path) != reason} == set()
    assert Counter(broken.values())["A DICOM file without a picture"] == 80


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str], recwarn: pytest.WarningsRecorder) -> None:
    for path, _ in index():
        outcome.__wrapped__(path)
    assert capfd.readouterr() == ("", "")
    assert [str(one.message) for one in recwarn] == []


def test_warnings_of_the_persons_own_pydicom_are_left_alone() -> None:
    before = list(warnings.filters)
    outcome.__wrapped__(real("badVR.dcm"))
    assert warnings.filters == before
    with pytest.warns(UserWarning, match="1A"):
        pydicom.dcmread(real("badVR.dcm")).NumberOfFrames  # noqa: B018


def test_every_frame_is_read_for_itself() -> None:
    frames = [np.asarray(read_image(str(real("examples_ybr_color.dcm")), n)) for n in (0, 29)]
    assert not np.array_equal(frames[0], frames[1])
    with pytest.raises(ImageError):
        read_image(str(real("examples_ybr_color.dcm")), 30)
    assert picture(str(real("rtdose.dcm")), 32, 14).width == 10


def test_the_same_picture_compressed_in_other_ways_looks_the_same() -> None:
    plain = np.asarray(read_image(str(real("emri_small.dcm")), 7))
    for name in ("emri_small_RLE.dcm", "emri_small_jpeg_ls_lossless.dcm", "emri_small_jpeg_2k_lossless.dcm"):
        assert np.array_equal(np.asarray(read_image(str(real(name)), 7)), plain)
    segments = np.asarray(read_image(str(real("liver.dcm")), 1))
    assert np.array_equal(np.asarray(read_image(str(real("liver_deflate.dcm")), 1)), segments)


def test_colours_are_rgb_however_they_are_stored() -> None:
    red = {
        name: read_image(str(real(name))).getpixel((50, 5))
        for name in (
            "SC_rgb.dcm",
            "SC_rgb_16bit.dcm",
            "SC_rgb_32bit.dcm",
            "SC_rgb_rle.dcm",
            "SC_rgb_expb.dcm",
        )
    }
    assert set(red.values()) == {(255, 0, 0)}
    for name in ("SC_ybr_full_uncompressed.dcm", "SC_ybr_full_422_uncompressed.dcm", "SC_rgb_jpeg_dcmtk.dcm"):
        pixel = np.asarray(read_image(str(real(name))))[5, 50]
        assert np.abs(pixel.astype(int) - (255, 0, 0)).max() < 6
    planes = [np.asarray(read_image(str(real(f"color-{kind}.dcm")))) for kind in ("pl", "px")]
    assert np.array_equal(planes[0], planes[1])


def test_a_file_without_the_mark_is_still_dicom(tmp_path: Path) -> None:
    values = np.arange(64, dtype=np.uint8).reshape(8, 8)
    whole = write(tmp_path / "a.dcm", values).read_bytes()
    (tmp_path / "b.dcm").write_bytes(whole[132:])
    assert outcome(tmp_path / "b.dcm") == (8, 8)


def test_pages_get_greys_of_any_size(tmp_path: Path) -> None:
    made = picture(str(real("693_UNCI.dcm")), 128)
    assert (made.width, made.height, made.type) == (512, 512, "image/jpeg")
    assert Image.open(io.BytesIO(made.data)).size == (128, 128)
