"""Looking again at 100,000 files of which 10,000 are new, 1,000 gone and 1,000 renamed.

python -m benchmarks.refresh [--quick]

All files have the same size in bytes, so that only their content or their place on the disk tells them apart.
Each round has a project, a folder and a process of its own; after the refresh every answer must be on the
picture that it was given to.
"""

import shutil
import struct
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.figures import at_most, publish, summary
from benchmarks.store_submit import BENCH, apart, process

ROUNDS = 3
# A BMP of 2 x 2 pixels, 24 bits each, rows from the bottom up; written by hand since there are so many.
HEADER = struct.pack("<2sIIIIiiHHIIiiII", b"BM", 70, 0, 54, 40, 2, 2, 1, 24, 0, 16, 0, 0, 0, 0)
ANSWERED = 2000


def main(quick: bool) -> None:
    """Measures, prints, and keeps the result."""
    count = 5000 if quick else 100_000
    BENCH.mkdir(exist_ok=True)
    rounds = []
    for _ in range(1 if quick else ROUNDS):
        with tempfile.TemporaryDirectory(dir=BENCH) as folder:
            rounds.append(apart(one_round, folder, count))
    figures = [
        {"what": what, **summary([found["seconds"][what] for found in rounds])}
        for what in rounds[0]["seconds"]
    ]
    largest = max(found["seconds"]["refresh, changed (s)"] for found in rounds)
    bars = [
        at_most("refresh: 10 % new, 1 % gone, 1 % renamed (s)", largest, 10),
        at_most("counts that are wrong", sum(found["wrong"] for found in rounds), 0),
        at_most("answers that were lost or moved", sum(found["moved"] for found in rounds), 0),
        at_most("memory (MB)", max(found["rss_mb"] for found in rounds), 600),
    ]
    publish("refresh", figures, bars, quick, items=count)


def one_round(folder: str, count: int) -> dict[str, Any]:
    """Make files and a project, change the files, refresh; seconds of each part, and what went wrong."""
    import nblabel as nl

    photos, seconds = Path(folder) / "photos", dict[str, float]()
    write(photos, range(count))
    with nl.create(
        Path(folder) / "p.nblabel", labels=[f"l{n}" for n in range(10)], annotator="ana"
    ) as project:
        timed(seconds, "add (s)", lambda: project.add(photos, progress=False))
        project.annotate_many({name_of(n): f"l{n % 10}" for n in range(ANSWERED)})
        timed(seconds, "refresh, nothing changed (s)", project.refresh)
        new, gone, renamed = count // 10, count // 100, count // 100
        change(photos, count, new, gone, renamed)
        report = timed(seconds, "refresh, changed (s)", project.refresh)
        told = (report.added, report.missing, report.renamed, report.updated, report.skipped)
        wrong = int(told != (new, gone, renamed, renamed, count - gone - renamed))
        moved = ANSWERED - still_right(project, gone)
        photos.rename(photos.with_name("away"))
        timed(seconds, "refresh, the folder gone (s)", project.refresh)
        wrong += int(not project.items()["missing"].all())
        photos.with_name("away").rename(photos)
        timed(seconds, "refresh, the folder back (s)", project.refresh)
        wrong += int(project.items()["missing"].sum() != gone)
    shutil.rmtree(photos)
    return {"seconds": seconds, "wrong": wrong, "moved": moved, **process()}


def write(photos: Path, numbers: range) -> None:
    """Tiny pictures whose pixels say their number, a thousand in each folder."""
    for n in numbers:
        place = photos / name_of(n)
        if n % 1000 == 0:
            place.parent.mkdir(parents=True, exist_ok=True)
        rows = [pixel[::-1] for pixel in pixels(n.to_bytes(12))]  # blue, green, red
        place.write_bytes(HEADER + rows[2] + rows[3] + b"\0\0" + rows[0] + rows[1] + b"\0\0")


def pixels(data: bytes) -> list[bytes]:
    return [data[start : start + 3] for start in range(0, len(data), 3)]


def name_of(n: int) -> str:
    return f"{n // 1000:03}/{n:06}.bmp"


def change(photos: Path, count: int, new: int, gone: int, renamed: int) -> None:
    """New files, and of the answered ones the first `gone` deleted and the next `renamed` renamed."""
    write(photos, range(count, count + new))
    for n in range(gone):
        (photos / name_of(n)).unlink()
    for n in range(gone, gone + renamed):
        (photos / name_of(n)).rename(photos / f"{n:06} under another name.bmp")


def still_right(project: Any, gone: int) -> int:
    """How many answers are where they belong: on their picture, or on an item whose file is gone."""
    right = 0
    missing = set(project.items().query("missing")["item"])
    for item, label in project.annotations()[["item", "label"]].itertuples(index=False):
        n = int(Path(item).stem)
        shown = (
            n if n < gone and item in missing else int.from_bytes(np.asarray(project.read(item)).tobytes())
        )
        right += shown == n and label == f"l{n % 10}"
    return right


def timed(seconds: dict[str, float], what: str, act: Any) -> Any:
    """The result of `act`, and in `seconds` how long it took."""
    began, worked = time.perf_counter(), time.process_time()
    result = act()
    seconds[what] = time.perf_counter() - began
    seconds[f"{what.removesuffix('(s)')}(CPU s)"] = time.process_time() - worked
    return result


if __name__ == "__main__":
    main("--quick" in sys.argv)
