"""Choosing tiles: click, Ctrl-click, Shift-click, the round button, a drawn rectangle, Space and arrows."""

from pathlib import Path

import pytest

from tests.browser.harness.bench import Bench
from tests.browser.harness.birds import write_photos
from tests.browser.harness.grid import Grid


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Photos for all of these tests: none of them gives an answer."""
    folder = tmp_path_factory.mktemp("selection")
    write_photos(folder)
    return folder


@pytest.fixture
def grid(bench: Bench, folder: Path) -> Grid:
    """A page of nine tiles, with the focus on the first and nothing selected."""
    grid = bench.keep(folder)
    grid.click(items(grid)[0])
    grid.press("Escape")
    wait_selected(grid)
    wait_focused(grid, 0)
    return grid


def wait_selected(grid: Grid, *places: int) -> None:
    """Waits until exactly the tiles at these places are selected."""
    grid.wait(
        lambda: [n for n, tile in enumerate(grid.tiles()) if tile.selected] == list(places),
        f"{places} selected",
    )


def wait_focused(grid: Grid, place: int) -> None:
    grid.wait(lambda: [tile.focused for tile in grid.tiles()].index(True) == place, f"focus at {place}")


def items(grid: Grid) -> list[str]:
    return [tile.item for tile in grid.tiles()]


def test_a_click_selects_that_tile_alone(grid: Grid) -> None:
    grid.click(items(grid)[0])
    wait_selected(grid, 0)
    grid.click(items(grid)[4])
    wait_selected(grid, 4)
    wait_focused(grid, 4)


def test_a_ctrl_click_adds_a_tile_and_takes_it_away(grid: Grid) -> None:
    grid.click(items(grid)[0])
    grid.click(items(grid)[4], "Control")
    wait_selected(grid, 0, 4)
    grid.click(items(grid)[0], "Control")
    wait_selected(grid, 4)


def test_a_shift_click_selects_all_up_to_there(grid: Grid) -> None:
    grid.click(items(grid)[2])
    grid.click(items(grid)[6], "Shift")
    wait_selected(grid, 2, 3, 4, 5, 6)
    grid.click(items(grid)[1], "Shift")
    wait_selected(grid, 1, 2)


def test_the_round_button_of_a_tile_adds_it_and_takes_it_away(grid: Grid) -> None:
    for place in (1, 5):
        grid.cell(items(grid)[place]).get_by_role("button", name="Select", exact=True).click()
    wait_selected(grid, 1, 5)
    grid.cell(items(grid)[5]).get_by_role("button", name="Select", exact=True).click()
    wait_selected(grid, 1)


def test_a_drawn_rectangle_selects_what_it_touches(grid: Grid) -> None:
    first, last = (grid.cell(items(grid)[place]).bounding_box() for place in (0, 4))
    assert first is not None
    assert last is not None
    grid.page.mouse.move(first["x"] + 20, first["y"] + 40)
    grid.page.mouse.down()
    grid.page.mouse.move(last["x"] + 40, last["y"] + 40, steps=5)
    grid.page.mouse.up()
    wait_selected(grid, 0, 1, 3, 4)


def test_select_all_selects_the_page(grid: Grid) -> None:
    grid.button("Select all").click()
    wait_selected(grid, *range(9))
    grid.press("Escape")
    wait_selected(grid)
    grid.press("Control+a")
    wait_selected(grid, *range(9))


def test_space_toggles_and_shift_with_arrows_extends(grid: Grid) -> None:
    grid.click(items(grid)[0])
    grid.press(" ")
    wait_selected(grid)
    grid.press("ArrowRight")
    grid.press(" ")
    wait_selected(grid, 1)
    grid.press("Shift+ArrowDown")
    wait_selected(grid, 1, 2, 3, 4)
    grid.press("Shift+ArrowLeft")
    wait_selected(grid, 1, 2, 3)


def test_arrows_move_the_focus_and_stop_at_the_edges(grid: Grid) -> None:
    grid.click(items(grid)[0])
    for key, place in [("ArrowUp", 0), ("ArrowLeft", 0), ("ArrowDown", 3), ("ArrowRight", 4)]:
        grid.press(key)
        wait_focused(grid, place)
    for _ in range(3):
        grid.press("ArrowRight")
    wait_focused(grid, 5)
    wait_selected(grid, 0)


def test_a_double_click_shows_a_tile_large_and_escape_goes_back(grid: Grid) -> None:
    item = items(grid)[4]
    small = grid.cell(item).bounding_box()
    grid.cell(item).dblclick()
    grid.wait(lambda: items(grid) == [item], "the tile alone")
    large = grid.cell(item).bounding_box()
    assert small is not None
    assert large is not None
    assert large["width"] > 2 * small["width"]
    grid.press("Escape")
    grid.wait(lambda: len(grid.tiles()) == 9, "the page again")
    wait_focused(grid, 4)
