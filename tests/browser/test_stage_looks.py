"""The stage in light and dark, wide and narrow: readable, within reach, and no rule is broken."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.harness.axe import violations
from tests.browser.harness.bench import Bench
from tests.browser.harness.birds import write_photos
from tests.browser.harness.browser import VIEWPORT
from tests.browser.harness.stage import Stage
from tests.browser.test_look import FOCUS, SCROLLS, resize, too_faint, widen

LOOKS = [("light", 1500), pytest.param("dark", 700, marks=pytest.mark.long)]
TASKS = ["boxes", "polygons", "masks"]
SEEN = [("boxes", "3x3"), ("masks", "wall")]
CROSSED = [[(20, 20), (80, 80), (80, 20), (20, 80)]]


def of(*tasks: str) -> pytest.MarkDecorator:
    """The tasks that a rule is tested with in every run; `make soak` tests it with all."""
    params = [task if task in tasks else pytest.param(task, marks=pytest.mark.long) for task in TASKS]
    return pytest.mark.parametrize("stage", params, indirect=True)


@pytest.fixture
def stage(bench: Bench, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Stage]:
    """A picture with two regions of the kind that the project has."""
    task: str = request.param
    write_photos(tmp_path, 9)
    grid = bench.show(tmp_path, task, ["heron", "a bird with a name that no list has room for", "wren"])
    item = grid.tiles()[0].item
    made = {
        "boxes": "[nl.Box('heron', 20, 30, 60, 40), nl.Box(long, 90, 20, 40, 60)]",
        "polygons": f"[nl.Polygon('heron', {CROSSED}), nl.Polygon(long, [[(90, 20), (130, 30), (100, 80)]])]",
        "masks": "[nl.Mask.from_array('heron', here), nl.Mask.from_array(long, ~here)]",
    }[task]
    bench.notebook.kernel.run(
        "import numpy as np\nlong = 'a bird with a name that no list has room for'\n"
        "here = np.zeros((120, 160), dtype=bool)\nhere[30:70, 20:80] = True\n"
        f"project.annotate({item!r}, {made})"
    )
    grid.wait(lambda: grid.tile(item).state == "submitted", "two regions")
    yield Stage(grid).open(item)
    bench.notebook.theme("light")
    bench.notebook.viewport(**VIEWPORT)


def show(bench: Bench, stage: Stage, theme: str, width: int) -> None:
    """Gives the page this look, and opens the list of regions where it is folded away."""
    bench.notebook.theme("dark" if theme == "dark" else "light")
    resize(bench, stage.grid, width)
    stage.grid.wait(lambda: stage.grid.region.get_attribute("data-theme") == theme, theme)
    if not stage.grid.region.get_by_role("listbox", name="Regions", exact=True).count():
        stage.grid.button("Regions").click()
    stage.wait_count(2)


def select(stage: Stage, label: str) -> None:
    """Clicks the line of the region with this label."""
    region = next(one for one in stage.regions() if one.label == label)
    stage.grid.region.locator(f'[data-region="{region.id}"]').click()


@of("polygons", "masks")
@pytest.mark.parametrize(("theme", "width"), LOOKS)
def test_the_stage_breaks_no_rule_and_every_text_is_readable(
    bench: Bench, stage: Stage, theme: str, width: int
) -> None:
    show(bench, stage, theme, width)
    select(stage, "heron")
    stage.grid.press("h")
    assert violations(stage.grid) == []
    assert too_faint(stage.grid) == []
    stage.grid.press("?")
    stage.grid.region.get_by_role("dialog", name="Keyboard shortcuts", exact=True).wait_for()
    assert violations(stage.grid) == []
    assert too_faint(stage.grid) == []
    stage.grid.press("Escape")


@of("masks")
@pytest.mark.parametrize(("theme", "width"), LOOKS)
def test_the_focus_is_seen_on_everything_of_the_stage(
    bench: Bench, stage: Stage, theme: str, width: int
) -> None:
    show(bench, stage, theme, width)
    stage.grid.region.focus()
    seen = {}
    stage.grid.press("Tab")
    while (stop := stage.grid.region.evaluate(FOCUS)) is not None and stop[0] not in seen:
        seen[stop[0]] = stop[1]
        stage.grid.press("Tab")
    names = {name.split(",")[0].split(" crosses")[0] for name in seen}
    assert {"Select", "Image stage", "Zoom in", "Brightness", "Regions", "Grid", "Submit"} <= names
    assert [name for name, visible in seen.items() if not visible] == []


@of("masks")
@pytest.mark.parametrize(
    "width", [pytest.param(width, marks=pytest.mark.long) for width in (1400, 900, 360)] + [pytest.param(600)]
)
def test_nothing_sticks_out_of_the_stage(bench: Bench, stage: Stage, width: int) -> None:
    widen(bench, stage.grid, width)
    edge = stage.grid.region.bounding_box()
    area = stage.area.bounding_box()
    assert edge is not None
    assert area is not None
    assert area["width"] > 200
    assert area["height"] > 120
    assert stage.grid.region.evaluate(SCROLLS) == []
    for button in stage.grid.region.locator(":is(button, input):not([aria-label=Labels] *)").all():
        box = button.bounding_box()
        name = button.get_attribute("aria-label") or button.inner_text()
        assert box is None or box["x"] + box["width"] <= edge["x"] + edge["width"], f"{name} sticks out"
    for button in stage.tools().get_by_role("button").all():
        assert button.is_visible()
        box = button.bounding_box()
        assert box is not None
        assert box["x"] >= edge["x"]


@pytest.mark.parametrize("stage", ["polygons"], indirect=True)
def test_the_selected_region_has_a_tag_that_deletes_it(stage: Stage) -> None:
    select(stage, "heron")
    tag = stage.area.get_by_role("button", name="Delete heron", exact=True)
    tag.wait_for()
    box, (left, top) = tag.bounding_box(), stage.screen((20, 20))
    assert box is not None
    assert left < box["x"] < left + 120
    assert top - 40 < box["y"] < top + 80
    stage.grid.press("l")
    tag.wait_for(state="hidden")
    stage.grid.press("l")
    tag.click()
    stage.wait_count(1)
    assert tag.is_hidden()
    stage.grid.press("Control+z")
    stage.wait_count(2)


@pytest.mark.parametrize("stage", ["polygons"], indirect=True)
def test_a_polygon_that_crosses_itself_is_flagged_in_the_list(stage: Stage) -> None:
    options = stage.grid.region.get_by_role("listbox", name="Regions", exact=True).get_by_role("option")
    names = [option.get_attribute("aria-label") or "" for option in options.all()]
    assert ["crosses itself" in name for name in names] == [True, False]
    assert options.nth(0).get_attribute("title") == "heron: its border crosses itself"
    assert options.nth(0).get_by_text("crosses itself", exact=True).is_visible()


@pytest.mark.parametrize("stage", ["boxes"], indirect=True)
def test_the_head_leads_from_one_picture_to_all_and_back(stage: Stage) -> None:
    view = stage.grid.region.get_by_role("group", name="View", exact=True)
    view.get_by_role("button", name="Grid", exact=True).click()
    stage.grid.wait(lambda: stage.item is None and len(stage.grid.tiles()) == 9, "the grid")
    assert view.get_by_role("button", name="Grid", exact=True).get_attribute("aria-pressed") == "true"
    view.get_by_role("button", name="Image", exact=True).click()
    stage.ready(stage.grid.tiles()[0].item if stage.grid.tiles() else stage.item or "")


@pytest.mark.parametrize("stage", ["masks"], indirect=True)
def test_what_the_brush_shows_goes_with_the_pointer(stage: Stage) -> None:
    empty = """canvas => {
        const { width, height } = canvas;
        return canvas.getContext("2d").getImageData(0, 0, width, height).data.every(one => one === 0);
    }"""
    live = stage.area.locator("canvas.live")
    stage.take("Brush")
    stage.page.mouse.move(*stage.screen((80, 60)))
    stage.grid.wait(lambda: not live.evaluate(empty), "the brush under the pointer")
    stage.grid.button("Undo").hover()
    stage.grid.wait(lambda: live.evaluate(empty), "nothing where the pointer left")


COLOURS = """([canvas, cell]) => {
    const place = canvas.getBoundingClientRect(), box = cell.getBoundingClientRect();
    const scale = canvas.width / place.width;
    const [x, y] = [(box.x - place.x) * scale, (box.y - place.y) * scale];
    const pen = canvas.getContext("2d"), [width, height] = [box.width * scale, box.height * scale];
    const pixels = new Uint32Array(pen.getImageData(x, y, width, height).data.buffer);
    return new Set(pixels).size;
}"""


def colours(stage: Stage, item: str) -> int:
    """How many colours a tile has: two without regions, since the photo is of one and lies on another."""
    canvas = stage.grid.region.locator("canvas.pixels").element_handle()
    number: int = stage.page.evaluate(COLOURS, [canvas, stage.grid.cell(item).element_handle()])
    return number


@pytest.mark.parametrize(
    ("stage", "layout"),
    [
        pytest.param(task, layout, marks=() if (task, layout) in SEEN else pytest.mark.long)
        for task in TASKS
        for layout in ("3x3", "wall")
    ],
    indirect=["stage"],
)
def test_regions_are_seen_on_the_tiles(bench: Bench, stage: Stage, layout: str) -> None:
    item = stage.item or ""
    stage.grid.region.get_by_role("group", name="View", exact=True).get_by_text("Grid", exact=True).click()
    stage.grid.region.get_by_role("combobox", name="Layout", exact=True).select_option(layout)
    stage.grid.wait(lambda: any(tile.item == item for tile in stage.grid.tiles()), "the tile")
    stage.page.mouse.move(1, 1)
    stage.grid.wait(lambda: colours(stage, item) > 3, "two regions")
    bench.notebook.kernel.run(f"project.annotate({item!r}, [])")
    stage.grid.wait(lambda: stage.grid.tile(item).labels == (), "no regions")
    stage.grid.wait(lambda: colours(stage, item) == 2, "the photo alone")
    bench.notebook.kernel.run("project.undo()")
    stage.grid.wait(lambda: colours(stage, item) > 3, "the regions again")
