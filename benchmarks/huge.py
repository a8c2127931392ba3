"""A picture of 20,000 x 20,000 pixels on the stage: its first view, frames, the page's memory.

python -m benchmarks.huge [--quick]

The picture is a board of black and white blocks with grain, so that the page itself can tell when all that is
seen is as sharp as the screen. Its tiles are made once and kept in `.bench/`. Memory is that of the renderers
over the same widget with only the grid shown, both after collecting garbage, read after each look from near
and from far.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

import nblabel as nl
from benchmarks import figures
from benchmarks.notebooks import Bench, bench
from benchmarks.photos import BENCH
from benchmarks.wall import renderers_mb
from tests.browser.harness.grid import Grid
from tests.browser.harness.lab import NotebookPage
from tests.browser.harness.stage import Stage

CLOCK = Path(__file__).with_name("huge.js")
SIDE, BLOCK = 20_000, 128
FIRST, GROWTH, FRAME, SHARP = 1000.0, 150.0, 17.0, 300.0


def board(place: Path, side: int) -> None:
    """Blocks of 30 and 225, and over them grain."""
    chance = np.random.default_rng(7)
    grain = chance.normal(0, 10, (1024, 1024)).clip(-25, 25)
    at = np.arange(side)
    whole = Image.new("L", (side, side))
    for top in range(0, side, 1000):
        rows = at[top : top + 1000]
        blocks = (rows[:, None] // BLOCK + at // BLOCK) % 2 * 195 + 30
        noisy = blocks + grain[np.ix_(rows % 1024, (at * 7 + top) % 1024)]
        whole.paste(Image.fromarray(noisy.astype(np.uint8)), (0, top))
    whole.convert("RGB").save(place, quality=90)


def project_of(side: int) -> Path:
    """A project of this picture; made when it is not there."""
    folder = BENCH / f"huge-{side}"
    place = folder / "huge.nblabel"
    if not place.exists():
        (folder / "photos").mkdir(parents=True, exist_ok=True)
        board(folder / "photos" / "board.jpg", side)
        with nl.create(place, task="boxes", labels=["cell", "other"], instructions="") as project:
            project.add(folder / "photos", progress=False)
    return place


@contextmanager
def grid_of(jupyter: Bench, place: Path) -> Iterator[tuple[NotebookPage, Grid]]:
    """The grid of the project in a fresh notebook, its picture's tile shown."""
    opened = f"import nblabel as nl\nproject = nl.open({str(place)!r})"
    with jupyter.notebook("huge", [opened, "project.label(height=700)"]) as notebook:
        notebook.run_cell(0)
        notebook.run_cell(1)
        grid = Grid(notebook.page, "huge")
        grid.wait(lambda: bool(grid.tiles()), "tiles")
        notebook.page.wait_for_timeout(3000)
        yield notebook, grid


def make_tiles(jupyter: Bench, place: Path) -> None:
    """Looks at the picture until its tiles are made."""
    with grid_of(jupyter, place) as (_, grid):
        stage = Stage(grid).open(grid.tiles()[0].item)
        making = stage.area.get_by_role("progressbar")
        stage.page.wait_for_timeout(1000)
        making.wait_for(state="detached", timeout=600_000)


def in_use(notebook: NotebookPage) -> float:
    """Megabytes of the renderers, garbage left out."""
    session = notebook.page.context.new_cdp_session(notebook.page)
    session.send("HeapProfiler.collectGarbage")
    session.detach()
    notebook.page.wait_for_timeout(300)
    return renderers_mb()


def looks(jupyter: Bench, place: Path, side: int, frames: int, rounds: int) -> list[dict[str, Any]]:
    """First views, pans at full size, zooms all the way, and what they cost in memory."""
    told = f"{BLOCK}, {side}"
    first: list[float] = []
    moved: dict[str, list[float]] = {"pan": [], "zoom": [], "sharp": []}
    with grid_of(jupyter, place) as (notebook, grid):
        page, item = notebook.page, grid.tiles()[0].item
        empty = in_use(notebook)
        used = []
        for turn in range(rounds):
            grid.click(item)
            first.append(page.evaluate(f"nbhuge.open('Enter', {told})"))
            steps = 60
            moved["zoom"] += page.evaluate(f"nbhuge.zoom({steps}, -36)")
            moved["sharp"].append(page.evaluate(f"nbhuge.untilSharp({told})"))
            for across, down in ((1, 0), (0, 1), (-1, 1)):
                moved["pan"] += page.evaluate(f"nbhuge.pan({frames}, {across}, {down})")
                moved["sharp"].append(page.evaluate(f"nbhuge.untilSharp({told})"))
            used.append(in_use(notebook) - empty)
            moved["zoom"] += page.evaluate(f"nbhuge.zoom({steps}, 36)")
            moved["sharp"].append(page.evaluate(f"nbhuge.untilSharp({told})"))
            used.append(in_use(notebook) - empty)
            grid.press("Escape")
            page.wait_for_timeout(1500)
            print(f"round {turn + 1}: {used[-2:]} MB", flush=True)
    size = f"{side:,} x {side:,}"
    return [
        {"what": f"{size}: first view, ms", **figures.summary(first)},
        {"what": f"{size}: pan, frame ms", **figures.summary(moved["pan"])},
        {"what": f"{size}: zoom, frame ms", **figures.summary(moved["zoom"])},
        {"what": f"{size}: sharp after a gesture, ms", **figures.summary(moved["sharp"])},
        {"what": f"{size}: renderer growth, MB", **figures.summary(used)},
    ]


def main(quick: bool) -> None:
    """Measures and publishes."""
    side = 6_000 if quick else SIDE
    place = project_of(side)
    with bench(CLOCK) as jupyter:
        make_tiles(jupyter, place)
        rows = looks(jupyter, place, side, 36 if quick else 120, 2 if quick else 5)
    limits = {"first view": FIRST, "frame": FRAME, "sharp": SHARP, "growth": GROWTH}
    bars = []
    for row in rows:
        kind = next(one for one in limits if one in row["what"])
        of = "max" if kind in ("first view", "growth") else "p95"
        bars.append(figures.at_most(f"{row['what']}: {of}", row[of], limits[kind]))
    figures.publish("huge", rows, bars, quick)
    print(json.dumps(bars, indent=1))


if __name__ == "__main__":
    main("--quick" in sys.argv)
