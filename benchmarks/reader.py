"""The reader in a real JupyterLab: a document of 1 MB with 5,000 spans opened, scrolled, and marked.

python -m benchmarks.reader [--quick]
"""

import json
import random
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks import figures
from benchmarks.notebooks import Bench, bench
from benchmarks.photos import BENCH
from tests.browser.harness.grid import Grid
from tests.browser.harness.lab import NotebookPage

CLOCK = Path(__file__).with_name("reader.js")
OPEN, FRAME, PAINTED = 300.0, 17.0, 25.0
LABELS = ["Person", "Place", "Group", "Work", "Date"]
SYLLABLES = ["an", "ka", "lo", "mi", "re", "so", "tu", "ve", "zo", "ber", "dan", "fil", "gor", "hus", "jan"]


def _document(characters: int) -> str:
    """Made-up words in sentences and paragraphs, the same each time."""
    chance = random.Random(11)
    parts: list[str] = []
    length = 0
    while length < characters:
        word = "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(1, 4)))
        word = word.capitalize() if chance.random() < 0.2 else word
        end = ".\n" if chance.random() < 0.012 else ". " if chance.random() < 0.06 else " "
        parts.append(word + end)
        length += len(word) + len(end)
    return "".join(parts)[:characters]


def _spans(text: str, count: int) -> list[Any]:
    """Spans of a few words, evenly over the text; every tenth lies over the one before."""
    import nblabel as nl

    chance = random.Random(12)
    step = len(text) // count
    found = []
    for n in range(count):
        start = text.index(" ", n * step) + 1
        start -= step // 2 if n % 10 == 9 else 0
        end = min(len(text), start + chance.randint(4, 30))
        found.append(nl.Span(chance.choice(LABELS), start, end))
    return found


def project_of(characters: int, count: int) -> Path:
    """A project of one long document with these spans and one short; made anew."""
    import pandas as pd

    import nblabel as nl

    folder = BENCH / f"reader-{characters}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    text = _document(characters)
    place = folder / "reader.nblabel"
    with nl.create(place, task="spans", labels=LABELS, media="text", instructions="") as project:
        table = pd.DataFrame({"key": ["long", "short"], "text": [text, "Nothing much."]})
        project.add(table, columns={"key": "key", "text": "text"}, progress=False)
        project.annotate("long", _spans(text, count))
    return place


@contextmanager
def reader(jupyter: Bench, place: Path) -> Iterator[NotebookPage]:
    """A fresh notebook that shows the project's grid, the long document in it."""
    opened = f"import nblabel as nl\nproject = nl.open({str(place)!r})"
    shown = "labeler = project.label(height=700)\nlabeler"
    with jupyter.notebook(place.parent.name, [opened, shown]) as notebook:
        notebook.run_cell(0)
        notebook.run_cell(1)
        grid = Grid(notebook.page, "reader")
        page = notebook.page
        page.wait_for_function("() => nbreader.area()")
        notebook.kernel.run("labeler.show('long')")
        grid.wait(lambda: page.evaluate("() => nbreader.area()?.dataset.item") == "long", "the document")
        yield notebook


def openings(page: Any, times: int) -> list[float]:
    """From Enter on the tile to the words of the document, with its marks, painted."""
    found = []
    for _ in range(times):
        page.evaluate("() => nbreader.press('Escape')")
        page.wait_for_function("() => !nbreader.area()")
        page.wait_for_timeout(400)
        found.append(page.evaluate("() => nbreader.open()"))
        page.wait_for_timeout(400)
    return found


def marking(page: Any, times: int) -> tuple[list[float], list[float]]:
    """Each step of a drag, and each new span, painted; at places all over the document."""
    steps: list[float] = []
    marks: list[float] = []
    for n in range(times):
        page.evaluate("part => nbreader.to(part)", (n * 7 % times) / times)
        page.wait_for_timeout(300)
        steps += page.evaluate("() => nbreader.select(30)")
        page.evaluate("() => { nbreader.press('ArrowRight'); nbreader.press('1'); }")
        page.wait_for_timeout(300)
        mark = page.evaluate("() => nbreader.mark()")
        if mark is not None:
            marks.append(mark)
        page.evaluate("() => { nbreader.press('ArrowRight'); nbreader.press('1'); }")
        page.wait_for_timeout(300)
    return steps, marks


def measure(jupyter: Bench, characters: int, count: int, quick: bool) -> list[dict[str, Any]]:
    """All of one document."""
    name = f"{characters / 1e6:g} MB, {count:,} spans"
    with reader(jupyter, project_of(characters, count)) as notebook:
        page = notebook.page
        page.wait_for_timeout(4000)
        opened = openings(page, 3 if quick else 10)
        page.wait_for_timeout(2000)
        frames = page.evaluate(f"nbreader.scroll({60 if quick else 300}, 90)")
        flung = page.evaluate(f"nbreader.scroll({60 if quick else 300}, 1400)")
        steps, marks = marking(page, 4 if quick else 20)
        return [
            {"what": f"{name}: opened, ms", **figures.summary(opened)},
            {"what": f"{name}: scrolled, frame ms", **figures.summary(frames)},
            {"what": f"{name}: flung, frame ms", **figures.summary(flung)},
            {"what": f"{name}: selection painted, ms", **figures.summary(steps)},
            {"what": f"{name}: let go → span painted, ms", **figures.summary(marks)},
        ]


def main() -> None:
    """Measures and publishes."""
    quick = "--quick" in sys.argv
    with bench(CLOCK) as jupyter:
        rows = measure(jupyter, 1_000_000, 5_000, quick)
        if not quick:
            rows += measure(jupyter, 5_000_000, 5_000, quick)
    bars = []
    for row in rows:
        what = row["what"]
        bar = OPEN if "opened" in what else FRAME if "frame" in what else PAINTED
        if what.startswith("1 MB"):
            bars.append(figures.at_most(f"{what}, p95", row["p95"], bar))
    figures.publish("reader", rows, bars, quick)
    print(json.dumps(bars, indent=1))


if __name__ == "__main__":
    main()
