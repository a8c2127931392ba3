"""Masks as polygons and back: how exact, with how many vertices, how fast.

python -m benchmarks.outlines [--quick]

Every nucleus of the public set `dsb2018_nuclei` (../shared/data): its mask becomes a polygon, and the polygon
a mask again. A boundary pixel is one inside with one of its four neighbours outside. The distance is the
largest between the polygon and the pixels' edges that part inside from outside, either way.
"""

import io
import statistics
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.figures import at_most, publish, summary
from nblabel.values.annotation import Ring
from nblabel.values.outline import fill, outline

DATA = Path(__file__).parents[2] / "shared" / "data" / "dsb2018_nuclei" / "images_masks.zip"
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


def main(quick: bool) -> None:
    times, overlaps, gaps, vertices, boundary, holes = [], [], [], 0, 0, 0
    for mask in nuclei(4 if quick else None):
        began = time.perf_counter()
        rings = outline(mask)
        times.append(1000 * (time.perf_counter() - began))
        back = fill(rings, *mask.shape)
        overlaps.append(float((back & mask).sum() / (back | mask).sum()))
        gaps.append(gap(mask, rings))
        vertices += sum(len(ring) for ring in rings)
        boundary += int((mask & ~inner(mask)).sum())
        holes += len(rings) - 1
    figures = [
        {"what": "a mask into its polygon", "unit": "ms", **summary(times)},
        {"what": "largest distance", "unit": "1/100 px", **summary([100 * one for one in gaps])},
    ]
    bars = [
        at_most("mean IoU of mask and mask again, % below 100", 100 - 100 * statistics.mean(overlaps), 1),
        at_most("vertices per 100 boundary pixels", 100 * vertices / boundary, 35),
        at_most("largest distance, px", max(gaps), 0.5),
    ]
    counts = {"vertices": vertices, "boundary_pixels": boundary, "further_parts_and_holes": holes}
    publish("outlines", figures, bars, quick, **counts)


def nuclei(pictures: int | None) -> Iterator[Bools]:
    """Each nucleus as a mask of its own size, of so many pictures or of all."""
    with zipfile.ZipFile(DATA) as archive:
        names = sorted(
            name for name in archive.namelist() if name.startswith("masks/") and name.endswith(".png")
        )
        for name in names[:pictures]:
            numbers = np.asarray(Image.open(io.BytesIO(archive.read(name)))).astype(np.int64)
            for number in np.unique(numbers[numbers > 0]):
                rows, columns = np.nonzero(numbers == number)
                yield numbers[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1] == number


def inner(mask: Bools) -> Bools:
    """Pixels whose four neighbours are inside too."""
    padded = np.pad(mask, 1)
    return padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]


def gap(mask: Bools, rings: list[Ring]) -> float:
    """The largest distance between the polygon and the border of the mask, either way, probed finely.

    Corners of the border are probed against the polygon; points of the polygon, 0.05 apart, against it.
    """
    starts, ends = cracks(mask)
    a = np.concatenate([np.array(ring) for ring in rings])
    b = np.concatenate([np.roll(np.array(ring), -1, axis=0) for ring in rings])
    return max(distance(starts, a, b), distance(along(a, b), starts, ends))


def cracks(mask: Bools) -> tuple[Floats, Floats]:
    """Both ends of each pixel's edge between inside and outside."""
    padded = np.pad(mask, 1)
    down = np.argwhere(padded[:-1] != padded[1:])[:, ::-1] - (1.0, 0.0)
    right = np.argwhere(padded[:, :-1] != padded[:, 1:])[:, ::-1] - (0.0, 1.0)
    starts = np.concatenate((down, right))
    steps = np.repeat([[1.0, 0.0], [0.0, 1.0]], [len(down), len(right)], axis=0)
    return starts, starts + steps


def along(a: Floats, b: Floats) -> Floats:
    """Points of edges, at most 0.05 apart."""
    counts = np.ceil(np.linalg.norm(b - a, axis=1) / 0.05).astype(int)
    shares = np.concatenate([np.arange(n) / n for n in counts])[:, None]
    points: Floats = np.repeat(a, counts, axis=0) + shares * np.repeat(b - a, counts, axis=0)
    return points


def distance(points: Floats, a: Floats, b: Floats) -> float:
    """How far the furthest of the points is from the nearest edge."""
    furthest = 0.0
    for part in np.array_split(points, max(1, len(points) * len(a) // 1_000_000)):
        reach = part[:, None] - a
        share = np.clip((reach * (b - a)).sum(-1) / ((b - a) ** 2).sum(-1), 0, 1)[..., None]
        near = np.linalg.norm(reach - share * (b - a), axis=-1).min(axis=1)
        furthest = max(furthest, float(near.max()))
    return furthest


if __name__ == "__main__":
    main("--quick" in sys.argv)
