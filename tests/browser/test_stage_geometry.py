"""Where a box is drawn is where it is stored: at any zoom, however the photo lies in its file."""

import json
from functools import partial
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser as Chromium

import nblabel as nl
from tests.browser.conftest import OpenNotebook
from tests.browser.harness.birds import NAME, cells
from tests.browser.harness.browser import VIEWPORT, patient
from tests.browser.harness.grid import Grid
from tests.browser.harness.stage import Stage

SIZE = (300, 200)
ORIENTATION = 0x0112
AT = [(40.0, 30.0, 90.0, 60.0), (10.5, 12.25, 33.3, 41.7)]


def write_turned_photos(folder: Path) -> None:
    """One photo for each way a camera can be held; upright, all of them are 300 by 200 pixels."""
    folder.mkdir()
    for orientation in (1, 3, 6, 8):
        size = SIZE if orientation < 5 else SIZE[::-1]
        exif = Image.Exif()
        exif[ORIENTATION] = orientation
        Image.linear_gradient("L").resize(size).convert("RGB").save(
            folder / f"held{orientation}.jpg", exif=exif
        )


def zoomed(stage: Stage, than: float) -> bool:
    return stage.zoom > than


@pytest.mark.long
@pytest.mark.parametrize("ratio", [1.5])
def test_boxes_come_back_within_half_a_screen_pixel_and_exactly_from_the_store(
    open_notebook: OpenNotebook, chromium: Chromium, tmp_path: Path, ratio: float
) -> None:
    write_turned_photos(tmp_path / "photos")
    viewport = {"width": VIEWPORT["width"], "height": VIEWPORT["height"]}
    context = chromium.new_context(viewport=viewport, device_scale_factor=ratio)  # type: ignore[arg-type]
    notebook = open_notebook(cells(tmp_path, task="boxes"), page=patient(context.new_page()))
    notebook.run_all()
    grid = Grid(notebook.page, NAME).start()
    shown: dict[str, tuple[float, ...]] = {}
    for item in [tile.item for tile in grid.tiles()]:
        stage = Stage(grid).open(item)
        stage.take("Box")
        for times, (x, y, width, height) in enumerate(AT):
            if times:
                before = stage.zoom
                stage.page.mouse.move(*stage.screen((x, y)))
                stage.page.mouse.wheel(0, -300)
                grid.wait(partial(zoomed, stage, before), "a larger picture")
            zoom = stage.zoom
            stage.box(x, y, width, height)
            region = stage.wait_count(times + 1)[-1]
            drawn, made = (x, y, x + width, y + height), region.box
            seen = (made[0], made[1], made[0] + made[2], made[1] + made[3])
            assert max(abs(a - b) for a, b in zip(drawn, seen, strict=True)) * zoom <= 0.5
            shown[region.id] = made
        grid.press("f")
        grid.press("Escape")
        grid.wait(lambda: bool(grid.tiles()), "the grid")
    grid.wait_saved()
    with nl.open(tmp_path / f"{NAME}.nblabel", annotator="ana") as project:
        for item in project.items()["item"]:
            assert project.read(item).size == SIZE
        table = project.annotations(drafts=True)
        stored = {
            row["id"]: tuple(row[n] for n in ("x", "y", "width", "height"))
            for row in table.to_dict("records")
        }
        assert stored == shown
        project.export("coco", tmp_path / "boxes.json", where={"state": "draft"})
    context.close()
    told = json.loads((tmp_path / "boxes.json").read_text())
    assert all(image["width"] == SIZE[0] for image in told["images"])
