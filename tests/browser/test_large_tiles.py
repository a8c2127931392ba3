"""A picture too large to be sent whole: what is seen of it is what it is, and where it is, at any zoom."""

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator

from tests.browser.harness.bench import Bench
from tests.browser.harness.grid import Grid
from tests.browser.harness.stage import Point, Stage

ITEM, SIDE, CELL, BLOCK = "huge.png", 4400, 100, 20
READ = """(area, points) => {
    const canvas = area.querySelector("canvas");
    const scale = canvas.width / canvas.clientWidth;
    const pen = canvas.getContext("2d");
    const at = ([x, y]) => [...pen.getImageData(Math.floor(x * scale), Math.floor(y * scale), 1, 1).data];
    return points.map(at);
}"""
BARE = """area => {
    const canvas = area.querySelector("canvas");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return data.filter((_, at) => at % 4 === 3 && data[at] < 255).length;
}"""


def colour(x: float, y: float) -> tuple[int, int, int]:
    """Of an image pixel: red and green say in which cell of 100 x 100, blue in which block of 20 x 20."""
    column, row = int(x), int(y)
    return column // CELL * 4, row // CELL * 4, (column // BLOCK + row // BLOCK) % 2 * 255


@pytest.fixture(scope="module")
def huge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The picture as a PNG, so that each of its pixels is known exactly."""
    at = np.arange(SIDE)
    pixels = np.empty((SIDE, SIDE, 3), np.uint8)
    pixels[..., 0], pixels[..., 1] = at // CELL * 4, at[:, None] // CELL * 4
    pixels[..., 2] = (at // BLOCK + at[:, None] // BLOCK) % 2 * 255
    place = tmp_path_factory.mktemp("huge") / ITEM
    Image.fromarray(pixels).save(place, compress_level=1)
    return place


def shown(bench: Bench, folder: Path, huge: Path, task: str) -> Grid:
    (folder / "photos").mkdir()
    (folder / "photos" / ITEM).symlink_to(huge)
    return bench.show(folder, task)


@pytest.fixture
def stage(bench: Bench, tmp_path: Path, huge: Path) -> Stage:
    return Stage(shown(bench, tmp_path, huge, "boxes")).open(ITEM)


def making(stage: Stage) -> Locator:
    return stage.area.get_by_role("progressbar", name="Making this large picture ready", exact=True)


def middles(stage: Stage, size: int) -> list[Point]:
    """Middles of blocks of `size` that are in view, in image pixels."""
    box = stage.area.bounding_box()
    assert box is not None
    (x, y), zoom = stage.origin, stage.zoom
    across, down = (
        [n + 0.5 for n in range(int(max(0, low) // size) + 1, int(min(SIDE, low + length / zoom) // size))]
        for low, length in ((x, box["width"]), (y, box["height"]))
    )
    step = max(1, len(across) * len(down) // 400)
    return [(column * size, row * size) for row in down for column in across][::step]


def differing(stage: Stage, points: list[Point], channels: int = 3) -> list[tuple[Point, Any]]:
    """Points whose colour on the screen is not that of the picture."""
    (x, y), zoom = stage.origin, stage.zoom
    seen = stage.area.evaluate(READ, [((a - x) * zoom, (b - y) * zoom) for a, b in points])
    pairs = zip(points, seen, strict=True)
    return [(at, found) for at, found in pairs if tuple(found[:channels]) != colour(*at)[:channels]]


def wait_exact(stage: Stage, size: int = BLOCK) -> None:
    """Waits until the middle of every block is right (of every pixel, with 1); of every cell, which it is."""
    points = middles(stage, size)
    channels = 2 if size == CELL else 3
    stage.grid.wait(lambda: not differing(stage, points, channels), f"{len(points)} places in their colours")
    assert len(points) > 10


def larger(stage: Stage, than: float) -> bool:
    return stage.zoom > than


def enlarge(stage: Stage, at: Point, zoom: float) -> None:
    """Turns the wheel over an image pixel until it is about so large."""
    stage.page.mouse.move(*stage.screen(at))
    while stage.zoom < zoom:
        before = stage.zoom
        stage.page.mouse.wheel(0, -300)
        stage.grid.wait(partial(larger, stage, before), "a larger picture")


def test_it_says_how_far_it_is_and_then_shows_every_pixel(stage: Stage) -> None:
    making(stage).wait_for()
    assert (making(stage).text_content() or "").startswith("Making this large picture ready: ")
    making(stage).wait_for(state="detached")
    enlarge(stage, (3321, 1234), 1)
    wait_exact(stage)


def test_colours_are_right_and_there_are_no_seams_at_any_zoom(stage: Stage) -> None:
    for zoom in (0.25, 0.6, 1.7, 5, 12):
        enlarge(stage, (2555, 3586), zoom)
        wait_exact(stage, BLOCK if zoom < 4 else 1)
        assert stage.area.evaluate(BARE) == 0


def test_a_region_lands_where_it_was_drawn(stage: Stage) -> None:
    enlarge(stage, (3584, 4096), 1.3)
    wait_exact(stage)
    stage.take("Box")
    stage.box(3540, 4040, 80, 60)
    [region] = stage.wait_count(1)
    wanted = (3540, 4040, 80, 60)
    assert all(abs(a - b) <= 1 / stage.zoom for a, b in zip(region.box, wanted, strict=True))
    x, y, width, height = region.box
    edges = [(x - 4, y + 4), (x + 4, y - 4), (x + width + 4, y + 4), (x + 4, y + height + 4)]
    assert differing(stage, edges) == []


@pytest.mark.long
def test_a_far_jump_shows_what_is_there(stage: Stage) -> None:
    enlarge(stage, (500, 500), 2)
    wait_exact(stage)
    stage.grid.press("f")
    stage.grid.wait(lambda: stage.zoom < 0.5, "the whole picture")
    wait_exact(stage, CELL)
    enlarge(stage, (4000, 4000), 2)
    wait_exact(stage)


@pytest.mark.long
def test_it_opens_large_where_no_regions_are_drawn_too(bench: Bench, tmp_path: Path, huge: Path) -> None:
    grid = shown(bench, tmp_path, huge, "multiclass")
    grid.cell(ITEM).dblclick()
    stage = Stage(grid).ready(ITEM)
    enlarge(stage, (1000, 3000), 3)
    wait_exact(stage)
    assert grid.tiles()[0].state == "unlabeled"
