"""The page reloads or the browser dies: what was shown is there again, and can still be undone."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.conftest import OpenNotebook
from tests.browser.harness.birds import NAME, cells, stored, write_photos
from tests.browser.harness.browser import Browser
from tests.browser.harness.grid import Grid


def test_a_reload_keeps_drafts_and_their_undo(open_notebook: OpenNotebook, tmp_path: Path) -> None:
    write_photos(tmp_path)
    notebook = open_notebook(cells(tmp_path))
    notebook.run_all()
    grid = Grid(notebook.page, NAME).start()
    first, second = [tile.item for tile in grid.tiles()][:2]
    grid.label(first, "wren")
    grid.label(second, "heron")
    notebook.save()
    notebook.reload()
    grid.start()
    grid.wait_state(first, "draft", "wren")
    grid.wait_state(second, "draft", "heron")
    grid.click(first)
    grid.press("Control+z")
    grid.wait_state(second, "unlabeled")
    grid.press("Control+z")
    grid.wait_state(first, "unlabeled")
    grid.press("Control+Shift+z")
    grid.wait_state(first, "draft", "wren")
    grid.wait_saved()
    assert stored(tmp_path) == {first: ("draft", ("wren",))}


@pytest.mark.parametrize("kernel_dies", [pytest.param(False, marks=pytest.mark.long), True])
def test_a_key_pressed_30_ms_before_the_browser_was_killed_is_stored(
    open_notebook: OpenNotebook, new_browser: Callable[[str], Browser], tmp_path: Path, kernel_dies: bool
) -> None:
    """With the kernel dead as well, nothing but the browser's own storage can have it."""
    write_photos(tmp_path)
    browser = new_browser("ana")
    notebook = open_notebook(cells(tmp_path), page=browser.page)
    notebook.run_all()
    grid = Grid(notebook.page, NAME).start()
    item = grid.tiles()[0].item
    key = grid.key_of("kestrel")
    grid.click(item)
    grid.wait(lambda: grid.tile(item).selected, "the tile selected")
    pid = notebook.kernel.pid
    if kernel_dies:
        os.kill(pid, signal.SIGSTOP)
    browser.kill(lambda: grid.press(key), after=0.030)
    if kernel_dies:
        os.kill(pid, signal.SIGKILL)
        notebook.kernel.wait_for_another(pid)
    notebook.page = new_browser("ana").page
    notebook.open().run_all()
    again = Grid(notebook.page, NAME).start()
    again.wait_state(item, "draft", "kestrel")
    again.wait_saved()
    assert stored(tmp_path) == {item: ("draft", ("kestrel",))}
