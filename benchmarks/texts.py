"""What a million documents cost: adding a table of them, opening, a Submit, finding by a word.

python -m benchmarks.texts [--quick]

The table is a CSV of short sentences, read as a person would add it. A Submit is of twelve labelled
documents, as `store_submit` measures it for pictures; small and large take turns, each in a process of its
own.
"""

import random
import sys
import tempfile
import time
from itertools import chain
from pathlib import Path
from typing import Any

from benchmarks.figures import at_most, publish, summary
from benchmarks.store_submit import BENCH, ROUNDS, SUBMITS, TILES, apart, process, work
from nblabel.store.store import Store
from nblabel.values.query import Query, Where

PARTS = ("submit", "label", "next")
_WHO = ("The nurse", "Our landlord", "A customer", "The committee", "Someone from Ávila", "Mein Nachbar")
_WHAT = ("praised", "returned", "never received", "complained about", "lost", "ordered twice")
_OBJECT = ("the blue kettle", "a parcel 📦", "her train ticket", "the minutes", "der Schlüssel", "lunch")


def table(folder: Path, count: int) -> Path:
    """A CSV of `count` sentences, each of its own, with a key column."""
    place, draw = folder / f"docs-{count}.csv", random.Random(0)
    with place.open("w", encoding="utf-8", newline="") as file:
        file.write("id,text\n")
        for n in range(count):
            said = f"{draw.choice(_WHO)} {draw.choice(_WHAT)} {draw.choice(_OBJECT)}"
            file.write(f'd{n},"{said}, and case {n} was closed."\n')
    return place


def create(path: str, place: str, count: int) -> dict[str, Any]:
    """Make a project of a table as a notebook does; the seconds it took to add it, and a refresh."""
    import nblabel as nl

    with nl.create(path, labels=["cat", "dog", "owl"], media="text", annotator="ana") as project:
        began = time.perf_counter()
        report = project.add(place, columns={"text": "text", "key": "id"}, progress=False)
        added = time.perf_counter()
        project.refresh()
        refreshed = time.perf_counter()
    if report.added != count:
        raise RuntimeError(f"{report.added} of {count} were added")
    return {"add_s": added - began, "refresh_s": refreshed - added, **process()}


def find(path: str) -> dict[str, Any]:
    """Find documents by a word of theirs, and the beginnings of a page; milliseconds."""
    import nblabel as nl

    times: dict[str, list[float]] = {"find": [], "beginnings": []}
    with nl.open(path, annotator="ana") as project:
        store: Store = project.store
        store.warm()
        for word in ("nurse", "kettle", "case 777 "):
            began = time.perf_counter()
            ids = store.arrange(Query(Where(text=word)))
            times["find"].append((time.perf_counter() - began) * 1000)
            rows = store.stretch(ids[:TILES])
            began = time.perf_counter()
            project.documents.beginnings(rows)
            times["beginnings"].append((time.perf_counter() - began) * 1000)
    return times


def measure(folder: Path, large: int) -> tuple[list[dict[str, Any]], dict[int, list[dict[str, Any]]], Any]:
    """What adding took, what working took small and large in turns, and finding."""
    place = str(folder / "large.nblabel")
    added = [apart(create, place, str(table(folder, large)), large)]
    runs: dict[int, list[dict[str, Any]]] = {1000: [], large: []}
    small_table = str(table(folder, 1000))
    for turn in range(ROUNDS):
        small = str(folder / f"small-{turn}.nblabel")
        added.append(apart(create, small, small_table, 1000))
        runs[1000].append(apart(work, small, SUBMITS))
        runs[large].append(apart(work, place, SUBMITS))
    return added, runs, apart(find, place)


def main(quick: bool) -> None:
    """Measures, prints, and keeps the result."""
    large = 20_000 if quick else 1_000_000
    BENCH.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BENCH) as folder:
        added, runs, found = measure(Path(folder), large)
    figures, medians = [], {}
    for size, several in runs.items():
        for part in PARTS:
            told = summary(list(chain.from_iterable(run["times"][part] for run in several)))
            figures.append({"items": size, "what": f"{part} (ms)", **told})
            medians[size, part] = told
    figures += [{"items": large, "what": f"{what} (ms)", **summary(times)} for what, times in found.items()]
    bars = [
        at_most("add the large table (s)", added[0]["add_s"], 60),
        at_most("refresh the unchanged table (s)", added[0]["refresh_s"], 1),
        at_most("open the large project (s)", max(run["open_s"] for run in runs[large]), 1),
        at_most(
            "submit, large against 1,000 (ratio of medians)",
            medians[large, "submit"]["median"] / medians[1000, "submit"]["median"],
            1.5,
        ),
        at_most("submit, large, p95 (ms)", medians[large, "submit"]["p95"], 10),
        at_most("find by a word, slowest (ms)", max(found["find"]), 2000),
        at_most("memory while adding (MB)", added[0]["rss_mb"], 600),
        at_most("memory while working (MB)", max(run["rss_mb"] for run in chain(*runs.values())), 600),
    ]
    publish("texts", figures, bars, quick, items=large, tiles=TILES)


if __name__ == "__main__":
    main("--quick" in sys.argv)
