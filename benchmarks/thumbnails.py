"""Thumbnails for a page of tiles: made anew, and taken from the disk cache.

python -m benchmarks.thumbnails [--quick]

24 photos of 12 megapixels and 24 of a thousand photos of 640 x 480, from asking to the last one delivered,
with the decoder's own scaling, on the two threads of the service. Cold: the cache is empty (the files are in
the system's own cache). Warm: on disk, in a new service. Held: in its memory.
"""

import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from benchmarks.figures import at_most, publish, summary
from benchmarks.large_photos import large_photos
from benchmarks.photos import photos
from nblabel.media.cache import Cache
from nblabel.media.images import Picture
from nblabel.media.pictures import Job, Pictures
from nblabel.values.errors import ImageError

TILES = 24
PIXELS = 300
WARM_MS = 10


def main(quick: bool) -> None:
    repeats = 2 if quick else 9
    large = sorted(large_photos().glob("*.jpg"))
    small = sorted(photos().glob("*.jpg"))
    figures, medians = [], {}
    for what, files in (("24 of 12 MP", large), ("24 of 640x480", small[:TILES])):
        for state, times in _page(files, repeats).items():
            figures.append({"what": what, "state": state, "unit": "ms", **summary(times)})
            medians[what, state] = statistics.median(times)
    if not quick:
        figures.append({"what": "1,000 of 640x480", "state": "cold", "unit": "ms", **summary([_all(small)])})
    figures.append(
        {"what": "one of 12 MP, Pillow alone", "state": "full", "unit": "ms", **_pillow(large, repeats)}
    )
    bars = [
        at_most(f"{what}, warm, ms", medians[what, "warm"], WARM_MS)
        for what in ("24 of 12 MP", "24 of 640x480")
    ]
    publish("thumbnails", figures, bars, quick, pixels=PIXELS, threads=2)


def _page(files: Sequence[Path], repeats: int) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {"cold": [], "warm": [], "held": []}
    for _ in range(repeats):
        with tempfile.TemporaryDirectory() as folder:
            for state in ("cold", "warm"):
                service = Pictures(Cache(folder))
                times[state].append(_asked(service, files))
                if state == "warm":
                    times["held"].append(_asked(service, files))
                service.close()
    return times


def _all(files: Sequence[Path]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        service = Pictures(Cache(folder))
        took = _asked(service, files)
        service.close()
    return took


def _asked(service: Pictures, files: Sequence[Path]) -> float:
    """Milliseconds from asking for all to the last one delivered."""
    left, done = [len(files)], threading.Event()
    lock = threading.Lock()

    def deliver(_: Job, result: Picture | ImageError) -> None:
        if isinstance(result, ImageError):
            raise result
        with lock:
            left[0] -= 1
            if not left[0]:
                done.set()

    jobs = [Job(file.name, 1, str(file.parent), file.name, PIXELS) for file in files]
    began = time.perf_counter()
    service.want("page", jobs, deliver)
    if not done.wait(600):
        raise TimeoutError("a picture did not come")
    return 1000 * (time.perf_counter() - began)


def _pillow(files: Sequence[Path], repeats: int) -> dict[str, float]:
    """One photo decoded whole and made small, on one thread, for comparison."""
    times = []
    for file in list(files)[:repeats]:
        began = time.perf_counter()
        with Image.open(file) as image:
            image.resize((PIXELS, PIXELS * image.height // image.width), Image.Resampling.HAMMING)
        times.append(1000 * (time.perf_counter() - began))
    return summary(times)


if __name__ == "__main__":
    main("--quick" in sys.argv)
