"""Several answers about one item made into one: votes about the same text, and windows of a long one."""

from collections import Counter
from collections.abc import Sequence

from nblabel.gpt.reading import Said

Span = tuple[int, int, int, float | None]


def voted(saids: Sequence[Said], confident: bool) -> Said:
    """What the answers to the same question say together: a label's score is the share of answers with it.

    A span is kept that stands in at least half of them. `confident` False: so few answers tell no score.
    """
    dropped, canary = max(said.dropped for said in saids), any(said.canary for said in saids)
    labels = {label for said in saids for label in said.scores}
    scores = {
        label: sum(said.scores.get(label, 0.0) for said in saids) / len(saids) for label in sorted(labels)
    }
    votes = Counter(span[:3] for said in saids for span in said.spans)
    spans: list[Span] = [
        (*span, votes[span] / len(saids) if confident else None)
        for span in sorted(votes)
        if 2 * votes[span] >= len(saids)
    ]
    return Said(scores, spans, confident, dropped, canary)


def joined(saids: Sequence[Said], starts: Sequence[int], lengths: Sequence[int]) -> Said:
    """What windows say of the whole: scores weighted by the windows' lengths, spans at their places.

    `starts` and `lengths` are those of the windows, in code points.
    """
    if len(saids) == 1 and not starts[0]:
        return saids[0]
    total = sum(lengths)
    labels = sorted({label for said in saids for label in said.scores})
    scores = {
        label: sum(said.scores.get(label, 0.0) * n for said, n in zip(saids, lengths, strict=True)) / total
        for label in labels
    }
    moved = [
        (start + at, end + at, label, score)
        for said, at in zip(saids, starts, strict=True)
        for start, end, label, score in said.spans
    ]
    return Said(
        scores,
        _once(moved),
        all(said.scored for said in saids),
        sum(said.dropped for said in saids),
        any(said.canary for said in saids),
    )


def _once(spans: Sequence[Span]) -> list[Span]:
    """Spans without those of the same label that a longer one covers: cut at a window's border, or twice."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda one: (one[0] - one[1], one[0], -(one[3] or 0.0))):
        covered = any(k[2] == span[2] and k[0] <= span[0] and span[1] <= k[1] for k in kept)
        if not covered:
            kept.append(span)
    return sorted(kept, key=lambda one: one[:3])
