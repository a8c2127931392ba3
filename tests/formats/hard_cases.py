"""Answers that are hard on a format: tiny, on the border, turned, in parts, with holes, overlapping."""

import math
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import numpy as np
from PIL import Image

import nblabel as nl
from nblabel.openproject import Project
from nblabel.values.ordering import keep_order

LABELS = [
    "z",
    "Animal/Cat",
    "Animal/Dög 犬",
    'a "b", c: {d}',
    "no",
    "1.0",
    r"a\/b",
    "🦉 & <owl>",
    "# %",
    "- x",
]
SIZES = [(1, 1), (7, 3), (60, 40), (33, 100), (1024, 9)]
NAMES = [
    "{n}.png",
    "a b{n}.png",
    "deep/er/{n}.png",
    "x{n}.y.png",
    "Ünï{n}.png",
    "50%{n}.png",
    "l\ni{n}.png",
    "{n}#.png",
]
Value = nl.Box | nl.Polygon | nl.Mask


def pictures(folder: Path, count: int, seed: int = 0) -> Path:
    """So many pictures of odd sizes and names; a tenth has three frames, a tenth a twin of another ending."""
    chance = random.Random(seed)
    for n in range(count):
        name = chance.choice(NAMES).format(n=n)
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        image = Image.new("L", chance.choice(SIZES), n % 256)
        if n % 10 == 3:
            image.save(place.with_suffix(".tif"), save_all=True, append_images=[image, image])
        else:
            image.save(place)
        if n % 10 == 7:
            image.save(place.with_suffix(".bmp"))
    return folder


def answered(project: Project, seed: int = 0) -> int:
    """Answers every item with hard cases of the project's task; how many annotations there are."""
    chance = random.Random(seed)
    answers = {
        row.item: list(_answer(chance, project.task, row.frames, project.gallery.size(row)))
        for row in sorted(project.store.items(), key=lambda row: row.item)
    }
    project.annotate_many(answers)
    _disorder(chance, project)
    return sum(len(values) for values in answers.values())


def _disorder(chance: random.Random, project: Project) -> None:
    """Lays regions over each other otherwise than they were made, and makes crowds of some."""
    some = {}
    for row in project.store.votes():
        order = chance.sample(row.answer.annotations, len(row.answer.annotations))
        some[row.item] = [
            msgspec.structs.replace(one, crowd=chance.random() < 0.2) for one in keep_order(order)
        ]
    project.store.replace(project.annotator, some)


def _answer(chance: random.Random, task: str, frames: int, size: tuple[int, int]) -> Iterator[Value]:
    make = _MAKERS[task]
    for _ in range(chance.choice([0, 1, 1, 2, 5])):
        yield make(chance, chance.choice(LABELS), chance.randrange(frames), size)


def _place(chance: random.Random, limit: int) -> float:
    """Somewhere in hundredths from 0 to `limit`, often on a border, a pixel's edge or its centre."""
    anywhere = round(chance.uniform(0, limit), 2)
    return chance.choice(
        [0.0, float(limit), math.floor(anywhere), math.floor(anywhere) + 0.5, anywhere, anywhere]
    )


def _span(chance: random.Random, limit: int) -> tuple[float, float]:
    """Start and extent of at least a hundredth of a pixel."""
    start, end = sorted((_place(chance, limit), _place(chance, limit)))
    start = min(start, limit - 0.01)
    return round(start, 2), round(max(end - start, 0.01), 2)


def _box(chance: random.Random, label: str, frame: int, size: tuple[int, int]) -> nl.Box:
    (x, width), (y, height) = _span(chance, size[0]), _span(chance, size[1])
    angle = chance.choice([0, 0, 0, 90, 180, 0.01, 359.99, round(chance.uniform(0, 360), 2)])
    return nl.Box(label, x, y, width, height, angle, frame)


def _ring(chance: random.Random, size: tuple[int, int]) -> list[tuple[float, float]]:
    """Three points off one line, and more, which may cross."""
    (x, width), (y, height) = _span(chance, size[0]), _span(chance, size[1])
    ring = [(x, y), (round(x + width, 2), y), (x, round(y + height, 2))]
    more = [
        (_place(chance, size[0]), _place(chance, size[1])) for _ in range(chance.choice([0, 0, 1, 3, 20]))
    ]
    return ring + more


def _polygon(chance: random.Random, label: str, frame: int, size: tuple[int, int]) -> nl.Polygon:
    return nl.Polygon(label, [_ring(chance, size) for _ in range(chance.choice([1, 1, 2, 4]))], frame)


def _mask(chance: random.Random, label: str, frame: int, size: tuple[int, int]) -> nl.Mask:
    width, height = size
    array = np.random.default_rng(chance.randrange(10**9)).random((height, width)) < chance.random()
    array[chance.randrange(height), chance.randrange(width)] = True
    return nl.Mask.from_array(label, array, frame)


_MAKERS: dict[str, Callable[[random.Random, str, int, tuple[int, int]], Value]] = {
    "boxes": _box,
    "polygons": _polygon,
    "masks": _mask,
}
