"""The wall of documents in a real JupyterLab: flings over 100,000 of them.

    python -m benchmarks.wall_texts [--quick]

"Bare" is a tile in view that shows no words, where it is large enough for words. Flings are the browser's
own scroll gestures.
"""

import sys
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks import figures, peers
from benchmarks.notebooks import bench
from benchmarks.photos import BENCH
from benchmarks.wall import CLOCK, FLINGS, FRAME, flings, wall

TILE_SIZES = (32, 96, 176)
WORDS = "the tram came late and nobody said a thing about the road that the snow had closed by noon"


def documents(count: int) -> Path:
    """A project of that many short documents, none like another."""
    import nblabel as nl

    place = BENCH / f"wall-texts-{count}.nblabel"
    texts = [f"{n}: {WORDS[n % 40 :]} {WORDS[: n % 90]}" for n in range(count)]
    table = pd.DataFrame({"text": texts, "key": [f"text{n:06d}" for n in range(count)]})
    with nl.project(place, labels=["praise", "complaint", "question"], media="text") as project:
        project.instructions = ""  # nothing before the documents
        project.add(table, columns={"text": "text", "key": "key"}, progress=False)
    return place


def look_through(count: int, n: int) -> list[dict[str, Any]]:
    """Flings over the documents, at each tile size."""
    with bench(CLOCK) as jupyter, wall(jupyter, documents(count)) as notebook:
        return [row for pixels in TILE_SIZES for row in flings(notebook, pixels, n)]


def main(quick: bool) -> None:
    """Measures and publishes."""
    found = look_through(3000, 4) if quick else look_through(100_000, FLINGS)
    frames = [row for row in found if "frame in a fling" in row["what"]]
    bars = [figures.at_most(f"{row['what']}: p95", row["p95"], FRAME) for row in frames]
    figures.publish("wall_texts", found, bars, quick, versions=peers.versions())


if __name__ == "__main__":
    main("--quick" in sys.argv)
