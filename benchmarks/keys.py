"""From a key to the frame that shows what it did: a label's chip, and after Submit the next page's photos.

Keys are pressed at random moments of the frame by a real browser in a layout of 3 x 3, answers flow to the
kernel all the while; once with the kernel idle and then while a cell runs. Rounds of all states take turns.

    python -m benchmarks.keys [--quick]
"""

import argparse
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import figures, peers
from benchmarks.notebooks import bench
from benchmarks.photos import BENCH, many
from tests.browser.harness.lab import NotebookPage

ROUNDS, PER_ROUND = 5, 60
# In so many of the rounds a cell runs as well: enough for a ratio.
BUSY_ROUNDS = 1
LAYOUT, TILES = "3x3", 9
ITEMS = 20_000
# What a person needs at the very least to look at a page of nine photos, in milliseconds.
LOOK = 250
P95, HANDLER, BUSY = 25.0, 4.0, 1.3
IDLE = "kernel idle"
CELLS = {
    "time.sleep runs": "import time; time.sleep(3600)",
    "a Python loop runs": "while True: pass",
    "numpy runs": "import numpy; a = numpy.random.rand(1000, 1000)\nwhile True: a @ a",
}


@dataclass
class Times:
    """Milliseconds from the key's own time stamp to after the frame that showed its effect."""

    label: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    page: list[float] = field(default_factory=list)
    handler: list[float] = field(default_factory=list)


class Person:
    """Presses keys in a labeler and has each one timed."""

    def __init__(self, notebook: NotebookPage, file: Path) -> None:
        self._notebook = notebook
        self._page = notebook.page
        self._random = random.Random(0)
        self._stem = file.stem
        self._labels = 0
        self.pages = 0

    def sit_down(self) -> None:
        """Waits for the page's photos and puts the focus on its first tile."""
        tiles = self._notebook.tiles(self._stem)
        tiles.nth(TILES - 1).wait_for()
        self._page.evaluate("count => nbclock.wait(count)", TILES)
        tiles.first.click()
        self._page.wait_for_timeout(500)

    def round(self, times: Times, n: int) -> None:
        """`n` labels and `n` submitted pages."""
        self.sit_down()
        stamps = [self._label(times) for _ in range(n)]
        stamps += [self._submit(times) for _ in range(n)]
        self._notebook.wait_saved(self._stem, 120)
        handled = self._page.evaluate("stamps => stamps.map(nbclock.handling)", stamps)
        times.handler += [ms for ms in handled if ms is not None]

    def _label(self, times: Times) -> float:
        self._labels += 1
        outcome = self._press(str(1 + self._labels % 3), "expectLabel")
        times.label += outcome["ms"]
        return float(outcome["stamp"])

    def _submit(self, times: Times) -> float:
        self._page.keyboard.press("Control+a")
        self._page.keyboard.press("1")
        self._page.wait_for_timeout(LOOK)
        outcome = self._press("Enter", "expectPage")
        self.pages += 1
        times.first.append(outcome["ms"][0])
        times.page.append(outcome["ms"][1])
        return float(outcome["stamp"])

    def _press(self, key: str, expectation: str) -> dict[str, Any]:
        self._page.evaluate(f"nbclock.{expectation}()")
        self._page.wait_for_timeout(self._random.uniform(20, 60))
        self._page.keyboard.press(key)
        outcome: dict[str, Any] = self._page.evaluate("nbclock.outcome()")
        return outcome


@contextmanager
def running(notebook: NotebookPage, place: int | None) -> Iterator[None]:
    """While the cell at `place` runs; None: while nothing does."""
    if place is None:
        yield
        return
    notebook.run_cell(place, wait=False)
    notebook.page.wait_for_timeout(1000)
    kernel = notebook.kernel.id
    try:
        yield
    finally:
        notebook.server.ask("POST", f"/api/kernels/{kernel}/interrupt")
        # The kernel refuses what it is asked in the moment after an interrupt.
        notebook.page.wait_for_timeout(1000)
        notebook.wait_ready()


def project() -> Path:
    """A project with enough photos for every page of the run."""
    import nblabel as nl

    BENCH.mkdir(exist_ok=True)
    file = BENCH / "keys.nblabel"
    for old in BENCH.glob(f"{file.stem}.*"):
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    with nl.create(file, labels=["cat", "dog", "bird"], instructions="") as made:
        made.add(many(ITEMS), progress=False)
    return file


def measure(rounds: int, n: int) -> dict[str, Times]:
    """Times by state of the kernel; raises when the kernel has not stored every page."""
    file = project()
    states: dict[str, int | None] = {IDLE: None} | {name: 2 + i for i, name in enumerate(CELLS)}
    times = {name: Times() for name in states}
    cells = [f"import nblabel as nl\nproject = nl.open({str(file)!r})", f"project.label(layout={LAYOUT!r})"]
    with bench() as jupyter, jupyter.notebook("keys", [*cells, *CELLS.values()]) as notebook:
        notebook.run_cell(0)
        notebook.run_cell(1)
        person = Person(notebook, file)
        person.round(Times(), min(n, 10))
        for round_ in range(rounds):
            now = states if round_ < BUSY_ROUNDS else {IDLE: None}
            for name, place in now.items():
                with running(notebook, place):
                    person.round(times[name], n)
                print(f"{round_:3d}  {name:24s}{told(times[name])}", flush=True)
        stored = notebook.kernel.value("project.progress()['submitted']")
    if stored != person.pages * TILES:
        raise AssertionError(f"{person.pages} pages were submitted, but {stored} answers are stored")
    return times


def told(times: Times) -> str:
    each = (times.label, times.first, times.page, times.handler)
    return "".join(f"{figures.summary(one)['p95']:9.1f}" for one in each if one)


def rows(times: dict[str, Times]) -> list[dict[str, Any]]:
    """The figures of every state, in milliseconds."""
    found = []
    for state, one in times.items():
        found.append({"ms": f"key → label painted, {state}", **figures.summary(one.label)})
        found.append({"ms": f"Submit → first tile painted, {state}", **figures.summary(one.first)})
        found.append({"ms": f"Submit → whole page painted, {state}", **figures.summary(one.page)})
        found.append({"ms": f"own handler, {state}", **figures.summary(one.handler or [0.0])})
    return found


def bars(times: dict[str, Times]) -> list[dict[str, Any]]:
    """How the 95th percentiles stand to what they may be."""
    idle = times[IDLE]
    found = []
    for state, one in times.items():
        for what, own, quiet in (("key", one.label, idle.label), ("Submit", one.page, idle.page)):
            p95 = figures.summary(own)["p95"]
            found.append(figures.at_most(f"{what}, {state}: p95 in ms", p95, P95))
            if state != IDLE:
                ratio = p95 / figures.summary(quiet)["p95"]
                found.append(figures.at_most(f"{what}, {state}: p95 ÷ idle", ratio, BUSY))
        handler = figures.summary(one.handler or [0.0])["p95"]
        found.append(figures.at_most(f"own handler, {state}: p95 in ms", handler, HANDLER))
    return found


def main() -> None:
    """Measures and publishes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.keys")
    parser.add_argument("--quick", action="store_true", help="a few keys, nothing written")
    quick = parser.parse_args().quick
    times = measure(1, 3) if quick else measure(ROUNDS, PER_ROUND)
    figures.publish("keys", rows(times), bars(times), quick, versions=peers.versions())


if __name__ == "__main__":
    main()
