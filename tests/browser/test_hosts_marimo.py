"""What is marimo's own: a shadow root around the widget, another kernel, other keys, another theme."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.harness.birds import NAME, cells, stored, write_photos
from tests.browser.harness.grid import Grid
from tests.browser.harness.keys import OTHERS, SIGNS
from tests.browser.harness.marimo import Marimo, Mode, Theme, code, run_cell

BACKGROUND = "region => getComputedStyle(region).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number)"
Show = Callable[..., Grid]

# What every host must do is tested in test_hosts_sessions.py; these are marimo's own ways.
pytestmark = pytest.mark.long


@pytest.fixture
def show(tmp_path: Path, new_page: Callable[[], Page]) -> Iterator[Show]:
    """Opens the birds of `tmp_path` in marimo; `last` takes the place of the line that shows the labeler."""
    started: list[Marimo] = []

    def start(mode: Mode = "edit", theme: Theme = "light", last: str = "", more: str = "") -> Grid:
        write_photos(tmp_path)
        lines = cells(tmp_path)
        lines[-1] = last or lines[-1]
        started.append(Marimo(tmp_path, [*lines, more] if more else lines, mode, theme))
        started[-1].start()
        page = new_page()
        started[-1].open(page)
        return Grid(page, NAME).start()

    yield start
    for one in started:
        one.kill()


@pytest.mark.parametrize("last", ["project", "import marimo as mo\nmo.ui.anywidget(project.label())"])
def test_a_project_and_a_wrapped_labeler_are_shown(show: Show, last: str) -> None:
    grid = show("run", last=last)
    assert len(grid.tiles()) == 9


def test_a_range_of_the_wall_is_labelled_in_one_act(show: Show, tmp_path: Path) -> None:
    grid = show("run", last="project.label(layout='wall')")
    items = [tile.item for tile in grid.tiles()]
    grid.click(items[1])
    grid.click(items[4], "Shift")
    grid.press(grid.key_of("wren"))
    grid.wait(lambda: grid.tile(items[4]).labels == ("wren",), "the range labelled")
    grid.wait_saved()
    assert stored(tmp_path) == dict.fromkeys(items[1:5], ("draft", ("wren",)))


def test_no_key_typed_in_the_grid_reaches_the_editor(show: Show) -> None:
    grid = show()
    grid.click(grid.tiles()[0].item)
    before = code(grid.page)
    for key in [*SIGNS, *OTHERS, "Enter", "Control+k", "Control+Shift+k", "Control+Enter", "Shift+Enter"]:
        grid.press(key)
        grid.press("Escape")
        grid.press("Escape")
        assert grid.has_focus(), f"{key} took the focus out of the widget"
    assert code(grid.page) == before


def test_the_focus_returns_from_a_dialog_to_the_tile(show: Show) -> None:
    grid = show("run")
    second = grid.tiles()[1].item
    grid.click(second)
    grid.press("?")
    dialog = grid.region.get_by_role("dialog", name="Keyboard shortcuts", exact=True)
    dialog.wait_for()
    for _ in range(40):
        grid.press("Tab")
    assert dialog.evaluate("one => one.contains(one.getRootNode().activeElement)")
    grid.press("Escape")
    grid.wait(lambda: grid.tile(second).focused, "the second tile focused")


def test_a_cell_run_again_shows_the_same_answers(show: Show, tmp_path: Path) -> None:
    grid = show()
    item = grid.tiles()[0].item
    grid.label(item, "wren")
    for place in (2, 0):
        grid.region.evaluate_all("all => all.forEach(one => one.dataset.old = 'yes')")
        run_cell(grid.page, place)
        grid.wait(lambda: grid.region.evaluate_all("all => all.map(one => one.dataset.old)") == [None], "new")
        grid.start()
        grid.wait_state(item, "draft", "wren")
    grid.label(item, "heron")
    grid.wait_saved()
    assert stored(tmp_path) == {item: ("draft", ("heron",))}


def test_answers_given_while_a_cell_runs_are_kept_and_saved_after_it(show: Show, tmp_path: Path) -> None:
    """One thread runs marimo's cells and hears its pages."""
    flag = tmp_path / "flag"
    wait = f"import pathlib, time\nwhile pathlib.Path({str(flag)!r}).exists():\n    time.sleep(0.05)"
    grid = show(more=wait)
    item = grid.tiles()[0].item
    grid.wait_saved()
    flag.touch()
    run_cell(grid.page, 3)
    grid.label(item, "kestrel")
    grid.wait(lambda: grid.saving() == "Kept here: 1 not yet saved", "kept")
    assert stored(tmp_path) == {}
    flag.unlink()
    grid.wait_saved()
    assert stored(tmp_path) == {item: ("draft", ("kestrel",))}


@pytest.mark.parametrize(("theme", "dark"), [("light", False), ("dark", True)])
def test_the_labeler_is_as_light_or_dark_as_marimo(show: Show, theme: Theme, dark: bool) -> None:
    grid = show("run", theme=theme)
    assert (sum(grid.region.evaluate(BACKGROUND)) < 3 * 128) == dark


def test_another_cell_reads_what_is_done_in_the_page(show: Show) -> None:
    grid = show(last="labeler = project.label()\nlabeler", more="f'now at {labeler.current}'")
    item = grid.tiles()[3].item
    grid.click(item)
    grid.wait(lambda: grid.tile(item).focused, "the tile focused")
    grid.page.wait_for_timeout(500)  # the page tells the kernel where it is when it has come to rest
    run_cell(grid.page, 3)
    grid.page.get_by_text(f"now at {item}").wait_for()
