"""Makes `overlaps.json`, which pytest and vitest both read: `python tests/wire/overlap_fixtures.py`.

Rows `{"one", "other", "iou", "meets"}`: two shapes, what they share (to 12 digits), and whether they are of
one thing.
"""

import json
import random
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from nblabel.values.annotation import Pixels, Range, Rectangle, Rings, Shape
from nblabel.values.mask import encode_mask
from nblabel.values.overlap import iou, meets

FILE = Path(__file__).parent / "overlaps.json"
EACH = 20


def _boxes(chance: random.Random) -> tuple[Shape, Shape]:
    def box(by: float) -> Rectangle:
        x, y = (round(chance.uniform(-by, by), 2) for _ in "xy")
        return Rectangle(20 + x, 20 + y, 30 + x, 15.5, angle=chance.choice([0, 0, 33.5]), frame=0)

    return box(0), box(8)


def _polygons(chance: random.Random) -> tuple[Shape, Shape]:
    def star(by: float) -> Rings:
        points = [(round(chance.uniform(by, 40), 2), round(chance.uniform(0, 40), 2)) for _ in range(7)]
        hole = [(18 + by, 18.0), (22 + by, 18.0), (20 + by, 23.5)]
        return Rings([points, hole])

    one = star(0)
    near = Rings([[(round(x + 1.5, 2), y) for x, y in ring] for ring in one.parts])
    return one, chance.choice([near, star(10), star(41)])


def _masks(chance: random.Random) -> tuple[Shape, Shape]:
    noise = np.random.default_rng(chance.randrange(10**6))
    one = noise.random((9, 13)) < 0.6
    other = one ^ (noise.random((9, 13)) < chance.choice([0.1, 0.5]))
    return Pixels(encode_mask(one)), Pixels(encode_mask(other))


def _spans(chance: random.Random) -> tuple[Shape, Shape]:
    start = chance.randrange(9)
    return Range(4, 8), Range(start, start + chance.randrange(1, 5))


def overlaps() -> bytes:
    """The file's bytes."""
    chance = random.Random(5)
    pairs = [make(chance) for make in (_boxes, _polygons, _masks, _spans) for _ in range(EACH)]
    pairs.append((Rectangle(0, 0, 9, 9), Rectangle(0, 0, 9, 9, frame=1)))
    rows: list[dict[str, Any]] = [
        {"one": one, "other": other, "iou": round(iou(one, other), 12), "meets": meets(one, other)}
        for one, other in pairs
    ]
    text = ",\n".join(json.dumps(json.loads(msgspec.json.encode(row))) for row in rows)
    return f"[\n{text}\n]\n".encode()


if __name__ == "__main__":
    FILE.write_bytes(overlaps())
