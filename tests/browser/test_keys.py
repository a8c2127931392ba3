"""Keys can be rebound: a clash is refused by name, the new key holds in this browser, and none leaks out."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator

import nblabel as nl
from tests.browser.harness.bench import Bench
from tests.browser.harness.birds import write_photos
from tests.browser.harness.grid import Grid
from tests.browser.harness.keys import cells_of

LABELS: list[str | nl.Label] = ["heron", nl.Label("owl", key="o")]


@pytest.fixture
def grid(bench: Bench, tmp_path: Path) -> Iterator[Grid]:
    """A project whose label owl has a key of its own; what is changed is forgotten afterwards."""
    write_photos(tmp_path, 9)
    yield bench.show(tmp_path, labels=LABELS)
    bench.page.evaluate("localStorage.removeItem('nblabel:keys')")


def sheet(grid: Grid) -> Locator:
    """The shortcut sheet, opened if it is not."""
    dialog = grid.region.get_by_role("dialog", name="Keyboard shortcuts", exact=True)
    if not dialog.is_visible():
        grid.button("Keyboard shortcuts").click()
    dialog.wait_for()
    return dialog


def change(grid: Grid, line: str, key: str) -> str:
    """Asks for another key for a line and presses it; what the sheet says then."""
    dialog = sheet(grid)
    dialog.get_by_role("button", name=f"Change {line}", exact=True).click()
    told = dialog.get_by_role("status", name="Keys", exact=True)
    told.get_by_text("Press the new key").wait_for()
    asked = told.inner_text()
    grid.press(key)
    grid.wait(lambda: told.inner_text() != asked, "an answer to the key")
    return told.inner_text()


def test_a_changed_key_does_the_thing_and_the_old_one_nothing(grid: Grid) -> None:
    assert "is Q now" in change(grid, "Skip", "q")
    grid.press("Escape")
    item = grid.tiles()[0].item
    grid.click(item)
    grid.press("s")
    grid.press("q")
    grid.wait_state(item, "skipped")
    assert grid.button("Skip").get_attribute("aria-keyshortcuts") == "q"
    grid.press("Control+z")
    grid.wait_state(item, "unlabeled")


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("z", "“Z” is the key of “Open large, and back”"),
        ("o", "“O” is the key of the label “owl”"),
        ("1", "The digits are the keys of the labels"),
    ],
)
def test_a_clash_is_refused_with_the_name_of_what_has_the_key(grid: Grid, key: str, said: str) -> None:
    assert said in change(grid, "Skip", key)
    grid.press("Escape")
    assert grid.button("Skip").get_attribute("aria-keyshortcuts") == "s"


def test_a_changed_key_holds_when_the_cell_runs_again_and_can_be_reset(bench: Bench, grid: Grid) -> None:
    change(grid, "Skip", "q")
    grid.press("Escape")
    bench.notebook.run_cell(1)
    again = grid.start()
    again.wait(lambda: again.button("Skip").get_attribute("aria-keyshortcuts") == "q", "the key kept")
    sheet(again).get_by_role("button", name="Reset Skip", exact=True).click()
    again.press("Escape")
    assert again.button("Skip").get_attribute("aria-keyshortcuts") == "s"


def test_arrows_are_changed_one_after_another(grid: Grid) -> None:
    dialog = sheet(grid)
    dialog.get_by_role("button", name="Change Move", exact=True).click()
    for key in "hlkj":
        grid.press(key)
    dialog.get_by_text("“Move” is H, L, K, J now.").wait_for()
    grid.press("Escape")
    grid.click(grid.tiles()[0].item)
    for key, place in (("l", 1), ("j", 4), ("h", 3), ("k", 0)):
        grid.press(key)
        grid.wait(lambda place=place: grid.tiles()[place].focused, f"{key} moves to tile {place}")  # type: ignore[misc]


def test_keys_pressed_while_one_is_asked_for_do_nothing_else(bench: Bench, grid: Grid) -> None:
    before = cells_of(bench.page)
    dialog = sheet(grid)
    dialog.get_by_role("button", name="Change Skip", exact=True).click()
    for key in ("z", "o", "Enter", "Control+a", "q"):
        grid.press(key)
    dialog.get_by_text("“Skip” is Q now.").wait_for()
    assert dialog.is_visible()
    assert {tile.state for tile in grid.tiles()} == {"unlabeled"}
    assert cells_of(bench.page) == before
