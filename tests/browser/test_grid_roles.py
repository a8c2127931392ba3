"""The roles, names and attributes of the contract, which screen readers and other programs rely on."""

import json
from pathlib import Path

import pytest

from tests.browser.harness.bench import Bench
from tests.browser.harness.birds import LABELS, write_photos
from tests.browser.harness.grid import Grid

BUTTONS = [
    "Submit",
    "Skip",
    "Undo",
    "Redo",
    "Select all",
    "Next",
    "Previous",
    "Instructions",
    "Keyboard shortcuts",
]


@pytest.fixture
def grid(bench: Bench, tmp_path: Path) -> Grid:
    write_photos(tmp_path, 12)
    return bench.show(tmp_path)


def test_the_actions_are_buttons_with_their_names_and_keys(grid: Grid) -> None:
    for name in BUTTONS:
        assert grid.button(name).is_visible(), f"no button {name}"
        assert grid.button(name).get_attribute("aria-keyshortcuts"), f"{name} names no key"


def test_an_action_that_is_not_possible_is_disabled_and_says_why(grid: Grid) -> None:
    for name in ("Submit", "Undo", "Redo", "Previous"):
        assert grid.button(name).get_attribute("aria-disabled") == "true"
        why = grid.button(name).get_attribute("aria-describedby")
        assert grid.page.locator(f'[id="{why}"]').inner_text().endswith("."), f"{name} does not say why"
    grid.button("Undo").click(force=True)
    grid.region.get_by_text("There is nothing to undo.").last.wait_for()


def test_a_tile_says_what_it_is_and_how_it_stands(grid: Grid) -> None:
    first, *rest = grid.tiles()
    cell = grid.cell(first.item)
    grid.label(first.item, "wren")
    said = {name: cell.get_attribute(name) for name in ("aria-posinset", "aria-setsize", "aria-selected")}
    assert said == {"aria-posinset": "1", "aria-setsize": "9", "aria-selected": "false"}
    assert json.loads(cell.get_attribute("data-labels") or "") == ["wren"]
    assert json.loads(cell.get_attribute("data-suggested") or "") == []
    assert cell.get_attribute("data-state") == "draft"
    name = cell.get_attribute("aria-label") or ""
    assert Path(first.item).name in name
    assert "wren" in name
    assert cell.get_by_role("button", name="Clear wren", exact=True).is_visible()
    assert len({tile.item for tile in rest}) == 8


def test_only_the_tiles_in_view_exist(grid: Grid) -> None:
    rows = grid.region.get_by_role("grid", name="Items", exact=True)
    assert rows.get_attribute("aria-rowcount") == "3"
    assert rows.get_by_role("row").count() == 3
    assert rows.get_by_role("gridcell").count() == 9
    grid.button("Next").click()
    grid.wait(lambda: rows.get_by_role("gridcell").count() == 3, "the three tiles of the last page")
    assert [tile.column for tile in grid.tiles()] == [1, 2, 3]


def test_one_tile_is_a_stop_of_the_tab_key_and_its_buttons_follow(grid: Grid) -> None:
    cells = grid.region.get_by_role("gridcell")
    assert cells.evaluate_all("all => all.map(cell => cell.tabIndex)") == [0, *[-1] * 8]
    grid.click(grid.tiles()[0].item)
    grid.press("Tab")
    focused = grid.page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert focused == "Select"


def test_the_palette_names_each_label_with_its_key_and_whether_it_is_on(grid: Grid) -> None:
    buttons = grid.labels().get_by_role("button")
    read = "all => all.map(b => [b.ariaLabel, b.getAttribute('aria-keyshortcuts'), b.ariaPressed])"
    assert buttons.evaluate_all(read) == [[label, str(n + 1), "false"] for n, label in enumerate(LABELS)]
    item = grid.tiles()[0].item
    grid.label(item, "wren")
    wren = grid.labels().get_by_role("button", name="wren", exact=True)
    grid.wait(lambda: wren.get_attribute("aria-pressed") == "true", "wren pressed")
    assert grid.region.get_by_role("searchbox", name="Find a label", exact=True).is_visible()


def test_saving_progress_and_layout_have_their_roles(grid: Grid) -> None:
    assert grid.region.get_by_role("status", name="Saving", exact=True).inner_text().strip() == "Saved"
    progress = grid.region.get_by_role("progressbar", name="Labelled", exact=True)
    assert [progress.get_attribute(f"aria-value{name}") for name in ("min", "now", "max")] == ["0", "0", "12"]
    assert grid.region.get_by_role("combobox", name="Layout", exact=True).input_value() == "3x3"
