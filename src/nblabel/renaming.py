"""Files that have another name: which of those that are gone is which of those that are new.

The content decides (size and fingerprint). Of a file whose content was never read the inode does, together
with size and time, unless the time is of whole seconds: such a time may be set by an unpacker, and then says
little. Where two files would fit, none is taken: a wrong guess would move an answer to another picture.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec

from nblabel.media.found import Found
from nblabel.store.files import FileRow

_SECOND = 1_000_000_000
Mark = tuple[Hashable, ...]


def read_contents(
    seen: Sequence[Found], gone: Iterable[FileRow], read: Callable[[Found], int | None]
) -> list[Found]:
    """The same files; those whose content may decide (a file of that size is gone) with their fingerprint."""
    sizes = {row.size for row in gone if row.fingerprint is not None}
    asked = [n for n, one in enumerate(seen) if one.size in sizes and not one.fingerprint and not one.reason]
    known = list(seen)
    with ThreadPoolExecutor(4, "nblabel-fingerprint") as pool:
        for n, found in zip(asked, pool.map(lambda n: read(seen[n]), asked), strict=True):
            known[n] = msgspec.structs.replace(known[n], fingerprint=found)
    return known


def match(gone: Sequence[FileRow], seen: Sequence[Found], staying: Iterable[FileRow]) -> dict[int, int]:
    """Which of `seen` (by place there) is which of `gone` (by place there).

    `staying` are files that are still where they were: what equals one of them is a copy, not a rename.
    """
    wanted: dict[Mark, int] = {}
    twice: Counter[Mark] = Counter()
    for n, row in enumerate(gone):
        if (mark := _mark(row)) is not None:
            wanted[mark] = n
            twice[mark] += 1
    fits: dict[Mark, list[int]] = {}
    for n, one in enumerate(seen):
        for mark in (_by_content(one), _by_place(one)):
            if mark in wanted and not one.reason:
                fits.setdefault(mark, []).append(n)
    copied = _among(staying, wanted)
    pairs = [
        (several[0], wanted[mark])
        for mark, several in fits.items()
        if len(several) == 1 and twice[mark] == 1 and mark not in copied
    ]
    claims = Counter(one for one, _ in pairs)
    return {one: row for one, row in pairs if claims[one] == 1}


def _among(staying: Iterable[FileRow], wanted: dict[Mark, int]) -> set[Mark]:
    sizes = {mark[1] for mark in wanted}
    marks = (mark for row in staying if row.size in sizes for mark in (_by_content(row), _by_place(row)))
    return {mark for mark in marks if mark in wanted}


def _mark(row: FileRow) -> Mark | None:
    return _by_content(row) or _by_place(row)


def _by_content(file: Any) -> Mark | None:
    return ("content", file.size, file.fingerprint) if file.size and file.fingerprint is not None else None


def _by_place(file: Any) -> Mark | None:
    told = file.size and file.inode and file.mtime_ns and file.mtime_ns % _SECOND
    return ("place", file.size, file.inode, file.mtime_ns) if told else None
