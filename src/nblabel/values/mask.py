"""Masks as run lengths: COCO's compressed string, column by column, the first run being background.

Source of the format: `rleToString` and `rleFrString` of https://github.com/cocodataset/cocoapi
(common/maskApi.c). A run from the fourth on is written as the difference to the run two before it, and
every number in groups of five bits, least first, each as a character from "0" on.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nblabel.values.errors import AnnotationError

_LONGEST = 13  # groups of five bits that a 64-bit number can need


def encode_mask(array: NDArray[np.generic]) -> str:
    """The string of a mask of shape (height, width); whatever is not 0 or False is inside."""
    if array.ndim != 2:
        raise AnnotationError(f"A mask has the shape (height, width), not {array.shape}.")
    return _written(_runs(np.asarray(array != 0).ravel(order="F")))


def decode_mask(rle: str, height: int, width: int) -> NDArray[np.bool_]:
    """The mask of shape (height, width). Raises AnnotationError when the string is none of that size."""
    runs = _read(rle)
    if runs.size == 0 or runs.min() < 0 or runs.sum() != height * width:
        raise AnnotationError(f"The mask's string is not one of {width} x {height} pixels.")
    inside = np.arange(runs.size) % 2 == 1
    return np.repeat(inside, runs).reshape((height, width), order="F")


def mask_area(rle: str) -> int:
    """How many pixels are inside."""
    return int(_read(rle)[1::2].sum())


def shared_area(one: str, other: str) -> int:
    """How many pixels are inside both masks, which are of one size."""
    first, second = np.cumsum(_read(one)), np.cumsum(_read(other))
    edges = np.union1d(first, second)
    starts = np.concatenate(([0], edges[:-1]))
    # A place is inside where an odd number of runs has ended before it.
    inside = [np.searchsorted(ends, starts, side="right") % 2 == 1 for ends in (first, second)]
    return int((edges - starts)[inside[0] & inside[1]].sum())


def free_mask(rle: str, others: Sequence[str]) -> str:
    """What of a mask is in none of the others, which are of its size. Itself when they share nothing."""
    covering = [other for other in others if shared_area(rle, other)]
    if not covering:
        return rle
    taken = [_flat(other) for other in covering]
    return _written(_runs(_flat(rle) & ~np.logical_or.reduce(taken)))


def mask_length(rle: str) -> int:
    """How many pixels there are in all: height times width."""
    return int(_read(rle).sum())


def _flat(rle: str) -> NDArray[np.bool_]:
    runs = _read(rle)
    return np.repeat(np.arange(runs.size) % 2 == 1, runs)


def _runs(flat: NDArray[np.bool_]) -> NDArray[np.int64]:
    changes = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    edges = np.concatenate(([0], changes, [flat.size])).astype(np.int64)
    runs = np.diff(edges)
    return np.concatenate(([0], runs)) if flat.size and flat[0] else runs


def _written(runs: NDArray[np.int64]) -> str:
    numbers = runs.copy()
    numbers[3:] -= runs[1:-2]
    groups = np.empty((numbers.size, _LONGEST), np.uint8)
    used = np.zeros((numbers.size, _LONGEST), np.bool_)
    left, open_ = numbers, np.ones(numbers.size, np.bool_)
    for place in range(_LONGEST):
        bits = left & 31
        left = left >> 5
        more = np.where(bits & 16, left != -1, left != 0)
        groups[:, place] = bits + 32 * more + 48
        used[:, place] = open_
        open_ = open_ & more
        if not open_.any():
            break
    return groups[used].tobytes().decode("ascii")


def _read(rle: str) -> NDArray[np.int64]:
    codes = np.frombuffer(rle.encode("ascii", errors="replace"), np.uint8).astype(np.int64) - 48
    if codes.size == 0 or codes.min() < 0 or codes.max() > 63 or codes[-1] & 32:
        raise AnnotationError("The mask's string is not a COCO run-length string.")
    last = np.flatnonzero((codes & 32) == 0)
    first = np.concatenate(([0], last[:-1] + 1))
    if (last - first).max() >= _LONGEST:
        raise AnnotationError("The mask's string is not a COCO run-length string.")
    shift = 5 * (np.arange(codes.size) - np.repeat(first, last - first + 1))
    numbers = np.add.reduceat((codes & 31) << shift, first)
    numbers -= np.where(codes[last] & 16, np.int64(1) << (shift[last] + 5), 0)
    for start in (1, 2):
        numbers[start::2] = np.cumsum(numbers[start::2])
    return numbers
