"""Whatever an endpoint does, every item has an answer or a reason, and no answer is asked for again."""

import time
from collections import Counter

import pytest

from nblabel.gpt.asking import probe
from nblabel.gpt.faults import EndpointError
from nblabel.gpt.prompt import Question
from nblabel.practice.faults import Faults
from nblabel.practice.server import Server
from tests.gpt.asked import Book, always, gpt, outcomes, prompt, reasons, said

MANY = [f"The team won match {n}." for n in range(40)]


def test_what_was_refused_for_now_is_asked_again_when_the_endpoint_says() -> None:
    with Server(limited=1, retry_after=0.3) as server:
        start = time.monotonic()
        told = reasons(gpt(server), prompt(), MANY[:3])
        took = time.monotonic() - start
    assert set(server.asked.values()) == {6}
    assert took >= 5 * 0.3
    assert all("429" in one and "6 times" in one for one in told)


def test_a_rest_too_long_to_wait_for_ends_all() -> None:
    with Server(limited=1, retry_after=3600) as server, pytest.raises(EndpointError, match="3600 s"):
        outcomes(gpt(server), prompt(), MANY[:2])
    assert set(server.asked.values()) == {1}


def test_faults_of_every_kind_lose_no_item_and_repeat_no_answer() -> None:
    book = Book()
    with Server(limited=0.2, broken=0.05, dropped=0.02, hanging=0.02, seed=4) as server:
        probe(gpt(server))
        ended, found = outcomes(gpt(server, timeout=0.5), prompt(), MANY * 3, purse=book)
    assert ended == "done"
    assert all(one is not None and (one.said is not None or one.reason) for one in found)
    assert not book.open
    assert server.statuses[429] > 5
    assert sum(one.unknown for one in found if one is not None) > 0
    assert book.lost > 0


def test_no_answer_that_came_is_asked_again() -> None:
    with Server(
        limited=0.3, broken=0.1, cut=0.1, refusing=0.1, garbled=0.1, seed=1, retry_after=0.01
    ) as server:
        _, found = outcomes(gpt(server), prompt(), MANY)
    assert set(server.answered.values()) == {1}
    failed = Counter(one.reason.split(":")[0] for one in found if one is not None and one.said is None)
    assert sum(failed.values()) > 4


@pytest.mark.parametrize(
    ("fault", "reason"),
    [("cut", "answer_tokens"), ("refusing", "refused"), ("garbled", "no JSON"), ("unasked", "not asked for")],
)
def test_an_answer_of_no_use_is_a_reason(fault: str, reason: str) -> None:
    with Server(faults=always(fault)) as server:
        assert all(reason in told for told in reasons(gpt(server), prompt(), MANY[:3]))
    assert server.requests == 4  # and one to find out what it can do


@pytest.mark.parametrize(
    ("fault", "words"), [("hanging", "within 0.3 s. Tried 2 times"), ("dropped", "broke. Tried 2 times")]
)
def test_what_got_lost_is_asked_once_more_and_stays_reserved(fault: str, words: str) -> None:
    book = Book()
    with Server(faults=always(fault)) as server:
        probe(gpt(server))
        _, found = outcomes(gpt(server, timeout=0.3), prompt(), MANY[:2], purse=book)
    assert all(one is not None and words in one.reason and one.unknown for one in found)
    assert set(server.asked.values()) == {2}
    most = prompt().most_tokens(gpt(server), Question("k", MANY[0]))
    assert book.lost == 2 * 2 * sum(most)


def test_a_wrong_key_ends_all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-wrong-one")
    with Server(key="sk-right-one") as server, pytest.raises(EndpointError, match="OPENAI_API_KEY") as caught:
        outcomes(gpt(server), prompt(), MANY)
    assert "wrong-one" not in str(caught.value)
    assert server.requests == 1


def test_an_unknown_model_ends_all_at_once(server: Server) -> None:
    import nblabel as nl

    with pytest.raises(EndpointError, match="no model 'other'"):
        outcomes(nl.gpt("other", server.url), prompt(), MANY)
    assert server.requests == 1


def test_nobody_there_ends_all_at_once(server: Server) -> None:
    model = gpt(server)
    server.stop()
    with pytest.raises(EndpointError, match="does not answer"):
        outcomes(model, prompt(), MANY)


def test_an_endpoint_that_goes_away_ends_asking_and_fails_no_item(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nblabel.gpt.line.FIRST_REST", 0.01)
    server = Server().start()
    model = gpt(server)
    probe(model)
    server.stop()
    told: list[object] = []
    with pytest.raises(EndpointError, match="does not answer"):
        outcomes(model, prompt(), MANY, purse=Book(), stop=lambda: bool(told))
    assert not told


def test_stopping_waits_for_what_is_in_flight_and_takes_no_more() -> None:
    with Server(delay=0.2) as server:
        probe(gpt(server))
        ended, found = outcomes(gpt(server, in_flight=4), prompt(), MANY, stop=lambda: server.in_flight > 0)
    told = [one for one in found if one is not None]
    assert ended == "stopped"
    assert all(one.said is not None for one in told)
    assert len(told) == sum(server.answered.values()) < len(MANY)


def test_no_more_are_in_flight_than_may_be() -> None:
    with Server(delay=0.05) as server:
        said(gpt(server, in_flight=5), prompt(), MANY)
    assert 1 < server.most_in_flight <= 5


def test_an_endpoint_that_refuses_every_item_is_left() -> None:
    with Server() as server:
        probe(gpt(server))
        server.faults = Faults(schema=False)
        with pytest.raises(EndpointError, match="refuses every item"):
            outcomes(gpt(server), prompt(), MANY)
