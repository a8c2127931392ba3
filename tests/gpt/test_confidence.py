"""How sure a model is: the probability of the tokens that decide, renormalised over what could be chosen."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nblabel.gpt.confidence import certainty, shares
from nblabel.gpt.replies import Token


def tokens(*pieces: tuple[str, float, dict[str, float]]) -> list[Token]:
    """Tokens with their probability, and what else might have been."""
    found, start = [], 0
    for text, share, others in pieces:
        alternatives = tuple((other.encode(), math.log(p)) for other, p in others.items())
        found.append(Token(start, text.encode(), math.log(share), alternatives))
        start += len(text.encode())
    return found


def test_one_token_decides() -> None:
    told = shares(tokens(('{"label": "', 1, {}), ("a", 0.6, {"b": 0.3, "~": 0.1})), 11, "a", "abc")
    assert told == pytest.approx({"a": 0.6 / 0.9, "b": 0.3 / 0.9, "c": 0.0})


def test_what_is_not_told_is_spread_over_what_is_not_named() -> None:
    told = shares(tokens(('"', 1, {}), ("a", 0.6, {"b": 0.2})), 1, "a", "abcd")
    assert told == pytest.approx({"a": 0.6, "b": 0.2, "c": 0.1, "d": 0.1})


def test_a_code_of_two_tokens_is_decided_step_by_step() -> None:
    pieces = tokens(('"', 1, {}), ("a", 0.8, {"b": 0.2}), ("x", 0.5, {"y": 0.5}), ('"', 1, {}))
    told = shares(pieces, 1, "ax", ["ax", "ay", "bx", "by"])
    assert told == pytest.approx({"ax": 0.4, "ay": 0.4, "bx": 0.1, "by": 0.1})


def test_a_token_may_hold_the_quotation_marks_too() -> None:
    pieces = tokens(('{"label":', 1, {}), ('"a"', 0.7, {'"b"': 0.2, ' "c"': 0.1, '"': 0.0001}), ("}", 1, {}))
    told = shares(pieces, 10, "a", "abc")
    assert told is not None
    assert told["a"] == pytest.approx(0.7, abs=0.01)
    assert told["c"] == pytest.approx(0.1, abs=0.01)


def test_what_says_nothing_of_the_code_gives_nothing() -> None:
    assert shares(tokens(('"', 1, {}), ("z", 0.9, {"y": 0.1})), 1, "a", "ab") is None


@given(st.lists(st.floats(0.001, 1), min_size=2, max_size=26), st.integers(1, 20))
def test_shares_add_up_to_one(weights: list[float], told: int) -> None:
    choices = "abcdefghijklmnopqrstuvwxyz"[: len(weights)]
    each = dict(zip(choices, (w / sum(weights) for w in weights), strict=True))
    top = dict(sorted(each.items(), key=lambda one: -one[1])[:told])
    found = shares(tokens(('"', 1, {}), (choices[0], each[choices[0]], top)), 1, choices[0], choices)
    assert found is not None
    assert sum(found.values()) == pytest.approx(1)
    assert all(found[code] == pytest.approx(each[code]) for code in top)


def test_certainty_is_the_mean_probability_of_the_tokens_within() -> None:
    pieces = tokens(("ab", 0.25, {}), ("cd", 1.0, {}), ("ef", 0.01, {}))
    assert certainty(pieces, 1, 4) == pytest.approx(0.5)
    assert certainty([], 0, 4) == 1
