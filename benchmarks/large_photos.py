"""24 photos of 12 megapixels, nothing kept of them: a page's hello to the first and the last picture.

python -m benchmarks.large_photos [--quick]

Through the desk of the widget, each time in a fresh process with an empty cache (the files are in the
system's own cache). The same process then decodes the same photos plainly, on one thread, with the decoder's
own scaling: what the two threads of the service are held to.
"""

import multiprocessing
import statistics
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image

from benchmarks.figures import at_most, publish, summary
from benchmarks.photos import BENCH, photos

TILES = 24
PIXELS = 300
LARGE = (4000, 3000)
THREADS = 2


def main(quick: bool) -> None:
    large_photos()
    context = multiprocessing.get_context("spawn")
    trials: list[dict[str, float]] = []
    for _ in range(2 if quick else 9):
        with tempfile.TemporaryDirectory() as folder, context.Pool(1) as pool:
            trials.append(pool.apply(trial, [folder]))
    figures = [{"what": what, "unit": "ms", **summary([one[what] for one in trials])} for what in trials[0]]
    middle = {what: statistics.median(one[what] for one in trials) for what in trials[0]}
    bars = [
        at_most("first tile, ms", middle["first tile"], 200),
        at_most(
            "page, ms, against 1.3 x (24 draft decodes / 2 threads) + 150",
            middle["page"],
            round(1.3 * middle["24 draft decodes"] / THREADS + 150, 1),
        ),
    ]
    publish("large_photos", figures, bars, quick, pixels=PIXELS, threads=THREADS)


def trial(folder: str) -> dict[str, float]:
    """Milliseconds from a page's hello to its pictures, and of the plain decodes."""
    import nblabel as nl
    from benchmarks.page import Page

    with nl.create(Path(folder) / "large.nblabel", labels=["cat", "dog"]) as project:
        project.add(large_photos(), progress=False)
        page = Page(project)
        began, used = time.perf_counter(), time.process_time()
        welcome = page.hello(TILES, PIXELS)
        told = time.perf_counter()
        came = page.wait([info["item"] for info in welcome["page"]])
        busy = time.process_time() - used
        page.close()
    seconds, alone = _plain()
    return {
        "welcome": 1000 * (told - began),
        "first tile": 1000 * (came[0] - began),
        "page": 1000 * (came[-1] - began),
        "24 draft decodes": 1000 * seconds,
        "page, of the processors": 1000 * busy,
        "24 draft decodes, of the processors": 1000 * alone,
    }


def _plain() -> tuple[float, float]:
    """Seconds of the clock and of the processors."""
    began, used = time.perf_counter(), time.process_time()
    for place in large_photos().glob("*.jpg"):
        with Image.open(place) as image:
            scale = PIXELS / max(image.size)
            size = round(image.width * scale), round(image.height * scale)
            image.draft(None, size)
            image.resize(size, Image.Resampling.HAMMING)
    return time.perf_counter() - began, time.process_time() - used


def large_photos() -> Path:
    """A folder of 24 photos of 12 megapixels, the small ones enlarged; made when they are not there."""
    folder = BENCH / "photos-12mp"
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"large-{n:02d}.jpg" for n in range(TILES)]
    for file, small in zip(files, sorted(photos().glob("*.jpg")), strict=False):
        if not file.exists():
            with Image.open(small) as image:
                image.resize(LARGE, Image.Resampling.BICUBIC).save(file, quality=92)
    return folder


if __name__ == "__main__":
    main("--quick" in sys.argv)
