"""The order of the annotations of an answer: that in which they were made, but for those that a person moved.

What lies later is drawn over what lies before. An annotation sorts by its `rank`, else by its id; a rank can
be made between any two, so that moving one changes no other. The page has its own half of this in
`js/src/document/order.ts`.
"""

from bisect import bisect_left
from collections.abc import Sequence

from msgspec.structs import replace

from nblabel.values.annotation import Annotation

# What a rank is made of lies between these two letters; the first stands for none.
_FIRST, _LAST = ord("0"), ord("z")


def place_of(annotation: Annotation) -> tuple[str, str]:
    """What annotations are sorted by."""
    return annotation.rank or annotation.id, annotation.id


def ranks_between(low: str, high: str | None, count: int) -> list[str]:
    """So many rising ranks after `low` ("": after nothing) and before `high` (None: before nothing)."""
    if count == 0:
        return []
    middle, below = _between(low, high), count // 2
    return [
        *ranks_between(low, middle, below),
        middle,
        *ranks_between(middle, high, count - below - 1),
    ]


def keep_order(annotations: Sequence[Annotation]) -> list[Annotation]:
    """The same with ranks, so that they lie in the order given: as few as possible are ranked."""
    stays = _rising([one.id for one in annotations])
    done: list[Annotation] = []
    start = 0
    for end in [*stays, len(annotations)]:
        low = annotations[start - 1].id if start else ""
        high = annotations[end].id if end < len(annotations) else None
        ranks = ranks_between(low, high, end - start)
        done += [replace(one, rank=rank) for one, rank in zip(annotations[start:end], ranks, strict=True)]
        done += annotations[end : end + 1]
        start = end + 1
    return done


def _between(low: str, high: str | None) -> str:
    """A rank between two. It never ends with the first letter, so that there is room before it, too."""
    made = ""
    while True:
        at = len(made)
        least = ord(low[at]) if at < len(low) else _FIRST
        most = ord(high[at]) if high is not None and at < len(high) else _LAST + 1
        if most - least > 1:
            return made + chr((least + most) // 2)
        made += chr(least)
        if most != least:
            high = None  # Whatever follows lies before it now.


def _rising(ids: Sequence[str]) -> list[int]:
    """Places of the longest row of ids that rises (patience sorting)."""
    ends: list[str] = []
    tops: list[int] = []
    before: list[int] = []
    for place, one in enumerate(ids):
        pile = bisect_left(ends, one)
        before.append(tops[pile - 1] if pile else -1)
        ends[pile : pile + 1], tops[pile : pile + 1] = [one], [place]
    row: list[int] = []
    place = tops[-1] if tops else -1
    while place >= 0:
        row.append(place)
        place = before[place]
    return row[::-1]
