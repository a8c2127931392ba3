"""What an endpoint can do is found out by one tiny request, and kept while the program runs."""

import pytest

from nblabel.gpt.asking import PROBE, probe
from nblabel.gpt.capabilities import Capabilities
from nblabel.practice.faults import Faults
from nblabel.practice.server import Server
from tests.gpt.asked import RIGHT, TEXTS, Book, best, gpt, outcomes, prompt, said

ALL = Capabilities()


@pytest.mark.parametrize(
    ("faults", "able", "requests"),
    [
        (Faults(), ALL, 1),
        (Faults(schema=False), ALL._replace(schema=False), 2),
        (Faults(schema=False, silent=True), ALL, 1),  # what is taken may be sent
        (Faults(logprobs=False), ALL._replace(logprobs=False), 2),
        (Faults(logprobs=False, several=False, silent=True), ALL._replace(logprobs=False, several=False), 1),
        (Faults(newer=True), ALL._replace(limit="max_completion_tokens", temperature=False), 3),
        (Faults(newer=True, logprobs=False, several=False, schema=False),
         Capabilities(False, False, False, False, "max_completion_tokens"), 6),
    ],
)  # fmt: skip
def test_it_is_found_out(faults: Faults, able: Capabilities, requests: int) -> None:
    with Server(faults=faults) as server:
        assert probe(gpt(server)) == able
        assert probe(gpt(server)) == able  # known now
        assert server.requests == requests
        assert [best(one) for one in said(gpt(server, votes=3), prompt(), TEXTS)] == RIGHT


def test_it_is_reserved_like_any_request(server: Server) -> None:
    book = Book()
    outcomes(gpt(server), prompt(), TEXTS, purse=book)
    assert [act[0] for act in book.acts if act[1] == PROBE] == ["reserve", "settle"]


def test_a_budget_too_small_for_it_sends_nothing(server: Server) -> None:
    ended, found = outcomes(gpt(server), prompt(), TEXTS, purse=Book(budget=100))
    assert (ended, found, server.requests) == ("budget", [None] * 3, 0)
