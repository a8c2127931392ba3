"""The linear head: what it learns, and what it makes of bad input."""

import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_info

from nblabel.learn.blocks import Stopped, one_thread
from nblabel.learn.head import NothingToLearnError, fit, out_of_fold
from tests.learn.pools import heaps

X, Y = heaps()


def test_it_learns_heaps_from_few_answers() -> None:
    scores = fit(X[:30], Y[:30], 3, "one").scores(X)
    assert scores.dtype == np.float32
    assert (scores.argmax(axis=1) == Y).mean() > 0.95
    assert np.allclose(scores.sum(axis=1), 1, atol=1e-5)


def test_its_scores_are_about_as_high_as_it_is_right() -> None:
    pool, classes = heaps(3000, 5, apart=2.0)
    scores = fit(pool[:200], classes[:200], 5, "one").scores(pool[200:])
    right = (scores.argmax(axis=1) == classes[200:]).mean()
    assert abs(scores.max(axis=1).mean() - right) < 0.06


def test_several_labels_are_learnt_each_for_itself() -> None:
    labels = np.stack([Y == 0, Y != 2, np.zeros(len(Y), np.bool_)], axis=1)
    scores = fit(X[:60], labels[:60], 3, "many").scores(X)
    assert ((scores >= 0.5) == labels).mean() > 0.95
    assert scores[:, 2].max() < 0.02


def test_a_warm_start_changes_time_alone() -> None:
    cold = fit(X[:60], Y[:60], 3, "one")
    warm = fit(X[:60], Y[:60], 3, "one", start=fit(X[60:90], Y[60:90], 3, "one"))
    assert np.allclose(cold.scores(X), warm.scores(X), atol=0.02)


def test_a_class_that_joined_starts_anew() -> None:
    two = fit(X[Y < 2][:40], Y[Y < 2][:40], 2, "one")
    three = fit(X[:60], Y[:60], 3, "one", start=two)
    assert (three.scores(X).argmax(axis=1) == Y).mean() > 0.95


def test_items_with_nan_are_left_out_and_get_nan() -> None:
    broken = X.copy()
    broken[5] = np.nan
    scores = fit(broken[:60], Y[:60], 3, "one").scores(broken)
    assert np.isnan(scores[5]).all()
    assert np.isfinite(np.delete(scores, 5, axis=0)).all()
    assert (np.delete(scores, 5, axis=0).argmax(axis=1) == np.delete(Y, 5)).mean() > 0.95


def test_one_class_alone_has_the_score_of_its_count() -> None:
    scores = fit(X[:3], np.full(3, 1), 3, "one").scores(X)
    assert np.allclose(scores[:, 1], 4 / 5)
    assert scores[:, [0, 2]].max() == 0


def test_answers_without_a_class_teach_nothing() -> None:
    answers = np.where(np.arange(60) % 2, Y[:60], -1)
    odd = fit(X[:60][1::2], Y[:60][1::2], 3, "one").scores(X)
    # The space is that of the rows used, so both see the same.
    assert np.allclose(fit(X[:60], answers, 3, "one").scores(X), odd, atol=0.01)


@pytest.mark.parametrize("rows", [np.full((4, 8), np.nan), np.zeros((0, 8))])
def test_nothing_to_learn_from_is_said(rows: np.ndarray) -> None:
    with pytest.raises(NothingToLearnError, match="nothing to learn"):
        fit(rows, np.zeros(len(rows), np.int64), 3, "one")


@pytest.mark.parametrize("value", [0.0, 1.0, 60000.0])
def test_equal_features_give_the_shares_of_the_answers(value: float) -> None:
    same = np.full((12, 8), value, np.float16)
    scores = fit(same, np.arange(12) % 4 // 3, 2, "one").scores(same)
    assert np.allclose(scores[:, 1], 0.25, atol=0.02)


def test_a_class_with_one_answer_scores_higher_on_its_items() -> None:
    rows = np.concatenate([np.flatnonzero(one == Y)[:count] for one, count in ((0, 5), (1, 5), (2, 1))])
    score = fit(X[rows], Y[rows], 3, "one").scores(X)[:, 2]
    assert score[Y == 2].mean() > 2 * score[Y != 2].mean()


def test_fitting_ends_when_it_is_told_to() -> None:
    asked = iter([False, False, True])
    with pytest.raises(Stopped):
        fit(X, Y, 3, "one", stop=lambda: next(asked))


def test_scoring_ends_when_it_is_told_to() -> None:
    head = fit(X[:30], Y[:30], 3, "one")
    with pytest.raises(Stopped):
        head.scores(X, stop=lambda: True)


def test_features_of_another_width_are_refused() -> None:
    with pytest.raises(ValueError, match="8 features"):
        fit(X[:30], Y[:30], 3, "one").scores(X[:, :5])


def test_a_head_travels_as_a_pickle() -> None:
    head = fit(X[:30], Y[:30], 3, "one")
    assert np.array_equal(pickle.loads(pickle.dumps(head)).scores(X), head.scores(X))


def test_out_of_fold_scores_have_not_seen_their_answer() -> None:
    noise = np.random.default_rng(1).permutation(Y)[:100]
    scores = out_of_fold(X[:100], noise, 3, "one", start=fit(X[:100], noise, 3, "one"))
    # Of answers without any sense a head that had seen them would be right more often than by chance.
    assert (scores.argmax(axis=1) == noise).mean() < 0.5
    assert np.isfinite(scores).all()


def test_out_of_fold_scores_are_the_same_whatever_they_start_from() -> None:
    cold = out_of_fold(X[:90], Y[:90], 3, "one")
    warm = out_of_fold(X[:90], Y[:90], 3, "one", start=fit(X[:90], Y[:90], 3, "one"))
    assert np.allclose(cold, warm, atol=0.02)


def test_every_fold_has_its_share_of_a_rare_label() -> None:
    labels = np.stack([Y[:100] == 0, np.arange(100) < 10], axis=1)
    scores = out_of_fold(X[:100], labels, 2, "many", folds=5)
    assert scores.shape == (100, 2)
    assert np.isfinite(scores).all()


@settings(max_examples=15, deadline=None)
@given(st.integers(2, 40), st.integers(1, 5), st.integers(0, 2**32 - 1))
def test_scores_of_any_answers_are_probabilities(m: int, k: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows = (rng.standard_normal((m, 6)) * 10.0 ** rng.integers(-4, 5)).astype(np.float16)
    scores = fit(rows, rng.integers(0, k, m), k, "one").scores(rows)
    usable = np.isfinite(rows).all(axis=1)
    assert ((scores[usable] >= 0) & (scores[usable] <= 1.0001)).all()


def test_blas_has_its_threads_again_when_the_last_has_left() -> None:
    before = threads()
    one, other = one_thread(), one_thread()
    one.__enter__()
    other.__enter__()
    assert set(threads()) == {1}
    one.__exit__(None, None, None)
    assert set(threads()) == {1}
    other.__exit__(None, None, None)
    assert threads() == before


def threads() -> list[int]:
    return [int(one["num_threads"]) for one in threadpool_info() if one["user_api"] == "blas"]
