"""Where a part of a text is in a later version of it: found by alignment, else by what stands around it.

Both texts are aligned by lines, the lines that differ by words, and words that differ by characters: what is
there once in both comes first (Cohen's patience diff, which takes no more than sorting, so that 5 MB are no
trouble), and where nothing is, the longest matching blocks (Ratcliff and Obershelp, difflib). A range whose
characters all went on together stays with them. One that did not, since it moved or the alignment cut it, is
looked for by its own text: where the alignment leaves room for it; anywhere, when it is long and there once
in both texts; or among what is new, where it stands between the same characters as before. What fits twice is
not guessed.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

Place = tuple[int, int]

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_WORD = re.compile(r"\w+|\s+|[^\w\s]")
_LINES, _WORDS, _LETTERS = range(3)
# Matching blocks are looked for in parts of at most so many pairs: it takes that long.
_PAIRS = 160_000
# So many characters around a moved range must be the same, or all that there are; or so many of its own.
_AROUND = 8
_CONTEXT = 64
# Pieces that are there several times are told apart by so many that follow them.
_ROWS = (1, 6)
# Letters are compared one by one in parts up to this length; a range is looked for in one up to this, and at
# up to so many places.
_SHORT, _WIDE, _PLACES = 2_000, 200_000, 500


class Run(NamedTuple):
    """`length` characters at `old` of the one text that are those at `new` of the other."""

    old: int
    new: int
    length: int


def anchor(old: str, new: str, places: Iterable[Place], runs: list[Run] | None = None) -> dict[Place, Place]:
    """Where these ranges of `old` (code points, end exclusive) are in `new`; what is gone is left out.

    What is given has the same characters as it had. `runs` is what `align` says, where it is known already.
    """
    wanted = dict.fromkeys(places)
    runs = align(old, new) if runs is None else runs
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
    return _joined(_aligned(old, new, (0, len(old)), (0, len(new)), _LINES))


def _aligned(old: str, new: str, a: Place, b: Place, depth: int) -> Iterator[Run]:
    """The runs of a part of both texts, cut into lines, words or letters."""
    here, there = _cut(old, a, depth), _cut(new, b, depth)
    at, to = a[0], b[0]
    alike = _matched([old[s:e] for s, e in here], [new[s:e] for s, e in there])
    for i, j, count in (*alike, (len(here), len(there), 0)):
        gap_a = at, here[i][0] if i < len(here) else a[1]
        gap_b = to, there[j][0] if j < len(there) else b[1]
        if _goes_on(gap_a, gap_b, depth):
            yield from _aligned(old, new, gap_a, gap_b, depth + 1)
        if count:
            at, to = here[i + count - 1][1], there[j + count - 1][1]
            yield Run(here[i][0], there[j][0], at - here[i][0])


def _goes_on(a: Place, b: Place, depth: int) -> bool:
    """Whether what differs is worth to be cut smaller."""
    longer = max(a[1] - a[0], b[1] - b[0])
    return a[0] < a[1] and b[0] < b[1] and (depth == _LINES or (depth == _WORDS and longer <= _SHORT))


def _cut(text: str, part: Place, depth: int) -> list[Place]:
    if depth == _LETTERS:
        return [(at, at + 1) for at in range(*part)]
    return [found.span() for found in (_LINE, _WORD)[depth].finditer(text, *part)]


def _matched(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int, int]]:
    """Blocks of equal pieces, in order: where in `a`, where in `b`, how many."""
    blocks: list[tuple[int, int, int]] = []
    waiting = [(0, len(a), 0, len(b))]
    while waiting:
        low_a, high_a, low_b, high_b = waiting.pop()
        start_a, start_b = low_a, low_b
        while low_a < high_a and low_b < high_b and a[low_a] == b[low_b]:
            low_a, low_b = low_a + 1, low_b + 1
        end = high_a
        while low_a < high_a and low_b < high_b and a[high_a - 1] == b[high_b - 1]:
            high_a, high_b = high_a - 1, high_b - 1
        blocks += [(start_a, start_b, low_a - start_a), (high_a, high_b, end - high_a)]
        if low_a == high_a or low_b == high_b:  # most parts by far: nothing is left between two anchors
            continue
        anchors = next(filter(None, (_once(a, b, low_a, high_a, low_b, high_b, row) for row in _ROWS)), None)
        if anchors:
            for (i, j), (k, m) in zip([(low_a, low_b), *anchors], [*anchors, (high_a, high_b)], strict=True):
                waiting.append((i, k, j, m))
        elif (high_a - low_a) * (high_b - low_b) <= _PAIRS:
            blocks += _longest(a, b, low_a, high_a, low_b, high_b)
    return sorted(block for block in blocks if block[2])


def _once(
    a: Sequence[str], b: Sequence[str], low_a: int, high_a: int, low_b: int, high_b: int, row: int
) -> list[tuple[int, int]]:
    """Where pieces (with those that follow, `row` in all) are that both parts have once: the longest row of
    them in the same order."""
    here, there = _rows(a, low_a, high_a, row), _rows(b, low_b, high_b, row)
    counts_a, counts_b = Counter(here), Counter(there)
    where = {piece: j for j, piece in enumerate(there, low_b) if counts_b[piece] == 1}
    pairs = [(i, where[one]) for i, one in enumerate(here, low_a) if counts_a[one] == 1 and one in where]
    ends: list[int] = []  # of the rows so far, by length, the smallest end
    links: list[tuple[int, int]] = []  # of each pair the row's length and the pair before
    last: list[int] = []
    for n, (_, j) in enumerate(pairs):
        at = bisect_left(ends, j)
        ends[at : at + 1] = [j]
        last[at : at + 1] = [n]
        links.append((at, last[at - 1] if at else -1))
    found, n = [], last[-1] if last else -1
    while n >= 0:
        found.append(pairs[n])
        n = links[n][1]
    return found[::-1]


def _rows(pieces: Sequence[str], low: int, high: int, row: int) -> Sequence[Hashable]:
    part = pieces[low:high]
    return part if row == 1 else list(zip(*(part[n:] for n in range(row)), strict=False))


def _longest(
    a: Sequence[str], b: Sequence[str], low_a: int, high_a: int, low_b: int, high_b: int
) -> Iterator[tuple[int, int, int]]:
    matcher = SequenceMatcher(None, a[low_a:high_a], b[low_b:high_b], autojunk=False)
    for block in matcher.get_matching_blocks():
        yield low_a + block.a, low_b + block.b, block.size


def _joined(runs: Iterable[Run]) -> list[Run]:
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
    return _only(new, old[slice(*place)], low, high) if high - low <= _WIDE else None


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
    """The one place of a long text, else the one among what is new where it stands as it stood."""
    part = old[slice(*place)]
    if len(part) >= _AROUND and _only(old, part, 0, len(old)):
        there = _only(new, part, 0, len(new))
        if there is not None:
            return there
    need = min(_AROUND, place[0] + len(old) - place[1])
    tried, fits = 0, list[tuple[int, int]]()
    for low, high in fresh:
        at = new.find(part, low, high)
        while at >= 0:
            tried += 1
            if tried > _PLACES:
                return None
            around = _around(old, new, place, at)
            if around >= need:
                fits.append((around, at))
            at = new.find(part, at + 1, high)
    fits.sort(reverse=True)
    if not fits or (len(fits) > 1 and fits[0][0] == fits[1][0]):
        return None
    return fits[0][1], fits[0][1] + len(part)


def _alike(a: str, b: str) -> int:
    """How many characters both begin with."""
    return next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _around(old: str, new: str, place: Place, at: int) -> int:
    """How many characters before and after a range are the same in both texts, up to `_CONTEXT` each."""
    start, end = place
    behind = at + end - start
    before = _alike(old[max(0, start - _CONTEXT) : start][::-1], new[max(0, at - _CONTEXT) : at][::-1])
    return before + _alike(old[end : end + _CONTEXT], new[behind : behind + _CONTEXT])


def _same(old: str, new: str, place: Place, there: Place) -> bool:
    return old[slice(*place)] == new[slice(*there)]
