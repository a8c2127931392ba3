"""What a label, a cross, "Nothing here" and a skip do to the chosen tiles, and that it is stored."""

from pathlib import Path

import pytest

import nblabel as nl
from tests.browser.harness.bench import Bench
from tests.browser.harness.birds import NAME, stored, write_photos
from tests.browser.harness.grid import Grid


@pytest.fixture
def grid(bench: Bench, tmp_path: Path) -> Grid:
    """A page of nine tiles, one label each."""
    write_photos(tmp_path)
    return bench.show(tmp_path)


@pytest.fixture
def many(bench: Bench, tmp_path: Path) -> Grid:
    """A page of nine tiles, any number of labels each."""
    write_photos(tmp_path)
    return bench.show(tmp_path, "multilabel")


def choose(grid: Grid, *places: int) -> list[str]:
    """Selects these tiles; their items."""
    items = [grid.tiles()[place].item for place in places]
    for n, item in enumerate(items):
        grid.click(item, *(["Control"] if n else []))
    return items


def press_label(grid: Grid, label: str) -> None:
    grid.labels().get_by_role("button", name=label, exact=True).click()


def selected(grid: Grid) -> int:
    return sum(tile.selected for tile in grid.tiles())


def test_a_label_goes_to_all_selected_tiles_and_the_selection_is_dropped(grid: Grid, tmp_path: Path) -> None:
    items = choose(grid, 0, 2, 3)
    press_label(grid, "wren")
    for item in items:
        grid.wait_state(item, "draft", "wren")
    grid.wait(lambda: selected(grid) == 0, "nothing selected")
    grid.wait_saved()
    assert stored(tmp_path) == dict.fromkeys(items, ("draft", ("wren",)))


def test_with_nothing_selected_a_label_goes_to_the_focused_tile(grid: Grid) -> None:
    [item] = choose(grid, 1)
    grid.press("Escape")
    grid.wait(lambda: selected(grid) == 0, "nothing selected")
    grid.press("2")
    grid.wait_state(item, "draft", "kestrel")
    assert [tile.state for tile in grid.tiles()].count("draft") == 1


def test_another_class_replaces_the_first(grid: Grid, tmp_path: Path) -> None:
    [item] = choose(grid, 0)
    grid.press("1")
    grid.wait_state(item, "draft", "heron")
    grid.press("3")
    grid.wait_state(item, "draft", "wren")
    grid.wait_saved()
    assert stored(tmp_path) == {item: ("draft", ("wren",))}


def test_the_cross_of_a_label_takes_it_off(grid: Grid, tmp_path: Path) -> None:
    [item] = choose(grid, 0)
    grid.press("1")
    grid.cell(item).get_by_role("button", name="Clear heron", exact=True).click()
    grid.wait_state(item, "unlabeled")
    grid.wait_saved()
    assert stored(tmp_path) == {}


def test_in_multilabel_labels_add_up_and_the_selection_stays(many: Grid, tmp_path: Path) -> None:
    items = choose(many, 0, 1)
    press_label(many, "wren")
    press_label(many, "heron")
    for item in items:
        many.wait_state(item, "draft", "wren", "heron")
    assert selected(many) == 2
    many.wait_saved()
    assert stored(tmp_path) == dict.fromkeys(items, ("draft", ("heron", "wren")))


def test_in_multilabel_a_label_that_all_have_comes_off_and_one_that_some_have_goes_on(many: Grid) -> None:
    [first] = choose(many, 0)
    many.press("1")
    many.wait_state(first, "draft", "heron")
    first, second = choose(many, 0, 1)
    heron = many.labels().get_by_role("button", name="heron", exact=True)
    many.wait(lambda: heron.get_attribute("aria-pressed") == "mixed", "heron pressed for some")
    many.press("1")
    many.wait_state(second, "draft", "heron")
    many.wait(lambda: heron.get_attribute("aria-pressed") == "true", "heron pressed for all")
    many.press("1")
    many.wait_state(first, "unlabeled")
    many.wait_state(second, "unlabeled")
    many.wait(lambda: heron.get_attribute("aria-pressed") == "false", "heron pressed for none")


def test_nothing_here_is_an_answer_of_its_own(many: Grid, tmp_path: Path) -> None:
    first, second = choose(many, 0, 1)
    many.press("1")
    many.wait_state(second, "draft", "heron")
    many.click(first)
    many.press("n")
    many.wait_state(first, "draft")
    many.click(second)
    many.button("Nothing here").click()
    many.wait_state(second, "draft")
    many.wait_saved()
    assert stored(tmp_path) == {first: ("draft", ()), second: ("draft", ())}


def test_multiclass_has_no_nothing_here(grid: Grid) -> None:
    [item] = choose(grid, 0)
    grid.press("n")
    grid.press("1")
    grid.wait_state(item, "draft", "heron")
    assert grid.button("Nothing here").count() == 0


def test_a_skip_is_final_at_once_and_its_reason_is_stored(grid: Grid, tmp_path: Path) -> None:
    first, second = choose(grid, 0, 1)
    grid.click(first)
    grid.press("s")
    grid.wait_state(first, "skipped")
    grid.click(second)
    grid.press("Shift+S")
    dialog = grid.region.get_by_role("dialog", name="Skip with a note", exact=True)
    grid.page.keyboard.type("only <b>feathers</b>")
    dialog.get_by_role("button", name="Skip", exact=True).click()
    grid.wait_state(second, "skipped")
    grid.wait_saved()
    with nl.open(tmp_path / f"{NAME}.nblabel") as project:
        answers = project.answers().set_index("item")
    assert answers["state"].to_dict() == {first: "skipped", second: "skipped"}
    assert answers["note"].to_dict() == {first: "", second: "only <b>feathers</b>"}


def test_a_label_takes_a_skip_back(grid: Grid) -> None:
    [item] = choose(grid, 0)
    grid.button("Skip").click()
    grid.wait_state(item, "skipped")
    grid.click(item)
    grid.press("1")
    grid.wait_state(item, "draft", "heron")
