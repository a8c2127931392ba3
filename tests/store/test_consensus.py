"""Consensus: votes until enough agree, else more people, else the owner."""

import pytest

from nblabel.store.database import Place
from nblabel.store.rules import ConsensusError
from nblabel.store.store import Store
from tests.store.acting import CAT, DOG, OWL, choice, counted, look, make_store, recount, redo, undo, vote

PEOPLE = ("ana", "ben", "cem", "dea")


@pytest.fixture
def voting(place: Place) -> Store:
    """Two to three annotators per item, ten items."""
    return make_store(place, consensus=(2, 3))


def state(store: Store, key: str = "p0.png") -> str:
    return store.find([key])[key].state


def final(store: Store) -> dict[str, list[int]]:
    return {row.item: [a.label for a in row.answer.annotations] for row in store.final_answers()}


def test_one_vote_is_voting_and_two_alike_are_the_projects_answer(voting: Store) -> None:
    vote(voting, "ana", "p0.png", CAT)
    assert (state(voting), final(voting)) == ("voting", {})
    vote(voting, "ben", "p0.png", CAT)
    assert (state(voting), final(voting)) == ("submitted", {"p0.png": [CAT]})
    voting.close()


def test_without_agreement_more_are_asked_and_then_the_owner(voting: Store) -> None:
    for who, label in zip(PEOPLE, (CAT, DOG, OWL), strict=False):
        assert "p0.png" in voting.next(who, 10)
        voting.release(who)
        vote(voting, who, "p0.png", label)
    assert (state(voting), final(voting)) == ("needs_review", {})
    assert "p0.png" not in voting.next("dea", 10)
    voting.resolve("p0.png", [choice(OWL)], "ana")
    assert (state(voting), final(voting)) == ("submitted", {"p0.png": [OWL]})
    voting.close()


def test_a_decision_can_be_undone_and_done_again(voting: Store) -> None:
    for who, label in zip(PEOPLE, (CAT, DOG, OWL), strict=False):
        vote(voting, who, "p0.png", label)
    voting.resolve("p0.png", [choice(OWL)], "ana")
    decided = look(voting, *PEOPLE)
    undo(voting, "ana")
    assert state(voting) == "needs_review"
    redo(voting, "ana")
    assert look(voting, *PEOPLE) == decided
    voting.close()


def test_only_the_owner_decides(voting: Store) -> None:
    with pytest.raises(ConsensusError, match="ana"):
        voting.resolve("p0.png", [choice(OWL)], "ben")
    voting.close()


def test_an_item_is_handed_to_no_more_people_than_may_answer(voting: Store) -> None:
    first = [set(voting.next(who, 10)) for who in PEOPLE]
    assert [len(keys) for keys in first] == [10, 10, 10, 0]
    voting.close()


def test_nobody_is_asked_twice(voting: Store) -> None:
    page = voting.next("ana", 10)
    for key in page[:4]:
        vote(voting, "ana", key, CAT)
    assert (voting.next("ana", 10), voting.open_count("ana")) == (page[4:], 6)
    undo(voting, "ana")
    assert (set(voting.next("ana", 10)), voting.open_count("ana")) == (set(page[3:]), 7)
    voting.close()


def test_merged_labels_agree(voting: Store) -> None:
    vote(voting, "ana", "p0.png", CAT)
    vote(voting, "ben", "p0.png", DOG)
    voting.merge_labels(CAT, [DOG])
    assert (state(voting), counted(voting)) == ("submitted", recount(voting))
    voting.close()


def test_another_consensus_settles_everything_again(voting: Store) -> None:
    vote(voting, "ana", "p0.png", CAT)
    vote(voting, "ana", "p1.png", CAT)
    vote(voting, "ben", "p1.png", DOG)
    for consensus, states, left in (
        ((1, 1), ["submitted", "submitted"], 8),
        ((2, 2), ["voting", "needs_review"], 8),
        ((2, 3), ["voting", "voting"], 8),
        ((1, 3), ["submitted", "voting"], 8),
    ):
        voting.set_about(consensus=consensus)
        assert ([state(voting, f"p{i}.png") for i in (0, 1)], voting.open_count("ana")) == (states, left)
        assert counted(voting) == recount(voting)
    voting.close()


def test_regions_take_one_annotator_for_now(place: Place) -> None:
    with pytest.raises(ConsensusError, match="boxes"):
        Store.create(
            place.where, name=place.name or "b", task="boxes", media="image", owner="ana", consensus=(1, 2)
        )


@pytest.mark.parametrize("consensus", [(0, 1), (2, 1)])
def test_impossible_numbers_change_nothing(store: Store, consensus: tuple[int, int]) -> None:
    with pytest.raises(ConsensusError):
        store.set_about(consensus=consensus)
    assert store.about.consensus == (1, 1)


def test_where_one_answer_is_enough_the_newest_counts(store: Store) -> None:
    vote(store, "ana", "p0.png", CAT)
    vote(store, "ben", "p0.png", DOG)
    assert final(store) == {"p0.png": [DOG]}
