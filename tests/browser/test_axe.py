"""axe-core finds nothing to complain of: in every view and state, light and dark, wide and narrow."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.harness.axe import violations
from tests.browser.harness.bench import PLACE, Bench
from tests.browser.harness.birds import NAME, write_photos
from tests.browser.harness.browser import VIEWPORT
from tests.browser.harness.grid import Grid

LOOKS = [
    ("light", 1500),
    pytest.param(("dark", 1500), marks=pytest.mark.long),
    pytest.param(("light", 700), marks=pytest.mark.long),
    ("dark", 500),
]
NAMES = ["light 1500", "dark 1500", "light 700", "dark 500"]


@pytest.fixture(params=LOOKS, ids=NAMES)
def look(bench: Bench, request: pytest.FixtureRequest) -> Iterator[str]:
    """A theme and a width of the window; the name of the theme."""
    theme, width = request.param
    bench.notebook.theme(theme)
    bench.notebook.viewport(width, 1000)
    yield theme
    bench.notebook.theme("light")
    bench.notebook.viewport(**VIEWPORT)


@pytest.fixture
def grid(bench: Bench, tmp_path: Path, look: str) -> Grid:
    """A page with a tile in every state: labelled, submitted, skipped, broken, selected, open."""
    write_photos(tmp_path, 9)
    (tmp_path / "photos/broken.jpg").write_bytes(b"no picture")
    grid = bench.show(tmp_path, "multilabel", layout="3x4")
    grid.wait(lambda: grid.region.get_attribute("data-theme") == look, look)
    items = [tile.item for tile in grid.tiles()]
    bench.notebook.kernel.run(f"project.annotate({items[0]!r}, ['heron'])")
    grid.wait_state(items[0], "submitted", "heron")
    grid.label(items[1], "wren")
    grid.click(items[2])
    grid.press("s")
    grid.wait_state(items[2], "skipped")
    grid.click(items[3])
    return grid


def check_dialogs(bench: Bench, grid: Grid) -> None:
    for key, name in (("?", "Keyboard shortcuts"), ("Shift+S", "Skip with a note")):
        grid.press(key)
        grid.region.get_by_role("dialog", name=name, exact=True).wait_for()
        assert violations(grid) == [], name
        grid.press("Escape")
    grid.button("Filter").click()
    grid.region.get_by_role("dialog", name="Filter", exact=True).get_by_text("match").wait_for()
    assert violations(grid) == [], "the filter"
    grid.press("Escape")
    bench.notebook.kernel.run("project.instructions = '# Which bird?\\n\\n1. Look\\n2. [Read](https://a.b)'")
    grid.button("Start labeling").wait_for()
    assert violations(grid) == [], "the instructions"
    grid.button("Start labeling").click()


def check_rooms(grid: Grid) -> None:
    for room in ("Label list", "Progress by label"):
        grid.button(room).click()
        assert violations(grid) == [], f"{room}, folded or open"
        grid.button(room).click()


def test_no_view_and_no_dialog_of_a_page_breaks_a_rule(bench: Bench, grid: Grid) -> None:
    assert violations(grid) == [], "the grid"
    grid.press("z")
    grid.wait(lambda: len(grid.tiles()) == 1, "the large view")
    assert violations(grid) == [], "the large view"
    grid.press("Escape")
    grid.wait(lambda: len(grid.tiles()) == 9, "the grid again")
    check_dialogs(bench, grid)
    check_rooms(grid)
    bench.notebook.kernel.run("project.pause()")
    grid.region.get_by_text("This project is paused.").first.wait_for()
    assert violations(grid) == [], "a paused project"
    bench.notebook.kernel.run("project.resume()")
    grid.region.get_by_text("This project is paused.").wait_for(state="detached")
    grid.button("Select all").click()
    grid.press("1")
    grid.button("Submit").click()
    grid.wait(grid.done, "the end")
    assert violations(grid) == [], "the end"


def test_the_wall_and_a_filter_that_finds_nothing_break_no_rule(bench: Bench, grid: Grid) -> None:
    grid.region.get_by_role("combobox", name="Layout", exact=True).select_option("wall")
    grid.region.get_by_role("slider", name="Tile size", exact=True).wait_for()
    grid.wait(lambda: grid.tiles() and all(tile.state != "loading" for tile in grid.tiles()), "the wall")
    grid.button("Select all").click()
    assert violations(grid) == []
    grid.button("Filter").click()
    grid.region.get_by_role("textbox", name="File name has", exact=True).fill("no such name")
    grid.press("Enter")
    grid.region.get_by_role("status", name="No match", exact=True).wait_for()
    assert violations(grid) == []


def test_instructions_and_an_empty_project_break_no_rule(bench: Bench, tmp_path: Path, look: str) -> None:
    place = str(tmp_path / f"{NAME}.nblabel")
    bench.notebook.kernel.run(
        "import nblabel as nl\nlayout = '3x3'\nif 'project' in globals(): project.close()\n"
        f"project = nl.create({place!r}, task='multiclass', labels=[], instructions='# First')"
    )
    bench.notebook.run_cell(PLACE)
    grid = Grid(bench.page, NAME)
    grid.button("Start labeling").wait_for()
    assert violations(grid) == []
    grid.button("Start labeling").click()
    grid.region.get_by_text("Nothing to label yet").wait_for()
    assert violations(grid) == []
