"""Makes `shapes.json`, which pytest and vitest both read: run as a script it writes it anew.

`rounded`: numbers, and what each is when it is rounded once. `shapes`: shapes on pictures of `size` with so
many `frames`, and how each is stored (`fitted`), or why it is not (`reason`, without the name of the item).
"""

import json
import math
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from nblabel.values.annotation import Pixels, Point, Rectangle, Ring, Rings, Shape
from nblabel.values.errors import AnnotationError
from nblabel.values.geometry import Size, fit_shape, round_once
from nblabel.values.mask import encode_mask

HERE = Path(__file__).parent
ITEM = "a"
SIZES: list[Size] = [(100, 60), (640, 480), (7, 50_000)]


def _number(chance: random.Random, low: float, high: float) -> float:
    """Of every kind that rounds in its own way: eighths and halves of a hundredth, and their neighbours."""
    kind = chance.randrange(6)
    if kind == 0:
        return chance.uniform(low, high)
    if kind == 1:
        return chance.randint(math.ceil(8 * low), math.floor(8 * high)) / 8
    half = chance.randint(math.ceil(100 * low), math.floor(100 * high)) / 100 + 0.005
    if kind == 2:
        return half
    if kind == 3:
        return math.nextafter(half, chance.choice([-math.inf, math.inf]))
    return float(chance.randint(math.ceil(low), math.floor(high))) if kind == 4 else round(half, 2)


def _around(chance: random.Random, limit: int) -> float:
    """A coordinate in a picture's side or beyond, and often on its very border."""
    return chance.choice([0.0, float(limit), *(_number(chance, -limit / 2, 1.5 * limit) for _ in range(6))])


def _box(chance: random.Random, size: Size) -> Shape:
    width, height = (_number(chance, -0.01, side) for side in size)
    angle = chance.choice([0.0, 0.0, 360.0, 359.996, -0.004, _number(chance, -720, 720)])
    return Rectangle(_around(chance, size[0]), _around(chance, size[1]), width, height, angle)


def _ring(chance: random.Random, size: Size) -> Ring:
    """Random points, now and then doubled, or all on one line."""
    points: Ring = [(_around(chance, size[0]), _around(chance, size[1])) for _ in range(chance.randint(2, 8))]
    doubled = [point for point in points for _ in range(chance.choice([1, 1, 1, 2]))]
    return [(x, x) for x, _ in points] if chance.randrange(12) == 0 else doubled


def _polygon(chance: random.Random, size: Size) -> Shape:
    """Stars with holes, and rings without any sense."""
    if chance.randrange(2):
        return Rings([_ring(chance, size) for _ in range(chance.randrange(4))])
    middle = (_around(chance, size[0]), _around(chance, size[1]))
    radius = chance.uniform(1, min(size))
    return Rings([_star(chance, middle, share * radius) for share in (1, 0.4)])


def _star(chance: random.Random, middle: Point, radius: float) -> Ring:
    count = chance.randint(3, 20)
    lengths = [radius * chance.uniform(0.3, 1) for _ in range(count)]
    turns = [2 * math.pi * corner / count for corner in range(count)]
    return [
        (middle[0] + r * math.cos(t), middle[1] + r * math.sin(t))
        for r, t in zip(lengths, turns, strict=True)
    ]


def _hard() -> list[tuple[Shape, Size | None, int]]:
    """Borders of every rule, on a picture of 100 x 60."""
    square: Ring = [(-10, -10), (50, -10), (50, 50), (-10, 50)]
    hole: Ring = [(10, 10), (20, 10), (20, 20), (10, 20)]
    comb: Ring = [(10, -5), (20, 20), (30, -5), (40, 20), (50, -5), (50, 30), (10, 30)]
    shapes: list[Shape] = [
        Rectangle(0.125, 0.375, 10.625, 10.875),
        Rectangle(0, 0, 0.004, 5),
        Rectangle(0, 0, 0.005, 5),
        Rectangle(0, 0, 5, -5),
        Rectangle(99.995, 0, 5, 5),
        Rectangle(100, 0, 5, 5),
        Rectangle(-5, -5, 5, 5),
        Rectangle(-5, -5, 500, 500),
        Rectangle(-10, 0, 20, 20, 45),
        Rectangle(-10.01, 0, 20, 20, 45),
        Rectangle(0, 0, 5, 5, 359.995),
        Rectangle(0, 0, 5, 5, frame=1),
        Rectangle(0, 0, 5, 5, frame=-1),
        Rings([]),
        Rings([[(0, 0), (1, 1)]]),
        Rings([[(0, 0), (10, 10), (20, 20)]]),
        Rings([[(0, 0), (10, 0), (20, 0.01)]]),
        Rings([[(0, 0), (0, 0), (10, 0), (10, 10), (0, 0)]]),
        Rings([square, hole, [(200, 0), (210, 0), (210, 10)]]),
        Rings([comb, hole], frame=2),
        Rings([[(200, 200), (210, 200), (200, 210)]]),
        Rings([[(-100, -100), (300, 30), (-100, 160)]]),
        Pixels("not one"),
        Pixels(""),
        Pixels(encode_mask(np.zeros((60, 100)))),
        Pixels(encode_mask(np.ones((60, 100)))),
        Pixels(encode_mask(np.ones((61, 100)))),
        Pixels(encode_mask(np.eye(60, 100)), frame=1),
    ]
    return [(shape, size, 3) for shape in shapes for size in ((100, 60), None)]


def _row(shape: Shape, size: Size | None, frames: int) -> dict[str, Any]:
    row: dict[str, Any] = {"shape": shape, "size": size, "frames": frames, "fitted": None, "reason": None}
    try:
        row["fitted"] = fit_shape(shape, ITEM, size, frames)
    except AnnotationError as error:
        row["reason"] = str(error).removeprefix(f"{ITEM!r}: ")
    return row


def shapes() -> bytes:
    """The whole file as JSON."""
    chance = random.Random(11)
    numbers = [_number(chance, *chance.choice([(-3, 3), (-1000, 1000), (0, 50_000)])) for _ in range(600)]
    rounded = [[number, round_once(number)] for number in [*numbers, -0.0, -0.001, 1e21, 123456789.125]]
    cases = _hard()
    for make in (_box, _polygon):
        for size in SIZES * 80:
            cases.append((make(chance, size), size, 1))
    rows = [_row(*case) for case in cases]
    return f'{{"rounded": [\n{_lines(rounded)}\n],\n"shapes": [\n{_lines(rows)}\n]}}\n'.encode()


def _lines(values: Sequence[Any]) -> str:
    """A line for each."""
    return ",\n".join(_line(value) for value in values)


def _line(value: Any) -> str:
    return json.dumps(json.loads(msgspec.json.encode(value)), separators=(",", ":"))


if __name__ == "__main__":
    (HERE / "shapes.json").write_bytes(shapes())
