"""Filter and sort from the page: the same as in Python, with the number that match, and never forgotten."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator

from tests.browser.harness.bench import Bench
from tests.browser.harness.birds import write_photos
from tests.browser.harness.grid import Grid

SUGGEST = """import nblabel.suggesting as suggesting
scores = [.2, .4, .6, .8]
keys = list(project.items()["item"])[:4]
run = suggesting.put(project, {k: ([nl.Choice("wren")], s) for k, s in zip(keys, scores)}, "import", "m")"""


@pytest.fixture
def grid(bench: Bench, tmp_path: Path) -> Grid:
    """Twenty photos of which three are herons and two wrens, by a script."""
    write_photos(tmp_path, 20)
    grid = bench.show(tmp_path)
    bench.notebook.kernel.run(
        "items = list(project.items()['item'])\n"
        "project.annotate_many({k: 'heron' for k in items[10:13]} | {k: 'wren' for k in items[13:15]})"
    )
    return grid


def items_in(bench: Bench, words: str) -> list[str]:
    """What Python finds by the same words, in work order."""
    found: list[str] = bench.notebook.kernel.value(
        f"[k for k in project.items()['item'] if k in set(project.answers(where={words})['item'])]"
    )
    return found


def dialog(grid: Grid) -> Locator:
    """The filter, opened."""
    grid.button("Filter").click()
    sheet = grid.region.get_by_role("dialog", name="Filter", exact=True)
    sheet.wait_for()
    return sheet


def wait_matches(sheet: Locator, text: str) -> None:
    sheet.get_by_role("status", name="Matches", exact=True).get_by_text(text, exact=True).wait_for()


def shown(grid: Grid) -> list[str]:
    return [tile.item for tile in grid.tiles()]


def test_a_label_is_filtered_by_and_the_number_that_match_is_said_before(bench: Bench, grid: Grid) -> None:
    sheet = dialog(grid)
    wait_matches(sheet, "All 20 match")
    sheet.get_by_role("checkbox", name="heron", exact=True).check()
    wait_matches(sheet, "3 match")
    sheet.get_by_role("button", name="Apply", exact=True).click()
    grid.wait(lambda: shown(grid) == items_in(bench, "{'label': 'heron'}"), "the three herons")
    grid.region.get_by_text("1 filter", exact=True).wait_for()
    assert {tile.labels for tile in grid.tiles()} == {("heron",)}


def test_filters_are_joined_and_cleared_from_the_head(grid: Grid) -> None:
    sheet = dialog(grid)
    sheet.get_by_role("checkbox", name="Submitted", exact=True).check()
    sheet.get_by_role("checkbox", name="wren", exact=True).check()
    sheet.get_by_role("textbox", name="File name has", exact=True).fill("PLUMAGE")
    wait_matches(sheet, "2 match")
    grid.press("Enter")
    grid.region.get_by_text("3 filters", exact=True).wait_for()
    grid.wait(lambda: len(grid.tiles()) == 2, "two tiles")
    grid.button("Clear filter").click()
    grid.wait(lambda: len(grid.tiles()) == 9, "the work queue again")
    assert {tile.state for tile in grid.tiles()} == {"unlabeled"}


def test_a_filter_that_lets_nothing_through_says_so_and_offers_the_way_out(grid: Grid) -> None:
    sheet = dialog(grid)
    sheet.get_by_role("textbox", name="File name has", exact=True).fill("ostrich")
    wait_matches(sheet, "None match")
    grid.press("Enter")
    nothing = grid.region.get_by_role("status", name="No match", exact=True)
    nothing.wait_for()
    nothing.get_by_role("button", name="Clear filter", exact=True).click()
    grid.wait(lambda: len(grid.tiles()) == 9, "the work queue again")


def test_escape_leaves_everything_as_it_was(grid: Grid) -> None:
    before = shown(grid)
    sheet = dialog(grid)
    sheet.get_by_role("checkbox", name="heron", exact=True).check()
    wait_matches(sheet, "3 match")
    grid.press("Escape")
    sheet.wait_for(state="detached")
    assert shown(grid) == before
    assert not grid.button("Clear filter").is_visible()


def test_the_least_score_is_a_slider_where_there_are_scores(bench: Bench, grid: Grid) -> None:
    sheet = dialog(grid)
    wait_matches(sheet, "All 20 match")
    score = sheet.get_by_role("slider", name="Minimum score", exact=True)
    assert not score.is_visible()
    grid.press("Escape")
    bench.notebook.kernel.run(SUGGEST)
    bench.page.wait_for_timeout(5_100)  # Facts are asked anew only after a while.
    dialog(grid)
    score.fill("0.5")
    wait_matches(sheet, "2 match")


def test_the_order_is_chosen_and_one_that_means_nothing_says_why(bench: Bench, grid: Grid) -> None:
    before = shown(grid)
    sort = grid.region.get_by_role("combobox", name="Sort", exact=True)
    sort.select_option("File name")
    grid.wait(lambda: [int(Path(item).stem[-2:]) for item in shown(grid)] == list(range(9)), "by name")
    sort.focus()
    doubt = sort.get_by_role("option", name="Doubt", exact=True)
    grid.wait(doubt.is_disabled, "no order by doubt")
    assert doubt.get_attribute("title") == "Nothing has been found doubtful yet."
    sort.select_option("Work order")
    grid.wait(lambda: shown(grid) == before, "the work queue again")


def test_a_filter_set_in_python_is_shown_in_the_page(bench: Bench, grid: Grid) -> None:
    bench.notebook.kernel.run("labeler.filter(label='wren')")
    grid.wait(lambda: len(grid.tiles()) == 2, "two wrens")
    sheet = dialog(grid)
    assert sheet.get_by_role("checkbox", name="wren", exact=True).is_checked()
    sheet.get_by_role("button", name="Clear", exact=True).click()
    wait_matches(sheet, "All 20 match")
    sheet.get_by_role("button", name="Apply", exact=True).click()
    grid.wait(lambda: len(grid.tiles()) == 9, "the work queue again")
