"""Names sort as people expect, a million of them without a Python object for each."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nblabel.store.natural import BETWEEN, natural_order

letters = st.sampled_from(list("aAbBzZ019._- /é犬\U0001f408"))
names = st.lists(st.text(letters, max_size=30), max_size=40)


def expected(name: str) -> list[tuple[int, int | bytes]]:
    """Numbers by their value, before letters and behind most signs, the rest byte by byte."""
    parts = re.split(r"([0-9]+)", re.sub(r"[A-Z]", lambda found: found[0].lower(), name))
    found: list[tuple[int, int | bytes]] = []
    for place, part in enumerate(parts):
        found += [(ord("0"), int(part))] if place % 2 else [(byte, b"") for byte in part.encode()]
    return found


def ordered(given: list[str]) -> list[str]:
    return [given[place] for place in natural_order(BETWEEN.join(given), len(given))]


@given(names)
def test_any_names_are_in_natural_order_and_equal_ones_stay(given: list[str]) -> None:
    assert ordered(given) == sorted(given, key=expected)


@pytest.mark.parametrize(
    "rising",
    [
        ["img1", "img2", "img10", "img10a", "img11"],
        ["a/2/1", "a/2/10", "a/10/1"],
        ["x" * 100 + "2", "x" * 100 + "10"],
        ["2024-1-9", "2024-1-10", "2024-11-1"],
        ["0", "1", "9" * 18, "1" + "0" * 18],
    ],
)
def test_numbers_in_names_are_compared_as_numbers(rising: list[str]) -> None:
    assert ordered(rising[::-1]) == rising


def test_more_names_than_are_looked_into_at_a_time() -> None:
    rising = [f"photo {n}.jpg" for n in range(25_000)]
    assert ordered(sorted(rising)) == rising
