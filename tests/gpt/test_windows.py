"""A text too long for one request is asked about in overlapping windows, or refused with the reason."""

from hypothesis import given
from hypothesis import strategies as st

from nblabel.gpt.joining import joined
from nblabel.gpt.reading import Said
from nblabel.gpt.windows import windows
from nblabel.practice.server import Server
from tests.gpt.asked import best, gpt, outcomes, prompt, reasons, said

LONG = (
    "Nothing to see here. " * 150 + "The bank sold its shares on the market. " + "Nothing at all here. " * 150
)


@given(st.text(max_size=400), st.integers(8, 200))
def test_windows_cover_the_text_and_keep_to_their_length(text: str, most: int) -> None:
    found = windows(text, most)
    end = 0
    for start, piece in found:
        assert start <= end
        assert text[start : start + len(piece)] == piece
        assert len(piece.encode()) <= most
        end = start + len(piece)
    assert end == len(text)
    assert found[0].start == 0


def test_scores_are_weighted_by_length_and_spans_put_in_their_places() -> None:
    first, second = Said({1: 1.0}, [(0, 4, 1, 0.9), (8, 10, 1, 0.5)]), Said({1: 0.0}, [(0, 5, 1, 0.8)])
    found = joined([first, second], [0, 8], [10, 30])
    assert found.scores == {1: 0.25}
    assert found.spans == [(0, 4, 1, 0.9), (8, 13, 1, 0.8)]  # what the border cut is part of the whole one


def test_a_long_text_is_asked_in_windows(server: Server) -> None:
    model = gpt(server, context=3000, answer_tokens=400)
    found = said(model, prompt("spans"), [LONG])[0]
    assert [LONG[start:end] for start, end, *_ in found.spans] == ["bank", "shares", "market"]
    assert len(server.answered) > 3
    assert set(server.asked.values()) == {1}


def test_what_the_endpoint_calls_too_long_is_halved() -> None:
    with Server(context=1500) as server:
        found = said(gpt(server), prompt(), [LONG, LONG + "!"])
    assert [best(one) for one in found] == [12, 12]


def test_what_no_window_fits_fails_with_the_reason() -> None:
    with Server(context=200) as server:
        told = reasons(gpt(server), prompt(), [LONG, "short"])
    assert all("onger than" in one or "does not fit" in one for one in told)


def test_what_cannot_be_halved_is_not_asked_again() -> None:
    with Server(context=200) as server:
        assert "onger than" in reasons(gpt(server), prompt(), ["short"])[0]
    assert server.requests == 2  # one of them finds out what it can do


def test_every_window_is_reserved_and_counted(server: Server) -> None:
    model = gpt(server, context=3000, answer_tokens=400)
    _, found = outcomes(model, prompt(), [LONG])
    assert found[0] is not None
    assert found[0].usage.requests == sum(server.asked.values()) > 3
