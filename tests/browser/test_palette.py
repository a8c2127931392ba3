"""The palette: found by typing, walked by arrows, twenty keys, a tree, and a label's own key."""

from pathlib import Path

import pytest

import nblabel as nl
from tests.browser.harness.bench import Bench
from tests.browser.harness.birds import write_photos
from tests.browser.harness.grid import Grid

NAMES = [f"species {n:02}" for n in range(1, 26)]
TREE: list[str | nl.Label] = [
    "Bird/Owl/Barn owl",
    "Bird/Wren",
    "École",
    nl.Label("Other", key="o", description="None of these"),
]


@pytest.fixture
def grid(bench: Bench, tmp_path: Path) -> Grid:
    """A palette with a tree, an accent and a key of its own."""
    write_photos(tmp_path, 9)
    return bench.show(tmp_path, labels=TREE)


@pytest.fixture
def large(bench: Bench, tmp_path: Path) -> Grid:
    """A palette of twenty-five labels."""
    write_photos(tmp_path, 9)
    return bench.show(tmp_path, labels=NAMES)


def paths(grid: Grid) -> list[str]:
    """The labels that the palette shows, in order."""
    read: list[str] = grid.labels().get_by_role("button").evaluate_all("all => all.map(b => b.ariaLabel)")
    return read


def find(grid: Grid, text: str, *found: str) -> None:
    """Types into the search box and waits for what it finds."""
    grid.press("/")
    box = grid.region.get_by_role("searchbox", name="Find a label", exact=True)
    grid.wait(lambda: box.evaluate("box => box === document.activeElement"), "the search box focused")
    grid.page.keyboard.type(text)
    grid.wait(lambda: paths(grid) == list(found), f"{found} found")


def test_parents_are_labels_too_and_the_order_is_depth_first(grid: Grid) -> None:
    assert paths(grid) == ["Bird", "Bird/Owl", "Bird/Owl/Barn owl", "Bird/Wren", "École", "Other"]
    item = grid.tiles()[0].item
    grid.label(item, "Bird")
    grid.wait_state(item, "draft", "Bird")


def test_typing_finds_by_any_word_without_accents_and_enter_takes_the_first(grid: Grid) -> None:
    item = grid.tiles()[0].item
    grid.click(item)
    find(grid, "ecole", "École")
    grid.press("Enter")
    grid.wait_state(item, "draft", "École")
    grid.wait(lambda: grid.tile(item).focused and len(paths(grid)) == 6, "back at the tile")
    find(grid, "owl", "Bird/Owl", "Bird/Owl/Barn owl")
    grid.press("Enter")
    grid.wait_state(item, "draft", "Bird/Owl")


def test_escape_leaves_the_search_and_letters_typed_in_it_are_no_keys(grid: Grid) -> None:
    item = grid.tiles()[0].item
    grid.click(item)
    find(grid, "so")
    grid.region.get_by_text("No label has this in its name.").wait_for()
    grid.press("Escape")
    grid.wait(lambda: grid.tile(item).focused and len(paths(grid)) == 6, "back at the tile")
    assert {tile.state for tile in grid.tiles()} == {"unlabeled"}


def test_a_labels_own_key_labels(grid: Grid) -> None:
    item = grid.tiles()[0].item
    grid.click(item)
    assert grid.key_of("Other") == "o"
    grid.press("o")
    grid.wait_state(item, "draft", "Other")


def test_digits_pick_the_first_ten_labels_and_with_shift_the_next(large: Grid) -> None:
    item = large.tiles()[0].item
    large.click(item)
    for place in (0, 8, 9, 10, 18, 19):
        key = large.key_of(NAMES[place])
        large.press(key.replace("Shift+", "Shift+Digit") if "Shift" in key else key)
        large.wait_state(item, "draft", NAMES[place])
    beyond = large.labels().get_by_role("button", name=NAMES[20], exact=True)
    assert beyond.get_attribute("aria-keyshortcuts") is None


def test_arrows_walk_through_the_palette_and_enter_presses_a_label(large: Grid) -> None:
    item = large.tiles()[0].item
    large.click(item)
    large.labels().get_by_role("button", name=NAMES[0], exact=True).focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "End", "ArrowUp"):
        large.press(key)
    large.press("Enter")
    large.wait_state(item, "draft", NAMES[23])


def test_a_click_in_the_palette_leaves_the_keys_with_the_tiles(large: Grid) -> None:
    item = large.tiles()[0].item
    large.click(item)
    large.labels().get_by_role("button", name=NAMES[4], exact=True).click()
    large.wait_state(item, "draft", NAMES[4])
    large.press("ArrowRight")
    large.wait(lambda: large.tiles()[1].focused, "the next tile focused")
