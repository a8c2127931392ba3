"""Reading pictures of every kind, upright and in RGB."""

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import fsspec
import numpy as np
import pytest
from PIL import Image

from nblabel.media.check import check
from nblabel.media.images import image_size, picture, read_image
from nblabel.values.errors import ImageError
from tests.media.conftest import noise, png


def close(a: Image.Image, b: Image.Image, by: float = 6) -> bool:
    """Whether two pictures have one size and differ little on average."""
    return a.size == b.size and float(np.abs(np.asarray(a, float) - np.asarray(b, float)).mean()) < by


def shown(place: Path, size: int) -> Image.Image:
    return Image.open(io.BytesIO(picture(str(place), size).data)).convert("RGB")


@pytest.mark.parametrize("ending", ["jpg", "png", "bmp", "tif", "tiff", "webp", "gif", "jfif", "jpe", "JPEG"])
def test_every_format_is_read(tmp_path: Path, ending: str) -> None:
    noise().save(tmp_path / f"a.{ending}", format={"jfif": "JPEG", "jpe": "JPEG"}.get(ending))
    image = read_image(str(tmp_path / f"a.{ending}"))
    assert image.mode == "RGB"
    assert close(image, noise(), by=12)
    assert check(str(tmp_path / f"a.{ending}")) == (None, 1)


TURNED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@pytest.mark.parametrize("ending", ["jpg", "png", "tif", "webp"])
@pytest.mark.parametrize("orientation", TURNED)
@pytest.mark.parametrize("size", [32, 640])
def test_pictures_stand_upright(tmp_path: Path, orientation: int, ending: str, size: int) -> None:
    upright, turn = noise(320, 240), TURNED[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    place = tmp_path / f"a.{ending}"
    (upright if turn is None else upright.transpose(turn)).save(place, exif=exif)
    assert close(read_image(str(place)), upright)
    assert image_size(str(place)) == (320, 240)
    sent = picture(str(place), size)
    assert (sent.width, sent.height) == (320, 240)
    assert close(shown(place, size), upright if size > 320 else upright.resize((32, 24)), by=8)


def test_cmyk_as_adobe_writes_it_is_read(tmp_path: Path) -> None:
    photo = noise(200, 150)
    photo.convert("CMYK").save(tmp_path / "a.jpg", quality=95)
    assert close(read_image(str(tmp_path / "a.jpg")), photo)
    assert close(shown(tmp_path / "a.jpg", 640), photo)
    with Image.open(io.BytesIO(picture(str(tmp_path / "a.jpg"), 640).data)) as sent:
        assert (sent.format, sent.mode) == ("JPEG", "RGB")


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
@pytest.mark.parametrize("size", [8, 640])
def test_transparent_pixels_are_white(tmp_path: Path, mode: str, size: int) -> None:
    clear = Image.new("RGBA", (20, 20), (255, 0, 0, 0))
    if mode == "P":
        palette = Image.new("P", (20, 20), 1)
        palette.putpalette([0, 0, 0, 255, 0, 0])
        palette.save(tmp_path / "a.png", transparency=1)
    else:
        clear.convert(mode).save(tmp_path / "a.png")
    assert read_image(str(tmp_path / "a.png")).getpixel((5, 5)) == (255, 255, 255)
    assert shown(tmp_path / "a.png", size).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("ending", ["png", "tif"])
def test_sixteen_bits_are_stretched_to_their_range(tmp_path: Path, ending: str) -> None:
    values = np.linspace(1000, 3000, 64 * 48).reshape(48, 64).astype(np.uint16)
    Image.fromarray(values).save(tmp_path / f"a.{ending}")
    grey = np.asarray(read_image(str(tmp_path / f"a.{ending}")))[..., 0]
    assert (grey.min(), grey.max()) == (0, 255)
    assert np.abs(grey.astype(float) - (values - 1000.0) / 2000 * 255).max() <= 1
    assert close(shown(tmp_path / f"a.{ending}", 640), read_image(str(tmp_path / f"a.{ending}")))


def test_colours_of_sixteen_bits_keep_their_upper_eight(tmp_path: Path) -> None:
    row = b"\0" + struct.pack(">6H", 0x1234, 0xFFFF, 0, 0x8000, 0x00FF, 0xABCD)
    header = struct.pack(">IIBBBBB", 2, 1, 16, 2, 0, 0, 0)
    (tmp_path / "a.png").write_bytes(png(header, zlib.compress(row)))
    image = read_image(str(tmp_path / "a.png"))
    assert [image.getpixel((x, 0)) for x in (0, 1)] == [(0x12, 0xFF, 0), (0x80, 0, 0xAB)]


def test_floats_are_stretched_and_nan_is_black(tmp_path: Path) -> None:
    values = np.linspace(-1, 1, 100, dtype=np.float32).reshape(10, 10)
    values[0, 1] = np.nan
    Image.fromarray(values).save(tmp_path / "a.tif")
    grey = np.asarray(read_image(str(tmp_path / "a.tif")))[..., 0]
    assert (grey[0, 0], grey[0, 1], grey[9, 9]) == (0, 0, 255)


@pytest.mark.parametrize(("value", "grey"), [(0, 0), (32896, 128), (65535, 255)])
def test_a_constant_measurement_is_its_share_of_the_range(tmp_path: Path, value: int, grey: int) -> None:
    Image.fromarray(np.full((5, 5), value, np.uint16)).save(tmp_path / "a.png")
    assert read_image(str(tmp_path / "a.png")).getpixel((2, 2)) == (grey, grey, grey)


def test_one_bit_is_black_and_white(tmp_path: Path) -> None:
    Image.fromarray(np.eye(9) > 0).save(tmp_path / "a.png")
    image = read_image(str(tmp_path / "a.png"))
    assert [image.getpixel((0, 0)), image.getpixel((0, 1))] == [(255, 255, 255), (0, 0, 0)]


def test_the_first_picture_of_a_gif_counts(tmp_path: Path) -> None:
    red, blue = Image.new("RGB", (9, 9), "red"), Image.new("RGB", (9, 9), "blue")
    red.save(tmp_path / "a.gif", save_all=True, append_images=[blue])
    assert check(str(tmp_path / "a.gif")) == (None, 1)
    assert read_image(str(tmp_path / "a.gif")).getpixel((4, 4)) == (255, 0, 0)
    assert picture(str(tmp_path / "a.gif"), 99).type == "image/png"


def test_every_page_of_a_tiff_is_a_frame(tmp_path: Path) -> None:
    pages = [noise(seed=seed) for seed in range(3)]
    pages[0].save(tmp_path / "a.tif", save_all=True, append_images=pages[1:])
    assert check(str(tmp_path / "a.tif")) == (None, 3)
    for frame, page in enumerate(pages):
        assert close(read_image(str(tmp_path / "a.tif"), frame), page, by=0.1)
        assert picture(str(tmp_path / "a.tif"), 32, frame).width == 64
    with pytest.raises(ImageError):
        read_image(str(tmp_path / "a.tif"), 3)


def test_a_small_upright_file_is_sent_as_it_is(photo: Callable[..., Path]) -> None:
    for name in ("a.jpg", "a.png", "a.webp"):
        assert picture(str(photo(name)), 64).data == photo(name).read_bytes()


def test_a_picture_is_made_smaller_never_larger(photo: Callable[..., Path]) -> None:
    place = photo("a.jpg", 800, 600)
    assert shown(place, 100).size == (100, 75)
    assert shown(place, 2000).size == (800, 600)
    assert picture(str(place), 100).type == "image/jpeg"


def test_few_colours_and_tiny_pictures_stay_sharp(tmp_path: Path) -> None:
    digit = Image.fromarray(np.random.default_rng(0).integers(0, 16, (8, 8), dtype=np.uint8) * 16)
    digit.save(tmp_path / "digit.bmp")
    assert picture(str(tmp_path / "digit.bmp"), 400).type == "image/png"
    assert np.array_equal(np.asarray(shown(tmp_path / "digit.bmp", 400))[..., 0], np.asarray(digit))
    Image.new("RGB", (500, 400), "teal").save(tmp_path / "plan.png")
    assert picture(str(tmp_path / "plan.png"), 200).type == "image/png"


def test_a_url_is_read_as_a_file_is(photo: Callable[..., Path]) -> None:
    fsspec.filesystem("memory").pipe("/images/a.jpg", photo().read_bytes())
    assert read_image("memory://images/a.jpg").tobytes() == read_image(str(photo())).tobytes()
    with pytest.raises(ImageError, match="gone"):
        read_image("memory://images/b.jpg")


def test_pillows_own_limit_is_left_alone(photo: Callable[..., Path]) -> None:
    before = Image.MAX_IMAGE_PIXELS
    read_image(str(photo()))
    assert before == Image.MAX_IMAGE_PIXELS
