"""Makes `masks.json`, which pytest and vitest both read: `python tests/wire/mask_fixtures.py` writes it anew.

`masks`: masks with their runs, string and area; small ones as rows of text too, `#` being inside.
`refused`: strings that are no mask of their size.
"""

import json
import random
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nblabel.values.mask import encode_mask

HERE = Path(__file__).parent
SEED, COUNT = 11, 160
LARGE = [
    [0, 1],
    [1],
    [2_000_000, 1_000],
    [1, 31, 32, 33, 1023, 1024, 1025, 32_767, 32_768, 1_048_575, 1_048_576, 4_200_000],
    [0, 4_200_000, 1, 4_200_000, 1],
]
REFUSED = [
    ("", 5, 5),
    ("\x00", 5, 5),
    ("é", 5, 5),
    ("o", 5, 5),
    ("o" * 20 + "0", 5, 5),
    ("9", 5, 5),
    ("N", 5, 5),
    ("Z0", 5, 5),
    ("p", 1, 64),
    ("PPYo0", 4, 4),
    ("1", 0, 0),
]


def _mask(chance: random.Random) -> NDArray[np.bool_]:
    """Noise, blocks, all or nothing; some without width or height beyond one pixel."""
    height, width = chance.choice([1, 2, 7, 19]), chance.choice([1, 3, 8, 23])
    share = chance.choice([0.0, 0.1, 0.5, 0.9, 1.0])
    step = chance.choice([1, 1, 3])
    noise = [[chance.random() < share for _ in range(width)] for _ in range(height)]
    return np.array([[noise[y // step][x // step] for x in range(width)] for y in range(height)])


def _small(array: NDArray[np.bool_]) -> dict[str, Any]:
    height, width = array.shape
    rows = ["".join(".#"[int(inside)] for inside in row) for row in array]
    flat = array.ravel(order="F")
    edges = [0, *(np.flatnonzero(flat[1:] != flat[:-1]) + 1).tolist(), flat.size]
    runs = [0] * bool(flat[0]) + np.diff(edges).tolist()
    told = {"width": width, "height": height, "area": int(array.sum()), "runs": runs}
    return {**told, "rle": encode_mask(array), "rows": rows}


def _large(runs: list[int]) -> dict[str, Any]:
    """A mask of one column, made from its runs."""
    inside = np.arange(len(runs)) % 2 == 1
    array = np.repeat(inside, runs)[:, None]
    area = int(array.sum())
    return {"width": 1, "height": sum(runs), "area": area, "runs": runs, "rle": encode_mask(array)}


def masks() -> bytes:
    """The file's content."""
    chance = random.Random(SEED)
    rows = [_small(_mask(chance)) for _ in range(COUNT)] + [_large(runs) for runs in LARGE]
    refused = [{"rle": rle, "width": width, "height": height} for rle, width, height in REFUSED]
    return f'{{"masks":[\n{_lines(rows)}\n],"refused":[\n{_lines(refused)}\n]}}\n'.encode()


def _lines(rows: list[dict[str, Any]]) -> str:
    return ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)


if __name__ == "__main__":
    (HERE / "masks.json").write_bytes(masks())
