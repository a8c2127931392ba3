"""Nothing is sent that was not reserved, and no more is spent than the budget has."""

import dataclasses
from collections.abc import Iterator

import pytest

from nblabel.gpt.asking import ask, probe
from nblabel.gpt.faults import EndpointError
from nblabel.gpt.prompt import Question
from nblabel.practice.server import Server
from tests.gpt.asked import TEXTS, Book, gpt, outcomes, prompt

MANY = [f"The team won match {n}." for n in range(30)]


@pytest.mark.parametrize("budget", [0, 1_000, 5_000, 9_000])
def test_the_budget_is_never_passed(budget: int) -> None:
    book = Book(budget)
    with Server(limited=0.2, broken=0.2, seed=3, retry_after=0.01) as server:
        probe(gpt(server))
        before = server.tokens.total()
        ended, found = outcomes(gpt(server, in_flight=4), prompt(), MANY, purse=book)
    assert ended == "budget"
    assert server.tokens.total() - before == book.spent
    assert book.spent + book.lost <= book.most <= budget
    assert sum(one is not None for one in found) < len(MANY)


def test_an_item_of_which_nothing_was_sent_is_not_told(server: Server) -> None:
    probe(gpt(server))
    one = sum(prompt().most_tokens(gpt(server), Question("k", MANY[0])))
    ended, found = outcomes(gpt(server, in_flight=1), prompt(), MANY, purse=Book(one + 10))
    assert ended == "budget"
    assert [told is not None for told in found] == [True] + [False] * 29


def test_reservations_and_settlements_take_turns_and_end_even() -> None:
    book = Book()
    with Server(limited=0.3, broken=0.1, seed=5, retry_after=0.01, logprobs=False, several=False) as server:
        outcomes(gpt(server, votes=3), prompt(), MANY, purse=book)
    assert not book.open
    kinds = [act[0] for act in book.acts]
    assert kinds.count("reserve") == kinds.count("settle") == server.requests


def test_what_is_not_counted_is_taken_to_be_the_most() -> None:
    book = Book()
    with Server(uncounted=True) as server:
        _, found = outcomes(gpt(server), prompt(), TEXTS, purse=book)
        most = prompt().most_tokens(gpt(server), Question("k", TEXTS[0]))
    assert found[0] is not None
    assert tuple(found[0].usage) == (1, *most)


def test_an_endpoint_that_counts_more_than_can_be_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nblabel.practice.handlers._tokens_in", _dear)
    with Server() as server, pytest.raises(EndpointError, match="would break any budget"):
        outcomes(gpt(server, in_flight=1), prompt(), ["text"], purse=_Loose())


def test_a_purse_that_fails_ends_all_and_what_is_in_flight_comes_home() -> None:
    class Full(Book):
        def reserve(self, key: str, tokens_in: int, tokens_out: int) -> bool:
            if len(self.acts) > 12:
                raise OSError("disk full")
            return super().reserve(key, tokens_in, tokens_out)

    book = Full()
    with Server(delay=0.05) as server, pytest.raises(OSError, match="disk full"):
        outcomes(gpt(server, in_flight=4), prompt(), MANY, purse=book)
    assert not book.open
    assert sum(server.answered.values()) + 1 == sum(act[0] == "settle" for act in book.acts)


def test_questions_may_wait_for_outcomes(server: Server) -> None:
    import threading

    came = threading.Event()

    def one_after_the_other() -> Iterator[Question]:
        yield Question("0", TEXTS[0])
        assert came.wait(60)
        yield Question("1", TEXTS[1])

    ended = ask(gpt(server), prompt(), one_after_the_other(), Book(), lambda _: came.set(), lambda: False)
    assert ended == "done"


def test_the_pace_is_kept() -> None:
    import time

    with Server() as server:
        probe(gpt(server))
        start = time.monotonic()
        outcomes(dataclasses.replace(gpt(server), requests_per_minute=600), prompt(), [*MANY, *MANY, *MANY])
        took = time.monotonic() - start
    assert took > (90 - 50) / 10 - 0.2  # fifty may go at once, then ten a second


class _Loose(Book):
    def settle(self, key: str, usage: object, unknown: int) -> None:
        self.open.pop(key)


def _dear(body: object) -> int:
    """What a server counts that wants to be paid for more than was sent."""
    return 5000 if "Sport" in str(body) else 50
