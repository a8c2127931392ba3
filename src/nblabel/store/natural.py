"""Names in the order that people expect: `img2` before `img10`, upper and lower case alike.

All names are one array of bytes, so that a million of them are sorted without a Python object for each, and
while other threads run.
"""

import numpy as np
from numpy.typing import NDArray

# Between two names; it stands in none.
BETWEEN = "\x1f"
_ZERO, _NINE, _SEPARATOR = ord("0"), ord("9"), ord(BETWEEN)
# Numbers of more digits than this sort as if they had so many.
_LONGEST = 48
_WIDE = 8
# The first 0 to 8 bytes of a number of eight.
_MASKS = np.array([(1 << 64) - (1 << 8 * (_WIDE - n)) for n in range(_WIDE + 1)], np.uint64)
# So many names are looked into at a time, in little memory.
_AT_ONCE = 10_000

Bytes = NDArray[np.uint8]
Places = NDArray[np.intp]


def natural_order(names: str, count: int) -> Places:
    """The places of `count` names, joined by `BETWEEN`, in their order; equal ones stay as they are."""
    if not count:
        return np.arange(0)
    data = np.frombuffer((names + BETWEEN).encode(), np.uint8)
    cuts = np.flatnonzero(data == _SEPARATOR)[_AT_ONCE - 1 : -1 : _AT_ONCE] + 1
    data = np.concatenate([_counted(_small(part)) for part in np.split(data, cuts)])
    ends = np.flatnonzero(data == _SEPARATOR)
    starts = np.concatenate([[0], ends[:-1] + 1])
    order = np.arange(count)
    longest = int((ends - starts).max(initial=0))
    for at in range(longest - longest % _WIDE, -1, -_WIDE):
        column = _column(data, starts + at, ends)
        if column.min() != column.max():
            order = order[np.argsort(column[order], kind="stable")]
    return order


def _small(data: Bytes) -> Bytes:
    """Lower case, of the letters A to Z alone."""
    upper = (data >= ord("A")) & (data <= ord("Z"))
    return np.where(upper, data + 32, data).astype(np.uint8)


def _counted(data: Bytes) -> Bytes:
    """Each number without leading zeros and behind a sign that tells how many digits it has."""
    digit = (data >= _ZERO) & (data <= _NINE)
    edges = np.diff(digit.astype(np.int8), prepend=0)
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    if not len(starts):
        return data
    counts = np.append(np.flatnonzero(digit & (data != _ZERO)), len(data))
    first = np.minimum(counts[np.searchsorted(counts, starts)], ends - 1)
    leading = np.zeros(len(data), np.int8)
    leading[starts] += 1
    leading[first] -= 1
    keep = np.cumsum(leading, dtype=np.int8) == 0
    room = keep.astype(np.intp)
    room[first] += 1
    places = np.cumsum(room) - 1
    made = np.empty(int(places[-1]) + 1, np.uint8)
    made[places[keep]] = data[keep]
    made[places[first] - 1] = _ZERO + np.minimum(ends - first, _LONGEST)
    return made


def _column(data: Bytes, starts: Places, ends: Places) -> NDArray[np.uint64]:
    """Eight bytes of each name from `starts` on as one number, with zeros beyond its end."""
    padded = np.concatenate([data, np.zeros(_WIDE, np.uint8)])
    every = np.ndarray((len(data) + 1,), ">u8", buffer=padded.data, strides=(1,))
    left = np.clip(ends - starts, 0, _WIDE)
    column: NDArray[np.uint64] = every[np.minimum(starts, len(data))].astype(np.uint64) & _MASKS[left]
    return column
