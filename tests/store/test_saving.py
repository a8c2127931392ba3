"""An edit is one transaction: applied, or recorded with what was wrong; a resend hears the same again."""

import pytest

from nblabel.store.about import ProjectPausedError
from nblabel.store.database import Place
from nblabel.store.store import Store
from nblabel.values.annotation import Rectangle
from nblabel.values.change import Change, Edit
from nblabel.values.ids import new_id
from tests.store.acting import CAT, DOG, OWL, choice, counted, look, make_store, put, recount, vote


def test_a_saved_answer_is_there_with_the_edits_id_as_its_version(store: Store) -> None:
    edit = put(store, "ana", "p3.png", CAT)
    assert store.save("ana", [edit])[0].refusals == []
    answer = store.answers("ana", ["p3.png"])["p3.png"]
    assert (answer.version, answer.state, [a.label for a in answer.annotations]) == (edit.id, "draft", [CAT])


def test_an_untouched_item_has_an_empty_answer(store: Store) -> None:
    assert store.answers("ana", ["p1.png"])["p1.png"].version == ""


def test_the_same_edit_again_writes_nothing_and_is_told_the_same(store: Store) -> None:
    first, second = put(store, "ana", "p0.png", CAT), put(store, "ana", "p0.png", DOG)
    told = store.save("ana", [first, second])
    before, events = look(store, "ana"), len(list(store.history()))
    assert store.save("ana", [first, second, first]) == [*told, told[0]]
    assert (look(store, "ana"), len(list(store.history()))) == (before, events)


def test_a_change_on_another_version_is_a_conflict_and_is_recorded(store: Store) -> None:
    mine, theirs = put(store, "ana", "p0.png", CAT), put(store, "ana", "p0.png", DOG)
    [_, told] = store.save("ana", [mine, theirs])
    assert [(r.item, r.why) for r in told.refusals] == [("p0.png", "conflict")]
    assert store.answers("ana", ["p0.png"])["p0.png"].annotations[0].label == CAT
    assert [event.outcome for event in store.history("p0.png")] == ["applied", "conflict"]


def test_a_conflict_on_one_item_leaves_the_others_of_the_edit_applied(store: Store) -> None:
    vote(store, "ana", "p0.png", CAT)
    changes = [Change(key, put=[choice(DOG)], state="draft") for key in ("p0.png", "p1.png")]
    [told] = store.save("ana", [Edit(id=new_id(), kind="annotate", changes=changes)])
    assert [r.item for r in told.refusals] == ["p0.png"]
    assert store.answers("ana", ["p1.png"])["p1.png"].annotations[0].label == DOG


@pytest.mark.parametrize(
    "change",
    [
        Change("nowhere.png", put=[choice(CAT)], state="draft"),
        Change("p0.png", put=[choice(99)], state="draft"),
        Change("p0.png", put=[choice(CAT), choice(CAT)], state="draft"),
        Change("p0.png", put=[choice(CAT)], state="unlabeled"),
        Change("p0.png", state="skipped", note="a\0b"),
        Change(
            "p0.png", put=[_ := choice(CAT).__class__(new_id(), CAT, Rectangle(0, 0, 1, 1))], state="draft"
        ),
    ],
    ids=["unknown item", "unknown label", "label twice", "labels but unlabeled", "NUL in the note", "a box"],
)
def test_what_can_never_be_is_refused_and_recorded(store: Store, change: Change) -> None:
    before = look(store, "ana")
    [told] = store.save("ana", [Edit(id=new_id(), kind="annotate", changes=[change])])
    assert [(r.item, r.why) for r in told.refusals] == [(change.item, "refused")]
    assert change.item in told.refusals[0].reason
    assert look(store, "ana") == before
    assert [(event.item, event.outcome) for event in store.history()] == [(change.item, "refused")]


def test_an_item_twice_in_one_edit_is_applied_once(store: Store) -> None:
    changes = [Change("p0.png", put=[choice(label)], state="draft") for label in (CAT, DOG)]
    [told] = store.save("ana", [Edit(id=new_id(), kind="annotate", changes=changes)])
    assert [r.why for r in told.refusals] == ["refused"]
    assert [a.label for a in store.answers("ana", ["p0.png"])["p0.png"].annotations] == [CAT]


def test_multiclass_is_submitted_with_exactly_one_label(place: Place) -> None:
    store = make_store(place, task="multiclass")
    nothing = Edit(id=new_id(), kind="submit", changes=[Change("p0.png", state="submitted")])
    assert store.save("ana", [nothing])[0].refusals[0].why == "refused"
    assert vote(store, "ana", "p0.png", OWL).refusals == []
    store.close()


def test_nothing_here_is_an_answer_in_multilabel(store: Store) -> None:
    store.save("ana", [Edit(id=new_id(), kind="submit", changes=[Change("p0.png", state="submitted")])])
    [row] = store.final_answers()
    assert (row.item, row.answer.state, row.answer.annotations) == ("p0.png", "submitted", [])


def test_a_paused_project_takes_nothing_and_still_answers_for_what_it_has(store: Store) -> None:
    first, second = put(store, "ana", "p0.png", CAT), put(store, "ana", "p1.png", CAT)
    told = store.save("ana", [first])
    store.set_about(status="paused")
    with pytest.raises(ProjectPausedError, match="paused"):
        store.save("ana", [second])
    assert store.save("ana", [first, second]) == told
    store.set_about(status="running")
    assert store.save("ana", [second])[0].refusals == []


def test_an_edit_that_breaks_does_not_lose_those_before_it(store: Store) -> None:
    good, bad = put(store, "ana", "p0.png", CAT), put(store, "ana", "p1.png", CAT, client="a\0b")
    assert [told.edit for told in store.save("ana", [good, bad])] == [good.id]
    assert store.answers("ana", ["p0.png"])["p0.png"].version == good.id


def test_a_bulk_edit_over_many_parts_is_one_edit(place: Place) -> None:
    store = make_store(place, n=1200)
    changes = [Change(f"p{i}.png", put=[choice(CAT)], state="submitted") for i in range(1200)]
    assert store.save("ana", [Edit(id=new_id(), kind="annotate", changes=changes)])[0].refusals == []
    assert counted(store) == recount(store)
    assert store.progress()["submitted"] == 1200
    assert len(store.acts("ana")) == 1
    store.close()


def test_seconds_are_shared_among_the_items_and_add_up(store: Store) -> None:
    changes = [Change(key, put=[choice(CAT)], state="draft") for key in ("p0.png", "p1.png")]
    first = Edit(id=new_id(), kind="annotate", changes=changes, seconds=8)
    store.save("ana", [first])
    store.save(
        "ana",
        [
            Edit(
                id=new_id(), kind="submit", changes=[Change("p0.png", first.id, state="submitted")], seconds=1
            )
        ],
    )
    assert {row.item: row.seconds for row in store.votes()} == {"p0.png": 5, "p1.png": 4}


def test_replace_stores_what_an_answer_is_to_be(store: Store) -> None:
    vote(store, "ana", "p0.png", CAT)
    store.replace("ana", {"p0.png": [choice(DOG), choice(OWL)], "p1.png": []})
    assert [a.label for a in store.answers("ana", ["p0.png"])["p0.png"].annotations] == [DOG, OWL]
    assert store.progress()["submitted"] == 2
