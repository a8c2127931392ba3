"""Items are drawn into parts by chance that can be repeated, groups together."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nblabel.splitting import split_items
from nblabel.values.errors import NblabelError

ITEMS: dict[str, str | None] = {f"{n}.png": None for n in range(100)}


def test_parts_have_their_shares() -> None:
    parts = split_items(ITEMS, {"train": 0.7, "val": 0.2, "test": 0.1}, 0)
    assert Counter(parts.values()) == {"train": 70, "val": 20, "test": 10}


@given(st.permutations(list(ITEMS)))
def test_the_order_of_the_items_does_not_matter(order: list[str]) -> None:
    assert split_items(dict.fromkeys(order), 0.8, 3) == split_items(ITEMS, 0.8, 3)


def test_another_seed_draws_others() -> None:
    assert split_items(ITEMS, 0.5, 0) != split_items(ITEMS, 0.5, 1)


def test_a_group_stays_together() -> None:
    groups: dict[str, str | None] = {item: f"patient {n // 10}" for n, item in enumerate(ITEMS)}
    parts = split_items(groups, {"train": 0.8, "val": 0.2}, 0)
    assert Counter(parts.values()) == {"train": 80, "val": 20}
    assert len({(groups[item], part) for item, part in parts.items()}) == 10


@pytest.mark.parametrize(
    "shares", [{}, {"a": 0.5}, {"a": -1, "b": 2}, 1.5, {"../a": 1.0}, {"a": float("nan")}]
)
def test_shares_that_cannot_be_are_refused(shares: dict[str, float]) -> None:
    with pytest.raises(NblabelError):
        split_items(ITEMS, shares, 0)


def test_without_shares_there_are_no_parts() -> None:
    assert split_items(ITEMS, None, 0) == {}
