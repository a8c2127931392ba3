"""Features at once: outlines (HOG) and colours of a small version, thousands of pictures a second."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nblabel.learn.features.contents import Loaded
from nblabel.learn.features.featurizer import FeatureError, Ready, Rows

SIDE = 64
CELL, TURNS = 8, 9
# Colours: where they are, as the mean of each field; and which there are, as a histogram.
FIELDS = 4
BINS = (4, 6, 6)
# What the parts weigh against each other.
OUTLINES, PLACES, COLOURS = 1.0, 0.5, 1.0


class Quick(Ready):
    """Histograms of gradients (Dalal and Triggs 2005; normalised by four neighbourhoods as Felzenszwalb and
    others 2010 do), and colours in CIE L*a*b*: 768 numbers."""

    key = "quick-1"
    name = "outlines and colours"
    notice = (
        "No pretrained weights are in use: pictures are compared by their outlines and colours alone, "
        "which is quick and coarse."
    )
    size = SIDE
    batch = 64
    shard = 256

    def embed(self, contents: Sequence[Loaded]) -> Rows:
        """Shape (n, 768)."""
        lab = np.stack([_small(content) for content in contents])
        parts = [OUTLINES * outlines(lab[..., 0]), PLACES * _places(lab), COLOURS * _colours(lab)]
        return np.concatenate(parts, axis=1).astype(np.float32)


def outlines(grey: NDArray[np.uint8]) -> Rows:
    """Shape (n, 576) of pictures (n, 64, 64): how strongly edges run each of nine ways, in 8 x 8 cells."""
    turn, strength = _gradients(grey)
    cells = np.stack([_cells(_near(turn, n) * strength) for n in range(TURNS)], axis=-1)
    energy = np.pad((cells**2).sum(axis=-1), ((0, 0), (1, 1), (1, 1)))
    around = energy[:, :-1, :-1] + energy[:, 1:, :-1] + energy[:, :-1, 1:] + energy[:, 1:, 1:]
    total = np.zeros(cells.shape, np.float32)
    for down in (0, 1):
        for across in (0, 1):
            norm = np.sqrt(around[:, down : down + CELL, across : across + CELL, None]) + 1e-3
            total += np.minimum(cells / norm.astype(np.float32), 0.3).astype(np.float32)
    rows: Rows = (total / np.float32(CELL)).reshape(len(grey), -1)
    return rows


def _gradients(grey: NDArray[np.uint8]) -> tuple[Rows, Rows]:
    """Of each pixel, the way its edge runs (0 up to `TURNS`, either sense the same) and how strongly."""
    import cv2

    values = grey.astype(np.float32) / 255
    across, down = np.zeros_like(values), np.zeros_like(values)
    across[:, :, 1:-1] = values[:, :, 2:] - values[:, :, :-2]
    down[:, 1:-1] = values[:, 2:] - values[:, :-2]
    strength, turn = cv2.cartToPolar(across.reshape(-1, SIDE), down.reshape(-1, SIDE))
    turns = np.asarray(turn, np.float32).reshape(values.shape) * np.float32(TURNS / np.pi)
    return turns, np.asarray(strength, np.float32).reshape(values.shape)


def _near(turn: Rows, way: int) -> Rows:
    """How near edges run to one of the nine ways, 1 to 0 at the next one."""
    off = np.abs(turn - np.float32(way))
    off = np.minimum(off, np.abs(off - TURNS))
    share: Rows = np.maximum(0, 1 - np.minimum(off, np.abs(off - 2 * TURNS)))
    return share


def _cells(values: Rows) -> Rows:
    parts: Rows = values.reshape(len(values), SIDE // CELL, CELL, SIDE // CELL, CELL).sum(axis=(2, 4))
    return parts


def _places(lab: NDArray[np.uint8]) -> Rows:
    field = SIDE // FIELDS
    means = lab.reshape(len(lab), FIELDS, field, FIELDS, field, 3).mean(axis=(2, 4), dtype=np.float32)
    rows: Rows = (means.reshape(len(lab), -1) - 128) / 128
    return rows


def _colours(lab: NDArray[np.uint8]) -> Rows:
    """The square root of each colour's share."""
    low, span = np.array([0, 64, 64]), np.array([256, 128, 128])
    bins = ((lab.astype(np.int32) - low) * np.array(BINS) // span).clip(0, np.array(BINS) - 1)
    which = (bins[..., 0] * BINS[1] + bins[..., 1]) * BINS[2] + bins[..., 2]
    count = int(np.prod(BINS))
    shifted = which.reshape(len(lab), -1) + count * np.arange(len(lab))[:, None]
    counts = np.bincount(shifted.ravel(), minlength=count * len(lab)).reshape(len(lab), count)
    rows: Rows = np.sqrt(counts / (SIDE * SIDE)).astype(np.float32)
    return rows


def _small(content: Loaded) -> Any:
    if isinstance(content, str):
        raise FeatureError("Outlines and colours are features of pictures; these items are texts.")
    import cv2

    pixels = cv2.resize(np.asarray(content), (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    return cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB)
