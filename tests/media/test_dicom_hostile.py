"""DICOM files made to break a reader: each gets a reason, quickly, and in words of ours."""

import os
import struct
import time
import zlib
from importlib import util
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nblabel.media.check import check
from nblabel.media.images import image_size, picture, read_image
from nblabel.media.sources import scan, source_of
from nblabel.values.errors import ImageError
from tests.media.dicoms import real, write

VALUES = np.arange(64, dtype=np.uint16).reshape(8, 8)
PRIVATE = "1.2.3.4.5.6.7"


def reason_of(place: Path, frame: int = 0) -> str:
    start = time.monotonic()
    with pytest.raises(ImageError) as told:
        read_image(str(place), frame)
    with pytest.raises(ImageError):
        picture(str(place), 64, frame)
    assert time.monotonic() - start < 60, "it took as long as it wanted"
    assert "Dorian" not in str(told.value)
    return str(told.value)


def changed(place: Path, old: bytes, new: bytes) -> Path:
    data = place.read_bytes()
    assert data.count(old) == 1
    place.write_bytes(data.replace(old, new))
    return place


def test_no_pixels(tmp_path: Path) -> None:
    place = write(tmp_path / "a.dcm", VALUES)
    data = place.read_bytes()
    place.write_bytes(data[: data.index(b"\xe0\x7f\x10\x00")])
    assert reason_of(place) == check(str(place))[0] == "A DICOM file without a picture"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_cut_short(tmp_path: Path, share: float) -> None:
    for name in (
        "693_UNCI.dcm",
        "emri_small.dcm",
        "examples_ybr_color.dcm",
        "JLSL_16_15_1_1F.dcm",
        "image_dfl.dcm",
    ):
        data = real(name).read_bytes()
        (tmp_path / name).write_bytes(data[: int(len(data) * share)])
        reason = check(str(tmp_path / name))[0]
        assert reason is not None, name
        assert reason_of(tmp_path / name) == reason


@pytest.mark.parametrize(("rows", "columns"), [(65535, 8), (8, 65535), (0, 8), (9, 8)])
def test_more_pixels_than_there_are(tmp_path: Path, rows: int, columns: int) -> None:
    assert reason_of(write(tmp_path / "a.dcm", VALUES, Rows=rows, Columns=columns))


def test_a_bomb_is_refused_by_its_header(tmp_path: Path) -> None:
    place = write(tmp_path / "a.dcm", VALUES, Rows=50000, Columns=50000)
    with pytest.raises(ImageError, match="Too large: 50,000 x 50,000 pixels"):
        image_size(str(place))


@pytest.mark.parametrize("frames", [2, 1000, 2_000_000_000, 0, -1])
def test_frames_that_are_not_there(tmp_path: Path, frames: int) -> None:
    place = write(tmp_path / "a.dcm", VALUES, NumberOfFrames=frames)
    assert check(str(place))[1] == 1
    assert (check(str(place))[0] is None) == (frames == 0)  # pydicom and we take 0 for 1


def test_more_frames_than_pieces(tmp_path: Path) -> None:
    place = tmp_path / "a.dcm"
    place.write_bytes(real("emri_small_RLE.dcm").read_bytes())
    changed(place, b"IS\x02\x0010", b"IS\x02\x0099")
    assert check(str(place)) == ("The file ends too early", 1)


@pytest.mark.parametrize("syntax", [PRIVATE, "1.2.840.10008.1.2.4.94", "1.2.840.10008.1.2.4.102", "nonsense"])
def test_transfer_syntaxes_that_nobody_knows(tmp_path: Path, syntax: str) -> None:
    place = tmp_path / "a.dcm"
    data = real("MR_small_RLE.dcm").read_bytes()
    old = b"1.2.840.10008.1.2.5\0"
    padded = syntax.encode().ljust(len(syntax) + len(syntax) % 2, b"\0")
    tag = b"\x02\0\x10\0UI"
    place.write_bytes(
        data.replace(tag + struct.pack("<H", len(old)) + old, tag + struct.pack("<H", len(padded)) + padded)
    )
    assert reason_of(place) in {"Compressed in a way that cannot be read", "A video; videos are not read"}


@pytest.mark.parametrize(
    "name", ["JPEG2000.dcm", "JPEG-LL.dcm", "SC_rgb_jpeg_gdcm.dcm", "JLSL_16_15_1_1F.dcm"]
)
def test_a_stream_larger_than_its_header_says_is_not_unpacked(tmp_path: Path, name: str) -> None:
    data = bytearray(real(name).read_bytes())
    at = data.index(b"\x28\0\x11\0US\x02\0") + 8  # Columns
    data[at : at + 2] = struct.pack("<H", 16)
    (tmp_path / "a.dcm").write_bytes(data)
    assert reason_of(tmp_path / "a.dcm") == "The file is damaged"


def test_a_deflated_bomb_stops_at_its_frame(tmp_path: Path) -> None:
    place = tmp_path / "a.dcm"
    data = real("image_dfl.dcm").read_bytes()
    meta = 144 + struct.unpack_from("<L", data, 140)[0]
    packer = zlib.compressobj(wbits=-15)
    packed = packer.compress(b"\x08\0\x05\0CS\x04\0ABCD" + bytes(1 << 22)) + packer.flush()
    place.write_bytes(data[:meta] + packed)
    assert reason_of(place) in {"A DICOM file without a picture", "The file is damaged"}


def test_every_byte_wrong_in_turn(tmp_path: Path) -> None:
    """A seeded storm over a header: a picture or a reason, never anything else."""
    chance = np.random.default_rng(7)
    place = tmp_path / "a.dcm"
    for name in (
        "MR_small_RLE.dcm",
        "vlut_04.dcm",
        "liver_1frame.dcm",
        "SC_rgb_jpeg_dcmtk.dcm",
        "JPEG2000.dcm",
    ):
        data = real(name).read_bytes()
        for _ in range(60):
            hurt = bytearray(data)
            for at in chance.integers(132, min(len(data), 6000), 8):
                hurt[at] = chance.integers(256)
            place.write_bytes(hurt)
            outcome(place)


def outcome(place: Path) -> Any:
    try:
        return read_image(str(place)).size
    except ImageError as error:
        return str(error)


def test_sequences_in_sequences_end(tmp_path: Path) -> None:
    deep = b"\x28\0\x10\x30SQ\0\0\xff\xff\xff\xff\xfe\xff\0\xe0\xff\xff\xff\xff" * 20_000
    head = write(tmp_path / "a.dcm", VALUES).read_bytes()
    (tmp_path / "a.dcm").write_bytes(head[: head.index(b"\x28\0\x02\0")] + deep)
    assert reason_of(tmp_path / "a.dcm") in {"The file is damaged", "A DICOM file without a picture"}


def test_noise_after_the_mark(tmp_path: Path) -> None:
    for seed in range(50):
        noise = np.random.default_rng(seed).bytes(400)
        (tmp_path / "a.dcm").write_bytes(bytes(128) + b"DICM" + noise)
        assert reason_of(tmp_path / "a.dcm")


@pytest.mark.parametrize(
    ("name", "module", "says"),
    [
        ("JPEG-LL.dcm", "gdcm", 'Compressed as lossless JPEG: needs pip install "nblabel[dicom]"'),
        (
            "MR_small_jpeg_ls_lossless.dcm",
            "gdcm",
            'Compressed as JPEG-LS: needs pip install "nblabel[dicom]"',
        ),
        ("HTJ2K_08_RGB.dcm", "openjpeg", 'Compressed as JPEG 2000: needs pip install "nblabel[dicom]"'),
    ],
)
def test_a_missing_decoder_is_named_with_the_way_out(
    monkeypatch: pytest.MonkeyPatch, name: str, module: str, says: str
) -> None:
    from pydicom.pixels.decoders.base import Decoder

    find = util.find_spec
    monkeypatch.setattr("nblabel.media.dicom_coding.find_spec", lambda n: None if n == module else find(n))
    monkeypatch.setattr(Decoder, "is_available", False)
    assert reason_of(real(name)) == check(str(real(name)))[0] == says


def test_files_without_an_ending_are_found_by_their_mark(tmp_path: Path) -> None:
    for name in ("IM000001", "1.2.840.5", "scan.dcm", "scan2.DICOM"):
        write(tmp_path / name, VALUES)
    write(tmp_path / "DICOMDIR", VALUES)
    write(tmp_path / "notes.txt", VALUES)
    (tmp_path / "README").write_text("no picture " * 50)
    os.mkfifo(tmp_path / "pipe")
    found = {one.key: one.reason for batch in scan(source_of(tmp_path)) for one in batch}
    assert found == dict.fromkeys(("1.2.840.5", "IM000001", "scan.dcm", "scan2.DICOM"))
