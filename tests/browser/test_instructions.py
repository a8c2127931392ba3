"""Instructions come first, once for each text; the shortcut sheet lists every key there is."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator

from tests.browser.harness.bench import ONCE_MORE, Bench
from tests.browser.harness.birds import LABELS, write_photos
from tests.browser.harness.grid import Grid

TEXT = "# Which bird?\n\n- **one** label each\n\n<script>harmed = 1</script><img src=x onerror=harmed=1>"
KEYS = {
    "Find a label by typing": "/",
    "Move": "Arrow keys",
    "Select on the way": "⇧ Arrow keys",
    "Select, or no more": "Space",
    "Select all": "Ctrl A",
    "Submit the page": "Enter Ctrl Enter",
    "Skip": "S",
    "Skip and say why": "⇧ S",
    "Undo": "Ctrl Z",
    "Redo": "Ctrl ⇧ Z Ctrl Y",
    "Next page": "Page ↓",
    "Previous page": "Page ↑",
    "Open large, and back": "Z",
    "One step back": "Esc",
    "Instructions": "I",
    "This sheet": "?",
    "Zoom in": "+ =",
    "Zoom out": "-",
    "Fit the picture in": "F",
    "Next frame": ".",
    "Previous frame": ",",
}


# What a screen reader hears of each line: the printed keys are hidden from it.
READ = """lines => lines.map(line => {
    const keys = line.querySelector("dt").cloneNode(true);
    for (const hidden of keys.querySelectorAll("[aria-hidden=true]")) hidden.remove();
    return [line.querySelector("dd").textContent, keys.textContent];
})"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_photos(tmp_path, 9)
    return tmp_path


def sheet(grid: Grid, name: str) -> Locator:
    return grid.region.get_by_role("dialog", name=name, exact=True)


@ONCE_MORE
def test_instructions_come_first_and_only_once(bench: Bench, folder: Path, reload: bool) -> None:
    grid = bench.show(folder, instructions=TEXT)
    dialog = sheet(grid, "Instructions")
    dialog.get_by_role("heading", name="Which bird?", exact=True).wait_for()
    assert dialog.locator("strong").inner_text() == "one"
    assert dialog.locator("script, img").count() == 0
    dialog.get_by_role("button", name="Start labeling", exact=True).click()
    dialog.wait_for(state="detached")
    grid.wait(lambda: grid.tiles()[0].focused, "the first tile focused")
    assert bench.page.evaluate("window.harmed") is None
    bench.again(reload)
    grid.wait(lambda: [tile.state for tile in grid.tiles()] == ["unlabeled"] * 9, "the page again")
    assert not dialog.is_visible()
    bench.show(folder, instructions=TEXT)
    grid.wait(lambda: [tile.state for tile in grid.tiles()] == ["unlabeled"] * 9, "the page once more")
    assert not dialog.is_visible()


def test_changed_instructions_are_shown_again(bench: Bench, folder: Path) -> None:
    grid = bench.show(folder, instructions="Old words")
    grid.button("Start labeling").click()
    grid.start()
    bench.notebook.kernel.run("project.instructions = 'New words'")
    sheet(grid, "Instructions").get_by_text("New words").wait_for()
    grid.button("Start labeling").click()
    grid.start()
    assert grid.button("Start labeling").count() == 0


def test_instructions_stay_a_key_away_and_give_the_focus_back(bench: Bench, folder: Path) -> None:
    grid = bench.show(folder, instructions="Look twice")
    grid.button("Start labeling").click()
    grid.start()
    grid.click(grid.tiles()[4].item)
    grid.press("i")
    sheet(grid, "Instructions").get_by_text("Look twice").wait_for()
    grid.press("Escape")
    grid.wait(lambda: grid.tiles()[4].focused, "the focus back on the tile")
    grid.button("Instructions").click()
    sheet(grid, "Instructions").wait_for()


def test_keys_do_nothing_while_a_dialog_is_open_and_tab_stays_in_it(bench: Bench, folder: Path) -> None:
    grid = bench.show(folder)
    grid.click(grid.tiles()[0].item)
    grid.press("?")
    dialog = sheet(grid, "Keyboard shortcuts")
    dialog.wait_for()
    grid.press("1")
    for _ in range(3):
        grid.press("Tab")
        assert dialog.evaluate("one => one.contains(document.activeElement)")
    grid.press("Escape")
    dialog.wait_for(state="detached")
    assert {tile.state for tile in grid.tiles()} == {"unlabeled"}


def test_the_sheet_lists_every_key(bench: Bench, folder: Path) -> None:
    grid = bench.show(folder, "multilabel")
    grid.click(grid.tiles()[0].item)
    grid.press("?")
    lines = sheet(grid, "Keyboard shortcuts").locator(".line")
    listed = {(says.strip(), " ".join(keys.split())) for says, keys in lines.evaluate_all(READ)}
    labels = {label: str(n) for n, label in enumerate(LABELS, start=1)}
    assert {*KEYS.items(), *labels.items(), ("Nothing here", "N")} <= listed
