"""Notebook 7 and the other kernels: label, submit, reload, still there."""

from pathlib import Path

import pytest

from tests.browser.conftest import OpenNotebook
from tests.browser.harness.birds import NAME, cells, stored, write_photos
from tests.browser.harness.grid import Grid
from tests.browser.harness.keys import cells_of, type_every_key
from tests.browser.harness.lab import App
from tests.browser.harness.server import Server


def label_submit_reload(open_notebook: OpenNotebook, folder: Path, app: App, kernel: str) -> None:
    """The shortest whole session: a page submitted, one tile of the next labelled, the page reloaded."""
    write_photos(folder)
    notebook = open_notebook(cells(folder), app=app, kernel=kernel)
    notebook.run_all()
    grid = Grid(notebook.page, NAME).start()
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


@pytest.mark.parametrize("kernel", [pytest.param("python3", marks=pytest.mark.long), "ipykernel6"])
def test_a_session_in_notebook_7(open_notebook: OpenNotebook, tmp_path: Path, kernel: str) -> None:
    label_submit_reload(open_notebook, tmp_path, "notebook", kernel)


def test_no_key_typed_in_the_grid_reaches_notebook_7(open_notebook: OpenNotebook, tmp_path: Path) -> None:
    """It catches keys on their way down to the widget, where JupyterLab does on their way up."""
    write_photos(tmp_path)
    notebook = open_notebook(cells(tmp_path), app="notebook")
    notebook.run_all()
    grid = Grid(notebook.page, NAME).start()
    grid.click(grid.tiles()[0].item)
    before = cells_of(notebook.page)
    type_every_key(grid)
    assert cells_of(notebook.page) == before
    assert [source for _, source in before[1]] == cells(tmp_path)


@pytest.mark.long
def test_a_session_with_comms_over_subshells_off(
    server: Server, open_notebook: OpenNotebook, tmp_path: Path
) -> None:
    server.comms_over_subshells(False)
    try:
        label_submit_reload(open_notebook, tmp_path, "lab", "python3")
    finally:
        server.comms_over_subshells(True)
