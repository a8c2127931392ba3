"""What a run says of the pool, as the store takes it."""

from typing import Any

import numpy as np

from nblabel.assist.pool import Classes
from nblabel.learn.learner import HALF, Answers, Learner, Run
from nblabel.store.predicted import Predicted


def same(one: Answers, other: Answers) -> bool:
    """Whether these are the same answers."""
    return np.array_equal(one.places, other.places) and np.array_equal(one.classes, other.classes)


def predicted(number: int, learner: Learner, run: Run, ids: Any, classes: Classes) -> Predicted:
    """What a run says, as the store takes it: of each item the best label, or those at one half or more."""
    said, sure = run.said, learner.sure
    if learner.settings.kind == "one":
        best, score = said.best.copy(), said.score.copy()
        is_sure = np.zeros(len(best), np.bool_)
        if sure is not None:
            best[sure.places], score[sure.places], is_sure[sure.places] = sure.best, sure.score, True
        places = np.flatnonzero(best >= 0)
        return Predicted(number, ids[places], classes.labels[best[places]], score[places], is_sure[places])
    scores = np.where(run.learnt, said.scores, 0)
    is_sure = np.zeros(len(scores), np.bool_)
    if sure is not None:
        scores[sure.places], is_sure[sure.places] = np.where(run.learnt, sure.scores, 0), True
    rows, which = np.nonzero(scores >= HALF)
    order = np.lexsort((-scores[rows, which], rows))
    rows, which = rows[order], which[order]
    return Predicted(number, ids[rows], classes.labels[which], scores[rows, which], is_sure[rows])
