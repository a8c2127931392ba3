"""Small pictures for the wall: 100,000 distinct files, made anew and taken from the disk cache, as sheets.

python -m benchmarks.wall_pictures [--quick]

Through the desk of the widget, as a page asks for them (looking the items up in the project's file included),
with a page that confirms each message at once. Cold: nothing is kept of these items (their files are in the
system's own cache). Warm: their thumbnails are on disk. Screens are stretches of 700 items at random places.
"""

import random
import shutil
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

import nblabel as nl
from benchmarks.figures import at_most, publish, summary
from benchmarks.page import Page
from benchmarks.photos import BENCH, photos
from nblabel.media.compose import SIZES as KEPT
from nblabel.media.thumbs import NAME

COUNT, IN_FOLDER = 100_000, 1000
WIDTH, HEIGHT = 128, 96
SCREEN = 700
SIZES = (32, 64, 96)
WARM_MS = 150
SCREENS = 60


def main(quick: bool) -> None:
    count, screens = (3000, 3) if quick else (COUNT, SCREENS)
    folder = wall_photos(count)
    place = BENCH / f"wall-{count}.nblabel"
    chance = random.Random(0)
    figures, bars = [], []
    with nl.project(place, labels=["cat", "dog"]) as project:
        project.add(folder, progress=False)
        keys = project.items()["item"].tolist()
        thumbs = place.with_suffix(".cache") / NAME
        shutil.rmtree(thumbs.parent, ignore_errors=True)
        page = Page(project)
        page.hello(1, 0)
        for size in KEPT:
            figures.append(_cold(page, keys, size))
        each = thumbs.stat().st_size // count
        figures.append({"what": "kept on disk, both sizes, bytes each", "n": count, "median": each})
        for size in SIZES:
            told = _warm(page, keys, size, screens, chance)
            figures += told
            bars.append(at_most(f"{SCREEN} tiles of {size} px, warm, p95 ms", told[0]["p95"], WARM_MS))
        page.close()
    publish("wall_pictures", figures, bars, quick, files=count, photo=[WIDTH, HEIGHT], threads=2)


def _cold(page: Page, keys: list[str], size: int) -> dict[str, Any]:
    """Every thumbnail made once, screen after screen: per second."""
    rates = []
    for start in range(0, len(keys), SCREEN):
        some = keys[start : start + SCREEN]
        began = page.want(some, size)
        rates.append(len(some) / (page.wait(some)[-1] - began))
    return {"what": f"{SCREEN} tiles of {size} px, cold, thumbnails/s", **summary(rates)}


def _warm(
    page: Page, keys: list[str], size: int, screens: int, chance: random.Random
) -> list[dict[str, Any]]:
    first, last, busy, sent, messages = [], [], [], [], []
    for _ in range(screens):
        start = chance.randrange(len(keys) - SCREEN)
        some = keys[start : start + SCREEN]
        time.sleep(0.05)  # a fling has pauses
        used = time.process_time()
        began = page.want(some, size)
        came = page.wait(some)
        busy.append(1000 * (time.process_time() - used))
        first.append(1000 * (came[0] - began))
        last.append(1000 * (came[-1] - began))
        sent.append(page.bytes / 1000)
        messages.append(page.messages)
    what = f"{SCREEN} tiles of {size} px, warm"
    rate = SCREEN / statistics.median(last) * 1000
    return [
        {"what": f"{what}, ms", **summary(last)},
        {"what": f"{what}, the first, ms", **summary(first)},
        {"what": f"{what}, of the processors, ms", **summary(busy)},
        {"what": f"{what}, thumbnails/s", "n": screens, "median": round(rate)},
        {"what": f"{what}, ms per sheet of 64", "n": screens, "median": round(64_000 / rate, 2)},
        {"what": f"{what}, kB sent", **summary(sent)},
        {"what": f"{what}, messages", **summary(messages)},
    ]


def wall_photos(count: int = COUNT) -> Path:
    """A folder of that many distinct small JPEGs, a thousand in each of its folders; made when not there."""
    top = BENCH / f"wall-{count}"
    if not (top / "done").exists():
        print(f"making {count} small photos")
        sources = [_pixels(place) for place in sorted(photos().glob("*.jpg"))]
        for start in range(0, count, IN_FOLDER):
            folder = top / f"{start // IN_FOLDER:03d}"
            folder.mkdir(parents=True, exist_ok=True)
            for n in range(start, min(start + IN_FOLDER, count)):
                _variation(sources[n % len(sources)], n).save(folder / f"small-{n:06d}.jpg", quality=82)
        (top / "done").touch()
    return top


def _pixels(place: Path) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    with Image.open(place) as image:
        image.draft("RGB", (320, 240))
        return np.asarray(image.resize((2 * WIDTH, 2 * HEIGHT)))


def _variation(pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], n: int) -> Image.Image:
    """A piece of a photo that no other number has, with other colours."""
    chance = np.random.default_rng(n)
    x, y = int(chance.integers(WIDTH)), int(chance.integers(HEIGHT))
    piece = pixels[y : y + HEIGHT, x : x + WIDTH, chance.permutation(3)]
    return Image.fromarray(np.ascontiguousarray(piece ^ np.uint8(255) if n % 2 else piece))


if __name__ == "__main__":
    main("--quick" in sys.argv)
