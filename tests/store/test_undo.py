"""Undo and redo: one act at a time, across reloads, back to the start and forth to the end."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nblabel.store.database import Place
from nblabel.store.store import Store
from nblabel.values.change import Change, Edit
from nblabel.values.ids import new_id
from tests.store.acting import (
    CAT,
    DOG,
    OWL,
    choice,
    counted,
    look,
    make_store,
    put,
    recount,
    redo,
    undo,
    vote,
)
from tests.store.random_acts import Hand


def test_undo_restores_the_answer_and_its_version(store: Store) -> None:
    vote(store, "ana", "p0.png", CAT)
    before = look(store, "ana")
    vote(store, "ana", "p0.png", DOG)
    undo(store, "ana")
    assert look(store, "ana") == before


def test_redo_does_the_act_again_under_its_own_version(store: Store) -> None:
    vote(store, "ana", "p0.png", CAT)
    after = look(store, "ana")
    undo(store, "ana")
    assert store.answers("ana", ["p0.png"])["p0.png"].version == ""
    redo(store, "ana")
    assert look(store, "ana") == after


def test_with_nothing_to_undo_there_is_no_edit(store: Store) -> None:
    assert store.undo_edit("ana") is None
    assert store.redo_edit("ana") is None


def test_a_new_act_drops_what_could_be_redone(store: Store) -> None:
    vote(store, "ana", "p0.png", CAT)
    undo(store, "ana")
    vote(store, "ana", "p1.png", DOG)
    assert store.redo_edit("ana") is None


def test_undo_is_per_annotator_and_per_client(store: Store) -> None:
    for who, client, item in (("ana", "a", "p0.png"), ("ana", "b", "p1.png"), ("ben", "a", "p2.png")):
        store.save(who, [put(store, who, item, CAT, client=client)])
    undo(store, "ana", "a")
    assert [row.item for row in store.votes()] == ["p1.png", "p2.png"]
    assert [act.undone for act in store.acts("ana")] == [True, False]
    assert [act.undone for act in store.acts("ana", client="b")] == [False]


def test_undo_of_an_item_that_was_changed_since_is_a_conflict(store: Store) -> None:
    store.save("ana", [put(store, "ana", "p0.png", CAT, client="a")])
    store.save("ana", [put(store, "ana", "p0.png", DOG, client="b")])
    told = undo(store, "ana", "a")
    assert told is not None
    assert [refusal.why for refusal in told.refusals] == ["conflict"]
    assert [a.label for a in store.answers("ana", ["p0.png"])["p0.png"].annotations] == [DOG]


def test_an_act_is_undone_once(store: Store) -> None:
    vote(store, "ana", "p0.png", CAT)
    act = store.acts("ana")[0]
    twice = [Edit(id=new_id(), kind="undo", undoes=act.edit) for _ in range(2)]
    first, second = store.save("ana", twice)
    assert (first.refusals, [r.why for r in second.refusals]) == ([], ["refused"])


def test_nobody_undoes_the_act_of_another(store: Store) -> None:
    vote(store, "ana", "p0.png", CAT)
    [told] = store.save("ben", [Edit(id=new_id(), kind="undo", undoes=store.acts("ana")[0].edit)])
    assert [refusal.why for refusal in told.refusals] == ["refused"]
    assert store.progress()["submitted"] == 1


def test_the_changes_of_an_act_turn_it_round_when_a_page_sends_them(store: Store) -> None:
    vote(store, "ana", "p0.png", CAT)
    after = look(store, "ana")
    for kind in ("undo", "redo"):
        [act] = store.acts("ana")
        store.save("ana", [Edit(id=new_id(), kind=kind, undoes=act.edit, changes=act.changes)])
    assert look(store, "ana") == after


def test_an_act_of_many_items_comes_without_its_changes_and_is_undone_all_the_same(place: Place) -> None:
    store = make_store(place, n=600)
    start = look(store, "ana")
    changes = [Change(f"p{i}.png", put=[choice(CAT)], state="submitted") for i in range(600)]
    store.save("ana", [Edit(id=new_id(), kind="annotate", changes=changes)])
    end = look(store, "ana")
    assert [(act.items, act.changes) for act in store.acts("ana")] == [(600, [])]
    undo(store, "ana")
    assert look(store, "ana") == start
    redo(store, "ana")
    assert look(store, "ana") == end
    store.close()


def test_undo_of_a_submit_leaves_the_drafts_and_does_not_touch_a_merge(store: Store) -> None:
    store.save("ana", [put(store, "ana", "p0.png", OWL)])
    version = store.answers("ana", ["p0.png"])["p0.png"].version
    store.save(
        "ana", [Edit(id=new_id(), kind="submit", changes=[Change("p0.png", version, state="submitted")])]
    )
    store.merge_labels(CAT, [OWL])
    undo(store, "ana")
    assert store.answers("ana", ["p0.png"])["p0.png"].state == "draft"
    assert store.progress()["per_label"] == {CAT: 1, DOG: 0}


@pytest.mark.parametrize("task", ["multiclass", "multilabel"])
def test_after_random_acts_undo_all_is_the_start_and_redo_all_the_end(place: Place, task: str) -> None:
    @settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
    @given(seed=st.integers(0, 2**32))
    def run(seed: int) -> None:
        own = (
            Place(f"{place.where}.{seed}", None)
            if place.name is None
            else Place(place.where, f"{place.name}-{seed}")
        )
        check_campaign(own, task, seed, acts=36)

    run()


def check_campaign(place: Place, task: str, seed: int, acts: int) -> None:
    """Random acts of two people: counters equal a recount, undo and redo are exact, resends do nothing."""
    ana = Hand(place, make_store(place, task), "ana", seed)
    ben = Hand(place, ana.store, "ben", seed + 1)
    start = look(ana.store, "ana", "ben")
    for step in range(1, acts + 1):
        (ana if step % 3 else ben).act()
        if step in (acts // 3, acts // 2):
            ana.merge() if step == acts // 3 else ana.reopen()
            ben.store = ana.store
        if step % 6 == 0:
            assert counted(ana.store) == recount(ana.store)
    ana.redo_all()
    ben.redo_all()
    end = look(ana.store, "ana", "ben")
    assert ana.undo_all() + ben.undo_all() > 0
    assert look(ana.store, "ana", "ben") == start
    ana.redo_all()
    ana.reopen()
    ben.store = ana.store
    ben.redo_all()
    assert look(ana.store, "ana", "ben") == end
    ana.store.save("ana", ana.saved)
    assert look(ana.store, "ana", "ben") == end
    assert ana.conflicts + ben.conflicts == 0
    ana.store.close()


def test_acts_beyond_those_known_are_told_on_request(store: Store) -> None:
    for _ in range(6):
        store.save("ana", [put(store, "ana", "p0.png", CAT)])
    every = [act.edit for act in store.acts("ana")]
    assert [act.edit for act in store.acts("ana", limit=2)] == every[4:]
    assert [act.edit for act in store.acts("ana", limit=2, before=every[4])] == every[2:4]
    for _ in range(6):
        undo(store, "ana")
    assert [act.edit for act in store.acts("ana", limit=2)] == every[:2]
    assert [act.edit for act in store.acts("ana", limit=2, after=every[1])] == every[2:4]
