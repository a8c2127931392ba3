"""Regions brought forward and sent back on the stage, by keys, by buttons and in the list."""

from pathlib import Path

import nblabel as nl
from tests.browser.harness.bench import Bench
from tests.browser.harness.birds import NAME, write_photos
from tests.browser.harness.stage import Stage


def three(bench: Bench, folder: Path) -> tuple[Stage, list[str]]:
    """A stage with three boxes, each larger than the one before and around it, none selected."""
    write_photos(folder, 9)
    grid = bench.show(folder, "boxes")
    stage = Stage(grid).open(grid.tiles()[0].item)
    stage.take("Box")
    for n in (2, 1, 0):
        stage.box(20 + 10 * n, 20 + 10 * n, 100 - 20 * n, 80 - 20 * n)
    regions = stage.wait_count(3)
    stage.take("Select")
    return stage, [one.id for one in regions]


def wait_order(stage: Stage, ids: list[str]) -> None:
    stage.grid.wait(lambda: [one.id for one in stage.regions()] == ids, "the order")


def button(stage: Stage, name: str) -> None:
    stage.grid.region.get_by_role("button", name=name, exact=True).click()


def test_a_region_is_brought_forward_by_keys_and_undo_takes_it_back(bench: Bench, tmp_path: Path) -> None:
    stage, [small, middle, large] = three(bench, tmp_path)
    stage.click((80, 60))
    stage.grid.press("]")
    wait_order(stage, [middle, small, large])
    stage.grid.press("}")
    wait_order(stage, [middle, large, small])
    stage.grid.press("Control+z")
    wait_order(stage, [middle, small, large])
    stage.grid.press("Control+z")
    wait_order(stage, [small, middle, large])
    stage.grid.wait_saved()


def test_what_is_brought_to_the_front_is_picked_first_and_stored_so(bench: Bench, tmp_path: Path) -> None:
    stage, [small, middle, large] = three(bench, tmp_path)
    stage.click((35, 60))
    button(stage, "Bring to front")
    wait_order(stage, [small, large, middle])
    stage.click((80, 60))
    assert [one.id for one in stage.regions() if one.selected] == [middle]
    stage.grid.wait_saved()
    with nl.open(tmp_path / f"{NAME}.nblabel", annotator="ana") as project:
        assert project.annotations(drafts=True)["id"].tolist() == [small, large, middle]


def test_a_row_of_the_list_is_moved_with_alt_and_keeps_the_focus(bench: Bench, tmp_path: Path) -> None:
    stage, [small, middle, large] = three(bench, tmp_path)
    row = stage.grid.region.get_by_role("listbox", name="Regions").locator(f'[data-region="{large}"]')
    row.click()
    row.press("Alt+ArrowUp")
    wait_order(stage, [small, large, middle])
    stage.grid.wait(lambda: row.evaluate("one => one === document.activeElement"), "the focus")
    row.press("Alt+Home")
    wait_order(stage, [large, small, middle])


def test_the_buttons_say_why_they_cannot_be_used(bench: Bench, tmp_path: Path) -> None:
    stage, ids = three(bench, tmp_path)
    forward = stage.grid.region.get_by_role("button", name="Bring forward", exact=True)
    assert forward.get_attribute("aria-disabled") == "true"
    assert "Select a region" in (forward.get_attribute("title") or "")
    wait_order(stage, ids)
