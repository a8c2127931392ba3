"""The whole work by keyboard alone, and no key that does anything to the notebook around the widget."""

from pathlib import Path

import pytest

from tests.browser.harness.bench import AFTER, BEFORE, PLACE, SHOW, Bench
from tests.browser.harness.birds import LABELS, stored, write_photos
from tests.browser.harness.grid import Grid, Tile
from tests.browser.harness.keys import cells_of, is_inside, type_every_key


def tab_into(grid: Grid, most: int = 60) -> None:
    """Presses Tab, as someone without a mouse, until the focus is in the widget."""
    for _ in range(most):
        if is_inside(grid):
            return
        grid.press("Tab")
    raise AssertionError(f"{most} times Tab do not lead into the widget")


def tab_to_tile(grid: Grid, most: int = 40) -> None:
    """Presses Tab until a tile has the focus."""
    for _ in range(most):
        if any(tile.focused for tile in grid.tiles()):
            return
        grid.press("Tab")
    raise AssertionError(f"{most} times Tab do not lead to a tile")


def go_to_next(grid: Grid, tile: Tile) -> None:
    """Moves the focus by arrows to the tile after `tile`, at the end of a row to the first of the next."""
    steps = ["ArrowRight"] if tile.column < 3 else ["ArrowDown", "ArrowLeft", "ArrowLeft"]
    for step in steps:
        grid.press(step)


def wait_focus(grid: Grid, item: str) -> None:
    grid.wait(lambda: grid.tile(item).focused, f"focus on {item}")


def wait_drafts(grid: Grid, count: int) -> None:
    grid.wait(lambda: sum(t.state == "draft" for t in grid.tiles()) == count, f"{count} drafts")


def wait_other_page(grid: Grid, than: list[str]) -> None:
    grid.wait(lambda: grid.done() or [t.item for t in grid.tiles()] != than, "the next page")


def label_page(grid: Grid, meant: dict[str, str]) -> None:
    """Gives each tile of the page, by keys, the label that its item's number asks for."""
    tiles = grid.tiles()
    for tile in tiles:
        label = LABELS[int(Path(tile.item).stem[-2:]) % len(LABELS)]
        wait_focus(grid, tile.item)
        grid.press(grid.key_of(label))
        meant[tile.item] = label
        if tile is not tiles[-1]:
            go_to_next(grid, tile)
    wait_drafts(grid, len(tiles))


def undo_and_redo(grid: Grid, acts: int) -> None:
    """Takes back the newest acts on this page and does them again."""
    before = grid.tiles()
    for n in range(acts):
        grid.press("Control+z")
        wait_drafts(grid, len(before) - n - 1)
    for _ in range(acts):
        grid.press("Control+Shift+z")
    grid.wait(lambda: [t.labels for t in grid.tiles()] == [t.labels for t in before], "redone")


@pytest.mark.parametrize("count", [14, pytest.param(50, marks=pytest.mark.long)])
def test_all_items_are_labelled_undone_and_submitted_by_keys_alone(
    bench: Bench, tmp_path: Path, count: int
) -> None:
    write_photos(tmp_path, count)
    grid = bench.show(tmp_path, instructions="# Name the bird")
    grid.button("Start labeling").wait_for()
    tab_into(grid)
    grid.press("Enter")
    tab_to_tile(grid)
    meant: dict[str, str] = {}
    while not grid.done():
        page = [tile.item for tile in grid.tiles()]
        label_page(grid, meant)
        undo_and_redo(grid, 3)
        grid.press("Enter")
        wait_other_page(grid, page)
    assert len(meant) == count
    grid.press("Control+z")
    grid.wait(lambda: {tile.state for tile in grid.tiles()} == {"draft"}, "the last submit undone")
    grid.press("Enter")
    grid.wait(grid.done, "the end")
    grid.wait_saved()
    assert stored(tmp_path) == {item: ("submitted", (label,)) for item, label in meant.items()}


def test_no_key_typed_in_the_grid_reaches_the_notebook(bench: Bench, tmp_path: Path) -> None:
    write_photos(tmp_path)
    grid = bench.show(tmp_path)
    grid.click(grid.tiles()[0].item)
    before = cells_of(bench.page)
    type_every_key(grid)
    assert cells_of(bench.page) == before
    assert before[1] == [["code", BEFORE], ["code", SHOW], ["code", AFTER]]
    assert bench.notebook.outputs()[PLACE], "the output with the widget is gone"


def test_keys_that_delete_cells_do_nothing_to_the_notebook_between_two_pages(
    bench: Bench, tmp_path: Path
) -> None:
    """The grid is empty for a moment: the focus must stay in the widget."""
    write_photos(tmp_path, 2)
    grid = bench.show(tmp_path, layout="1")
    before = cells_of(bench.page)
    grid.click(grid.tiles()[0].item)
    for _ in range(2):
        grid.wait(lambda: [tile.state for tile in grid.tiles()] == ["unlabeled"], "a page")
        grid.press("1")
        grid.press("Enter")
        for key in "ddxxmmaabb":
            grid.press(key)
    grid.wait(grid.done, "the end")
    for key in "ddxxmmaabb":
        grid.press(key)
    assert cells_of(bench.page) == before
