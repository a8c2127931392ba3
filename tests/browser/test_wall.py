"""The wall: hundreds of tiles, a few dozen in view; scrolled, selected and labelled as a whole."""

from pathlib import Path

import pytest

from tests.browser.harness.bench import Bench
from tests.browser.harness.birds import stored, write_photos
from tests.browser.harness.grid import Grid

COUNT = 400
PAINTED = """region => {
    const canvas = region.querySelector("canvas.pixels");
    const grid = region.querySelector("[role=grid]").getBoundingClientRect();
    const scale = canvas.width / canvas.clientWidth;
    const pen = canvas.getContext("2d");
    return [...region.querySelectorAll("[role=gridcell]")].flatMap(cell => {
        const box = cell.getBoundingClientRect();
        const [x, y] = [box.left + box.width / 2 - grid.left, box.top + box.height / 2 - grid.top];
        if (y < 0 || y >= canvas.clientHeight) return [];
        return [[cell.dataset.item, [...pen.getImageData(x * scale, y * scale, 1, 1).data].slice(0, 3)]];
    });
}"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The photos of the tests that give no answer."""
    folder = tmp_path_factory.mktemp("wall")
    write_photos(folder, COUNT)
    return folder


@pytest.fixture
def looked_at(bench: Bench, folder: Path) -> Grid:
    """A wall at its top, with nothing selected."""
    grid = bench.keep(folder, "wall")
    grid.click(grid.tiles()[0].item)
    grid.press("Home")
    wait_first(grid, order(bench)[0])
    grid.wait(lambda: place_in_focus(grid) == 0, "focus on the first")
    grid.press("Escape")
    grid.wait(lambda: not any(tile.selected for tile in grid.tiles()), "nothing selected")
    return grid


@pytest.fixture
def grid(bench: Bench, tmp_path: Path) -> Grid:
    """A wall of four hundred photos of one colour each."""
    write_photos(tmp_path, COUNT)
    return bench.show(tmp_path, layout="wall")


def order(bench: Bench) -> list[str]:
    """The items' keys in work order."""
    found = bench.notebook.kernel.value("list(project.items()['item'])")
    assert isinstance(found, list)
    return found


def alike(one: list[int], other: list[int]) -> bool:
    """Whether two colours differ by no more than a JPEG's loss."""
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) < 16


def wait_first(grid: Grid, item: str) -> None:
    grid.wait(lambda: grid.tiles() and grid.tiles()[0].item == item, f"{item} first in view")


def place_in_focus(grid: Grid) -> int:
    """Where in all the wall the focused tile is, counted from 0; -1 when the focus is elsewhere."""
    found = grid.region.evaluate(
        "one => one.getRootNode().activeElement?.closest('[role=gridcell]')?.ariaPosInSet ?? 0"
    )
    return int(found) - 1


def test_only_tiles_in_view_exist_and_they_say_of_how_many(looked_at: Grid, bench: Bench) -> None:
    tiles = looked_at.tiles()
    assert 20 < len(tiles) < 200
    assert [tile.item for tile in tiles] == order(bench)[: len(tiles)]
    cell = looked_at.cell(tiles[0].item)
    assert cell.get_attribute("aria-setsize") == str(COUNT)
    wall = looked_at.region.get_by_role("grid", name="Items", exact=True)
    columns = int(wall.get_attribute("aria-colcount") or 0)
    assert int(wall.get_attribute("aria-rowcount") or 0) == -(-COUNT // columns)


def test_each_tile_is_painted_where_its_cell_is_after_a_jump_to_the_end(
    looked_at: Grid, bench: Bench, tmp_path: Path
) -> None:
    looked_at.click(looked_at.tiles()[0].item)
    looked_at.press("End")
    looked_at.wait(lambda: place_in_focus(looked_at) == COUNT - 1, "focus on the last")
    last = order(bench)[-1]
    looked_at.wait(lambda: looked_at.tiles()[-1].item == last, "the last tile")
    wanted = bench.notebook.kernel.value(
        "{key: project.read(key).getpixel((80, 60)) for key in list(project.items()['item'])[-20:]}"
    )
    assert isinstance(wanted, dict)

    def right() -> bool:
        seen = {item: color for item, color in looked_at.region.evaluate(PAINTED) if item in wanted}
        near = [
            max(abs(a - b) for a, b in zip(color, wanted[item], strict=True)) < 16
            for item, color in seen.items()
        ]
        return len(near) > 8 and all(near)

    looked_at.wait(right, "the colours of the last photos")


def test_the_keyboard_stays_when_the_focused_tile_is_scrolled_away(looked_at: Grid) -> None:
    looked_at.click(looked_at.tiles()[1].item)
    looked_at.region.get_by_role("grid", name="Items", exact=True).hover()
    first = looked_at.tiles()[0].item
    looked_at.page.mouse.wheel(0, 4_000)
    looked_at.wait(lambda: all(tile.item != first for tile in looked_at.tiles()), "scrolled")
    assert looked_at.has_focus()
    looked_at.press("ArrowRight")
    looked_at.wait(lambda: place_in_focus(looked_at) == 2, "focus beside the tile that had it")
    looked_at.press("PageDown")
    looked_at.wait(lambda: place_in_focus(looked_at) > 20, "a window further")


def test_everything_is_labelled_as_one_step_and_taken_back_as_one(
    grid: Grid, bench: Bench, tmp_path: Path
) -> None:
    grid.click(grid.tiles()[0].item)
    grid.press("Control+a")
    grid.wait(lambda: all(tile.selected for tile in grid.tiles()), "all selected")
    grid.press(grid.key_of("kestrel"))
    grid.wait(lambda: all(tile.labels == ("kestrel",) for tile in grid.tiles()), "labels")
    grid.wait_saved()
    assert set(stored(tmp_path).values()) == {("draft", ("kestrel",))}
    assert len(stored(tmp_path)) == COUNT
    grid.press("Control+z")
    grid.wait(lambda: all(tile.state == "unlabeled" for tile in grid.tiles()), "undone")
    grid.wait_saved()
    assert stored(tmp_path) == {}


def test_shift_reaches_over_tiles_that_were_never_in_view(grid: Grid, bench: Bench, tmp_path: Path) -> None:
    keys = order(bench)
    grid.click(keys[3])
    grid.press("Shift+End")
    grid.wait(lambda: place_in_focus(grid) == COUNT - 1, "focus on the last")
    grid.press(grid.key_of("wren"))
    grid.wait(lambda: grid.tiles()[-1].labels == ("wren",), "labels")
    grid.wait_saved()
    assert set(stored(tmp_path)) == set(keys[3:])


def test_a_rectangle_drawn_to_the_edge_scrolls_on(looked_at: Grid, bench: Bench) -> None:
    box = looked_at.region.get_by_role("grid", name="Items", exact=True).bounding_box()
    assert box
    keys, seen = order(bench), len(looked_at.tiles())
    looked_at.page.mouse.move(box["x"] + 3, box["y"] + 3)
    looked_at.page.mouse.down()
    looked_at.page.mouse.move(box["x"] + box["width"] - 20, box["y"] + box["height"] - 2, steps=4)
    looked_at.wait(lambda: keys.index(looked_at.tiles()[0].item) > seen, "scrolled by a window")
    looked_at.page.mouse.up()
    looked_at.wait(lambda: any(tile.selected for tile in looked_at.tiles()), "selected")
    chosen = "labeler.selected"
    looked_at.wait(lambda: len(bench.notebook.kernel.value(chosen)) > seen, "all that it touched")


def test_submit_sends_what_is_answered(grid: Grid, tmp_path: Path) -> None:
    item = grid.tiles()[4].item
    grid.label(item, "heron")
    grid.press("Control+Enter")
    grid.wait_state(item, "submitted", "heron")
    grid.wait_saved()
    assert stored(tmp_path) == {item: ("submitted", ("heron",))}


def test_the_notebook_filters_the_wall_and_hears_what_is_selected(grid: Grid, bench: Bench) -> None:
    bench.notebook.kernel.run("labeler.filter(text='plumage00')")
    grid.wait(lambda: len(grid.tiles()) == 1, "the one that matches")
    bench.notebook.kernel.run("labeler.filter()")
    grid.wait(lambda: len(grid.tiles()) > 20, "all of them")
    grid.click(grid.tiles()[0].item)
    grid.press("Control+a")
    chosen = "labeler.selected if isinstance(labeler.selected, dict) else len(labeler.selected)"
    grid.wait(lambda: bench.notebook.kernel.value(chosen) == {}, "everything, as a filter")


def test_the_wall_and_the_page_show_the_same_answers(grid: Grid) -> None:
    item = grid.tiles()[0].item
    grid.label(item, "wren")
    grid.region.get_by_role("combobox", name="Layout", exact=True).select_option("3x3")
    grid.wait(lambda: len(grid.tiles()) == 9, "a page")
    grid.wait_state(item, "draft", "wren")
    grid.region.get_by_role("combobox", name="Layout", exact=True).select_option("wall")
    grid.wait(lambda: len(grid.tiles()) > 20, "the wall")
    grid.wait_state(item, "draft", "wren")
