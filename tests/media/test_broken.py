"""A file that cannot be read has a reason, found without decoding its pixels."""

import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from nblabel.media.check import check
from nblabel.media.images import picture, read_image
from nblabel.media.sources import scan, source_of
from nblabel.values.errors import ImageError
from tests.media.conftest import noise, png


def reason_of(place: Path) -> str:
    """The reason `check` gives, which reading must give too."""
    reason, frames = check(str(place))
    assert frames == 1
    assert reason is not None
    with pytest.raises(ImageError):
        read_image(str(place))
    with pytest.raises(ImageError):
        picture(str(place), 4000)
    return reason


@pytest.mark.parametrize("ending", ["jpg", "png", "bmp", "tif", "webp", "gif"])
@pytest.mark.parametrize("share", [0.4, 0.95])
def test_a_truncated_file_is_found_out(tmp_path: Path, ending: str, share: float) -> None:
    place = tmp_path / f"a.{ending}"
    noise(200, 150).save(place)
    data = place.read_bytes()
    place.write_bytes(data[: int(len(data) * share)])
    assert reason_of(place) in {"The file ends too early", "The file is damaged"}


def test_a_thumbnail_inside_does_not_hide_the_missing_end(tmp_path: Path) -> None:
    thumbnail = tmp_path / "t.jpg"
    noise(16, 12).save(thumbnail)
    noise(200, 150).save(tmp_path / "a.jpg", comment=thumbnail.read_bytes())
    data = (tmp_path / "a.jpg").read_bytes()
    (tmp_path / "a.jpg").write_bytes(data[:-400])
    assert reason_of(tmp_path / "a.jpg") == "The file ends too early"


def test_something_after_the_end_does_no_harm(photo: Callable[..., Path]) -> None:
    for name in ("a.jpg", "a.png", "a.gif"):
        place = photo(name, 200, 150)
        place.write_bytes(place.read_bytes() + b"\0" * 100_000)
        assert check(str(place)) == (None, 1)


def test_an_empty_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").touch()
    assert reason_of(tmp_path / "a.jpg") == "The file is empty"


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    assert reason_of(tmp_path / "a.jpg") == "The file is gone"


def test_a_folder_with_a_pictures_name_is_no_picture(tmp_path: Path) -> None:
    assert reason_of(tmp_path) == "Not a file"


@pytest.mark.parametrize(
    "content", [b"hello, I am a text", b"\xff\xd8\xff", b"BM", b"\x89PNG\r\n\x1a\n", b"%PDF-1.4"]
)
def test_something_else_is_no_picture(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.jpg").write_bytes(content)
    assert reason_of(tmp_path / "a.jpg") in {
        "Not a picture",
        "The file is damaged",
        "The file ends too early",
    }


def test_a_decompression_bomb_is_refused_by_its_header(tmp_path: Path) -> None:
    header = struct.pack(">IIBBBBB", 60000, 50000, 8, 2, 0, 0, 0)
    (tmp_path / "a.png").write_bytes(png(header, zlib.compress(b"\0" * 1000)))
    assert reason_of(tmp_path / "a.png") == "Too large: 60,000 x 50,000 pixels"


def test_a_large_honest_picture_is_read_without_a_warning(
    tmp_path: Path, recwarn: pytest.WarningsRecorder
) -> None:
    Image.new("L", (10_000, 9_500)).save(tmp_path / "a.png")
    assert check(str(tmp_path / "a.png")) == (None, 1)
    assert picture(str(tmp_path / "a.png"), 100).width == 10_000
    assert len(recwarn) == 0


def test_a_broken_file_does_not_stop_the_others(photo: Callable[..., Path], tmp_path: Path) -> None:
    photo("good.jpg")
    (tmp_path / "empty.jpg").touch()
    os.symlink(tmp_path / "nowhere.jpg", tmp_path / "link.jpg")
    os.mkfifo(tmp_path / "pipe.jpg")
    reasons = {one.key: one.reason for batch in scan(source_of(tmp_path)) for one in batch}
    assert reasons == {
        "good.jpg": None,
        "empty.jpg": "The file is empty",
        "link.jpg": "The file is gone",
        "pipe.jpg": "Not a file",
    }
