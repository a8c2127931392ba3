"""The notebook and the page at once: what Python does is shown, what the page does can be read in Python."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import nblabel as nl
from tests.browser.harness.bench import Bench
from tests.browser.harness.birds import LABELS, NAME, stored, write_photos
from tests.browser.harness.grid import Grid


@pytest.fixture
def grid(bench: Bench, tmp_path: Path) -> Grid:
    """A page of nine tiles of twenty."""
    write_photos(tmp_path)
    return bench.show(tmp_path)


@pytest.fixture
def run(bench: Bench, grid: Grid) -> Callable[[str], None]:
    """Executes statements in the notebook's kernel."""
    return bench.notebook.kernel.run


def wait_value(bench: Bench, grid: Grid, expression: str, value: Any) -> None:
    """Waits until an expression has this value in the kernel."""
    kernel = bench.notebook.kernel
    grid.wait(lambda: kernel.value(expression) == value, f"{expression} == {value}")


def paths(grid: Grid) -> list[str]:
    """The labels of the palette."""
    read: list[str] = grid.labels().get_by_role("button").evaluate_all("all => all.map(b => b.ariaLabel)")
    return read


def color_of(grid: Grid, label: str) -> str:
    swatch = grid.labels().get_by_role("button", name=label, exact=True).locator(".swatch")
    return str(swatch.evaluate("one => getComputedStyle(one).backgroundColor"))


def test_an_answer_given_in_python_appears_on_its_tile(grid: Grid, run: Callable[[str], None]) -> None:
    item = grid.tiles()[2].item
    run(f"project.annotate({item!r}, 'wren')")
    grid.wait_state(item, "submitted", "wren")
    run("project.undo()")
    grid.wait_state(item, "unlabeled")
    run(f"project.skip({item!r}, 'blurred')")
    grid.wait_state(item, "skipped")


def test_labels_added_renamed_recoloured_merged_and_retired_in_python_appear_at_once(
    grid: Grid, run: Callable[[str], None], tmp_path: Path
) -> None:
    first, second, third = [tile.item for tile in grid.tiles()][:3]
    for item, label in zip((first, second, third), LABELS, strict=True):
        grid.label(item, label)
    run("project.labels.add('Duck/Teal')")
    grid.wait(lambda: paths(grid) == [*LABELS, "Duck", "Duck/Teal"], "the new labels")
    run("project.labels.rename('heron', 'grey heron')")
    grid.wait_state(first, "draft", "grey heron")
    run("project.labels.recolor('wren', '#123456')")
    grid.wait(lambda: color_of(grid, "wren") == "rgb(18, 52, 86)", "wren recoloured")
    run("project.labels.merge('wren', 'kestrel')")
    grid.wait_state(second, "draft", "wren")
    run("project.labels.retire('Duck/Teal')")
    grid.wait(lambda: paths(grid) == ["grey heron", "wren", "Duck"], "the palette that is left")
    grid.label(second, "Duck")
    grid.wait_saved()
    labels = {first: "grey heron", second: "Duck", third: "wren"}
    assert stored(tmp_path) == {item: ("draft", (label,)) for item, label in labels.items()}


def test_a_paused_project_says_so_takes_nothing_and_goes_on_when_resumed(
    grid: Grid, run: Callable[[str], None], tmp_path: Path
) -> None:
    first, second = [tile.item for tile in grid.tiles()][:2]
    grid.label(first, "wren")
    run("project.pause()")
    grid.region.get_by_text("This project is paused.").first.wait_for()
    assert grid.button("Submit").get_attribute("aria-disabled") == "true"
    grid.click(second)
    grid.press("1")
    grid.wait(lambda: any("paused" in text for text in grid.alerts()), "the reason")
    assert grid.tile(first).labels == ("wren",)
    assert grid.tile(second).state == "unlabeled"
    run("project.resume()")
    grid.region.get_by_text("This project is paused.").wait_for(state="detached")
    grid.label(second, "heron")
    grid.wait_saved()
    assert stored(tmp_path) == {first: ("draft", ("wren",)), second: ("draft", ("heron",))}


def test_answers_given_before_the_page_knew_of_the_pause_are_kept_and_saved_when_resumed(
    bench: Bench, grid: Grid, run: Callable[[str], None], tmp_path: Path
) -> None:
    """The owner pauses elsewhere: this page hears of it when its answers are refused."""
    items = [tile.item for tile in grid.tiles()][:2]
    kernel, place = bench.notebook.kernel, tmp_path / f"{NAME}.nblabel"
    grid.wait_saved()
    kernel.stop(place)
    with nl.open(place, annotator="ana") as project:
        project.pause()
    for item in items:
        grid.label(item, "wren")
    kernel.go_on()
    grid.region.get_by_text("paused").first.wait_for()
    grid.wait(lambda: "not yet saved" in grid.saving(), "answers kept")
    run("project.resume()")
    grid.wait_saved()
    assert stored(tmp_path) == dict.fromkeys(items, ("draft", ("wren",)))


def test_python_reads_what_the_page_shows(bench: Bench, grid: Grid, run: Callable[[str], None]) -> None:
    items = [tile.item for tile in grid.tiles()]
    wait_value(bench, grid, "labeler.page", items)
    grid.click(items[4])
    grid.click(items[1], "Control")
    wait_value(bench, grid, "[labeler.current, labeler.selected]", [items[1], [items[4], items[1]]])
    grid.press("1")
    wait_value(bench, grid, "[labeler.progress['draft'], labeler.progress['per_label']['heron']]", [2, 2])
    wait_value(bench, grid, "labeler.unsaved", 0)
    run("seen = []\nlabeler.observe(lambda change: seen.append(change['new']), 'current')")
    grid.click(items[8])
    wait_value(bench, grid, "seen", [items[8]])


def test_python_submits_the_page(grid: Grid, run: Callable[[str], None], tmp_path: Path) -> None:
    items = [tile.item for tile in grid.tiles()]
    run("labeler.submit()")
    grid.button("Select all").click()
    grid.press("2")
    grid.wait(lambda: all(tile.state == "draft" for tile in grid.tiles()), "a page of drafts")
    run("labeler.submit()")
    grid.wait(lambda: [tile.item for tile in grid.tiles()] != items, "the next page")
    grid.wait_saved()
    assert stored(tmp_path) == dict.fromkeys(items, ("submitted", ("kestrel",)))


def test_python_shows_an_item(bench: Bench, grid: Grid, run: Callable[[str], None]) -> None:
    page = [tile.item for tile in grid.tiles()]
    away = next(f"plumage{n:02}.jpg" for n in range(20) if f"plumage{n:02}.jpg" not in page)
    run(f"labeler.show({away!r})")
    grid.wait(lambda: any(tile.item == away for tile in grid.tiles()), f"{away} shown")
    wait_value(bench, grid, "labeler.current", away)
    with pytest.raises(RuntimeError, match="no item 'nowhere'"):
        run("labeler.show('nowhere')")


def test_items_added_in_python_join_a_page_that_was_done(bench: Bench, tmp_path: Path) -> None:
    write_photos(tmp_path, 3)
    late = tmp_path / "photos" / "plumage02.jpg"
    late.rename(tmp_path / "late.jpg")
    grid = bench.show(tmp_path)
    grid.button("Select all").click()
    grid.press("1")
    grid.press("Control+Enter")
    grid.wait(grid.done, "the end")
    (tmp_path / "late.jpg").rename(late)
    bench.notebook.kernel.run("project.refresh()")
    grid.wait(lambda: [tile.item for tile in grid.tiles()] == [late.name] and not grid.done(), "the new one")
