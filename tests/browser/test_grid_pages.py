"""Pages: cut by the layout, turned without losing a draft, submitted when all is answered; and the end."""

import re
from pathlib import Path

from tests.browser.harness.bench import Bench
from tests.browser.harness.birds import stored, write_photos
from tests.browser.harness.grid import Grid

SIZES = {"1": 1, "2x2": 4, "2x3": 6, "3x3": 9, "3x4": 12, "4x6": 20}


def items(grid: Grid) -> list[str]:
    return [tile.item for tile in grid.tiles()]


def label_all(grid: Grid, key: str = "1") -> None:
    """Selects the page and presses a label's key."""
    grid.button("Select all").click()
    grid.press(key)
    grid.wait(lambda: all(tile.state == "draft" for tile in grid.tiles()), "a page of drafts")


def wait_count(grid: Grid, size: int) -> None:
    grid.wait(lambda: len(grid.tiles()) == size, f"{size} tiles")


def wait_shown(grid: Grid, item: str) -> None:
    grid.wait(lambda: items(grid) == [item], f"{item} alone")


def wait_other_page(grid: Grid, than: list[str]) -> None:
    grid.wait(lambda: grid.tiles() and items(grid) != than, "another page")


def test_every_layout_shows_its_number_of_tiles_and_keeps_the_drafts(bench: Bench, tmp_path: Path) -> None:
    write_photos(tmp_path)
    grid = bench.show(tmp_path)
    first = items(grid)[0]
    grid.label(first, "wren")
    layout = grid.region.get_by_role("combobox", name="Layout", exact=True)
    offered = layout.locator("option").evaluate_all("all => all.map(option => option.value)")
    assert offered == [*SIZES, "wall"]
    for name, size in SIZES.items():
        layout.select_option(name)
        wait_count(grid, size)
        grid.wait_state(first, "draft", "wren")
    rows = grid.region.get_by_role("grid", name="Items", exact=True)
    assert [rows.get_attribute(name) for name in ("aria-rowcount", "aria-colcount")] == ["4", "6"]
    grid.wait_saved()
    assert stored(tmp_path) == {first: ("draft", ("wren",))}


def test_next_and_previous_leave_drafts_as_they_are(bench: Bench, tmp_path: Path) -> None:
    write_photos(tmp_path)
    grid = bench.show(tmp_path)
    page = items(grid)
    grid.label(page[0], "wren")
    grid.button("Next").click()
    wait_other_page(grid, page)
    assert not set(items(grid)) & set(page)
    grid.press("PageUp")
    grid.wait(lambda: items(grid) == page, "the first page")
    grid.wait_state(page[0], "draft", "wren")
    assert grid.button("Previous").get_attribute("aria-disabled") == "true"


def test_submit_waits_for_every_tile_and_says_why(bench: Bench, tmp_path: Path) -> None:
    write_photos(tmp_path, 4)
    grid = bench.show(tmp_path, layout="2x2")
    submit = grid.button("Submit")

    def says_why() -> str:
        why = submit.get_attribute("aria-describedby")
        return grid.page.locator(f'[id="{why}"]').inner_text() if why else ""

    def wait_why(text: str) -> None:
        off = "true" if text else "false"
        grid.wait(lambda: submit.get_attribute("aria-disabled") == off, f"Submit disabled: {off}")
        grid.wait(lambda: says_why() == text, text or "no reason")

    first, second, third, fourth = items(grid)
    wait_why("4 items have no answer yet.")
    grid.click(first)
    grid.press("Enter")
    for item in (first, second):
        grid.label(item, "heron")
    wait_why("2 items have no answer yet.")
    grid.click(third)
    grid.press("s")
    wait_why("One item has no answer yet.")
    grid.label(fourth, "wren")
    wait_why("")
    submit.click()
    grid.wait(grid.done, "the end")
    grid.wait_saved()
    rest = dict.fromkeys((first, second), ("submitted", ("heron",)))
    assert stored(tmp_path) == {**rest, third: ("skipped", ()), fourth: ("submitted", ("wren",))}


def test_the_end_says_done_and_what_is_next_and_one_can_look_back(bench: Bench, tmp_path: Path) -> None:
    write_photos(tmp_path, 6)
    grid = bench.show(tmp_path, layout="2x2")
    progress = grid.region.get_by_role("progressbar", name="Labelled", exact=True)
    page = items(grid)
    label_all(grid)
    grid.press("Control+Enter")
    wait_other_page(grid, page)
    grid.wait(lambda: progress.get_attribute("aria-valuenow") == "4", "4 of 6")
    assert progress.get_attribute("aria-valuemax") == "6"
    last = items(grid)
    label_all(grid, "2")
    grid.press("Enter")
    done = grid.region.get_by_role("status", name="Done", exact=True)
    done.wait_for()
    grid.wait(lambda: "6 are answered" in done.inner_text(), "the number of answers")
    assert "project.export" in done.inner_text()
    grid.wait(lambda: progress.get_attribute("aria-valuenow") == "6", "6 of 6")
    grid.button("Previous").click()
    grid.wait(lambda: items(grid) == last, "the last page")
    grid.wait(lambda: {tile.state for tile in grid.tiles()} == {"submitted"}, "its answers")


def test_a_page_left_without_an_answer_comes_back_before_the_end(bench: Bench, tmp_path: Path) -> None:
    write_photos(tmp_path, 4)
    grid = bench.show(tmp_path, layout="2x2", task="multilabel")
    page = items(grid)
    grid.region.get_by_role("combobox", name="Layout", exact=True).select_option("1")
    wait_count(grid, 1)
    grid.button("Next").click()
    for item in [*page[1:], page[0]]:
        wait_shown(grid, item)
        grid.press("1")
        grid.press("Enter")
    grid.wait(grid.done, "the end")
    grid.wait_saved()
    assert stored(tmp_path) == dict.fromkeys(page, ("submitted", ("heron",)))


def test_undo_goes_back_to_the_page_of_the_act(bench: Bench, tmp_path: Path) -> None:
    write_photos(tmp_path, 8)
    grid = bench.show(tmp_path, layout="2x2")
    page = items(grid)
    label_all(grid)
    grid.press("Enter")
    wait_other_page(grid, page)
    second = items(grid)
    grid.label(second[0], "wren")
    grid.button("Undo").click()
    grid.wait_state(second[0], "unlabeled")
    grid.button("Undo").click()
    grid.wait(lambda: items(grid) == page, "the first page")
    grid.wait(lambda: {tile.state for tile in grid.tiles()} == {"draft"}, "the submit undone")
    grid.button("Redo").click()
    grid.wait(lambda: {tile.state for tile in grid.tiles()} == {"submitted"}, "the submit done again")
    grid.button("Redo").click()
    grid.wait_state(second[0], "draft", "wren")
    assert grid.button("Redo").get_attribute("aria-disabled") == "true"


def test_the_status_of_saving_is_one_of_the_four_sentences(bench: Bench, tmp_path: Path) -> None:
    write_photos(tmp_path, 4)
    grid = bench.show(tmp_path, layout="2x2")
    sentence = re.compile(r"Saved|Saving \d+|(Kept here|In this page only): \d+ not yet saved")
    grid.click(items(grid)[0])
    for key in "123123":
        grid.press(key)
        assert sentence.fullmatch(grid.saving()), grid.saving()
    grid.wait_saved()
