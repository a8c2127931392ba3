"""What lies around the pictures: data refreshed, a backup, rooms that fold, an empty project, a bulk act."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

import nblabel as nl
from tests.browser.harness.bench import PLACE, Bench
from tests.browser.harness.birds import NAME, write_photos
from tests.browser.harness.grid import Grid


@pytest.fixture
def grid(bench: Bench, tmp_path: Path) -> Iterator[Grid]:
    """Nine photos; how rooms were folded is forgotten afterwards."""
    write_photos(tmp_path, 9)
    yield bench.show(tmp_path)
    bench.page.evaluate("localStorage.removeItem('nblabel:rooms')")


def test_refresh_data_says_what_it_found(grid: Grid, tmp_path: Path) -> None:
    Image.new("RGB", (160, 120), "teal").save(tmp_path / "photos/late.jpg")
    (tmp_path / "photos/plumage03.jpg").unlink()
    grid.button("Refresh data").click()
    grid.region.get_by_text("Data refreshed: 1 new, 1 gone.").wait_for()
    grid.wait(lambda: "just now" in (grid.button("Refresh data").get_attribute("title") or ""), "when")


def test_a_disk_that_ends_with_the_session_is_said_and_a_backup_offered(
    bench: Bench, grid: Grid, tmp_path: Path
) -> None:
    grid.label(grid.tiles()[0].item, "wren")
    grid.wait_saved()
    bench.notebook.kernel.run("import os; os.environ['BINDER_SERVICE_HOST'] = 'x'")
    try:
        again = bench.show(tmp_path)
        with bench.page.expect_download() as download:
            again.button("Download backup").click()
        download.value.save_as(tmp_path / "copy.nblabel")
    finally:
        bench.notebook.kernel.run("del os.environ['BINDER_SERVICE_HOST']")
    with nl.open(tmp_path / "copy.nblabel", annotator="ana") as copy:
        assert copy.annotations(drafts=True)["label"].tolist() == ["wren"]


def test_a_folded_room_stays_folded_and_finding_a_label_opens_it(bench: Bench, grid: Grid) -> None:
    grid.button("Label list").click()
    grid.labels().wait_for(state="detached")
    bench.notebook.run_cell(PLACE)
    grid.start()
    assert not grid.labels().is_visible()
    grid.click(grid.tiles()[0].item)
    grid.press("/")
    box = grid.region.get_by_role("searchbox", name="Find a label", exact=True)
    grid.wait(lambda: box.evaluate("box => box === document.activeElement"), "the search box focused")


def test_an_empty_project_says_how_to_add(bench: Bench, tmp_path: Path) -> None:
    place = str(tmp_path / f"{NAME}.nblabel")
    bench.notebook.kernel.run(
        "import nblabel as nl\nlayout = '3x3'\nif 'project' in globals(): project.close()\n"
        f"project = nl.create({place!r}, task='multiclass', labels=['a'], instructions='')"
    )
    bench.notebook.run_cell(PLACE)
    grid = Grid(bench.page, NAME)
    grid.region.get_by_text("This project has no pictures. Add some in a cell:").wait_for()
    assert grid.button("Refresh data").get_attribute("aria-disabled") == "true"


def test_the_wall_says_how_many_are_selected_and_sent(grid: Grid) -> None:
    grid.region.get_by_role("combobox", name="Layout", exact=True).select_option("wall")
    grid.wait(lambda: len(grid.tiles()) == 9, "the wall")
    grid.region.get_by_role("slider", name="Tile size", exact=True).fill("160")
    grid.button("Select all").click()
    grid.region.get_by_text("9 selected").wait_for()
    grid.button("Clear selection").click()
    grid.region.get_by_text("9 selected").wait_for(state="detached")
    grid.label(grid.tiles()[0].item, "wren")
    grid.label(grid.tiles()[1].item, "heron")
    grid.button("Submit 2").click()
    grid.wait(lambda: [tile.state for tile in grid.tiles()].count("submitted") == 2, "two submitted")


def test_skipped_items_are_a_click_away_at_the_end(grid: Grid) -> None:
    grid.button("Select all").click()
    grid.press("s")
    grid.button("Submit").click()
    grid.wait(grid.done, "the end")
    grid.button("Show the skipped").click()
    grid.wait(lambda: [tile.state for tile in grid.tiles()] == ["skipped"] * 9, "the skipped")
