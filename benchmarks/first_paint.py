"""From running the cell to seeing photos: nblabel's grid of 24 against jupyter-bbox-widget's one image.

Every trial is a fresh kernel and a fresh tab; imports are done in a cell before, and for nblabel the project
is opened there. The trials of the peer and of nblabel take turns, so that both meet the same machine.

    python -m benchmarks.first_paint [--quick]
"""

import argparse
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import figures, peers
from benchmarks.notebooks import Bench, bench
from benchmarks.photos import BENCH, COUNT, many, name_of, photos

TILES = 24
TRIALS = 9
MILLION = 1_000_000
BARS = {"first tile": 1.3, "24 tiles, warm": 2.0, "24 tiles, cold": 3.0}


@dataclass
class Subject:
    """What is measured: a notebook of two cells whose second one is timed until `count` photos are seen."""

    name: str
    cells: list[str]
    count: int = TILES
    kernel: str = "python3"
    before: Callable[[], None] = lambda: None
    first: list[float] = field(default_factory=list)
    all: list[float] = field(default_factory=list)

    def trial(self, bench: Bench) -> tuple[float, float]:
        """Milliseconds until the first photo and until all of them."""
        self.before()
        stem = "".join(c if c.isalnum() else "-" for c in self.name)
        with bench.notebook(stem, self.cells, self.kernel) as notebook:
            notebook.run_cell(0)
            notebook.page.wait_for_timeout(500)
            seen = notebook.page.evaluate("count => nbclock.paints(1, count)", self.count)
        return seen["first"], seen["all"]


def peer() -> Subject:
    image = str(photos() / name_of(0))
    show = f"BBoxWidget(image={image!r}, classes=['cat', 'dog'])"
    cells = ["from jupyter_bbox_widget import BBoxWidget", show]
    return Subject("bbox-widget, one image", cells, count=1, kernel=peers.KERNEL)


def grids(count: int) -> list[Subject]:
    """nblabel over `count` items, with its thumbnails on disk and without."""
    file = project(count)
    cells = [f"import nblabel as nl\nproject = nl.open({str(file)!r})", "project.label(layout='4x6')"]
    cache = file.with_suffix(".cache")
    return [
        Subject(f"nblabel, {count:,} items, warm", cells),
        Subject(f"nblabel, {count:,} items, cold", cells, before=lambda: shutil.rmtree(cache, True)),
    ]


def project(count: int) -> Path:
    """A project of `count` photos; made anew, so that it is of this version."""
    import nblabel as nl

    BENCH.mkdir(exist_ok=True)
    file = BENCH / f"first-paint-{count}.nblabel"
    for old in BENCH.glob(f"{file.stem}.*"):
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    with nl.create(file, labels=["cat", "dog", "bird"], instructions="") as made:
        made.add(photos() if count == COUNT else many(count), progress=False)
    return file


def measure(subjects: list[Subject], trials: int) -> list[Subject]:
    """Every subject in turn, `trials` times after one round that does not count."""
    with bench() as jupyter:
        for round_ in range(trials + 1):
            for subject in subjects:
                first, last = subject.trial(jupyter)
                print(f"{round_:3d}  {subject.name:40s}{first:9.1f}{last:9.1f}", flush=True)
                if round_:
                    subject.first.append(first)
                    subject.all.append(last)
    return subjects


def rows(subjects: list[Subject]) -> list[dict[str, object]]:
    """The figures of every subject, in milliseconds."""
    found = []
    for subject in subjects:
        found.append({"cell → painted, ms": f"{subject.name}: first", **figures.summary(subject.first)})
        if subject.count > 1:
            found.append({"cell → painted, ms": f"{subject.name}: all 24", **figures.summary(subject.all)})
    return found


def bars(one: Subject, subjects: list[Subject]) -> list[dict[str, object]]:
    """How nblabel's medians stand to the peer's."""

    def ratio(times: list[float]) -> float:
        return figures.summary(times)["median"] / figures.summary(one.first)["median"]

    found = []
    for subject in subjects:
        first, every = ratio(subject.first), ratio(subject.all)
        most = BARS[f"24 tiles, {subject.name.rsplit(' ', 1)[1]}"]
        found.append(figures.at_most(f"{subject.name}: first ÷ peer's one", first, BARS["first tile"]))
        found.append(figures.at_most(f"{subject.name}: all 24 ÷ peer's one", every, most))
    return found


def main() -> None:
    """Measures and publishes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.first_paint")
    parser.add_argument("--quick", action="store_true", help="one trial of nblabel alone, nothing written")
    quick = parser.parse_args().quick
    if quick:
        publish_rows = rows(measure(grids(COUNT), 1))
        figures.publish("first_paint", publish_rows, [], quick)
        return
    stack = {"nblabel": peers.versions(), "peer": peers.install()}
    one, *subjects = measure([peer(), *grids(COUNT), *grids(MILLION)], TRIALS)
    figures.publish("first_paint", rows([one, *subjects]), bars(one, subjects), quick, versions=stack)


if __name__ == "__main__":
    main()
