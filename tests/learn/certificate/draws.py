"""Pools of scores with a known truth, and checks drawn from them as a project does."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nblabel.learn.certificate.certifier import Certifier
from nblabel.learn.certificate.checks import Checks


class Drawn(NamedTuple):
    checks: Checks
    score: NDArray[np.float64]
    predicted: NDArray[np.int64]
    right: NDArray[np.bool_]


def drawn(right: NDArray[np.bool_], checks: int, seed: int = 0, classes: int = 1) -> Drawn:
    """Items whose scores fall in the order of `right`; `checks` of them are asked, the others stay open."""
    rng = np.random.default_rng(seed)
    score = np.linspace(1, 0.3, len(right))
    predicted = np.arange(len(right)) % classes
    asked, weight = Certifier().draw(np.arange(len(right)), score, checks, rng)
    open_ = np.ones(len(right), bool)
    open_[asked] = False
    told = Checks(asked, predicted[asked], score[asked], right[asked], weight)
    return Drawn(told, score[open_], predicted[open_], right[open_])


def curve(items: int, wrong_at_first: float, wrong_at_last: float, seed: int = 0) -> NDArray[np.bool_]:
    """Which of the items, surest first, are right; the share of wrong ones changes evenly."""
    rng = np.random.default_rng(seed)
    return np.asarray(rng.random(items) >= np.linspace(wrong_at_first, wrong_at_last, items))
