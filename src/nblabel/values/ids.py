"""Identifiers that sort by the time they were made (ULID: 48 bits of milliseconds, 80 random bits).

Annotation and edit ids are ULIDs, so an answer kept in id order is in the order it was made in, and
undoing a deletion puts a region back where it was. Source: https://github.com/ulid/spec
"""

import os
import re
import threading
import time
from functools import lru_cache

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# Two letters at a time: an act on 40,000 items makes as many ids.
_PAIRS = [one + other for one in _ALPHABET for other in _ALPHABET]
_PATTERN = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")
_lock = threading.Lock()
_last = 0


def new_id() -> str:
    """A new ULID of 26 characters, greater than every one this process made before."""
    return new_ids(1)[0]


def new_ids(n: int) -> list[str]:
    """So many new ULIDs, in rising order."""
    global _last
    with _lock:
        fresh = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10), "big")
        start = max(fresh, _last + 1)
        _last = start + n - 1
    return [
        _high(one >> 30) + _PAIRS[(one >> 20) & 1023] + _PAIRS[(one >> 10) & 1023] + _PAIRS[one & 1023]
        for one in range(start, start + n)
    ]


@lru_cache(maxsize=4)
def _high(value: int) -> str:
    """The first twenty characters, which neighbours share."""
    return "".join([_PAIRS[(value >> shift) & 1023] for shift in range(90, -1, -10)])


def as_id(number: int) -> str:
    """A number below 2**125 as an id that is told from those made by time only by where it sorts."""
    return (
        _high(number >> 30)
        + _PAIRS[(number >> 20) & 1023]
        + _PAIRS[(number >> 10) & 1023]
        + _PAIRS[number & 1023]
    )


def is_id(text: str) -> bool:
    """True when `text` is a well-formed ULID."""
    return _PATTERN.fullmatch(text) is not None
