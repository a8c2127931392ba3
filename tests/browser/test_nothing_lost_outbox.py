"""What a browser keeps goes where it belongs: along with a moved project, never unasked to another."""

import os
import shutil
import signal
from pathlib import Path

import pytest

from tests.browser.conftest import OpenNotebook
from tests.browser.harness.birds import NAME, Standing, cells, stored, write_photos
from tests.browser.harness.grid import Grid
from tests.browser.harness.lab import NotebookPage

FILE = f"{NAME}.nblabel"


@pytest.fixture
def left_behind(open_notebook: OpenNotebook, tmp_path: Path) -> tuple[NotebookPage, dict[str, Standing]]:
    """A notebook whose kernel died before it took two answers of ana's; its page holds them."""
    write_photos(tmp_path)
    notebook = open_notebook(cells(tmp_path))
    notebook.run_all()
    grid = Grid(notebook.page, NAME).start()
    pid = notebook.kernel.pid
    os.kill(pid, signal.SIGSTOP)
    items = [tile.item for tile in grid.tiles()][:2]
    for item in items:
        grid.label(item, "heron")
    os.kill(pid, signal.SIGKILL)
    notebook.wait_for_another_kernel(pid)
    notebook.server.stop_kernels([notebook.name])
    return notebook, dict.fromkeys(items, ("draft", ("heron",)))


def reopened(open_notebook: OpenNotebook, old: NotebookPage, made_of: list[str]) -> Grid:
    """Another notebook in the same browser, shown in place of the first."""
    notebook = open_notebook(made_of, page=old.page)
    notebook.run_all()
    return Grid(notebook.page, NAME).start()


def test_a_moved_project_gets_what_was_kept_for_it(
    open_notebook: OpenNotebook, left_behind: tuple[NotebookPage, dict[str, Standing]], tmp_path: Path
) -> None:
    old, kept = left_behind
    moved = tmp_path / "moved"
    moved.mkdir()
    for file in tmp_path.glob(f"{FILE}*"):
        file.rename(moved / file.name)
    (tmp_path / "photos").rename(moved / "photos")
    grid = reopened(open_notebook, old, cells(moved))
    for item, (state, labels) in kept.items():
        grid.wait_state(item, state, *labels)
    grid.wait_saved()
    assert stored(moved) == kept


@pytest.mark.long
def test_a_copied_project_is_offered_what_was_kept_for_the_first(
    open_notebook: OpenNotebook, left_behind: tuple[NotebookPage, dict[str, Standing]], tmp_path: Path
) -> None:
    old, kept = left_behind
    copy = tmp_path / "copy"
    shutil.copytree(tmp_path / "photos", copy / "photos")
    for file in tmp_path.glob(f"{FILE}*"):
        shutil.copy(file, copy)
    grid = reopened(open_notebook, old, cells(copy))
    grid.wait(lambda: any("copy of" in text for text in grid.alerts()), "the offer")
    assert stored(copy) == {}
    grid.button("Save them here").click()
    for item, (state, labels) in kept.items():
        grid.wait_state(item, state, *labels)
    grid.wait_saved()
    assert stored(copy) == kept
    assert stored(tmp_path) == {}


@pytest.mark.long
def test_another_persons_answers_are_asked_about_and_stay_theirs(
    open_notebook: OpenNotebook, left_behind: tuple[NotebookPage, dict[str, Standing]], tmp_path: Path
) -> None:
    old, kept = left_behind
    grid = reopened(open_notebook, old, cells(tmp_path, annotator="bob"))
    grid.wait(lambda: any("ana" in text for text in grid.alerts()), "the question")
    assert stored(tmp_path, "ana") == stored(tmp_path, "bob") == {}
    grid.button("Save them here").click()
    grid.wait(lambda: stored(tmp_path, "ana") == kept, "ana's answers stored as hers")
    assert stored(tmp_path, "bob") == {}
    assert all(tile.state == "unlabeled" for tile in grid.tiles())
