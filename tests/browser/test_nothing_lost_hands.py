"""Two pages at one project: both end up showing the same, nothing is lost, and a conflict is said clearly."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

import nblabel as nl
from tests.browser.conftest import OpenNotebook
from tests.browser.harness.birds import NAME, Standing, cells, stored, write_photos
from tests.browser.harness.grid import Grid
from tests.browser.harness.kernel import Kernel
from tests.browser.harness.lab import NotebookPage


def same_in(one: Grid, other: Grid) -> Callable[[], bool]:
    """True once both pages show every item that is on both of them alike."""

    def same() -> bool:
        left, right = ({t.item: (t.state, t.labels) for t in grid.tiles()} for grid in (one, other))
        return all(left[item] == right[item] for item in left.keys() & right.keys())

    return same


def label_apart(one: Grid, other: Grid, kernel: Kernel, folder: Path) -> tuple[str, dict[str, Standing]]:
    """Labels the same item differently in both pages while the kernel of the other stands still."""
    shared, mine, theirs = [tile.item for tile in one.tiles()][:3]
    kernel.stop(folder / f"{NAME}.nblabel")
    other.label(shared, "wren")
    other.label(theirs, "wren")
    one.label(shared, "heron")
    one.label(mine, "heron")
    return shared, {mine: ("draft", ("heron",)), theirs: ("draft", ("wren",))}


def answer_conflict(pages: tuple[Grid, Grid], button: str) -> str:
    """Waits for the message in either page and presses its button; what it said."""
    pages[0].wait(lambda: any("changed" in text for grid in pages for text in grid.alerts()), "a conflict")
    grid = next(grid for grid in pages if any("changed" in text for text in grid.alerts()))
    said = " ".join(grid.alerts())
    grid.button(button).click()
    return said


def kinds(folder: Path, item: str) -> list[str]:
    """The kinds of all events of an item, oldest first."""
    with nl.open(folder / f"{NAME}.nblabel", annotator="ana") as project:
        return list(project.history(item)["kind"])


@pytest.mark.long
@pytest.mark.parametrize("button", ["Use mine", "Keep theirs"])
def test_two_notebooks_end_in_the_same_state(
    open_notebook: OpenNotebook, new_page: Callable[[], Page], tmp_path: Path, button: str
) -> None:
    write_photos(tmp_path)
    one, other = (open_notebook(cells(tmp_path), page=new_page()) for _ in range(2))
    one.run_all()
    other.run_all()
    here, there = Grid(one.page, NAME).start(), Grid(other.page, NAME).start()
    shared, rest = label_apart(here, there, other.kernel, tmp_path)
    here.wait_saved()
    other.kernel.go_on()
    said = answer_conflict((here, there), button)
    assert f'"{Path(shared).name}" was changed in another tab: heron. Yours was wren.' in said
    there.wait_saved()
    here.wait(same_in(here, there), "both pages alike")
    assert "conflict" in kinds(tmp_path, shared), "the refused edit is not in the history"
    label = "wren" if button == "Use mine" else "heron"
    assert stored(tmp_path) == {**rest, shared: ("draft", (label,))}


def test_two_tabs_of_one_kernel_end_in_the_same_state(open_notebook: OpenNotebook, tmp_path: Path) -> None:
    write_photos(tmp_path)
    notebook = open_notebook(cells(tmp_path))
    notebook.run_all()
    here = Grid(notebook.page, NAME).start()
    notebook.save()
    second = NotebookPage(notebook.page.context.new_page(), notebook.server, notebook.name).open()
    there = Grid(second.page, NAME).start()
    first = here.tiles()[4].item
    here.label(first, "kestrel")
    there.wait_state(first, "draft", "kestrel")
    shared, rest = label_apart(here, there, notebook.kernel, tmp_path)
    notebook.kernel.go_on()
    said = answer_conflict((here, there), "Use mine")
    assert f'"{Path(shared).name}" was changed in another tab' in said
    here.wait_saved()
    there.wait_saved()
    here.wait(same_in(here, there), "both pages alike")
    [final] = {tile.labels for tile in here.tiles() if tile.item == shared}
    assert f"Yours was {final[0]}." in said
    assert stored(tmp_path) == {**rest, shared: ("draft", final), first: ("draft", ("kestrel",))}
