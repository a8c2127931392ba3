"""Where a part of a text is in a later version of it: found by alignment, else by what stands around it.

Both texts are aligned: first what they begin and end with alike, then by lines, then the lines that differ by
words, and words that differ by characters (Ratcliff and Obershelp's matching blocks, difflib). A range whose
characters all went on together stays with them. One that did not, since it was moved or the alignment cut it,
is looked for by its own text: where the alignment leaves room for it, or, moved elsewhere, among what is new
and stands between the same characters as before. What fits twice is not guessed.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

Place = tuple[int, int]

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_WORD = re.compile(r"\w+|\s+|[^\w\s]")
# Parts longer than this are not compared piece by piece: it takes the product of both lengths.
_PIECES = 4_000
_LETTERS = 400
# So many characters around a moved range must be the same, or all that there are.
_AROUND = 8
_CONTEXT = 64


class Run(NamedTuple):
    """`length` characters at `old` of the one text that are those at `new` of the other."""

    old: int
    new: int
    length: int


def anchor(old: str, new: str, places: Iterable[Place]) -> dict[Place, Place]:
    """Where these ranges of `old` (code points, end exclusive) are in `new`; what is gone is left out.

    What is given has the same characters as it had.
    """
    wanted = dict.fromkeys(places)
    runs = align(old, new)
    found: dict[Place, Place] = {}
    for place in wanted:
        there = _carried(runs, place) or _between(old, new, runs, place)
        if there is not None:
            found[place] = there
    if len(found) < len(wanted):
        fresh = list(_fresh(runs, len(new)))
        for place in wanted:
            if place not in found and (there := _moved(old, new, fresh, place)) is not None:
                found[place] = there
    return {place: there for place, there in found.items() if _same(old, new, place, there)}


def align(old: str, new: str) -> list[Run]:
    """What both texts have in the same order, in that order, as long runs as there are."""
    head = _alike(old, new)
    tail = min(_alike(old[::-1], new[::-1]), len(old) - head, len(new) - head)
    runs = [Run(0, 0, head)]
    runs += _aligned(old, new, (head, len(old) - tail), (head, len(new) - tail), 0)
    runs.append(Run(len(old) - tail, len(new) - tail, tail))
    return _joined(runs)


def _alike(a: str, b: str) -> int:
    """How many characters both begin with."""
    low, high = 0, min(len(a), len(b))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if a[:middle] == b[:middle] else (low, middle - 1)
    return low


def _aligned(old: str, new: str, a: Place, b: Place, depth: int) -> list[Run]:
    """The runs of a part of both texts: by lines (0), by words (1), by characters (2)."""
    if a[0] == a[1] or b[0] == b[1] or depth > 2:
        return []
    here, there = _cut(old, a, depth), _cut(new, b, depth)
    if max(len(here), len(there)) > (_LETTERS if depth == 2 else _PIECES):
        return _aligned(old, new, a, b, depth + 1) if depth < 1 else []
    matcher = SequenceMatcher(None, [old[s:e] for s, e in here], [new[s:e] for s, e in there], autojunk=False)
    runs = []
    for kind, a1, a2, b1, b2 in matcher.get_opcodes():
        if kind == "equal":
            start = here[a1][0]
            runs.append(Run(start, there[b1][0], here[a2 - 1][1] - start))
        elif kind == "replace":
            inner = (here[a1][0], here[a2 - 1][1]), (there[b1][0], there[b2 - 1][1])
            runs += _aligned(old, new, *inner, depth + 1)
    return runs


def _cut(text: str, part: Place, depth: int) -> list[Place]:
    if depth == 2:
        return [(at, at + 1) for at in range(*part)]
    return [found.span() for found in (_LINE, _WORD)[depth].finditer(text, *part)]


def _joined(runs: list[Run]) -> list[Run]:
    joined: list[Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        if last and (last.old + last.length, last.new + last.length) == (run.old, run.new):
            joined[-1] = Run(last.old, last.new, last.length + run.length)
        elif run.length:
            joined.append(run)
    return joined


def _carried(runs: list[Run], place: Place) -> Place | None:
    """Where a range went that lies within one run."""
    at = bisect_right(runs, place[0], key=lambda run: run.old) - 1
    if at < 0 or place[1] > runs[at].old + runs[at].length:
        return None
    by = runs[at].new - runs[at].old
    return place[0] + by, place[1] + by


def _between(old: str, new: str, runs: list[Run], place: Place) -> Place | None:
    """The one place of a range's text between what stayed before it and what stayed after it."""
    before = bisect_left(runs, place[0], key=lambda run: run.old + run.length)
    after = bisect_left(runs, place[1], key=lambda run: run.old)
    # of runs that reach into the range, only what lies outside of it stays
    low = 0
    if before:
        low = runs[before - 1].new + runs[before - 1].length
    if before < len(runs) and runs[before].old < place[0]:
        low = runs[before].new + place[0] - runs[before].old
    high = runs[after].new if after < len(runs) else len(new)
    if after and (reach := runs[after - 1].old + runs[after - 1].length) > place[1]:
        high = runs[after - 1].new + runs[after - 1].length - (reach - place[1])
    return _only(new, old[slice(*place)], low, high)


def _only(text: str, part: str, low: int, high: int) -> Place | None:
    """Where `part` is in this stretch of the text, when it is there once."""
    at = text.find(part, low, high)
    if at < 0 or text.find(part, at + 1, high) >= 0:
        return None
    return at, at + len(part)


def _fresh(runs: list[Run], length: int) -> Iterator[Place]:
    """The stretches of the new text that are in no run."""
    at = 0
    for run in (*runs, Run(0, length, 0)):
        if run.new > at:
            yield at, run.new
        at = run.new + run.length


def _moved(old: str, new: str, fresh: list[Place], place: Place) -> Place | None:
    """The place among what is new where a range's text stands as it stood, when one fits best."""
    part = old[slice(*place)]
    need = min(_AROUND, place[0] + len(old) - place[1])
    fits: list[tuple[int, int]] = []
    for low, high in fresh:
        at = new.find(part, low, high)
        while at >= 0:
            around = _around(old, new, place, at)
            if around >= need:
                fits.append((around, at))
            at = new.find(part, at + 1, high)
    fits.sort(reverse=True)
    if not fits or (len(fits) > 1 and fits[0][0] == fits[1][0]):
        return None
    return fits[0][1], fits[0][1] + len(part)


def _around(old: str, new: str, place: Place, at: int) -> int:
    """How many characters before and after a range are the same in both texts, up to `_CONTEXT` each."""
    start, end = place
    behind = at + end - start
    before = _alike(old[max(0, start - _CONTEXT) : start][::-1], new[max(0, at - _CONTEXT) : at][::-1])
    return before + _alike(old[end : end + _CONTEXT], new[behind : behind + _CONTEXT])


def _same(old: str, new: str, place: Place, there: Place) -> bool:
    return old[slice(*place)] == new[slice(*there)]
