"""What a person is told of the learning: its curve, the worth of labels, what is missing, when to stop."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nblabel.learn.blocks import Floats

Interval = tuple[float, float]
# A label is learnt from so many answers.
LEAST = 3
# A label is rare when among the answers it has less than a third of its share in the pool.
RARE = 3.0
# Fewer answers than this per label in the mean say nothing about balance.
ENOUGH = 5
# The curve is flat when the last ANSWERS are less than GAIN better than as many before them.
ANSWERS, GAIN = 100, 0.01
# 90 % of the normal distribution lie within so many standard deviations of its mean, and 95 %.
SIDES, WIDE_SIDES = 1.645, 1.959964


class Point(NamedTuple):
    """A stretch of the learning curve: after so many answers, the share of the batch that was foreseen."""

    answers: int
    accuracy: float
    low: float
    high: float
    size: int


class Worth(NamedTuple):
    """How good a class is: NaN and the interval 0..1 where nothing was said or asked of it."""

    answers: int
    precision: float
    precision_range: Interval
    recall: float
    recall_range: Interval


def wilson(right: float, asked: float, sides: float = SIDES) -> Interval:
    """The score interval of a share, two-sided 90 % by default (Wilson 1927); 0..1 of nothing."""
    if asked <= 0:
        return 0.0, 1.0
    share, squared = right / asked, sides**2 / asked
    middle = (share + squared / 2) / (1 + squared)
    half = sides * np.sqrt(share * (1 - share) / asked + squared / asked / 4) / (1 + squared)
    return float(max(middle - half, 0)), float(min(middle + half, 1))


def curve(foreseen: Sequence[bool], least: int = 20) -> list[Point]:
    """The learning curve from `foreseen`: of each answer, in order, whether the model of then said the same.

    Answers are judged before they are learnt from (Dawid 1984). Points stand after batches that double from
    `least` on, until a batch holds ANSWERS; the last has what is left, when that is `least` or more.
    """
    points, first, size = [], 0, least
    while len(foreseen) - first >= min(size, least):
        batch = np.asarray(foreseen[first : first + size], np.bool_)
        if len(batch) < least:
            break
        right, first = int(batch.sum()), first + len(batch)
        points.append(Point(first, right / len(batch), *wilson(right, len(batch)), len(batch)))
        size = min(2 * size, ANSWERS)
    return points


def enough(foreseen: Sequence[bool]) -> bool:
    """Whether more labels no longer help: the last ANSWERS were foreseen hardly better than those before.

    Of an order that asks for what is hard this looks flat too early: give it answers drawn at random.
    """
    if len(foreseen) < 2 * ANSWERS:
        return False
    late, early = foreseen[-ANSWERS:], foreseen[-2 * ANSWERS : -ANSWERS]
    return float(np.mean(late)) - float(np.mean(early)) < GAIN


def rare(counts: NDArray[Any], pool: NDArray[Any]) -> NDArray[np.int64]:
    """Classes (the rarest first) that answers have far less of than the pool is predicted to.

    `counts` (k,): answers of each class; `pool` (k,): items that are predicted to have it, or sums of scores.
    """
    counts, pool = np.asarray(counts, np.float64), np.asarray(pool, np.float64)
    if counts.sum() < ENOUGH * len(counts) or pool.sum() <= 0:
        return np.empty(0, np.int64)
    expected = counts.sum() * pool / pool.sum()
    # Half an answer more, so that no class is rare by chance alone where one answer was to be expected.
    ratio = (expected + 0.5) / (counts + 0.5)
    found = np.flatnonzero((ratio > RARE) & (expected >= LEAST))
    return np.asarray(found[np.argsort(-ratio[found], kind="stable")], np.int64)


def uneven(counts: NDArray[Any]) -> NDArray[np.int64]:
    """Classes with less than a tenth of the answers that the commonest has, the fewest first."""
    counts = np.asarray(counts)
    if counts.sum() < ENOUGH * len(counts):
        return np.empty(0, np.int64)
    found = np.flatnonzero(counts * 10 < counts.max(initial=0))
    return np.asarray(found[np.argsort(counts[found], kind="stable")], np.int64)


def missing(counts: NDArray[Any]) -> NDArray[np.int64]:
    """How many answers each class (k,) still lacks before it is suggested."""
    return np.maximum(LEAST - np.asarray(counts, np.int64), 0)


def worth(
    said: NDArray[Any],
    answers: NDArray[Any],
    k: int,
    weight: Floats | None = None,
    sides: float = SIDES,
) -> list[Worth]:
    """Precision and recall of each of k classes, from answers that the model had not seen.

    `said`, `answers`: int (m,), -1 for none, or bool (m, k). `weight` (m,): for how many items an answer
    stands, where checks were not drawn evenly; intervals then count as many answers as the weights are
    worth (Kish 1965). `sides` as in `wilson`.
    """
    if said.ndim == 1:
        classes = np.arange(k)
        said, answers = said[:, None] == classes, answers[:, None] == classes
    weight = np.ones(len(said), np.float32) if weight is None else weight
    return [_worth(said[:, one], answers[:, one], weight, sides) for one in range(k)]


def _worth(said: NDArray[np.bool_], there: NDArray[np.bool_], weight: Floats, sides: float) -> Worth:
    both = said & there
    precision = _share(both[said], weight[said], sides)
    return Worth(int(there.sum()), *precision, *_share(both[there], weight[there], sides))


def _share(right: NDArray[np.bool_], weight: Floats, sides: float) -> tuple[float, Interval]:
    total = float(weight.sum())
    if total <= 0:
        return float("nan"), (0.0, 1.0)
    share, counted = float(weight[right].sum()) / total, total**2 / float((weight**2).sum())
    return share, wilson(share * counted, counted, sides)
