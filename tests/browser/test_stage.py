"""Regions drawn on the stage are stored exactly as they are shown, one gesture at a time."""

from pathlib import Path

import pytest

import nblabel as nl
from tests.browser.harness.bench import ONCE_MORE, Bench
from tests.browser.harness.birds import NAME, write_photos
from tests.browser.harness.grid import Grid
from tests.browser.harness.stage import Stage

ITEMS = 9


@pytest.fixture
def grid(bench: Bench, tmp_path: Path) -> Grid:
    write_photos(tmp_path, ITEMS)
    return bench.show(tmp_path, "boxes")


@pytest.fixture
def stage(grid: Grid) -> Stage:
    return Stage(grid).open(grid.tiles()[0].item)


def boxes(folder: Path, drafts: bool = True) -> dict[str, tuple[str, float, float, float, float]]:
    """Label and place of every stored box by id, read from the file by another process."""
    with nl.open(folder / f"{NAME}.nblabel", annotator="ana") as project:
        table = project.annotations(drafts=drafts)
    rows = table[["id", "label", "x", "y", "width", "height"]].itertuples(index=False)
    return {str(row[0]): tuple(row[1:]) for row in rows}


def test_a_box_is_stored_as_it_is_shown_and_where_it_was_drawn(stage: Stage, tmp_path: Path) -> None:
    stage.take("Box")
    stage.box(20, 30, 60, 40)
    [region] = stage.wait_count(1)
    assert (region.kind, region.label) == ("box", "heron")
    wanted = (20, 30, 60, 40)
    near = [abs(a - b) <= 0.5 / stage.zoom + 0.01 for a, b in zip(region.box, wanted, strict=True)]
    assert all(near[:2])
    stage.grid.wait_saved()
    assert boxes(tmp_path) == {region.id: ("heron", *region.box)}


def test_each_gesture_is_one_step_of_undo(stage: Stage, tmp_path: Path) -> None:
    stage.take("Box")
    stage.box(10, 10, 50, 50)
    [first] = stage.wait_count(1)
    stage.box(80, 20, 40, 60)
    stage.wait_count(2)
    stage.grid.press("v")
    stage.click((30, 30))
    stage.grid.press("2")
    stage.grid.wait(lambda: {r.label for r in stage.regions()} == {"heron", "kestrel"}, "another label")
    stage.grid.press("Delete")
    stage.wait_count(1)
    for count in (2, 2, 1, 0):
        stage.grid.press("Control+z")
        stage.wait_count(count)
    for count in (1, 2, 2, 1):
        stage.grid.press("Control+Shift+z")
        stage.wait_count(count)
    stage.grid.wait_saved()
    assert first.id not in boxes(tmp_path)


def test_submit_finishes_the_image_and_shows_the_next(stage: Stage, grid: Grid, tmp_path: Path) -> None:
    first = stage.item or ""
    assert grid.button("Submit").get_attribute("aria-disabled") == "true"
    stage.take("Box")
    stage.box(20, 20, 40, 40)
    stage.wait_count(1)
    grid.press("Enter")
    grid.wait(lambda: stage.item not in (None, first), "the next image")
    grid.press("n")
    grid.press("Control+Enter")
    grid.wait_saved()
    with nl.open(tmp_path / f"{NAME}.nblabel", annotator="ana") as project:
        answers = project.answers().set_index("item")
    assert answers["state"][first] == "submitted"
    assert answers["count"][first] == 1
    assert sorted(answers["count"]) == [0, 1]


def test_what_is_drawn_on_a_turned_picture_is_upright(stage: Stage, tmp_path: Path) -> None:
    stage.grid.press("y")
    stage.grid.wait(lambda: stage.origin[1] > 100, "turned by a quarter")
    stage.take("Box")
    place = stage.area.bounding_box()
    assert place is not None
    (left, low), zoom = stage.origin, stage.zoom
    middle = (place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    stage.page.mouse.move(*middle)
    stage.page.mouse.down()
    stage.page.mouse.move(middle[0] + 40, middle[1] + 60, steps=3)
    stage.page.mouse.up()
    [region] = stage.wait_count(1)
    x, y, width, height = region.box
    assert (width * zoom, height * zoom) == pytest.approx((60, 40), abs=1)
    assert x == pytest.approx(left + place["height"] / 2 / zoom, abs=1)
    assert y + height == pytest.approx(low - place["width"] / 2 / zoom, abs=1)
    stage.grid.wait_saved()
    assert boxes(tmp_path) == {region.id: ("heron", *region.box)}


def test_a_picture_that_became_another_is_told_of_and_nothing_moves(
    bench: Bench, stage: Stage, tmp_path: Path
) -> None:
    stage.take("Box")
    stage.box(20, 20, 40, 40)
    [region] = stage.wait_count(1)
    stage.grid.wait_saved()
    item = stage.item or ""
    stage.grid.press("Escape")
    stage.grid.wait(lambda: bool(stage.grid.tiles()), "the grid")
    place = str(tmp_path / "photos" / item)
    bench.notebook.kernel.run(
        f"from PIL import Image; Image.new('RGB', (320, 240)).save({place!r}); report = project.refresh()"
    )
    stage.open(item)
    told = stage.grid.region.get_by_role("status", name="Regions", exact=True)
    stage.grid.wait(lambda: told.count() and "was 160×120" in told.inner_text(), "a word of it")
    assert stage.wait_count(1) == [region]


def test_each_slider_of_looks_changes_the_picture_at_once(stage: Stage) -> None:
    canvas = stage.area.locator("canvas.pixels")
    looks = {"Gamma": ("1.5", "url("), "Brightness": ("20", "brightness("), "Contrast": ("-10", "contrast(")}
    for name, (value, says) in looks.items():
        stage.grid.region.get_by_role("slider", name=name, exact=True).fill(value)
        stage.grid.wait(lambda wanted=says: wanted in canvas.evaluate("one => one.style.filter"), name)  # type: ignore[misc]


@ONCE_MORE
def test_boxes_are_there_again(bench: Bench, stage: Stage, reload: bool) -> None:
    stage.take("Box")
    stage.box(20, 20, 40, 40)
    [region] = stage.wait_count(1)
    stage.grid.wait_saved()
    item = stage.item
    assert item is not None
    again = Stage(bench.again(reload).start()).open(item)
    assert again.wait_count(1) == [region]


def test_a_box_is_drawn_moved_sized_relabelled_and_deleted_by_keys_alone(stage: Stage) -> None:
    stage.grid.press("r")
    across, down = ["Shift+ArrowRight"] * 6, ["Shift+ArrowDown"] * 5
    for key in [*["Shift+ArrowLeft"] * 3, " ", *across, *down, "Enter"]:
        stage.grid.press(key)
    [drawn] = stage.wait_count(1)
    assert drawn.box[2] * stage.zoom == pytest.approx(60, abs=1)
    assert drawn.box[3] * stage.zoom == pytest.approx(50, abs=1)
    option = stage.grid.region.get_by_role("listbox", name="Regions", exact=True).get_by_role("option")
    option.focus()
    stage.grid.press("Enter")
    stage.area.focus()
    stage.grid.press("v")
    stage.grid.press("Control+a")
    stage.grid.press("ArrowRight")
    stage.grid.wait(lambda: stage.regions()[0].box[0] == drawn.box[0] + 1, "moved by a pixel")
    stage.grid.press("m")
    stage.grid.press("Control+ArrowRight")
    stage.grid.wait(lambda: stage.regions()[0].box[2] == drawn.box[2] + 1, "wider by a pixel")
    stage.grid.press("3")
    stage.grid.wait(lambda: stage.regions()[0].label == "wren", "another label")
    stage.grid.press("Delete")
    stage.wait_count(0)
