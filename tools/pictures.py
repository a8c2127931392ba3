"""`python -m tools.pictures`: takes the pictures of README.md in a real JupyterLab, light and dark.

The photos are TrashNet's (MIT licence, Copyright (c) 2017 Gary Thung), labelled as they really are.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page, sync_playwright

from benchmarks.soak.photos import LABELS, unpack
from tests.browser.harness.chromium import FLAGS, find
from tests.browser.harness.grid import Grid
from tests.browser.harness.lab import NotebookPage
from tests.browser.harness.server import Server

PLACE = Path(__file__).parents[1] / "docs" / "pictures"
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
LINE = f"nl.label('photos', {list(LABELS)}, layout='3x4', annotator='ana')"
UNLABELLED = 4


@contextmanager
def lab(folder: Path) -> Iterator[tuple[Server, Page]]:
    """A Jupyter server and a page, sharp enough for good screens."""
    server = Server(folder)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        yield server, browser.new_page(viewport={"width": 1360, "height": 900}, device_scale_factor=1.5)
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
        unpack(server.work / "photos", 240, seed=4)
        server.write_notebook("rubbish.ipynb", ["import nblabel as nl", LINE])
        notebook = NotebookPage(page, server, "rubbish.ipynb").open()
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
