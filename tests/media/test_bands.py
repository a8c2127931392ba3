"""Pictures read band by band are the same as read at once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from nblabel.media import bands as bands_room
from nblabel.media.bands import bands
from nblabel.media.check import check
from nblabel.media.images import image_size, read_image, shrunk
from nblabel.media.opening import open_file, open_image
from nblabel.media.shrinking import Rows
from nblabel.values.errors import ImageError
from tests.media.conftest import noise, png

WIDTH, HEIGHT = 203, 1301
Made = Callable[[Path], None]


def by_bands(place: Path) -> Image.Image:
    """The picture put together from its bands."""
    with open_file(str(place)) as file:
        image = open_image(file)
        parts = [np.asarray(band) for band in bands(file, image)]
    assert {part.shape[1] for part in parts} == {parts[0].shape[1]}
    return Image.fromarray(np.concatenate(parts))


def streams(place: Path) -> bool:
    """True when the picture is not decoded at once."""
    with open_file(str(place)) as file:
        image = open_image(file)
        return bands_room._pieces(file, image) is not None


def speckled(mode: str) -> Image.Image:
    """Noise of that mode, which no filter and no compression foretells."""
    chance = np.random.default_rng(len(mode))
    shape = (HEIGHT, WIDTH)
    if mode == "1":
        return Image.fromarray(chance.random(shape) > 0.5)
    if mode in {"I;16", "F"}:
        values = chance.integers(100, 40_000, shape)
        return Image.fromarray(values.astype(np.uint16 if mode == "I;16" else np.float32))
    if mode == "P":
        return noise(WIDTH, HEIGHT).quantize(200)
    channels = {"L": 1, "LA": 2, "RGB": 3, "RGBA": 4, "CMYK": 4}[mode]
    smooth = np.asarray(noise(WIDTH, HEIGHT).convert("L"))[..., None].repeat(channels, 2)
    values = smooth + chance.integers(0, 9, (*shape, channels)).astype(np.uint8)
    return Image.fromarray(values[..., 0] if channels == 1 else values, mode)


WAYS: dict[str, tuple[str, str, dict[str, Any]]] = {
    **{f"png {mode}": (mode, "png", {}) for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")},
    "png 4 bits": ("P", "png", {"bits": 4}),
    "png see-through": ("L", "png", {"transparency": 7}),
    **{f"jpeg {mode}": (mode, "jpg", {}) for mode in ("L", "RGB", "CMYK")},
    "jpeg progressive": ("RGB", "jpg", {"progressive": True}),
    **{f"tiff {mode}": (mode, "tif", {}) for mode in ("1", "L", "P", "RGB", "RGBA", "I;16", "F", "CMYK")},
    **{
        f"tiff {name}": ("RGB", "tif", {"compression": name})
        for name in ("tiff_lzw", "tiff_deflate", "packbits", "jpeg")
    },
    "tiff fax": ("1", "tif", {"compression": "group4"}),
    "tiff foretold": ("I;16", "tif", {"compression": "tiff_lzw", "tiffinfo": {317: 2}}),
    "tiff big": ("RGB", "tif", {"big_tiff": True, "compression": "tiff_lzw"}),
}


@pytest.mark.parametrize("way", WAYS)
def test_bands_are_the_picture(tmp_path: Path, way: str) -> None:
    mode, ending, options = WAYS[way]
    place = tmp_path / f"a.{ending}"
    speckled(mode).save(place, **options)
    assert streams(place)
    assert np.array_equal(np.asarray(by_bands(place)), np.asarray(read_image(str(place))))


@pytest.mark.parametrize("ending", ["bmp", "gif", "webp"])
def test_what_cannot_be_had_by_bands_is_cut(tmp_path: Path, ending: str) -> None:
    place = tmp_path / f"a.{ending}"
    noise(300, 1100).save(place)
    assert not streams(place)
    assert np.array_equal(np.asarray(by_bands(place)), np.asarray(read_image(str(place))))


@pytest.mark.parametrize("ending", ["jpg", "png", "tif"])
def test_a_turned_picture_stands_upright(tmp_path: Path, ending: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    noise(320, 1100).save(tmp_path / f"a.{ending}", exif=exif)
    assert by_bands(tmp_path / f"a.{ending}").size == (1100, 320)


@pytest.mark.parametrize("ending", ["jpg", "png", "tif"])
def test_a_cut_off_file_is_told_as_such(tmp_path: Path, ending: str) -> None:
    place = tmp_path / f"a.{ending}"
    speckled("RGB").save(place)
    data = place.read_bytes()
    if ending == "tif":  # its directory is at the end
        data = data.replace(data[8:2000], b"", 1)
    place.write_bytes(data[: len(data) * 2 // 3])
    with pytest.raises(ImageError):
        by_bands(place)


def test_an_exif_behind_the_pixels_is_found_without_decoding(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    noise(64, 48).save(tmp_path / "a.png")
    data = (tmp_path / "a.png").read_bytes()
    body = exif.tobytes()[6:]
    chunk = len(body).to_bytes(4, "big") + b"eXIf" + body + b"\0\0\0\0"
    (tmp_path / "a.png").write_bytes(data[:-12] + chunk + data[-12:])
    assert image_size(str(tmp_path / "a.png")) == (48, 64)


def test_the_size_of_a_png_costs_no_decoding(tmp_path: Path) -> None:
    place = tmp_path / "a.png"
    place.write_bytes(png(b"\0\0\x4e\x20\0\0\x4e\x20\x08\x02\0\0\0", b"no pixels"))
    assert image_size(str(place)) == (20_000, 20_000)


def test_a_side_of_fifty_thousand_is_taken_and_more_is_told(tmp_path: Path) -> None:
    side = 50_000
    for width, reason in ((side, None), (side + 1, "Too large: 50,001 x 50,000 pixels")):
        head = width.to_bytes(4, "big") + side.to_bytes(4, "big") + b"\x08\0\0\0\0"
        (tmp_path / "a.png").write_bytes(png(head, b""))
        assert check(str(tmp_path / "a.png")) == (reason, 1)


def test_a_progressive_jpeg_of_such_a_size_is_refused(tmp_path: Path) -> None:
    noise().save(tmp_path / "a.jpg", progressive=True)
    data = (tmp_path / "a.jpg").read_bytes()
    head = data.index(b"\xff\xc2") + 5
    (tmp_path / "a.jpg").write_bytes(data[:head] + b"\x75\x30\x75\x30" + data[head + 4 :])
    assert check(str(tmp_path / "a.jpg"))[0] == "Too large for a progressive JPEG: 30,000 x 30,000 pixels"


def test_a_very_large_picture_is_not_read_whole(tmp_path: Path) -> None:
    head = (30_000).to_bytes(4, "big") * 2 + b"\x08\0\0\0\0"
    (tmp_path / "a.png").write_bytes(png(head, b""))
    with pytest.raises(ImageError, match=r"Too large to be read whole: 30,000 x 30,000 pixels"):
        read_image(str(tmp_path / "a.png"))


def test_a_large_png_is_shrunk_without_having_it_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nblabel.media.images.LARGE", 1_000_000)
    picture = noise(2000, 3000)
    picture.save(tmp_path / "a.png")
    monkeypatch.setattr(bands_room, "_whole", lambda image: pytest.fail("read whole"))
    small, width, height = shrunk(str(tmp_path / "a.png"), 300)
    assert (small.size, width, height) == ((200, 300), 2000, 3000)
    expected = np.asarray(picture.resize((200, 300), Image.Resampling.BOX), float)
    assert np.abs(np.asarray(small, float) - expected).mean() < 3


def test_rows_come_out_as_high_as_asked_whatever_goes_in() -> None:
    whole = noise(7, 100)
    rows, out = Rows(16), []
    top = 0
    for height in (1, 15, 40, 3, 30, 11):
        out += rows.take(whole.crop((0, top, 7, top + height)))
        top += height
    out += rows.rest()
    assert [band.height for band in out] == [16] * 6 + [4]
    assert np.array_equal(np.concatenate([np.asarray(band) for band in out]), np.asarray(whole))
