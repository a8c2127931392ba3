"""The stage in a real JupyterLab: thousands of regions panned, zoomed and moved; from image to image.

python -m benchmarks.stage [--quick]
"""

import json
import math
import random
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image

from benchmarks import figures
from benchmarks.notebooks import Bench, bench
from benchmarks.photos import BENCH
from tests.browser.harness.grid import Grid
from tests.browser.harness.lab import NotebookPage
from tests.browser.harness.stage import Stage

CLOCK = Path(__file__).with_name("stage.js")
SIDE = 4000
FRAME, BLURRED, SHARP, NEXT, MESSAGE = 17.0, 33.0, 300.0, 50.0, 2048.0


def _box(chance: random.Random) -> Any:
    import nblabel as nl

    width, height = chance.uniform(10, 60), chance.uniform(10, 60)
    return nl.Box("cell", chance.uniform(0, SIDE - 70), chance.uniform(0, SIDE - 70), width, height)


def _polygon(chance: random.Random, points: int) -> Any:
    import nblabel as nl

    x, y, r = chance.uniform(100, SIDE - 100), chance.uniform(100, SIDE - 100), chance.uniform(20, 80)
    ring = []
    for n in range(points):
        angle, far = 2 * math.pi * n / points, r * chance.uniform(0.9, 1.1)
        ring.append([x + far * math.cos(angle), y + far * math.sin(angle)])
    return nl.Polygon("cell", [ring])


def project_of(name: str, task: str, values: list[Any], photos: int = 1, side: int = SIDE) -> Path:
    """A project of photos, the first in work order with these regions; made anew."""
    import nblabel as nl

    folder = BENCH / ("stage-" + "".join(c if c.isalnum() else "-" for c in name))
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "photos").mkdir(parents=True)
    for n in range(photos):
        tone = Image.linear_gradient("L").resize((side, side * 3 // 4 if photos > 1 else side))
        photo = Image.merge("RGB", (tone, tone.rotate(180), tone))
        photo.save(folder / "photos" / f"p{n:02}.jpg", quality=80)
    with nl.create(folder / "stage.nblabel", task=task, labels=["cell", "other"], instructions="") as project:
        project.add(folder / "photos", progress=False)
        if values:
            project.annotate(project.next()[0], values)
    return folder / "stage.nblabel"


@contextmanager
def stage(jupyter: Bench, place: Path) -> Iterator[tuple[NotebookPage, Stage]]:
    """The first item on the stage in a fresh notebook."""
    opened = f"import nblabel as nl\nproject = nl.open({str(place)!r})\nitem = project.items()['item'][0]"
    shown = "labeler = project.label(height=700)\nlabeler.show(item)\nlabeler"
    with jupyter.notebook(place.parent.name, [opened, shown]) as notebook:
        notebook.run_cell(0)
        notebook.run_cell(1)
        grid = Grid(notebook.page, "stage")
        grid.wait(lambda: bool(grid.tiles()), "tiles")
        notebook.kernel.run("labeler.show(item)")
        item = str(notebook.kernel.value("item"))
        grid.wait(lambda: any(tile.item == item for tile in grid.tiles()), "the item")
        opened_stage = Stage(grid).open(item)
        notebook.page.wait_for_timeout(2000)
        yield notebook, opened_stage


def moving(jupyter: Bench, name: str, task: str, values: list[Any], frames: int) -> list[dict[str, Any]]:
    """Frames of panning and zooming, and how soon after it the regions are sharp."""
    with stage(jupyter, project_of(name, task, values)) as (notebook, _):
        page = notebook.page
        rows = []
        # The whole picture cannot be panned: a third of it is looked at, most of the regions still in view.
        page.evaluate("nbstage.zoomIn(8)")
        page.wait_for_timeout(1000)
        for act in ("pan", "zoom"):
            times = page.evaluate(f"nbstage.{act}({frames})")
            late = page.evaluate("nbstage.sharp()")
            rows += [
                {"what": f"{name}: {act}, frame ms", **figures.summary(times)},
                {"what": f"{name}: sharp after {act}, ms", **figures.summary([late])},
            ]
        return rows


def one_of_many(jupyter: Bench, count: int, moves: int) -> list[dict[str, Any]]:
    """One of thousands of boxes is moved: frames of the drag, and the size of the message."""
    chance = random.Random(5)
    values = [_box(chance) for _ in range(count)]
    with stage(jupyter, project_of(f"{count}-boxes-moved", "boxes", values)) as (notebook, shown):
        page = notebook.page
        page.evaluate(
            """() => { window.sent = []; const send = WebSocket.prototype.send;
            WebSocket.prototype.send = function (data) {
                window.sent.push(typeof data === "string" ? data.length : data.byteLength);
                return send.call(this, data); }; }"""
        )
        shown.take("Move")
        frames: list[float] = []
        sizes: list[float] = []
        for turn in range(moves):
            box = values[turn * 7]
            at = (box.x + box.width / 2, box.y + box.height / 2)
            shown.click(at)
            page.wait_for_timeout(300)
            page.evaluate("window.sent = []")
            (left, top), zoom = shown.origin, shown.zoom
            start = [(at[0] - left) * zoom, (at[1] - top) * zoom]
            end = [start[0] + 20, start[1] + 12]
            frames += page.evaluate("([a, b]) => nbstage.drag(a, b, 20)", [start, end])
            page.wait_for_timeout(600)
            sizes.append(max(page.evaluate("window.sent") or [0]))
        return [
            {"what": f"one of {count} boxes moved: frame ms", **figures.summary(frames)},
            {"what": "its message to the kernel, bytes", **figures.summary(sizes)},
        ]


def turning(jupyter: Bench, photos: int, turns: int) -> dict[str, Any]:
    """From PageDown to the next photo of 12 megapixels, prefetched."""
    with stage(jupyter, project_of("photos", "boxes", [], photos)) as (notebook, _):
        times = []
        for turn in range(turns):
            notebook.page.wait_for_timeout(1500)
            key = "PageDown" if turn % 12 < 6 else "PageUp"
            times.append(notebook.page.evaluate("key => nbstage.turn(key)", key))
        return {"what": "next image → painted, ms", **figures.summary(times)}


def _bar(what: str) -> float:
    """The most that a figure may be. A moving picture of very many regions may be drawn from a bitmap."""
    if "bytes" in what:
        return MESSAGE
    return SHARP if "sharp" in what else FRAME if "boxes" in what else BLURRED


def main() -> None:
    """Measures and publishes."""
    quick = "--quick" in sys.argv
    frames, chance = (60 if quick else 240), random.Random(3)
    rows: list[dict[str, Any]] = []
    with bench(CLOCK) as jupyter:
        boxes = [_box(chance) for _ in range(10_000)]
        rows += moving(jupyter, "10,000 boxes", "boxes", boxes, frames)
        rings = [_polygon(chance, 500) for _ in range(1_000)]
        rows += moving(jupyter, "1,000 polygons of 500 points", "polygons", rings, frames)
        rows += one_of_many(jupyter, 5_000, 3 if quick else 12)
        rows.append(turning(jupyter, 12, 6 if quick else 24))
    by = {row["what"]: row for row in rows}
    bars = [
        figures.at_most(f"{what}, p95", row["p95"], _bar(what))
        for what, row in by.items()
        if "next image" not in what
    ]
    bars.append(figures.at_most("next image → painted, p95", by["next image → painted, ms"]["p95"], NEXT))
    figures.publish("stage", rows, bars, quick)
    print(json.dumps(bars, indent=1))


if __name__ == "__main__":
    main()
