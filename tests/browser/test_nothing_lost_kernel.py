"""The kernel dies or is busy: what the page showed is kept there, and stored when a kernel can take it."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenNotebook
from tests.browser.harness.birds import NAME, cells, stored, write_photos
from tests.browser.harness.grid import Grid
from tests.browser.harness.lab import App
from tests.browser.harness.server import Server


def busy_while(flag: Path) -> str:
    """A cell that ends, and says so, when this file, which is made here, is gone."""
    flag.touch()
    wait = f"import pathlib, time\nwhile pathlib.Path({str(flag)!r}).exists():\n    time.sleep(0.05)\n"
    return wait + "print('awake')"


def drafts(grid: Grid) -> dict[str, tuple[str, tuple[str, ...]]]:
    """What the page shows as answered."""
    return {tile.item: (tile.state, tile.labels) for tile in grid.tiles() if tile.answered}


def test_unsaved_answers_of_a_killed_kernel_are_stored_when_the_cells_run_again(
    open_notebook: OpenNotebook, tmp_path: Path
) -> None:
    write_photos(tmp_path)
    notebook = open_notebook(cells(tmp_path))
    notebook.run_all()
    grid = Grid(notebook.page, NAME).start()
    pid = notebook.kernel.pid
    os.kill(pid, signal.SIGSTOP)
    for tile in grid.tiles()[:6]:
        grid.label(tile.item, "heron")
    assert grid.unsaved() >= 5
    shown = drafts(grid)
    os.kill(pid, signal.SIGKILL)
    notebook.wait_for_another_kernel(pid)
    notebook.run_all()
    grid.start().wait_saved()
    assert drafts(grid) == shown == stored(tmp_path)


@pytest.mark.parametrize("app", ["lab", pytest.param("notebook", marks=pytest.mark.long)])
def test_keys_pressed_while_no_kernel_lives_are_kept_here(
    open_notebook: OpenNotebook, tmp_path: Path, app: App
) -> None:
    write_photos(tmp_path)
    notebook = open_notebook(cells(tmp_path), app=app)
    notebook.run_all()
    grid = Grid(notebook.page, NAME).start()
    items = [tile.item for tile in grid.tiles()]
    notebook.kill_kernel()
    grid.label(items[0], "wren")
    grid.label(items[1], "heron")
    grid.wait(lambda: grid.saving() == "Kept here: 2 not yet saved", "answers kept here")
    assert stored(tmp_path) == {}
    notebook.run_all()
    grid.start().wait_saved()
    assert stored(tmp_path) == {items[0]: ("draft", ("wren",)), items[1]: ("draft", ("heron",))}


@pytest.mark.parametrize(
    ("kernel", "subshells"), [("ipykernel6", True), pytest.param("python3", False, marks=pytest.mark.long)]
)
def test_a_busy_kernel_without_subshells_takes_the_answers_when_it_is_free(
    server: Server,
    open_notebook: OpenNotebook,
    new_page: Callable[[], Page],
    tmp_path: Path,
    kernel: str,
    subshells: bool,
) -> None:
    write_photos(tmp_path)
    server.comms_over_subshells(subshells)
    flag = tmp_path / "busy"
    page = None if subshells else new_page()
    notebook = open_notebook([*cells(tmp_path), busy_while(flag)], kernel=kernel, page=page)
    server.comms_over_subshells(True)
    major = notebook.kernel.value("__import__('ipykernel').version_info[0]")
    assert (major == 6) == (kernel == "ipykernel6")
    for place in range(3):
        notebook.run_cell(place)
    grid = Grid(notebook.page, NAME).start()
    notebook.run_cell(3, wait=False)
    item = grid.tiles()[0].item
    grid.label(item, "kestrel")
    grid.wait(lambda: grid.saving() == "Kept here: 1 not yet saved", "answers kept here")
    assert stored(tmp_path) == {}
    flag.unlink()
    grid.wait_saved()
    assert stored(tmp_path) == {item: ("draft", ("kestrel",))}


def test_a_busy_kernel_with_subshells_saves_at_once(open_notebook: OpenNotebook, tmp_path: Path) -> None:
    write_photos(tmp_path)
    flag = tmp_path / "busy"
    notebook = open_notebook([*cells(tmp_path), busy_while(flag)])
    for place in range(3):
        notebook.run_cell(place)
    grid = Grid(notebook.page, NAME).start()
    notebook.run_cell(3, wait=False)
    item = grid.tiles()[0].item
    grid.label(item, "kestrel")
    grid.wait_saved()
    assert stored(tmp_path) == {item: ("draft", ("kestrel",))}
    assert notebook.output(3) == "", "the cell was over before the answer was saved"
    flag.unlink()
