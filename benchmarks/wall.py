"""The wall in a real JupyterLab: flings over 100,000 pictures; filter, sort, jump and bulk at 1,000,000.

    python -m benchmarks.wall [--quick]

"Bare" is a tile in view that shows no picture, read from the canvas. Thumbnails of the 100,000 were made once
before (their disk cache is warm); flings are the browser's own scroll gestures.
"""

import random
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from benchmarks import figures, peers
from benchmarks.notebooks import Bench, bench
from benchmarks.page import Page
from benchmarks.photos import BENCH, many
from benchmarks.wall_pictures import wall_photos
from tests.browser.harness.lab import NotebookPage

FLINGS, JUMPS, ACTS = 24, 40, 5
PIXELS, SPEED = 24_000, 12_000
TILE_SIZES = (32, 96)
MILLION, IN_GROUP = 1_000_000, 40_000
SCREEN = 700
CLOCK = Path(__file__).with_name("wall.js")
FRAME, BARE, FIRST, BULK = 17.0, 300.0, 300.0, 2000.0


def pictures(count: int) -> Path:
    """A project of distinct small photos whose thumbnails are on disk."""
    import nblabel as nl

    place = BENCH / f"wall-{count}.nblabel"
    with nl.project(place, labels=["cat", "dog", "bird"]) as project:
        project.instructions = ""  # nothing before the pictures
        project.add(wall_photos(count), progress=False)
        keys = project.items()["item"].tolist()
        page = Page(project)
        page.hello(1, 0)
        for size in sorted(TILE_SIZES, reverse=True):  # the larger ones leave the smaller behind
            for start in range(0, len(keys), SCREEN):
                page.wait(_wanted(page, keys[start : start + SCREEN], size))
        page.close()
    return place


def _wanted(page: Page, keys: list[str], size: int) -> list[str]:
    page.want(keys, size)
    return keys


def million(count: int) -> Path:
    """A project of many items in groups of 40,000; made anew, so that nothing of it is answered."""
    import pandas as pd

    import nblabel as nl

    place = BENCH / f"wall-groups-{count}.nblabel"
    for old in BENCH.glob(f"{place.stem}.*"):
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    paths = many(count)
    table = pd.DataFrame({"image": paths, "group": [f"g{n // IN_GROUP:02d}" for n in range(count)]})
    with nl.create(place, labels=["cat", "dog", "bird"], instructions="") as project:
        project.add(table, columns={"image": "image", "group": "group"}, labels_as=None, progress=False)
    return place


@contextmanager
def wall(jupyter: Bench, place: Path) -> Iterator[NotebookPage]:
    """The project's wall in a fresh notebook."""
    opened = f"import nblabel as nl\nproject = nl.open({str(place)!r})"
    shown = "labeler = project.label(layout='wall', height=700)\nlabeler"
    with jupyter.notebook(place.stem, [opened, shown]) as notebook:
        notebook.run_cell(0)
        notebook.run_cell(1)
        notebook.tiles(place.stem).first.wait_for()
        notebook.page.evaluate("nbwall.full()")
        yield notebook


def tile_size(notebook: NotebookPage, pixels: int) -> None:
    notebook.page.get_by_role("slider", name="Tile size", exact=True).fill(str(pixels))
    notebook.page.wait_for_timeout(500)
    notebook.page.evaluate("nbwall.full()")


def renderers_mb() -> float:
    """Memory of all pages' processes of this run's browser."""
    found = [
        p for p in psutil.Process().children(recursive=True) if "--type=renderer" in " ".join(p.cmdline())
    ]
    return float(sum(p.memory_full_info().uss for p in found)) / 2**20


def flings(notebook: NotebookPage, pixels: int, n: int) -> list[dict[str, Any]]:
    """Frames while the wall is flung, and how soon it is full after each stop."""
    tile_size(notebook, pixels)
    box = notebook.page.locator(".wall").bounding_box()
    assert box
    session = notebook.page.context.new_cdp_session(notebook.page)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    frames: list[float] = []
    stops: list[dict[str, float]] = []
    before = renderers_mb()
    for fling in range(n):
        down = -PIXELS if fling % 4 != 3 else PIXELS // 2
        gesture = {"x": x, "y": y, "yDistance": down, "speed": SPEED, "gestureSourceType": "mouse"}
        notebook.page.evaluate("nbwall.watch()")
        session.send("Input.synthesizeScrollGesture", gesture)
        frames += notebook.page.evaluate("nbwall.stop()")
        stops.append(notebook.page.evaluate("nbwall.full()"))
    tiles = stops[0]["tiles"]
    what = f"tiles of {pixels} px ({tiles} in view)"
    return [
        {"what": f"{what}: frame in a fling, ms", **figures.summary(frames)},
        {"what": f"{what}: until none is bare, ms", **figures.summary([one["ms"] for one in stops])},
        {"what": f"{what}: bare 300 ms after stopping", **figures.summary([one["late"] for one in stops])},
        {"what": f"{what}: renderer growth, MB", "n": n, "median": round(renderers_mb() - before, 1)},
    ]


def jumps(notebook: NotebookPage, n: int) -> list[float]:
    """Milliseconds to the first tiles after jumps to random places."""
    chance = random.Random(0)
    return [notebook.page.evaluate("share => nbwall.jump(share)", chance.random())["first"] for _ in range(n)]


def sorts(notebook: NotebookPage, n: int) -> list[float]:
    """Milliseconds to the first tiles after another order was chosen, by turns."""
    return [
        notebook.page.evaluate("name => nbwall.sort(name)", name)["first"]
        for _ in range(n // 2)
        for name in ("name", "work")
    ]


def filters(notebook: NotebookPage, n: int) -> list[float]:
    """Milliseconds from Apply to the first tiles, for a part of the name and for a group, by turns."""
    page, found = notebook.page, []
    for turn in range(n):
        page.get_by_role("button", name="Filter", exact=True).click()
        dialog = page.get_by_role("dialog", name="Filter", exact=True)
        dialog.get_by_role("button", name="Clear", exact=True).click()
        if turn % 2:
            dialog.get_by_role("textbox", name="File name has").fill(f"photo-{turn:04d}")
        else:
            dialog.get_by_role("combobox", name="Group").select_option(f"g{turn // 2:02d}")
        page.wait_for_timeout(600)
        apply = dialog.get_by_role("button", name="Apply", exact=True).element_handle()
        found.append(page.evaluate("button => nbwall.press(button)", apply)["first"])
    return found


def bulks(notebook: NotebookPage, n: int) -> tuple[list[float], list[float], list[float]]:
    """A label on all 40,000 of a group and its undo, until stored and seen; a jump while each is stored."""
    page = notebook.page
    labels, undos, meanwhile = [], [], []
    for turn in range(n):
        notebook.kernel.run(f"labeler.filter(group='g{turn + 1:02d}')")
        page.wait_for_timeout(1000)
        page.evaluate("nbwall.full()")
        page.locator(".wall [role=gridcell]").first.click()
        page.keyboard.press("Control+a")
        page.wait_for_timeout(200)
        page.keyboard.press("1")
        done = "nbwall.until((saving, labels) => saving === 'Saved' && labels.includes('cat'))"
        labels.append(page.evaluate(done))
        page.keyboard.press("Control+z")
        gone = "nbwall.until((saving, labels) => saving === 'Saved' && !labels.includes('cat'))"
        undos.append(page.evaluate(gone))
        page.keyboard.press("Control+a")
        page.keyboard.press("2")
        meanwhile += jumps(notebook, 1)
        page.evaluate("nbwall.until(saving => saving === 'Saved')")
    stored = notebook.kernel.value("project.progress()['draft']")
    if stored != n * IN_GROUP:
        raise AssertionError(f"{stored} drafts are stored instead of {n * IN_GROUP}")
    return labels, undos, meanwhile


def look_through(count: int, n: int) -> list[dict[str, Any]]:
    """Flings over distinct pictures, at each tile size."""
    with bench(CLOCK) as jupyter, wall(jupyter, pictures(count)) as notebook:
        return [row for pixels in TILE_SIZES for row in flings(notebook, pixels, n)]


def find_and_act(count: int, n: int, acts: int) -> list[dict[str, Any]]:
    """Jumps, sorts and filters over many items, and acts on 40,000 of them."""
    with bench(CLOCK) as jupyter, wall(jupyter, million(count)) as notebook:
        notebook.page.wait_for_timeout(5000)
        first = {
            "jump": jumps(notebook, n),
            "sort": sorts(notebook, n // 2),
            "filter": filters(notebook, min(n, 2 * (count // IN_GROUP))),
        }
        labels, undos, meanwhile = bulks(notebook, acts)
    told = {f"{what} at {count:,} items: first tiles, ms": ms for what, ms in first.items()}
    told |= {"label 40,000 items, ms": labels, "undo of that, ms": undos}
    told |= {"jump meanwhile: first tiles, ms": meanwhile}
    return [{"what": what, **figures.summary(ms)} for what, ms in told.items()]


def main(quick: bool) -> None:
    """Measures and publishes, each part as soon as it is there."""
    flung = look_through(3000, 4) if quick else look_through(100_000, FLINGS)
    figures.publish("wall", flung, _bars(flung), quick, versions=peers.versions())
    found = find_and_act(120_000, 4, 2) if quick else find_and_act(MILLION, JUMPS, ACTS)
    figures.publish("wall_acts", found, _bars(found), quick, versions=peers.versions())


def _bars(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    bars = []
    for row in found:
        what = str(row["what"])
        if "frame in a fling" in what:
            bars.append(figures.at_most(f"{what}: p95", row["p95"], FRAME))
        elif "bare 300" in what:
            bars.append(figures.at_most(f"{what}: most", row["max"], 0))
        elif "first tiles" in what:
            bars.append(figures.at_most(f"{what}: p95", row["p95"], FIRST))
        elif "40,000" in what or "undo" in what:
            bars.append(figures.at_most(f"{what}: largest", row["max"], BULK))
    return bars


if __name__ == "__main__":
    main("--quick" in sys.argv)
