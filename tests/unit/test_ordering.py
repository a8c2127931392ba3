"""Annotations lie in the order they were made in, but for those that a person has moved."""

from hypothesis import given
from hypothesis import strategies as st

from nblabel.values.annotation import Annotation, Whole
from nblabel.values.change import Answer, Change, apply
from nblabel.values.ids import new_ids
from nblabel.values.ordering import keep_order, place_of, ranks_between

digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ids = st.lists(st.text(digits, min_size=4, max_size=6).map(lambda text: text + "1"), unique=True, max_size=30)


def ordered(annotations: list[Annotation]) -> list[str]:
    return [one.id for one in sorted(annotations, key=place_of)]


@given(ids, st.data())
def test_a_rank_can_be_made_between_any_two(some: list[str], data: st.DataObject) -> None:
    places = ["", *sorted(some), None]
    at = data.draw(st.integers(0, len(places) - 2))
    low, high = places[at] or "", places[at + 1]
    ranks = ranks_between(low, high, data.draw(st.integers(0, 50)))
    row = [low, *ranks, *([high] if high else [])]
    assert row == sorted(set(row))


def test_a_thousand_ranks_between_two_neighbours_stay_short() -> None:
    one, other = new_ids(2)
    assert max(map(len, ranks_between(one, other, 1000))) <= 26 + 3


def test_ranks_made_again_and_again_at_one_place_grow_by_a_letter_in_six() -> None:
    low, high = new_ids(2)
    for _ in range(60):
        (high,) = ranks_between(low, high, 1)
    assert low < high
    assert len(high) <= 26 + 12


@given(ids)
def test_ranks_keep_any_order(some: list[str]) -> None:
    kept = keep_order([Annotation(one, 1, Whole()) for one in some])
    assert [one.id for one in kept] == some == ordered(kept)


def test_only_the_one_that_was_moved_is_ranked() -> None:
    one, other, third, last = new_ids(4)
    kept = keep_order([Annotation(each, 1, Whole()) for each in (other, third, one, last)])
    assert [bool(each.rank) for each in kept] == [False, False, True, False]


def test_an_answer_lies_in_the_order_of_ranks_and_undo_moves_it_back() -> None:
    one, other = (Annotation(each, 1, Whole()) for each in new_ids(2))
    before, _ = apply(Answer(), Change("a", put=[one, other]), "e1")
    (rank,) = ranks_between(other.id, None, 1)
    front = Annotation(one.id, 1, Whole(), rank=rank)
    after, inverse = apply(before, Change("a", put=[front]), "e2")
    assert after.annotations == [other, front]
    assert apply(after, inverse, "e3")[0].annotations == [one, other]
