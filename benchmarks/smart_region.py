"""Outlines proposed from a box and a few clicks, against the true masks of nuclei.

python -m benchmarks.smart_region [--quick]

Every nucleus of `dsb2018_nuclei` from its tight box, then with one and two clicks, each in the middle of the
largest part that is wrong (where the distance to its border is greatest); from a box each side of which is
off by up to a tenth; and from one click alone, in its middle. Things pasted into photographs (`pasted.py`)
from a tight box, and from one a fifth wider on each side. Beside it, from the same box: the box itself,
the ellipse in it, and OpenCV's GrabCut begun from that ellipse, of which the core is certain, 5 rounds. Cells
of `bccd` have only boxes: times alone. The weights in `nblabel.learn` come from parts of these nuclei, so
these figures are no forecast for other pictures.
"""

import csv
import io
import statistics
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from PIL import Image

from benchmarks import pasted
from benchmarks.figures import at_most, publish, summary
from nblabel.learn.outliner import Outliner
from nblabel.learn.proposer import Box, Mask, Pixels, Proposal

DATA = Path(__file__).parents[1] / ".." / "shared" / "data"
MS = 150
# On each side, as shares of the box's.
WIDER = (0.0, 0.2)
Point = tuple[float, float]


class Nucleus(NamedTuple):
    """One thing to be outlined: the image, its box, and its mask in the box."""

    image: Pixels
    box: Box
    mask: Mask

    def whole(self) -> Mask:
        """The mask of the image's size."""
        mask = np.zeros(self.image.shape[:2], np.bool_)
        x, y = int(self.box.x), int(self.box.y)
        mask[y : y + self.mask.shape[0], x : x + self.mask.shape[1]] = self.mask
        return mask


class Results(NamedTuple):
    """Overlaps (intersection over union) and milliseconds of one way."""

    overlaps: list[float]
    times: list[float]

    def row(self, what: str) -> dict[str, object]:
        told: dict[str, object] = {
            "what": what,
            "n": len(self.overlaps),
            "mean_iou": round(statistics.fmean(self.overlaps), 4),
            "tenth_iou": round(float(np.quantile(self.overlaps, 0.1)), 4),
        }
        times = summary(self.times) if self.times else {}
        return told | {"ms": times.get("median", ""), "ms_p95": times.get("p95", "")}


def main(quick: bool) -> None:
    things = list(nuclei())[:: 150 if quick else 1]
    outliner = Outliner()
    outliner.propose(things[0].image, things[0].box)  # the libraries are loaded by whoever comes first
    ways = by_clicks(outliner, things)
    ways["from a box off by up to a tenth"] = loose(outliner, things)
    ways["from one click"] = clicked(outliner, things)
    ways |= {f"pasted, box {share:.0%} wider": in_photographs(outliner.propose, share) for share in WIDER}
    peers = {
        "the box itself": plain(things, lambda one: np.ones_like(one.mask)),
        "its ellipse": plain(things, lambda one: ellipse(*one.mask.shape)),
        "GrabCut from the ellipse": timed(things, grabcut),
    }
    cells = cell_times(outliner, 40 if quick else 4)
    rows = [results.row(what) for what, results in (ways | peers).items()]
    rows.append({"what": "cells of bccd", "n": len(cells), "mean_iou": "", "tenth_iou": ""} | _ms(cells))
    means = {what: statistics.fmean(results.overlaps) for what, results in (ways | peers).items()}
    publish("smart_region", rows, bars(means, ways, cells), quick, opencv=cv2.__version__, threads=2)


def bars(means: dict[str, float], ways: dict[str, Results], cells: list[float]) -> list[dict[str, object]]:
    after = [t for results in ways.values() for t in results.times]
    return [
        at_least("from a box, mean IoU", means["from a box"], 0.86),
        at_least("over the ellipse", means["from a box"] - means["its ellipse"], 0.05),
        at_least("after two clicks, mean IoU", means["and two clicks"], 0.90),
        at_most("nuclei, p95 ms", summary(after)["p95"], MS),
        at_most("cells, p95 ms", summary(cells)["p95"], MS),
    ]


def at_least(what: str, value: float, bar: float) -> dict[str, object]:
    return {"what": what, "value": round(value, 4), "at_least": bar, "met": value >= bar}


def nuclei() -> Iterator[Nucleus]:
    """Every nucleus of every image."""
    folder = DATA / "dsb2018_nuclei"
    with zipfile.ZipFile(folder / "images_masks.zip") as files, (folder / "index.csv").open() as index:
        for row in csv.DictReader(index):
            image = np.asarray(_opened(files, f"images/{row['id']}.png").convert("RGB"))
            numbers = np.asarray(_opened(files, f"masks/{row['id']}.png")).astype(np.int32)
            for number in range(1, int(numbers.max()) + 1):
                mask = numbers == number
                if mask.any():
                    ys, xs = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
                    y, x = slice(int(ys[0]), int(ys[-1]) + 1), slice(int(xs[0]), int(xs[-1]) + 1)
                    box = Box(x.start, y.start, x.stop - x.start, y.stop - y.start)
                    yield Nucleus(image, box, mask[y, x])


def _opened(files: zipfile.ZipFile, name: str) -> Image.Image:
    return Image.open(io.BytesIO(files.read(name)))


def overlap(a: Mask, b: Mask) -> float:
    return float((a & b).sum() / (a | b).sum())


def by_clicks(outliner: Outliner, things: list[Nucleus]) -> dict[str, Results]:
    """From the box, and after each of two clicks."""
    names = ("from a box", "and one click", "and two clicks")
    found = {name: Results([], []) for name in names}
    for thing in things:
        inside: list[Point] = []
        outside: list[Point] = []
        truth = thing.whole()
        for name in names:
            began = time.perf_counter()
            mask = outliner.propose(thing.image, thing.box, inside, outside).mask
            found[name].times.append(1000 * (time.perf_counter() - began))
            found[name].overlaps.append(overlap(mask, truth))
            correct(mask, truth, inside, outside)
    return found


def correct(mask: Mask, truth: Mask, inside: list[Point], outside: list[Point]) -> None:
    """Adds the click that a person would make: in the middle of the largest part that is wrong."""
    count, parts, told, _ = cv2.connectedComponentsWithStats((mask != truth).astype(np.uint8), connectivity=4)
    if count == 1:
        return
    largest = 1 + int(told[1:, cv2.CC_STAT_AREA].argmax())
    depth = cv2.distanceTransform(np.pad((parts == largest).astype(np.uint8), 1), cv2.DIST_L2, 3)[1:-1, 1:-1]
    row, column = np.unravel_index(int(depth.argmax()), depth.shape)
    (inside if truth[row, column] else outside).append((float(column) + 0.5, float(row) + 0.5))


def loose(outliner: Outliner, things: list[Nucleus]) -> Results:
    chance = np.random.default_rng(0)

    def off(one: Nucleus) -> Mask:
        left, top, right, bottom = chance.uniform(-0.1, 0.1, 4)
        x, y, width, height = one.box
        x0, x1 = x + left * width, x + width * (1 + right)
        y0, y1 = y + top * height, y + height * (1 + bottom)
        return outliner.propose(one.image, Box(x0, y0, x1 - x0, y1 - y0)).mask

    return timed(things, off)


def clicked(outliner: Outliner, things: list[Nucleus]) -> Results:
    def middle(one: Nucleus) -> Mask:
        depth = cv2.distanceTransform(np.pad(one.mask.astype(np.uint8), 1), cv2.DIST_L2, 3)[1:-1, 1:-1]
        row, column = np.unravel_index(int(depth.argmax()), depth.shape)
        point = (one.box.x + float(column) + 0.5, one.box.y + float(row) + 0.5)
        return outliner.propose(one.image, None, [point]).mask

    return timed(things, middle)


def in_photographs(propose: Callable[[Pixels, Box], Proposal], share: float) -> Results:
    found = Results([], [])
    for image, mask in pasted.things():
        began = time.perf_counter()
        proposal = propose(image, pasted.wider(pasted.box_of(mask), share))
        found.times.append(1000 * (time.perf_counter() - began))
        found.overlaps.append(overlap(proposal.mask, mask))
    return found


def timed(things: list[Nucleus], way: Callable[[Nucleus], Mask]) -> Results:
    found = Results([], [])
    for thing in things:
        began = time.perf_counter()
        mask = way(thing)
        found.times.append(1000 * (time.perf_counter() - began))
        found.overlaps.append(overlap(mask, thing.whole()))
    return found


def plain(things: list[Nucleus], way: Callable[[Nucleus], Mask]) -> Results:
    return Results([overlap(way(thing), thing.mask) for thing in things], [])


def ellipse(height: int, width: int, reach: float = 1.0) -> Mask:
    y, x = ((np.arange(n) + 0.5) / n * 2 - 1 for n in (height, width))
    return np.asarray(x**2 + y[:, None] ** 2 <= reach**2)


def grabcut(thing: Nucleus) -> Mask:
    """GrabCut on half the box's size around it: the ellipse may be inside, what is off the box is not."""
    x, y, width, height = map(int, thing.box)
    left, top = max(0, x - max(width // 2, 6)), max(0, y - max(height // 2, 6))
    part = np.ascontiguousarray(
        thing.image[top : y + height + max(height // 2, 6), left : x + width + max(width // 2, 6)]
    )
    seeds = np.full(part.shape[:2], cv2.GC_BGD, np.uint8)
    guess = np.where(ellipse(height, width), cv2.GC_PR_FGD, cv2.GC_PR_BGD)
    guess[ellipse(height, width, 0.5)] = cv2.GC_FGD
    seeds[y - top : y - top + height, x - left : x - left + width] = guess
    back, front = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(part, seeds, (0, 0, 1, 1), back, front, 5, cv2.GC_INIT_WITH_MASK)
    mask = np.zeros(thing.image.shape[:2], np.bool_)
    mask[top : top + part.shape[0], left : left + part.shape[1]] = seeds % 2 == 1
    return mask


def cell_times(outliner: Outliner, every: int) -> list[float]:
    """Milliseconds for the boxes of every so manieth photo of blood cells."""
    folder, times = DATA / "bccd", []
    with zipfile.ZipFile(folder / "images.zip") as files, (folder / "boxes.csv").open() as boxes:
        names = {Path(name).name: name for name in files.namelist()}
        rows = list(csv.DictReader(boxes))
        for file in sorted({row["file"] for row in rows})[::every]:
            image = np.asarray(_opened(files, names[file]).convert("RGB"))
            for row in (row for row in rows if row["file"] == file):
                x0, y0, x1, y1 = (float(row[side]) for side in ("xmin", "ymin", "xmax", "ymax"))
                began = time.perf_counter()
                outliner.propose(image, Box(x0, y0, x1 - x0, y1 - y0))
                times.append(1000 * (time.perf_counter() - began))
    return times


def _ms(times: list[float]) -> dict[str, object]:
    told = summary(times)
    return {"ms": told["median"], "ms_p95": told["p95"]}


if __name__ == "__main__":
    main("--quick" in sys.argv)
