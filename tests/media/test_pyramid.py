"""Very large pictures as tiles."""

import io
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from nblabel.media import pyramids as pyramids_room
from nblabel.media.images import read_image
from nblabel.media.pictures import Job
from nblabel.media.pyramid import StoppedError, build
from nblabel.media.pyramids import Pyramids
from nblabel.media.tilefile import Shape, Tiles
from nblabel.values.errors import ImageError
from tests.media.conftest import noise
from tests.waiting import until

Size = tuple[int, int]


def built(place: Path, target: Path) -> Tiles:
    with ThreadPoolExecutor(2) as executor:
        build(str(place), target, 0, executor, lambda ready: None)
    return Tiles(target)


def level_of(tiles: Tiles, level: int) -> Image.Image:
    """A level put together from its tiles."""
    whole = Image.new("RGB", tiles.shape.levels()[level])
    across, down = tiles.shape.grids()[level]
    for y in range(down):
        for x in range(across):
            whole.paste(Image.open(io.BytesIO(tiles.tile(level, x, y))), (x * 512, y * 512))
    return whole


def job(place: Path) -> Job:
    return Job(place.name, 1, str(place.parent), place.name, 0)


def wait_for(pyramids: Pyramids, wanted: Job) -> None:
    until(lambda: pyramids.levels(wanted).ready == 1, "its tiles")


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A picture of one and a half tiles, which counts as very large."""
    monkeypatch.setattr(pyramids_room, "LARGE", 100_000)
    noise(700, 600).save(tmp_path / "a.png")
    return tmp_path / "a.png"


@pytest.mark.parametrize("size", [(1301, 1025), (512, 512), (100, 1537), (513, 3)])
def test_level_zero_is_the_picture_and_each_other_half_the_one_before(tmp_path: Path, size: Size) -> None:
    noise(*size).save(tmp_path / "a.png")
    tiles = built(tmp_path / "a.png", tmp_path / "tiles")
    expected = read_image(str(tmp_path / "a.png"))
    for level in range(len(tiles.shape.levels())):
        assert np.array_equal(np.asarray(level_of(tiles, level)), np.asarray(expected))
        expected = expected.reduce(2)


def test_tiles_of_a_jpeg_are_jpegs(tmp_path: Path) -> None:
    noise(600, 600).save(tmp_path / "a.jpg", quality=95)
    tiles = built(tmp_path / "a.jpg", tmp_path / "tiles")
    assert tiles.shape.type == "image/jpeg"
    shown, read = (np.asarray(p, float) for p in (level_of(tiles, 0), read_image(str(tmp_path / "a.jpg"))))
    assert np.abs(shown - read).mean() < 3


@given(st.integers(1, 60_000), st.integers(1, 60_000))
def test_every_tile_has_a_number_of_its_own(width: int, height: int) -> None:
    shape = Shape(width, height, "image/png")
    last = len(shape.levels()) - 1
    assert max(shape.levels()[last]) <= 512
    assert shape.number(0, 0, 0) == 0
    assert shape.number(last, 0, 0) == shape.count() - 1
    firsts = [shape.number(level, 0, 0) for level in range(last + 1)]
    assert np.diff([*firsts, shape.count()]).tolist() == [a * d for a, d in shape.grids()]


@pytest.mark.parametrize("place", [(-1, 0, 0), (2, 0, 0), (0, 2, 0), (0, 0, -1)])
def test_a_tile_that_is_not_there_is_told(tmp_path: Path, place: tuple[int, int, int]) -> None:
    noise(600, 600).save(tmp_path / "a.png")
    with pytest.raises(ImageError, match="no tile"):
        built(tmp_path / "a.png", tmp_path / "tiles").tile(*place)


def test_a_file_that_was_cut_off_is_made_anew(tmp_path: Path, large: Path) -> None:
    first = Pyramids(tmp_path / "cache")
    wait_for(first, job(large))
    first.close()
    [file] = (tmp_path / "cache").iterdir()
    os.truncate(file, file.stat().st_size - 5)
    again = Pyramids(tmp_path / "cache")
    wait_for(again, job(large))
    assert Image.open(io.BytesIO(again.tile(job(large), 0, 1, 1)[1])).size == (188, 88)


def test_a_picture_of_moderate_size_is_shown_whole(tmp_path: Path) -> None:
    noise(700, 600).save(tmp_path / "a.png")
    shape, ready = Pyramids(tmp_path / "cache").levels(job(tmp_path / "a.png"))
    assert (shape.width, shape.height, ready) == (700, 600, None)
    assert not (tmp_path / "cache").exists()


def test_there_are_no_tiles_before_they_are_made(tmp_path: Path, large: Path) -> None:
    with pytest.raises(ImageError, match="not made yet"):
        Pyramids(tmp_path / "cache").tile(job(large), 0, 0, 0)


def test_a_changed_file_gets_tiles_of_its_own(tmp_path: Path, large: Path) -> None:
    pyramids = Pyramids(tmp_path / "cache")
    wait_for(pyramids, job(large))
    noise(900, 800, seed=1).save(large)
    assert pyramids.levels(job(large)).shape.width == 900
    wait_for(pyramids, job(large))
    assert pyramids.tile(job(large), 0, 0, 0)[0].width == 900


def test_a_broken_picture_is_told_and_leaves_nothing(tmp_path: Path, large: Path) -> None:
    large.write_bytes(large.read_bytes()[:20_000])
    pyramids = Pyramids(tmp_path / "cache")
    with pytest.raises(ImageError, match="ends too early"):
        wait_for(pyramids, job(large))
    assert list((tmp_path / "cache").iterdir()) == []


def test_making_can_be_called_off(tmp_path: Path, large: Path) -> None:
    def stop(ready: float) -> None:
        raise StoppedError

    with ThreadPoolExecutor(1) as executor, pytest.raises(StoppedError):
        build(str(large), tmp_path / "cache" / "tiles", 0, executor, stop)
    assert list((tmp_path / "cache").iterdir()) == []


def test_what_nobody_asks_for_any_more_makes_way(
    tmp_path: Path, large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pyramids_room, "ABANDONED", 0.0)
    noise(900, 800).save(tmp_path / "b.png")
    pyramids = Pyramids(tmp_path / "cache")
    pyramids.levels(job(large))
    wait_for(pyramids, job(tmp_path / "b.png"))


def test_a_full_disk_is_told(tmp_path: Path, large: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    with pytest.raises(ImageError, match="cannot be kept"):
        wait_for(Pyramids(tmp_path / "cache"), job(large))


@pytest.mark.parametrize("most", [1000, 300, 70])
def test_a_part_is_cut_from_the_level_that_suits(tmp_path: Path, large: Path, most: int) -> None:
    pyramids = Pyramids(tmp_path / "cache")
    assert pyramids.part(job(large), 64, 128, 600, 600, most) is None
    wait_for(pyramids, job(large))
    part = pyramids.part(job(large), 64, 128, 600, 600, most)
    assert part is not None
    expected = read_image(str(large)).crop((64, 128, 600, 600))
    assert part.width <= 536
    assert part.width >= min(most, 536) or part.width == 268
    near = np.asarray(expected.resize(part.size, Image.Resampling.BOX), float)
    assert np.abs(np.asarray(part, float) - near).mean() < 3
