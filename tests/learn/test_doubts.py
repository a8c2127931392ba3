"""Doubtful answers: which come first, and the reason that is given."""

import numpy as np

from nblabel.learn.doubts import doubts, reasons
from nblabel.learn.head import out_of_fold
from tests.learn.pools import heaps

X, Y = heaps(200, 3, apart=6.0)
NAMES = ["cat", "dog", "owl"]


def flipped(count: int = 15) -> np.ndarray:
    """The classes, the first `count` of them wrong."""
    wrong = Y.copy()
    wrong[:count] = (wrong[:count] + 1) % 3
    return wrong


def test_slips_come_first() -> None:
    answers = flipped()
    found = doubts(out_of_fold(X, answers, 3, "one"), answers, rows=X.astype(np.float32))
    assert set(np.argsort(-found.doubt)[:15]) == set(range(15))
    assert np.array_equal(found.suggested[:15], Y[:15])
    assert ((found.doubt >= 0) & (found.doubt <= 1)).all()


def test_the_reason_names_the_score_and_the_nearest_answers() -> None:
    answers = flipped(1)
    found = doubts(out_of_fold(X, answers, 3, "one"), answers, rows=X.astype(np.float32))
    told = reasons(found, answers, NAMES)
    label = NAMES[Y[0]]
    assert (
        told[0] == f"the model says {label} ({found.score[0]:.2f}); 10 of the 10 nearest answers are {label}"
    )
    assert told[np.argmin(found.doubt)] == ""


def test_without_features_the_model_alone_is_asked() -> None:
    scores = np.array([[0.97, 0.03], [0.2, 0.8]], np.float32)
    found = doubts(scores, np.array([1, 1]))
    assert np.allclose(found.doubt, [0.97, 0.2])
    assert reasons(found, np.array([1, 1]), NAMES) == ["the model says cat (0.97)", ""]


def test_of_what_has_no_answer_or_no_features_nothing_is_said() -> None:
    scores = np.array([[np.nan, np.nan], [0.2, 0.8]], np.float32)
    found = doubts(scores, np.array([1, -1]))
    assert np.isnan(found.doubt).all()
    assert reasons(found, np.array([1, -1]), NAMES) == ["", ""]


def test_of_several_labels_the_worst_is_told_present_or_missing() -> None:
    scores = np.array([[0.9, 0.1, 0.2], [0.1, 0.05, 0.9]], np.float32)
    answers = np.array([[False, False, False], [True, False, True]])
    found = doubts(scores, answers, "many")
    assert reasons(found, answers, NAMES) == ["the model says cat (0.90)", "the model says not cat (0.90)"]


def test_a_slip_in_one_of_several_labels_is_found() -> None:
    labels = np.stack([Y == 0, Y != 1], axis=1)
    labels[3] = ~labels[3]
    found = doubts(out_of_fold(X, labels, 2, "many"), labels, "many", X.astype(np.float32))
    assert found.doubt.argmax() == 3
    assert found.backing[3] >= 8
