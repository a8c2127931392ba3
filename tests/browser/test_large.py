"""One picture large: zoom, pan, frames, windows; labels and keys as before; looking changes nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.browser.harness.bench import Bench
from tests.browser.harness.birds import LABELS, write_photos
from tests.browser.harness.large import Large
from tests.media.dicoms import write as write_dicom


def photos(folder: Path, count: int = 6) -> Path:
    write_photos(folder, count)
    return folder / "photos"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six photos, for all tests that give no answer."""
    return photos(tmp_path_factory.mktemp("large")).parent


@pytest.fixture
def large(bench: Bench, folder: Path) -> Iterator[Large]:
    """The third of them, large."""
    grid = bench.keep(folder)
    yield Large(grid, grid.tiles()[2].item).open()
    grid.press("Escape")
    grid.wait(lambda: len(grid.tiles()) == 6, "the page")


def test_the_wheel_zooms_about_the_pointer(large: Large) -> None:
    box = large.stage.bounding_box()
    assert box is not None
    x, y = box["width"] * 0.6, box["height"] * 0.4
    large.page.mouse.move(box["x"] + x, box["y"] + y)
    under, zoom = large.image_at(x, y), large.zoom
    large.page.mouse.wheel(0, -400)
    large.wait(lambda: large.zoom > 1.5 * zoom, "a larger picture")
    large.wait(lambda: large.image_at(x, y) == pytest.approx(under, abs=0.05), "the same point")


def test_a_drag_moves_the_picture_with_the_hand(large: Large) -> None:
    large.enlarge(2)
    before, (x, y) = large.origin, large.middle()
    large.page.mouse.move(x, y)
    large.page.mouse.down()
    large.page.mouse.move(x - 40, y - 20, steps=4)
    large.page.mouse.up()
    wanted = before[0] + 40 / large.zoom, before[1] + 20 / large.zoom
    large.wait(lambda: large.origin == pytest.approx(wanted, abs=0.05), f"the picture moved to {wanted}")


def test_buttons_and_keys_zoom_and_fit_and_say_how_much(large: Large) -> None:
    zoom = large.zoom
    large.grid.button("Zoom in").click()
    large.wait(lambda: large.zoom == pytest.approx(zoom * 2**0.5, rel=0.01), "one step larger")
    said = large.grid.region.get_by_role("status", name="Zoom", exact=True)
    large.wait(lambda: said.inner_text() == f"{large.zoom * 100:.0f} %", "how much it is")
    large.page.keyboard.press("-")
    large.page.keyboard.press("-")
    large.wait(lambda: large.zoom == pytest.approx(zoom / 2**0.5, rel=0.01), "one step smaller than at first")
    large.page.keyboard.press("f")
    large.wait(lambda: large.zoom == pytest.approx(zoom), "as at first")


def test_labels_undo_and_the_way_back_work_while_a_picture_is_large(bench: Bench, tmp_path: Path) -> None:
    photos(tmp_path)
    grid = bench.show(tmp_path)
    item = Large(grid, grid.tiles()[2].item).open().item
    grid.wait(lambda: grid.tile(item).focused, "its cell focused")
    grid.press("+")
    grid.press(grid.key_of(LABELS[1]))
    grid.wait_state(item, "draft", LABELS[1])
    grid.press("Control+z")
    grid.wait_state(item, "unlabeled")
    grid.press(grid.key_of(LABELS[0]))
    grid.wait_state(item, "draft", LABELS[0])
    grid.press("Escape")
    grid.wait(lambda: len(grid.tiles()) == 6, "the page")
    grid.wait(lambda: grid.tiles()[2].focused, "the tile focused")
    assert grid.tile(item).labels == (LABELS[0],)


def test_looking_changes_no_answer(large: Large, bench: Bench) -> None:
    for key in ("+", "Shift+ArrowRight", "-", "f", ".", ",", "z"):
        large.page.keyboard.press(key)
    large.grid.wait_saved()
    assert bench.notebook.kernel.value("len(project.history())") == 0


def test_arrows_lead_to_the_next_picture_and_with_shift_over_this_one(large: Large) -> None:
    large.enlarge(1)
    before = large.origin
    large.page.keyboard.press("Shift+ArrowRight")
    large.wait(lambda: large.origin[0] > before[0], "further to the right")
    large.page.keyboard.press("ArrowRight")
    large.wait(lambda: large.stage.get_attribute("data-item") != large.item, "the next picture")
    following = large.stage.get_attribute("data-item")
    large.wait(lambda: [tile.item for tile in large.grid.tiles()] == [following], "its tile alone")


def test_pixels_are_squares_when_far_enlarged_and_the_kernel_sends_all_of_them(
    bench: Bench, tmp_path: Path
) -> None:
    folder = photos(tmp_path, 1)
    board = (np.indices((1500, 2000)).sum(0) % 2 * 255).astype(np.uint8)
    Image.fromarray(board).save(folder / "board.png")
    large = Large(bench.show(tmp_path, layout="2x2"), "board.png").open()
    large.enlarge(12)
    x, y = (int(place) for place in large.image_at(200, 200))
    wanted = [int(board[y, x]), int(board[y, x + 1]), int(board[y + 1, x])]
    large.wait(
        lambda: [large.grey_of(x, y), large.grey_of(x + 1, y), large.grey_of(x, y + 1)] == wanted,
        "black and white squares",
    )


@pytest.fixture
def film(bench: Bench, tmp_path: Path) -> Large:
    """A TIFF of five pages, each a grey of its own."""
    pages = [Image.new("RGB", (64, 48), (40 * n, 40 * n, 40 * n)) for n in range(1, 6)]
    pages[0].save(photos(tmp_path, 1) / "film.tif", save_all=True, append_images=pages[1:])
    return Large(bench.show(tmp_path, layout="2x2"), "film.tif").open()


def test_frames_turn_by_key_and_slider(film: Large) -> None:
    slider = film.slider("Frame")
    film.wait(lambda: film.grey_of(30, 20) == 40, "the first page")
    for _ in range(2):
        film.page.keyboard.press(".")
    film.wait(lambda: (film.frame, film.grey_of(30, 20)) == (2, 120), "the third page")
    film.wait(lambda: slider.get_attribute("aria-valuetext") == "frame 3 of 5", "which frame it is")
    film.page.keyboard.press(",")
    film.wait(lambda: film.grey_of(30, 20) == 80, "the second page")
    slider.fill("4")
    film.wait(lambda: (film.frame, film.grey_of(30, 20)) == (4, 200), "the last page")


SCAN: dict[str, Any] = {
    "RescaleSlope": 1,
    "RescaleIntercept": -1024,
    "WindowCenter": [40, 400],
    "WindowWidth": [400, 1800],
}


def scan(bench: Bench, folder: Path, **header: Any) -> Large:
    """A made CT slice of 96 x 64 stored values, large."""
    values = (np.arange(64 * 96, dtype=np.uint16) % 2048).reshape(64, 96)
    write_dicom(photos(folder, 1) / "scan.dcm", values, **(SCAN | header))
    large = Large(bench.show(folder, layout="2x2"), "scan.dcm").open()
    large.preset().wait_for()
    return large


def as_read(bench: Bench, item: str, x: int, y: int) -> int:
    """What Python reads at that pixel."""
    return int(bench.notebook.kernel.value(f"project.read({item!r}).getpixel(({x}, {y}))[0]"))


PIXELS = [(0, 0), (95, 0), (10, 9), (60, 11), (95, 63), (3, 12), (47, 31)]


@pytest.mark.parametrize("kind", ["MONOCHROME2", "MONOCHROME1"])
def test_a_scan_begins_with_the_greys_that_python_reads(bench: Bench, tmp_path: Path, kind: str) -> None:
    large = scan(bench, tmp_path, PhotometricInterpretation=kind)
    wanted = [as_read(bench, "scan.dcm", x, y) for x, y in PIXELS]
    large.wait(lambda: [large.grey_of(x, y) for x, y in PIXELS] == wanted, f"{wanted}")


def test_presets_sliders_and_a_drag_set_the_window(bench: Bench, tmp_path: Path) -> None:
    large = scan(bench, tmp_path)
    large.preset().select_option("Window 2")

    def bone(value: int) -> int:
        return round(255 * min(max((value - 399.5) / 1799 + 0.5, 0), 1))

    large.wait(lambda: large.grey_of(60, 11) == bone(60 + 11 * 96 - 1024), "the second window")
    large.slider("Window").fill("1000")
    large.slider("Level").fill("0")
    x, y = large.middle()
    large.page.mouse.move(x, y)
    large.page.mouse.down(button="right")
    large.page.mouse.move(x + 60, y - 30, steps=3)
    large.page.mouse.up(button="right")
    level = pytest.approx(-120, abs=2)
    large.wait(lambda: float(large.slider("Level").input_value()) == level, "another level")
    large.wait(lambda: float(large.slider("Window").input_value()) > 1000, "a wider window")
    chosen = large.preset().locator("option:checked")
    large.wait(lambda: chosen.inner_text() == "Set by hand", "no preset")


def test_the_value_under_the_pointer_is_said(bench: Bench, tmp_path: Path) -> None:
    large = scan(bench, tmp_path)
    box = large.stage.bounding_box()
    assert box is not None
    at = ((60.5 - large.origin[0]) * large.zoom, (11.5 - large.origin[1]) * large.zoom)
    large.page.mouse.move(box["x"] + at[0], box["y"] + at[1])
    said = large.grid.region.get_by_role("status", name="Pixel", exact=True)
    large.wait(lambda: said.inner_text() == f"60, 11: {60 + 11 * 96 - 1024}", "the value")


def test_a_16_bit_picture_can_be_windowed_too(bench: Bench, tmp_path: Path) -> None:
    values = np.linspace(1000, 3000, 64 * 64).astype(np.uint16).reshape(64, 64)
    Image.fromarray(values).save(photos(tmp_path, 1) / "deep.png")
    large = Large(bench.show(tmp_path, layout="2x2"), "deep.png").open()
    large.preset().wait_for()
    places = [(0, 0), (31, 31), (63, 63)]
    wanted = [as_read(bench, "deep.png", x, y) for x, y in places]
    large.wait(lambda: [large.grey_of(x, y) for x, y in places] == wanted, f"{wanted}")
    large.slider("Level").fill("1000")
    large.wait(lambda: large.grey_of(31, 31) > wanted[1], "brighter")


def test_an_ordinary_photo_has_no_window_and_no_frames(large: Large) -> None:
    assert [large.slider(name).count() for name in ("Frame", "Window", "Level")] == [0, 0, 0]
    assert large.preset().count() == 0


def test_a_tile_of_the_wall_opens_large_too(bench: Bench, tmp_path: Path) -> None:
    photos(tmp_path)
    grid = bench.show(tmp_path, layout="wall")
    large = Large(grid, grid.tiles()[1].item).open()
    grid.wait(lambda: [tile.item for tile in grid.tiles()] == [large.item], "the tile alone")
    grid.press("Escape")
    grid.wait(lambda: len(grid.tiles()) == 6, "the wall again")
    grid.wait(lambda: grid.tile(large.item).focused, "its tile focused")
