"""Many small pictures in one."""

import io
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest
from PIL import Image

from nblabel.media import sheets as sheets_module
from nblabel.media.cache import Cache
from nblabel.media.compose import Composed, Drawn, composed
from nblabel.media.images import shrunk
from nblabel.media.pictures import Job, Pictures
from nblabel.media.pool import Pool
from nblabel.media.sheets import Sheets
from nblabel.media.thumbs import Thumbs
from nblabel.values.errors import ImageError
from tests.waiting import PATIENCE

COLOURS = {"red": (200, 30, 30), "green": (30, 160, 30), "blue": (30, 30, 200)}


class Page:
    """What a page was given, in order."""

    def __init__(self) -> None:
        self.sheets: list[Composed] = []
        self.came = threading.Condition()

    def __call__(self, sheet: Composed) -> None:
        with self.came:
            self.sheets.append(sheet)
            self.came.notify_all()

    def items(self) -> list[str]:
        return [tile.item for sheet in self.sheets for tile in sheet.tiles]

    def wait(self, count: int) -> list[str]:
        with self.came:
            assert self.came.wait_for(lambda: len(self.items()) >= count, timeout=PATIENCE), self.items()
            return self.items()


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Sheets]:
    pool = Pool(threads=1)
    yield Sheets(pool, Thumbs(tmp_path / "cache"))
    pool.close()


def plain(folder: Path, count: int, size: tuple[int, int] = (160, 120)) -> list[Path]:
    """Files of one colour each, by turns."""
    folder.mkdir(exist_ok=True)
    places = [folder / f"{n:03}.png" for n in range(count)]
    for n, place in enumerate(places):
        Image.new("RGB", size, list(COLOURS.values())[n % len(COLOURS)]).save(place)
    return places


def job(place: Path, pixels: int = 48) -> Job:
    status = place.stat() if place.exists() else None
    size, mtime = (status.st_size, status.st_mtime_ns) if status else (0, 0)
    return Job(place.name, 1, str(place.parent), place.name, pixels, size=size, mtime_ns=mtime)


def shown(sheet: Composed) -> dict[str, list[int]]:
    """The middle pixel of each tile."""
    image = Image.open(io.BytesIO(sheet.data))
    return {t.item: list(image.getpixel((t.x + t.w // 2, t.y + t.h // 2))) for t in sheet.tiles}  # type: ignore[arg-type]


@pytest.mark.parametrize("pixels", [16, 24, 48, 60, 96])
def test_every_tile_shows_its_own_picture(service: Sheets, tmp_path: Path, pixels: int) -> None:
    page, places = Page(), plain(tmp_path / "p", 100)
    service.want("p", [job(place, pixels) for place in places], page)
    page.wait(100)
    seen = {item: pixel for sheet in page.sheets for item, pixel in shown(sheet).items()}
    for n, place in enumerate(places):
        assert np.abs(np.subtract(seen[place.name], list(COLOURS.values())[n % 3])).max() <= 6


def test_a_tile_keeps_its_proportions_and_tells_the_original_size(service: Sheets, tmp_path: Path) -> None:
    page, [place] = Page(), plain(tmp_path / "p", 1, (1000, 250))
    service.want("p", [job(place, 48)], page)
    page.wait(1)
    [tile] = page.sheets[0].tiles
    assert (tile.w, tile.h, tile.width, tile.height) == (48, 12, 1000, 250)


@pytest.mark.parametrize("size", [(1, 1), (3, 500), (500, 1), (40, 30), (60, 60)])
def test_odd_shapes_fit_and_small_ones_are_not_enlarged(
    service: Sheets, tmp_path: Path, size: tuple[int, int]
) -> None:
    page, [place] = Page(), plain(tmp_path / "p", 1, size)
    service.want("p", [job(place, 48)], page)
    page.wait(1)
    [tile] = page.sheets[0].tiles
    assert 1 <= tile.w <= min(60, size[0])
    assert 1 <= tile.h <= min(60, size[1])


def test_no_picture_bleeds_into_the_next() -> None:
    white, black = (Drawn(Image.new("RGB", (30, 30), colour), 30, 30) for colour in ("white", "black"))
    sheet = composed([("w", white), ("b", black)] * 8, 32)
    pixels = np.asarray(Image.open(io.BytesIO(sheet.data))).astype(int)
    for tile in sheet.tiles:
        part = pixels[tile.y : tile.y + tile.h, tile.x : tile.x + tile.w]
        assert (part.min() >= 225) if tile.item == "w" else (part.max() <= 30)


def test_the_order_is_kept_and_the_first_sheets_are_small(service: Sheets, tmp_path: Path) -> None:
    page, places = Page(), plain(tmp_path / "p", 200)
    for _ in range(2):
        page.sheets.clear()
        service.want("p", [job(place) for place in places], page)
        assert page.wait(200) == [place.name for place in places]
        assert len(page.sheets[0].tiles) <= 8
    assert [len(sheet.tiles) for sheet in page.sheets] == [8, 16, 32, 64, 64, 16]


def test_a_broken_file_is_a_tile_with_the_reason(service: Sheets, tmp_path: Path) -> None:
    page, places = Page(), plain(tmp_path / "p", 3)
    places[1].write_text("no picture")
    service.want("p", [job(place) for place in [*places, tmp_path / "gone.jpg"]], page)
    page.wait(4)
    reasons = {tile.item: str(tile.error) for sheet in page.sheets for tile in sheet.tiles if tile.error}
    assert reasons == {"001.png": "Not a picture", "gone.jpg": "The file is gone"}


def test_only_broken_files_make_a_sheet_without_a_picture() -> None:
    sheet = composed([("a", ImageError("Not a picture"))], 48)
    assert (sheet.data, [tile.w for tile in sheet.tiles]) == (b"", [0])


def test_what_is_kept_is_shown_without_its_file(tmp_path: Path) -> None:
    places = plain(tmp_path / "p", 20)
    jobs = [job(place) for place in places]
    for _ in range(2):
        page, service = Page(), Sheets(Pool(), Thumbs(tmp_path / "cache"))
        service.want("p", jobs, page)
        page.wait(20)
        service.pool.close()
        assert not [tile for sheet in page.sheets for tile in sheet.tiles if tile.error]
        for place in places:
            place.unlink(missing_ok=True)


def test_a_file_that_changed_is_made_anew_once_that_is_known(service: Sheets, tmp_path: Path) -> None:
    page, [place] = Page(), plain(tmp_path / "p", 1)
    service.want("p", [job(place)], page)
    page.wait(1)
    Image.new("RGB", (161, 120), "white").save(place)
    service.want("p", [job(place)], page)
    page.wait(2)
    assert [sheet.tiles[0].width for sheet in page.sheets] == [160, 161]


def test_a_file_of_unknown_time_is_kept_by_the_time_it_has(
    service: Sheets, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, [place] = Page(), plain(tmp_path / "p", 1)
    told = msgspec.structs.replace(job(place), size=0, mtime_ns=0)
    service.want("p", [told], page)
    page.wait(1)
    service.pool.close()
    monkeypatch.setattr(sheets_module, "shrunk", None)
    assert isinstance(Sheets(service.pool, Thumbs(tmp_path / "cache")).make(told), Drawn)


class Gate:
    """Stands in for the decoder: holds the first picture until it is opened, and remembers which."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls = list[str]()
        self.begun, self.opened = threading.Event(), threading.Event()
        monkeypatch.setattr(sheets_module, "shrunk", self)

    def __call__(self, place: str, size: int, frame: int = 0) -> tuple[Image.Image, int, int]:
        self.calls.append(Path(place).name)
        self.begun.set()
        assert self.opened.wait(PATIENCE)
        return shrunk(place, size, frame)


def test_a_new_wish_replaces_what_is_not_begun(
    service: Sheets, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, page, places = Gate(monkeypatch), Page(), plain(tmp_path / "p", 30)
    service.want("p", [job(place) for place in places[:10]], page)
    assert gate.begun.wait(PATIENCE)
    service.want("p", [job(place) for place in places[20:]], page)
    gate.opened.set()
    wanted = [place.name for place in [places[0], *places[20:]]]
    assert sorted(page.wait(11)) == wanted
    assert gate.calls == wanted


def test_what_is_in_work_is_not_begun_again(
    service: Sheets, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, page, places = Gate(monkeypatch), Page(), plain(tmp_path / "p", 10)
    for _ in range(2):
        service.want("p", [job(place) for place in places], page)
        assert gate.begun.wait(PATIENCE)
    gate.opened.set()
    assert sorted(page.wait(10)) == [place.name for place in places]
    assert sorted(gate.calls) == [place.name for place in places]


def test_a_large_picture_leaves_its_small_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "large.jpg"
    Image.new("RGB", (2000, 1500), COLOURS["red"]).save(place)
    pool, done = Pool(), threading.Event()
    sheets = Sheets(pool, Thumbs(tmp_path / "cache"))
    pictures = Pictures(Cache(tmp_path / "cache"), pool=pool, decoded=sheets.keep_of)
    pictures.want("p", [job(place, 300)], lambda *_: done.set())
    assert done.wait(PATIENCE)
    pool.close()
    for pixels, size in ((48, (48, 36)), (96, (96, 72))):
        [drawn] = sheets.find([job(place, pixels)]).values()
        assert (drawn.image.size, drawn.width, drawn.height) == (size, 2000, 1500)
