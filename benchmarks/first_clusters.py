"""The first page of photos that are alike: no labels, no weights, 2,000 photos of trashnet.

python -m benchmarks.first_clusters [--quick]

In a fresh process, from `project.assist.start()` (imports included) until a page of nine comes that is
clustered; quick features are made of all photos, better ones follow. The photos have no thumbnails yet.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.embedding import unpacked
from benchmarks.figures import at_most, publish, summary

REPEATS, PHOTOS = 5, 2000
START = """
import faulthandler, pathlib, sys, time
import nblabel as nl
photos = sorted(str(p) for p in pathlib.Path(sys.argv[1]).rglob("*.jpg"))[:int(sys.argv[3])]
faulthandler.dump_traceback_later(120, exit=True)
project = nl.create(sys.argv[2], task="multiclass", labels=["a", "b"], media="image")
project.add(photos, progress=False)
began = time.perf_counter()
project.assist.start()
while True:
    page = project.assist.page(9)
    if page is not None and page.kind == "clustered":
        break
    time.sleep(0.01)
took = time.perf_counter() - began
assert len(page.keys) == 9
grouped = len(project.clusters())
assert grouped == len(photos), grouped
print(took)
project.close()
"""


def main(quick: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        photos = unpacked(Path(folder) / "photos")
        seconds = [
            _once(photos, Path(folder) / f"{n}.nblabel", 200 if quick else PHOTOS)
            for n in range(1 if quick else REPEATS)
        ]
    told = summary(seconds)
    bar = at_most("first clustered page, s, median", told["median"], 10)
    publish(
        "first_clusters", [{"s": f"to the first clustered page, {PHOTOS:,} photos", **told}], [bar], quick
    )


def _once(photos: Path, file: Path, count: int) -> float:
    command = [sys.executable, "-c", START, str(photos), str(file), str(count)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


if __name__ == "__main__":
    main("--quick" in sys.argv)
