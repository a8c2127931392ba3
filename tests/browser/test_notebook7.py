"""Notebook 7 and the other kernels: label, submit, reload, still there."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page

from tests.browser.conftest import OpenNotebook
from tests.browser.harness.bench import AFTER, BEFORE, SHOW, Bench
from tests.browser.harness.birds import NAME, cells, stored, write_photos
from tests.browser.harness.grid import Grid
from tests.browser.harness.keys import cells_of, type_every_key
from tests.browser.harness.lab import NotebookPage
from tests.browser.harness.server import Server


@pytest.fixture(scope="module", params=[pytest.param("python3", marks=pytest.mark.long), "ipykernel6"])
def notebook7(server: Server, chromium: Chromium, request: pytest.FixtureRequest) -> Iterator[Bench]:
    """As `bench`, in Notebook 7."""
    bench = Bench(server, chromium, "notebook", request.param)
    yield bench
    bench.close()


def label_submit_reload(notebook: NotebookPage, grid: Grid, folder: Path) -> None:
    """The shortest whole session: a page submitted, one tile of the next labelled, the page reloaded."""
    page = [tile.item for tile in grid.tiles()]
    grid.click(page[0])
    for key in ("Control+a", "1", "Enter"):
        grid.press(key)
    grid.wait(lambda: not {tile.item for tile in grid.tiles()} & {*page}, "the next page")
    draft = grid.tiles()[0].item
    grid.label(draft, "wren")
    grid.wait_saved()
    notebook.save()
    notebook.reload()
    grid.start()
    grid.wait_state(draft, "draft", "wren")
    assert stored(folder) == {**dict.fromkeys(page, ("submitted", ("heron",))), draft: ("draft", ("wren",))}
    assert sum(output != [] for output in notebook.outputs()) == 1


def test_a_session_in_notebook_7(notebook7: Bench, tmp_path: Path) -> None:
    write_photos(tmp_path)
    grid = notebook7.show(tmp_path)
    label_submit_reload(notebook7.notebook, grid, tmp_path)


def test_no_key_typed_in_the_grid_reaches_notebook_7(notebook7: Bench, tmp_path: Path) -> None:
    """It catches keys on their way down to the widget, where JupyterLab does on their way up."""
    write_photos(tmp_path)
    grid = notebook7.show(tmp_path)
    grid.click(grid.tiles()[0].item)
    before = cells_of(notebook7.page)
    type_every_key(grid)
    assert cells_of(notebook7.page) == before
    assert [source for _, source in before[1]] == [BEFORE, SHOW, AFTER]


@pytest.mark.long
def test_a_session_with_comms_over_subshells_off(
    server: Server, open_notebook: OpenNotebook, new_page: Callable[[], Page], tmp_path: Path
) -> None:
    write_photos(tmp_path)
    server.comms_over_subshells(False)
    try:
        notebook = open_notebook(cells(tmp_path), page=new_page())
    finally:
        server.comms_over_subshells(True)
    notebook.run_all()
    label_submit_reload(notebook, Grid(notebook.page, NAME).start(), tmp_path)
