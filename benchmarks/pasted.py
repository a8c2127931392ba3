"""Things whose outline is known, in photographs: a flower and star-shaped cuttings, pasted into scenes."""

from collections.abc import Iterator
from importlib.resources import as_file, files

import cv2
import numpy as np
from PIL import Image

from nblabel.learn.proposer import Box, Mask, Pixels

Thing = tuple[Pixels, Mask]
FLOWERS, STARS = 8, 6
# The flower is what is so much redder than blue, and so red; a neighbour hangs on it by a bridge this thin.
REDDER, RED, BRIDGE = 40, 90, 41


def photograph(name: str) -> Pixels:
    """One of the two that come with scikit-learn, RGB."""
    with as_file(files("sklearn.datasets") / "images" / name) as path, Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def things(seed: int = 0) -> Iterator[Thing]:
    """A picture and the mask of the thing in it."""
    chance = np.random.default_rng(seed)
    garden, lake = photograph("flower.jpg"), photograph("china.jpg")
    flower = _flower(garden)
    yield garden, flower
    for _ in range(FLOWERS):
        yield _transplanted(garden, flower, lake, chance)
    for _ in range(STARS):
        yield _star(lake, garden, chance)


def box_of(mask: Mask) -> Box:
    """The tight box."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    x, y = int(columns[0]), int(rows[0])
    return Box(x, y, int(columns[-1]) + 1 - x, int(rows[-1]) + 1 - y)


def wider(box: Box, share: float) -> Box:
    """The box grown by so much of its sides, on each side."""
    x, y = share * box.width, share * box.height
    return Box(box.x - x, box.y - y, box.width + 2 * x, box.height + 2 * y)


def _flower(garden: Pixels) -> Mask:
    red, blue = garden[..., 0].astype(int), garden[..., 2].astype(int)
    orange = ((red - blue > REDDER) & (red > RED)).astype(np.uint8)
    whole = cv2.morphologyEx(orange, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (BRIDGE, BRIDGE))
    _, parts, told, _ = cv2.connectedComponentsWithStats(cv2.morphologyEx(whole, cv2.MORPH_OPEN, disc))
    return np.asarray(parts == 1 + int(told[1:, cv2.CC_STAT_AREA].argmax()))


def _transplanted(garden: Pixels, flower: Mask, lake: Pixels, chance: np.random.Generator) -> Thing:
    box = box_of(flower)
    part = np.s_[int(box.y) : int(box.y + box.height), int(box.x) : int(box.x + box.width)]
    size = tuple(int(side * scale) for scale in [chance.uniform(0.3, 0.8)] for side in box[2:])
    small = cv2.resize(garden[part], size, interpolation=cv2.INTER_AREA)
    share = cv2.resize(flower[part].astype(np.float32), size)
    x, y = (int(chance.integers(0, lake.shape[1 - n] - size[n])) for n in (0, 1))
    place = np.s_[y : y + size[1], x : x + size[0]]
    picture, mask = lake.astype(np.float32), np.zeros(lake.shape[:2], np.bool_)
    picture[place] = picture[place] * (1 - share[..., None]) + small * share[..., None]
    mask[place] = share > 0.5
    return picture.astype(np.uint8), mask


def _star(lake: Pixels, garden: Pixels, chance: np.random.Generator) -> Thing:
    half, arms = chance.uniform(45, 100), int(chance.integers(5, 9))
    middle = np.array([chance.uniform(130, 500), chance.uniform(130, 300)])
    reach = np.where(np.arange(2 * arms) % 2, chance.uniform(0.45, 0.8, 2 * arms), 1) * half
    turn = np.pi * np.arange(2 * arms) / arms
    corners = middle + reach[:, None] * np.stack((np.cos(turn), np.sin(turn)), axis=1)
    star = cv2.fillPoly(np.zeros(garden.shape[:2], np.uint8), [corners.astype(np.int32)], 1)
    share = cv2.GaussianBlur(star.astype(np.float32), (0, 0), 0.8)[..., None]
    over = np.roll(lake, tuple(chance.integers(-100, 100, 2)), axis=(0, 1))
    return (garden * (1 - share) + over * share).astype(np.uint8), star > 0
