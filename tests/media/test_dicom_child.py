"""GDCM works in a process of its own, which may die at any time."""

import os
import signal

import numpy as np
import pytest

from nblabel.media import dicom_child, dicom_coding
from nblabel.media.dicom import Dicom
from nblabel.media.dicom_child import Child
from nblabel.media.images import read_image
from nblabel.values.errors import ImageError
from tests.media.dicoms import real

LOSSLESS = "JPEG-LL.dcm"


@pytest.fixture
def child(monkeypatch: pytest.MonkeyPatch) -> Child:
    child = Child()
    monkeypatch.setattr(dicom_coding, "_CHILD", child)
    return child


def pid(child: Child) -> int:
    assert child._process is not None
    return child._process.pid


def test_one_process_serves_many_frames(child: Child) -> None:
    first = np.asarray(read_image(str(real(LOSSLESS))))
    before = pid(child)
    assert np.array_equal(np.asarray(read_image(str(real(LOSSLESS)))), first)
    read_image(str(real("JLSL_16_15_1_1F.dcm")))
    assert pid(child) == before
    child.close()


def test_after_it_died_another_one_is_started(child: Child) -> None:
    read_image(str(real(LOSSLESS)))
    before = pid(child)
    os.kill(before, signal.SIGKILL)
    assert child._process is not None
    child._process.wait()
    assert read_image(str(real(LOSSLESS))).size == (256, 1024)
    assert pid(child) != before
    child.close()


def test_a_frame_that_takes_for_ever_is_given_up(child: Child, monkeypatch: pytest.MonkeyPatch) -> None:
    read_image(str(real(LOSSLESS)))
    os.kill(pid(child), signal.SIGSTOP)
    monkeypatch.setattr(dicom_child, "MOST_SECONDS", 0.2)
    with pytest.raises(ImageError, match="damaged"):
        read_image(str(real(LOSSLESS)))
    monkeypatch.setattr(dicom_child, "MOST_SECONDS", 60)
    assert read_image(str(real(LOSSLESS))).size == (256, 1024)
    child.close()


def test_what_others_can_decode_never_gets_there(child: Child) -> None:
    for name in ("JPEG2000.dcm", "SC_rgb_jpeg_dcmtk.dcm", "MR_small_RLE.dcm", "CT_small.dcm"):
        with open(real(name), "rb") as file:
            Dicom(file).picture(0)
    assert child._process is None
