"""`python -m tools.pictures`: takes the pictures of README.md and docs/ in a real JupyterLab.

The tiles are cut from the two photographs that come with scikit-learn, each labelled by what it shows;
the scans are those that come with pydicom.
"""

import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Page, sync_playwright
from pydicom.data import get_testdata_file

from nblabel import samples
from tests.browser.harness.chromium import FLAGS, find
from tests.browser.harness.grid import Grid
from tests.browser.harness.lab import NotebookPage
from tests.browser.harness.server import Server
from tests.browser.harness.stage import Stage
from tools import pictures_reader

PLACE = Path(__file__).parents[1] / "docs" / "pictures"
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# Where the middle of a tile of each label may lie: photograph, left, top, right, bottom.
SHOWN = {
    "temple": ("china.jpg", 140, 90, 280, 320),
    "water": ("china.jpg", 420, 235, 520, 245),
    "tree": ("china.jpg", 420, 350, 560, 370),
    "petal": ("flower.jpg", 240, 150, 380, 290),
    "leaf": ("flower.jpg", 80, 80, 110, 250),
}
TILE = (160, 120)
LINE = f"nl.label('photos', {list(SHOWN)}, layout='3x4', annotator='ana')"
WALL = f"nl.label('photos', {list(SHOWN)}, layout='wall', annotator='ana')"
SCANS = ("examples_overlay.dcm", "CT_small.dcm", "MR_small.dcm")
SCAN = "nl.label('scans', ['normal', 'artefact', 'lesion'], annotator='ana')"
UNLABELLED = 4
THINGS = "nl.label('scenes', ['roof', 'flower', 'tree', 'water'], task='polygons', annotator='ana')"
# What is outlined on the stage: photograph, label's key, and the box that its outline is proposed from.
OUTLINED = (
    ("china.jpg", "1", (92, 50, 236, 84)),
    ("china.jpg", "3", (540, 132, 99, 180)),
    ("china.jpg", "3", (352, 284, 190, 142)),
    ("flower.jpg", "2", (150, 70, 320, 310)),
)


def cut(folder: Path, each: int) -> None:
    """Cuts `each` tiles of every label out of the photographs, into a folder per label."""
    chance = random.Random(4)
    originals = samples.photographs(folder.parent / "originals")
    for label, (name, *bounds) in SHOWN.items():
        (folder / label).mkdir(parents=True)
        left, top, right, bottom = bounds
        with Image.open(originals / name) as photo:
            for n in range(each):
                x, y = chance.uniform(left, right), chance.uniform(top, bottom)
                zoom = chance.uniform(0.7, 1.15)
                half = (TILE[0] * zoom / 2, TILE[1] * zoom / 2)
                tile = photo.crop((int(x - half[0]), int(y - half[1]), int(x + half[0]), int(y + half[1])))
                tile.resize((480, 360), Image.Resampling.LANCZOS).save(
                    folder / label / f"{n:02}.jpg", quality=92
                )


@contextmanager
def lab(folder: Path) -> Iterator[tuple[Server, Page]]:
    """A Jupyter server and a page, sharp enough for good screens."""
    server = Server(folder)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        yield server, browser.new_page(viewport={"width": 1360, "height": 900}, device_scale_factor=1.25)
        browser.close()
    server.stop()


def label(grid: Grid, items: list[str]) -> None:
    """Gives each item the label that its folder is named for."""
    for item in items:
        grid.label(item, item.split("/")[0])
    grid.wait_saved()


def work(grid: Grid) -> None:
    """Submits the first page; labels the second but for a few tiles, two of which are selected."""
    first = [tile.item for tile in grid.tiles()]
    label(grid, first)
    grid.press("Control+Enter")
    grid.wait(lambda: not {tile.item for tile in grid.tiles()} & {"", *first}, "the next page")
    items = [tile.item for tile in grid.tiles()]
    label(grid, items[:-UNLABELLED])
    grid.click(items[-UNLABELLED])
    grid.click(items[1 - UNLABELLED], "Control")


def show(page: Page, server: Server, name: str, cells: list[str]) -> NotebookPage:
    """A notebook of these cells, run, with the room around it folded away."""
    server.write_notebook(f"{name}.ipynb", cells)
    notebook = NotebookPage(page, server, f"{name}.ipynb").open()
    notebook.theme("light")
    page.evaluate("() => jupyterapp.shell.collapseLeft()")
    notebook.run_all()
    return notebook


def take(notebook: NotebookPage, grid: Grid, name: str) -> None:
    """Writes `<name>.png`, with the widget in view."""
    grid.region.scroll_into_view_if_needed()
    notebook.page.mouse.move(0, 0)
    notebook.page.wait_for_timeout(1000)  # the theme's style sheet, and the fade of the buttons
    notebook.shot(PLACE / f"{name}.png")


def take_grid(page: Page, server: Server) -> None:
    """`grid-light.png` and `grid-dark.png`."""
    notebook = show(page, server, "photos", ["import nblabel as nl", LINE])
    grid = Grid(page, "photos").start()
    work(grid)
    for theme in THEMES:
        notebook.theme(theme)
        take(notebook, grid, f"grid-{theme}")
    notebook.close()


def take_wall(page: Page, server: Server) -> None:
    """`wall.png`, a range chosen by Shift+click, and `filter.png`, the dialog over it."""
    notebook = show(page, server, "wall", ["import nblabel as nl", WALL])
    grid = Grid(page, "photos").start()
    items = [tile.item for tile in grid.tiles()]
    grid.click(items[2])
    grid.click(items[len(items) // 3], "Shift")
    take(notebook, grid, "wall")
    grid.button("Filter").click()
    grid.region.get_by_role("dialog", name="Filter", exact=True).wait_for()
    take(notebook, grid, "filter")
    notebook.close()


def take_scan(page: Page, server: Server) -> None:
    """`scan.png`: a CT slice large, with its windows."""
    (server.work / "scans").mkdir()
    for name in SCANS:
        shutil.copyfile(str(get_testdata_file(name, download=False)), server.work / "scans" / name)
    notebook = show(page, server, "scans", ["import nblabel as nl", SCAN])
    grid = Grid(page, "scans").start()
    grid.click(SCANS[0])
    grid.press("z")
    grid.region.get_by_role("application", name="Image stage", exact=True).wait_for()
    take(notebook, grid, "scan")
    notebook.close()


def take_stage(page: Page, server: Server) -> None:
    """`stage-light.png` and `stage-dark.png`: a photograph each, with outlines proposed from boxes."""
    samples.photographs(server.work / "scenes")
    notebook = show(page, server, "scenes", ["import nblabel as nl", THINGS])
    grid = Grid(page, "scenes").start()
    stage = Stage(grid)
    for theme, name in zip(THEMES, ("china.jpg", "flower.jpg"), strict=True):
        stage.open(name)
        stage.take("Smart region")
        for n, (_, key, box) in enumerate([one for one in OUTLINED if one[0] == name], start=1):
            grid.press(key)
            stage.box(*box)
            page.wait_for_timeout(1500)  # the outline is proposed
            grid.press("Enter")
            stage.wait_count(n)
        grid.wait_saved()
        notebook.theme(theme)
        take(notebook, grid, f"stage-{theme}")
        grid.press("Escape")
        grid.press("Escape")
    notebook.close()


def take_reader(page: Page, server: Server) -> None:
    """`reader-light.png` and `reader-dark.png`: a document with spans, suggestions and a span picked."""
    pictures_reader.prepare(server.work)
    notebook = show(page, server, "novels", pictures_reader.CELLS)
    grid = pictures_reader.mark(page, notebook)
    for theme in THEMES:
        notebook.theme(theme)
        page.wait_for_timeout(1000)
        pictures_reader.pick(grid)
        take(notebook, grid, f"reader-{theme}")
    notebook.close()


def main() -> None:
    """Writes all of them; the labels given for one are on the next."""
    with tempfile.TemporaryDirectory() as place, lab(Path(place) / "jupyter") as (server, page):
        cut(server.work / "photos", 240)
        take_grid(page, server)
        take_wall(page, server)
        take_scan(page, server)
        take_stage(page, server)
        take_reader(page, server)


if __name__ == "__main__":
    main()
