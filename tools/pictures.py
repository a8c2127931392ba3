"""`python -m tools.pictures`: takes the pictures of README.md in a real JupyterLab, light and dark.

The tiles are cut from the two photographs that come with scikit-learn, each labelled by what it shows.
"""

import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from nblabel import samples
from tests.browser.harness.chromium import FLAGS, find
from tests.browser.harness.grid import Grid
from tests.browser.harness.lab import NotebookPage
from tests.browser.harness.server import Server

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
UNLABELLED = 4


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


def main() -> None:
    """Writes `grid-light.png` and `grid-dark.png`."""
    with tempfile.TemporaryDirectory() as place, lab(Path(place) / "jupyter") as (server, page):
        cut(server.work / "photos", 48)
        server.write_notebook("photos.ipynb", ["import nblabel as nl", LINE])
        notebook = NotebookPage(page, server, "photos.ipynb").open()
        notebook.theme("light")
        page.evaluate("() => jupyterapp.shell.collapseLeft()")
        notebook.run_all()
        grid = Grid(page, "photos").start()
        work(grid)
        grid.region.scroll_into_view_if_needed()
        for theme in THEMES:
            notebook.theme(theme)
            page.mouse.move(0, 0)
            page.wait_for_timeout(1000)  # the theme's style sheet, and the fade of the buttons
            notebook.shot(PLACE / f"grid-{theme}.png")
        notebook.close()


if __name__ == "__main__":
    main()
