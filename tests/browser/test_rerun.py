"""A cell that is run again and again: what it showed before is given up, and only that."""

from pathlib import Path

import pytest

from tests.browser.conftest import OpenNotebook
from tests.browser.harness.birds import NAME, cells, stored, write_photos
from tests.browser.harness.grid import Grid
from tests.browser.harness.lab import NotebookPage

SHOW = 2
LIVING = """[
    type(one).__name__ for one in __import__("ipywidgets").widgets.widget._instances.values()
].count("Labeler")"""


def living(notebook: NotebookPage) -> object:
    """How many labelers the kernel holds."""
    return notebook.kernel.value(LIVING)


def test_a_cell_run_again_gives_up_what_it_showed_and_loses_nothing(
    open_notebook: OpenNotebook, tmp_path: Path
) -> None:
    write_photos(tmp_path, 9)
    notebook = open_notebook(cells(tmp_path))
    notebook.run_all()
    grid = Grid(notebook.page, NAME).start()
    items = [tile.item for tile in grid.tiles()]
    for item in items[:3]:
        grid.label(item, "wren")
        notebook.run_cell(SHOW)
        grid.start()
        grid.wait_state(item, "draft", "wren")
    grid.wait(lambda: living(notebook) == 1, "one labeler")
    grid.wait_saved()
    assert set(stored(tmp_path)) == set(items[:3])


@pytest.mark.long
def test_what_another_tab_still_shows_stays_until_that_tab_shows_it_no_longer(
    open_notebook: OpenNotebook, tmp_path: Path
) -> None:
    write_photos(tmp_path, 9)
    notebook = open_notebook(cells(tmp_path))
    notebook.run_all()
    Grid(notebook.page, NAME).start()
    notebook.save()
    second = NotebookPage(notebook.page.context.new_page(), notebook.server, notebook.name).open()
    there = Grid(second.page, NAME).start()
    notebook.run_cell(SHOW)
    here = Grid(notebook.page, NAME).start()
    item = there.tiles()[4].item
    there.label(item, "kestrel")
    here.wait_state(item, "draft", "kestrel")
    assert living(notebook) == 2
    second.run_cell(SHOW)
    there.start()
    there.wait_state(item, "draft", "kestrel")
    here.wait(lambda: living(notebook) == 2, "the first one given up")
