"""Spans of which no two overlap, chosen as `spacy.util.filter_spans` and others do it."""

from bisect import bisect
from collections.abc import Sequence


def longest(spans: Sequence[tuple[int, int]]) -> list[int]:
    """Which of these (start, end) stay, by their numbers, in the order of the text.

    Of two that overlap the longer one stays; of equally long ones the earlier, then the one listed first.
    """
    taken: list[tuple[int, int, int]] = []
    order = sorted(range(len(spans)), key=lambda n: (spans[n][0] - spans[n][1], spans[n][0]))
    for n in order:
        start, end = spans[n]
        at = bisect(taken, (start, end, n))
        before, after = taken[at - 1 : at], taken[at : at + 1]
        if all(one[1] <= start for one in before) and all(end <= one[0] for one in after):
            taken.insert(at, (start, end, n))
    return [n for _, _, n in taken]
