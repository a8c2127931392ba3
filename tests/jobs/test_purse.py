"""The purse: whatever is asked, tried again and lost on the way, no limit is ever passed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nblabel as nl
from nblabel.jobs.budget import Purse
from nblabel.store.about import as_time
from nblabel.store.jobs import JobError, JobRow, Spent

Usage = tuple[int, int, int]


class Took:
    """What a request took, as `ask` tells it."""

    def __init__(self, requests: int, tokens_in: int, tokens_out: int) -> None:
        self.requests, self.tokens_in, self.tokens_out = requests, tokens_in, tokens_out


def row(used: Spent = Spent(), held: Spent = Spent()) -> JobRow:  # noqa: B008
    return JobRow(
        1, "gpt", "m", {}, "running", "", "ana", None, "me", 0, 9, 0, 0, 0, used, held, {}, as_time(0)
    )


def purse(budget: nl.Budget, noted: list[Spent] | None = None, start: JobRow | None = None) -> Purse:
    notes = [] if noted is None else noted
    return Purse(
        budget, lambda a, b: (a + 2 * b) / 1000, start or row(), lambda key, more: notes.append(more)
    )


@pytest.mark.parametrize("bad", [-1, float("nan"), "5", True])
def test_a_budget_is_a_number_from_zero_on(bad: Any) -> None:
    with pytest.raises(JobError, match="tokens"):
        nl.Budget(tokens=bad)


def test_what_was_used_and_held_before_counts() -> None:
    started = row(Spent(60, 0, 1), Spent(30, 0, 1))
    assert purse(nl.Budget(tokens=100), start=started).book("1", Spent(10, 0, 1))
    assert not purse(nl.Budget(tokens=100), start=started).book("1", Spent(10, 1, 1))


def test_a_further_try_draws_from_what_the_first_gave_back() -> None:
    noted: list[Spent] = []
    mine = purse(nl.Budget(), noted)
    mine.book("1", Spent(10, 5, 1))
    for _ in range(3):
        assert mine.reserve("1", 10, 5)
        mine.settle("1", Took(0, 0, 0), 0)
    assert noted == []


def test_a_try_after_an_unknown_outcome_is_reserved_beside_it() -> None:
    noted: list[Spent] = []
    mine = purse(nl.Budget(requests=2), noted)
    mine.book("1", Spent(10, 5, 1))
    for expected in (True, True, False):
        assert mine.reserve("1", 10, 5) == expected
        if expected:
            mine.settle("1", Took(0, 0, 0), 1)
    assert noted == [Spent(10, 5, 1)]
    assert mine.close("1").held == Spent(20, 10, 2)


def test_money_needs_a_price_to_be_counted() -> None:
    mine = Purse(nl.Budget(money=5), lambda a, b: None, row(), lambda key, more: None)
    assert not mine.book("1", Spent(1, 1, 1))


limits = st.none() | st.integers(0, 400)
tries = st.lists(st.tuples(st.integers(0, 3), st.floats(0, 1), st.booleans()), max_size=60)


@given(limits, limits, st.none() | st.floats(0, 0.5), tries)
def test_no_limit_is_ever_passed(
    tokens: int | None, requests: int | None, money: float | None, acts: list[tuple[int, float, bool]]
) -> None:
    budget = nl.Budget(money=money, tokens=tokens, requests=requests)
    noted: list[Spent] = []
    mine = purse(budget, noted)
    spent = Spent()  # what really went out, unknown ones at their most
    for key, share, unknown in acts:
        name = str(key)
        booked = mine.book(name, Spent(20, 4, 1))
        sent = booked and mine.reserve(name, 20, 4)
        if sent and unknown:
            mine.settle(name, Took(0, 0, 0), 1)
            spent = spent.plus(Spent(20, 4, 1))
        elif sent:
            took = Took(1, round(20 * share), round(4 * share))
            mine.settle(name, took, 0)
            spent = spent.plus(Spent(took.tokens_in, took.tokens_out, 1))
        if booked:
            mine.close(name)
        assert not budget.exceeded(spent, (spent.tokens_in + 2 * spent.tokens_out) / 1000)
