"""Answers that are probably slips: what heads that had not seen them say, and the answers nearest to them."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nblabel.learn.blocks import Floats, asked, one_thread
from nblabel.learn.headloss import Kind

# Answers that are asked beside the model, and how much they count in the doubt.
NEAREST = 10
NEIGHBOURS = 0.3
# A reason is given from here on.
WORTH = 0.5
BLOCK = 1024


class Doubts(NamedTuple):
    """Of m answers: how doubtful each is, 0..1 (NaN where nothing can be said); what is suggested instead.

    `suggested` (m,) is a class, the answered one where the model agrees; of several labels the label that is
    most in doubt, whether it is on the item or not. `backing` (m,): how many of the NEAREST answers
    have it (or have it not), -1 without features. `score` (m,): the model's for the suggestion.
    """

    doubt: Floats
    suggested: NDArray[np.int32]
    score: Floats
    backing: NDArray[np.int32]


def doubts(
    scores: Floats,
    answers: NDArray[Any],
    kind: Kind = "one",
    rows: Floats | None = None,
    stop: Callable[[], bool] | None = None,
) -> Doubts:
    """The doubts about `answers` by out-of-fold `scores` (m, k): 1 − the score of what was answered.

    With `rows` (m, r), features of the answered items in the pool's coordinates, the share of the nearest
    answers that differ counts too. Self-confidence ranks slips better than other scores of confident
    learning do (Kuan and Mueller 2022).
    """
    near = _nearest(rows, stop) if rows is not None and len(rows) > NEAREST else None
    return _one(scores, answers, near) if kind == "one" else _many(scores, answers, near)


def reasons(
    found: Doubts, answers: NDArray[Any], names: Sequence[str], places: Sequence[int] | None = None
) -> list[str]:
    """A sentence for each answer (or for those at `places`), "" where it is not in doubt."""
    told = []
    for at in range(len(found.doubt)) if places is None else places:
        if not found.doubt[at] >= WORTH:
            told.append("")
            continue
        label = names[found.suggested[at]]
        there = answers.ndim == 2 and bool(answers[at, found.suggested[at]])
        what = f"not {label}" if there else label
        sentence = f"the model says {what} ({found.score[at]:.2f})"
        if found.backing[at] >= 0:
            sentence += f"; {found.backing[at]} of the {NEAREST} nearest answers are {what}"
        told.append(sentence)
    return told


def _one(scores: Floats, answers: NDArray[Any], near: NDArray[np.int64] | None) -> Doubts:
    m, k = scores.shape
    rows = np.arange(m)
    answered = (answers >= 0) & (answers < k) & np.isfinite(scores).all(axis=1)
    own = np.where(answered, answers, 0)
    away = np.where(answered, 1 - scores[rows, own], np.nan).astype(np.float32)
    if near is not None:
        known = answers[near]
        differ = ((known != own[:, None]) & (known >= 0)).mean(axis=1)
        away = np.where(near[:, 0] >= 0, (1 - NEIGHBOURS) * away + NEIGHBOURS * differ, away).astype(
            np.float32
        )
    suggested = np.where(answered, np.nan_to_num(scores, nan=-1).argmax(axis=1), -1).astype(np.int32)
    backing = np.full(m, -1, np.int32)
    if near is not None:
        counted = (answers[near] == suggested[:, None]).sum(axis=1)
        backing = np.where(near[:, 0] >= 0, counted, -1).astype(np.int32)
    return Doubts(away, suggested, scores[rows, np.maximum(suggested, 0)], backing)


def _many(scores: Floats, answers: NDArray[Any], near: NDArray[np.int64] | None) -> Doubts:
    rows = np.arange(len(scores))
    away = np.abs(answers - scores).astype(np.float32)
    differ = None
    if near is not None:
        differ = (answers[near] != answers[:, None, :]).mean(axis=1)
        there = (near[:, 0] >= 0)[:, None]
        away = np.where(there, (1 - NEIGHBOURS) * away + NEIGHBOURS * differ, away).astype(np.float32)
    worst = np.nan_to_num(away, nan=-1).argmax(axis=1)
    backing = np.full(len(scores), -1, np.int32)
    if near is not None and differ is not None:
        counted = np.rint(differ[rows, worst] * NEAREST)
        backing = np.where(near[:, 0] >= 0, counted, -1).astype(np.int32)
    score = np.abs(answers[rows, worst] - scores[rows, worst]).astype(np.float32)
    return Doubts(away[rows, worst], worst.astype(np.int32), score, backing)


def _nearest(rows: Floats, stop: Callable[[], bool] | None) -> NDArray[np.int64]:
    """The NEAREST other rows of each by cosine (m, NEAREST); -1 for rows with NaN, which are near to none."""
    usable = np.asarray(np.isfinite(rows).all(axis=1))
    unit = np.where(usable[:, None], rows, 0)
    unit = unit / np.maximum(np.linalg.norm(unit, axis=1, keepdims=True), 1e-9)
    near = np.full((len(rows), NEAREST), -1)
    if usable.sum() <= NEAREST:
        return near
    with one_thread():
        for first in range(0, len(rows), BLOCK):
            asked(stop)
            alike = unit[first : first + BLOCK] @ unit.T
            alike[:, ~usable] = -np.inf
            alike[np.arange(len(alike)), first + np.arange(len(alike))] = -np.inf
            near[first : first + BLOCK] = np.argpartition(-alike, NEAREST - 1, axis=1)[:, :NEAREST]
    near[~usable] = -1
    return near
