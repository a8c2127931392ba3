"""What a person is told of the learning."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nblabel.learn.balance import curve, enough, missing, rare, uneven, wilson, worth


def test_the_interval_is_that_of_the_table() -> None:
    assert wilson(81, 263, 1.96) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)


@given(st.integers(1, 500), st.floats(0, 1))
def test_the_interval_holds_the_share(asked: int, share: float) -> None:
    right = round(share * asked)
    low, high = wilson(right, asked)
    assert 0 <= low <= right / asked + 1e-9
    assert right / asked - 1e-9 <= high <= 1


def test_the_curve_counts_each_answer_once() -> None:
    points = curve([False] * 20 + [True] * 40 + [True, False] * 40)
    assert [point.answers for point in points] == [20, 60, 140]
    assert [point.accuracy for point in points] == [0, 1, 0.5]
    assert all(point.low <= point.accuracy <= point.high for point in points)


def test_too_few_answers_make_no_curve() -> None:
    assert curve([True] * 19) == []


def test_more_labels_help_while_the_curve_rises() -> None:
    rising = np.random.default_rng(0).random(400) < np.linspace(0.3, 1, 400)
    assert not enough(rising[:300].tolist())
    assert enough([True, True, True, False] * 100)
    assert not enough([True] * 150)


def test_a_label_far_rarer_among_answers_than_in_the_pool_is_rare() -> None:
    assert rare(np.array([40, 40, 1]), np.array([400, 400, 200])).tolist() == [2]
    assert rare(np.array([40, 40, 20]), np.array([400, 400, 200])).tolist() == []
    assert rare(np.array([1, 1, 0]), np.array([10, 10, 50])).tolist() == []


def test_a_label_with_a_tenth_of_the_commonest_is_uneven() -> None:
    assert uneven(np.array([50, 30, 4, 0])).tolist() == [3, 2]
    assert uneven(np.zeros(0)).tolist() == []


def test_three_answers_teach_a_label() -> None:
    assert missing(np.array([0, 2, 3, 9])).tolist() == [3, 1, 0, 0]


def test_precision_and_recall_are_those_of_each_label() -> None:
    first, second = worth(np.array([0, 0, 1, 1, -1]), np.array([0, 1, 1, 1, 0]), 2)
    assert (first.answers, first.precision, first.recall) == (2, 0.5, 0.5)
    assert second.precision == 1
    assert second.recall == pytest.approx(2 / 3)


def test_a_label_that_was_never_said_has_no_precision() -> None:
    (only,) = worth(np.array([-1, -1]), np.array([0, 0]), 1)
    assert np.isnan(only.precision)
    assert only.precision_range == (0.0, 1.0)
    assert only.recall == 0


def test_weights_count_for_the_items_that_they_stand_for() -> None:
    (only,) = worth(np.array([0, 0]), np.array([0, -1]), 1, np.array([3.0, 1.0], np.float32))
    assert only.precision == 0.75
