"""What one Submit costs the kernel at 1,000 items and at 1,000,000, and what adding and opening cost.

python -m benchmarks.store_submit [--quick]

Each measurement has a process of its own, so that memory is that of one project. A Submit is of twelve
items that are labelled already, the write to the disk included. Small and large take turns.
"""

import multiprocessing
import resource
import sys
import tempfile
import time
from itertools import chain
from pathlib import Path
from typing import Any

from benchmarks.figures import at_most, publish, summary
from benchmarks.photos import many
from nblabel.store.store import Store
from nblabel.values.annotation import Annotation, Whole
from nblabel.values.change import Change, Edit
from nblabel.values.ids import new_id

TILES = 12
SUBMITS = 80
ROUNDS = 3
BENCH = Path(".bench")


def create(path: str, n: int) -> dict[str, float]:
    """Make a project of `n` photos as a notebook does; the seconds it took to add their paths."""
    import nblabel as nl

    photos = many(n)
    with nl.create(path, labels=["cat", "dog", "owl"], annotator="ana") as project:
        began = time.perf_counter()
        report = project.add(photos, progress=False)
        seconds = time.perf_counter() - began
    if report.added != n:
        raise RuntimeError(f"{report.added} of {n} were added")
    return {"add_s": seconds, **process()}


def work(path: str, submits: int) -> dict[str, Any]:
    """Open the project and label and submit page after page; milliseconds of each part."""
    began = time.perf_counter()
    store = Store.open(path)
    opened = time.perf_counter() - began
    times: dict[str, list[float]] = {"submit": [], "label": [], "next": []}
    for _ in range(submits):
        keys = timed(times["next"], lambda: store.next("ana", TILES))
        labelled = [
            Change(key, put=[Annotation(new_id(), 1 + i % 3, Whole())], state="draft")
            for i, key in enumerate(keys)
        ]
        edits = [Edit(id=new_id(), kind="annotate", changes=[change], client="c") for change in labelled]
        for edit in edits:
            timed(times["label"], lambda edit=edit: store.save("ana", [edit]))
        changes = [Change(e.changes[0].item, base=e.id, state="submitted") for e in edits]
        submit = Edit(id=new_id(), kind="submit", changes=changes, client="c", seconds=20)
        [told] = timed(times["submit"], lambda submit=submit: store.save("ana", [submit]))
        if told.refusals:
            raise RuntimeError(told.refusals[0].reason)
    store.close()
    return {"times": times, "open_s": opened, **process()}


def process() -> dict[str, Any]:
    """The most memory this process held, in MB, and whether torch was loaded."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"rss_mb": peak / (2**20 if sys.platform == "darwin" else 2**10), "torch": "torch" in sys.modules}


def timed(times: list[float], act: Any) -> Any:
    """The result of `act`, its milliseconds appended."""
    began = time.perf_counter()
    result = act()
    times.append((time.perf_counter() - began) * 1000)
    return result


def apart(function: Any, *given: Any) -> Any:
    """The result of `function` run in a fresh process."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(function, given)


def measure(folder: Path, large: int) -> tuple[dict[str, Any], dict[int, list[dict[str, Any]]]]:
    """What adding the large project took, and what working took, small and large in turns."""
    added = apart(create, str(folder / "large.nblabel"), large)
    runs: dict[int, list[dict[str, Any]]] = {1000: [], large: []}
    for turn in range(ROUNDS):
        small = str(folder / f"small-{turn}.nblabel")
        apart(create, small, 1000)
        runs[1000].append(apart(work, small, SUBMITS))
        runs[large].append(apart(work, str(folder / "large.nblabel"), SUBMITS))
    return added, runs


def main(quick: bool) -> None:
    """Measures, prints, and keeps the result."""
    large = 20_000 if quick else 1_000_000
    BENCH.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BENCH) as folder:
        added, runs = measure(Path(folder), large)
    figures, medians = [], {}
    for size, several in runs.items():
        for part in ("submit", "label", "next"):
            found = summary(list(chain.from_iterable(run["times"][part] for run in several)))
            figures.append({"items": size, "what": f"{part} (ms)", **found})
            medians[size, part] = found
    everything = [added, *chain.from_iterable(runs.values())]
    bars = [
        at_most(
            "submit, large against 1,000 (ratio of medians)",
            medians[large, "submit"]["median"] / medians[1000, "submit"]["median"],
            1.5,
        ),
        at_most("submit, large, p95 (ms)", medians[large, "submit"]["p95"], 10),
        at_most("add the large project (s)", added["add_s"], 30),
        at_most("open the large project (s)", max(run["open_s"] for run in runs[large]), 1),
        at_most("memory (MB)", max(run["rss_mb"] for run in everything), 600),
        at_most("processes that loaded torch", sum(run["torch"] for run in everything), 0),
    ]
    publish("store_submit", figures, bars, quick, items=large, tiles=TILES)


if __name__ == "__main__":
    main("--quick" in sys.argv)
