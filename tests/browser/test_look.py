"""Light and dark: text is readable, focus is seen, and nothing sticks out of a narrow widget."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest

from tests.browser.harness.bench import Bench
from tests.browser.harness.birds import write_photos
from tests.browser.harness.browser import VIEWPORT
from tests.browser.harness.grid import Grid

# WCAG 2.2: the contrast of every visible text with the colours painted below it, from the outermost on.
CONTRAST = """region => {
    const rgba = color => {
        const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
        canvas.fillStyle = color;
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
        return [r, g, b, a / 255];
    };
    const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a)];
    const light = color => {
        const [r, g, b] = color.map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = element => {
        const below = element.parentElement ? behind(element.parentElement) : [255, 255, 255];
        return over(rgba(getComputedStyle(element).backgroundColor), below);
    };
    const texts = document.createTreeWalker(region, NodeFilter.SHOW_TEXT);
    const found = [];
    while (texts.nextNode()) {
        const element = texts.currentNode.parentElement, text = texts.currentNode.data.trim();
        const box = element.getBoundingClientRect(), style = getComputedStyle(element);
        const seen = element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
        const off = element.closest("[aria-disabled=true], option, .unseen");
        if (!text || !seen || off || box.width < 2 || box.height < 2) continue;
        const ground = behind(element), ink = over(rgba(style.color), ground);
        const [dark, bright] = [light(ink), light(ground)].sort((a, b) => a - b);
        found.push([text, (bright + 0.05) / (dark + 0.05)]);
    }
    return found;
}"""
# The name of what has the focus inside the widget, and whether it looks other than without.
FOCUS = """region => {
    const look = element => {
        const places = [element, element.parentElement, ...element.children];
        return places.map(place => {
            const style = getComputedStyle(place);
            const outline = style.outlineStyle === "none" ? "" : style.outlineWidth + style.outlineColor;
            return [outline, style.boxShadow, style.borderColor].join("|");
        }).join();
    };
    const element = document.activeElement;
    if (!region.contains(element)) return null;
    const name = element.ariaLabel || element.innerText || element.tagName, focused = look(element);
    element.blur();
    const plain = look(element);
    element.focus({ focusVisible: true });
    return [name, focused !== plain];
}"""
SCROLLS = """region => [region, ...region.querySelectorAll("*")].filter(one => {
    const { overflowX } = getComputedStyle(one);
    return one.scrollWidth > one.clientWidth + 1 && overflowX !== "visible" && overflowX !== "hidden"
        && overflowX !== "clip" && one.clientWidth > 0 && !one.matches("pre, .labels");
}).map(one => one.className)"""


@pytest.fixture
def grid(bench: Bench, tmp_path: Path) -> Iterator[Grid]:
    """A page with every state of a tile: labelled, submitted, skipped, selected, without an answer."""
    write_photos(tmp_path, 9)
    grid = bench.show(tmp_path, "multilabel")
    items = [tile.item for tile in grid.tiles()]
    bench.notebook.kernel.run(f"project.annotate({items[0]!r}, ['heron'])")
    grid.wait_state(items[0], "submitted", "heron")
    grid.label(items[1], "wren")
    grid.click(items[2])
    grid.press("s")
    grid.wait_state(items[2], "skipped")
    grid.click(items[3])
    yield grid
    bench.notebook.theme("light")
    bench.notebook.viewport(**VIEWPORT)


def too_faint(grid: Grid) -> list[Any]:
    """The texts in the widget with less contrast than 4.5 to 1."""
    texts = grid.region.evaluate(CONTRAST)
    assert len(texts) > 20, texts
    return [(text, round(contrast, 2)) for text, contrast in texts if contrast < 4.5]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_is_readable(bench: Bench, grid: Grid, theme: Literal["light", "dark"]) -> None:
    bench.notebook.theme(theme)
    grid.wait(lambda: grid.region.get_attribute("data-theme") == theme, theme)
    grid.click(grid.tiles()[3].item)
    assert too_faint(grid) == []
    for key in ("?", "Shift+S", "i"):
        grid.press(key)
        grid.region.get_by_role("dialog").wait_for()
        assert too_faint(grid) == [], f"in the dialog of {key}"
        grid.press("Escape")
    bench.notebook.kernel.run("project.pause()")
    grid.region.get_by_text("This project is paused.").first.wait_for()
    grid.press("1")
    assert too_faint(grid) == [], "while it is paused"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_focus_is_seen_on_everything_that_can_have_it(
    bench: Bench, grid: Grid, theme: Literal["light", "dark"]
) -> None:
    bench.notebook.theme(theme)
    grid.region.focus()
    seen = {}
    grid.press("Tab")
    while (stop := grid.region.evaluate(FOCUS)) is not None and stop[0] not in seen:
        seen[stop[0]] = stop[1]
        grid.press("Tab")
    assert {"Find a label", "heron", "Select", "Submit", "Layout", "Undo", "Instructions"} <= seen.keys()
    assert [name for name, visible in seen.items() if not visible] == []


# Frames, not milliseconds: notebook and widget fit themselves to the window one after the other.
SETTLED = """region => new Promise(done => {
    let width = -1, frames = 0;
    const look = () => {
        frames = region.clientWidth === width ? frames + 1 : 0;
        width = region.clientWidth;
        if (frames < 10) requestAnimationFrame(look); else done();
    };
    look();
})"""


def resize(bench: Bench, grid: Grid, width: int) -> None:
    """Gives the page this width and waits until the widget has its own."""
    bench.notebook.viewport(width, 1000)
    grid.wait(lambda: grid.page.evaluate("innerWidth") == width, f"a page {width} wide")
    grid.region.evaluate(SETTLED)


def widen(bench: Bench, grid: Grid, width: int) -> None:
    """Sizes the page until the widget in it is about `width` pixels wide."""
    page = VIEWPORT["width"]
    for _ in range(2):
        page += width - round(grid.region.evaluate("region => region.clientWidth"))
        resize(bench, grid, page)


@pytest.mark.parametrize(
    "width", [*(pytest.param(width, marks=pytest.mark.long) for width in (1400, 900)), 600, 360]
)
def test_nothing_sticks_out_of_the_widget(bench: Bench, grid: Grid, width: int) -> None:
    widen(bench, grid, width)
    edge = grid.region.bounding_box()
    assert edge is not None
    assert abs(edge["width"] - width) < 20
    assert grid.region.evaluate(SCROLLS) == []
    # In a narrow widget the labels are a row of their own that is scrolled.
    for button in grid.region.locator("button:not([role=toolbar] *)").all():
        box = button.bounding_box()
        name = button.get_attribute("aria-label")
        assert box is None or box["x"] + box["width"] <= edge["x"] + edge["width"], f"{name} sticks out"


def test_side_rooms_fold_away_when_there_is_no_room(bench: Bench, grid: Grid) -> None:
    side = grid.region.get_by_role("complementary", name="Progress by label", exact=True)
    bench.notebook.viewport(1600, 1000)
    side.wait_for()
    bench.notebook.viewport(1000, 1000)
    side.wait_for(state="detached")
    grid.button("Progress by label").click()
    side.wait_for()
