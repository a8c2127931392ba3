"""Makes `outlines.json`, which pytest and vitest both read: `python tests/wire/outline_fixtures.py`.

Rows `{"size": [height, width], "rle", "rings"}`: the outline of a mask and the mask that it fills; then rows
`{"size", "fill", "rle"}`: rings that no mask gave, and the mask that they fill.
"""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nblabel.values.annotation import Ring
from nblabel.values.mask import encode_mask
from nblabel.values.outline import fill, outline

HERE = Path(__file__).parent
DRAWN = (
    "#",
    "##\n##",
    "#..\n.#.\n..#",
    "..#\n.#.\n#..",
    "#####\n#...#\n#.#.#\n#...#\n#####",
    "####\n#...\n####",
    "#.#.#\n.#.#.\n#.#.#",
    "..........\n.#######..\n....####..\n..........",
)


def _drawn(text: str) -> NDArray[np.bool_]:
    return np.array([[letter == "#" for letter in row] for row in text.split("\n")])


def _noise(chance: np.random.Generator, height: int, width: int) -> NDArray[np.bool_]:
    return chance.random((height, width)) < chance.random()


def _cloud(chance: np.random.Generator, height: int, width: int) -> NDArray[np.bool_]:
    """Round things with holes, as nuclei and their gaps are."""
    y, x = np.mgrid[:height, :width]
    mask = np.zeros((height, width), np.bool_)
    for _ in range(6):
        a, b = chance.uniform(2, width / 3), chance.uniform(2, height / 3)
        dx, dy = x - chance.uniform(0, width), y - chance.uniform(0, height)
        mask ^= (dx / a) ** 2 + (dy / b) ** 2 < 1
    return mask


def _star(chance: np.random.Generator, points: int, height: int, width: int) -> Ring:
    """A ring that may cross itself and reach over the picture, in hundredths of a pixel."""
    ring = []
    for n in range(points):
        angle, reach = 2 * math.pi * n / points, chance.uniform(0.1, 0.8)
        x, y = width * (0.5 + reach * math.cos(angle)), height * (0.5 + reach * math.sin(angle))
        ring.append((round(x, 2), round(y, 2)))
    return ring


def outlines() -> bytes:
    """The rows as JSON."""
    chance = np.random.default_rng(11)
    masks = [_drawn(text) for text in DRAWN]
    masks += [_noise(chance, *chance.integers(1, 24, 2)) for _ in range(40)]
    masks += [_cloud(chance, *chance.integers(20, 70, 2)) for _ in range(40)]
    rows: list[dict[str, Any]] = [
        {"size": mask.shape, "rle": encode_mask(mask), "rings": outline(mask)} for mask in masks
    ]
    for _ in range(40):
        height, width = (int(side) for side in chance.integers(2, 40, 2))
        rings = [
            _star(chance, int(chance.integers(3, 12)), height, width) for _ in range(chance.integers(1, 4))
        ]
        rows.append({"size": (height, width), "fill": rings, "rle": encode_mask(fill(rings, height, width))})
    quarters = [[(0.5, 0.5), (2.5, 0.5), (2.5, 2.5), (0.5, 2.5)], [(1.0, 1.0), (1.0, 3.0), (3.0, 1.0)]]
    for ring in quarters:  # borders that go exactly through centres
        rows.append({"size": (4, 4), "fill": [ring], "rle": encode_mask(fill([ring], 4, 4))})
    return ("[\n" + ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows) + "\n]\n").encode()


if __name__ == "__main__":
    (HERE / "outlines.json").write_bytes(outlines())
