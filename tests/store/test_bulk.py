"""An act on all that a query finds: one edit, one transaction, one step of undo."""

import multiprocessing
import os
import signal
from typing import Any

import pytest

from nblabel.store.database import Place
from nblabel.store.gather import Ids
from nblabel.store.saving import PART, Result
from nblabel.store.store import Store
from nblabel.store.suggestions import NewSuggestion
from nblabel.values.change import Change, Edit
from nblabel.values.ids import new_id
from nblabel.values.query import Bulk, Query, Where
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


def edit(act: Any, label: int | None = None, note: str = "", seconds: float | None = None) -> Edit:
    bulk = Bulk(Query(Where()), act, 10, label=label, note=note)
    return Edit(new_id(), "skip" if act == "skip" else "annotate", bulk=bulk, client="c", seconds=seconds)


def act(store: Store, act: Any, label: int | None = None, who: str = "ana", **more: Any) -> Result:
    """Do this to all items."""
    return store.save_bulk(who, edit(act, label, **more), lambda: everything(store))


def everything(store: Store) -> Ids:
    return store.arrange(Query(Where()))


def said(store: Store, who: str = "ana") -> dict[str, tuple[str, list[int]]]:
    """State and labels of this person's answers."""
    answers = store.answers(who, [f"p{n}.png" for n in range(10)])
    return {key: (a.state, sorted(x.label for x in a.annotations)) for key, a in answers.items()}


def test_a_label_is_added_in_multilabel(store: Store) -> None:
    vote(store, "ana", "p1.png", DOG)
    vote(store, "ana", "p2.png", CAT)
    act(store, "label", CAT)
    assert said(store)["p0.png"] == ("draft", [CAT])
    assert said(store)["p1.png"] == ("draft", [CAT, DOG])
    assert said(store)["p2.png"] == ("submitted", [CAT])
    assert counted(store) == recount(store)


def test_a_label_takes_the_place_of_any_other_in_multiclass(place: Place) -> None:
    store = make_store(place, "multiclass")
    vote(store, "ana", "p1.png", DOG)
    act(store, "label", CAT)
    assert set(map(str, said(store).values())) == {str(("draft", [CAT]))}
    assert counted(store) == recount(store)
    store.close()


@pytest.mark.parametrize("kind", ["label", "unlabel", "clear", "nothing", "skip", "submit"])
def test_undo_and_redo_bring_everything_back(store: Store, kind: Any) -> None:
    vote(store, "ana", "p1.png", DOG)
    store.save("ana", [put(store, "ana", "p2.png", CAT), put(store, "ana", "p3.png", OWL)])
    vote(store, "ben", "p2.png", CAT)
    before = look(store, "ana", "ben")
    act(store, kind, CAT if "label" in kind else None, note="blurred" if kind == "skip" else "")
    after = look(store, "ana", "ben")
    assert before != after
    undo(store, "ana")
    assert look(store, "ana", "ben") == before
    redo(store, "ana")
    assert look(store, "ana", "ben") == after
    assert counted(store) == recount(store)


def test_an_act_is_one_edit_with_an_event_for_each_item(store: Store) -> None:
    act(store, "label", CAT, seconds=5)
    events = list(store.history())
    assert len(events) == 10
    assert len({event.gesture for event in events}) == 1
    assert {row.seconds for row in store.votes()} == {0.5}


def test_broken_items_are_left_alone_unless_skipped(store: Store) -> None:
    store.mark_broken("p5.png", "It is empty.")
    assert act(store, "label", CAT).refusals == []
    assert said(store)["p5.png"] == ("unlabeled", [])
    act(store, "skip", note="all")
    assert said(store)["p5.png"] == ("skipped", [])


def test_what_cannot_be_done_to_some_is_told_in_words_and_done_to_the_rest(place: Place) -> None:
    store = make_store(place, "multiclass")
    store.save("ana", [put(store, "ana", "p1.png", CAT)])
    draft = put(store, "ana", "p2.png", DOG)
    gone = [draft.changes[0].put[0].id]
    emptied = Change("p2.png", base=draft.id, drop=gone, state="draft")
    store.save("ana", [draft, Edit(new_id(), "annotate", [emptied])])
    [refusal] = act(store, "submit").refusals
    assert (refusal.item, refusal.why) == ("", "refused")
    assert refusal.reason.startswith("1 of 10 were left out. The first: 'p2.png'")
    assert said(store)["p1.png"] == ("submitted", [CAT])
    store.close()


def test_an_act_that_can_never_be_is_refused_whole(place: Place) -> None:
    store = make_store(place, "multiclass")
    [unknown] = act(store, "label", 99).refusals
    [nothing] = act(store, "nothing").refusals
    assert "no label with the id 99" in unknown.reason
    assert "exactly one label" in nothing.reason
    assert (store.undo_edit("ana"), len(list(store.history()))) == (None, 0)
    store.close()


def test_a_resend_changes_nothing_and_asks_for_no_items(store: Store) -> None:
    first = edit("label", CAT)
    told = store.save_bulk("ana", first, lambda: everything(store))
    before = look(store, "ana")
    assert store.save_bulk("ana", first, lambda: pytest.fail("asked again")) == told
    assert look(store, "ana") == before


def test_an_undo_leaves_alone_what_was_changed_since(store: Store) -> None:
    act(store, "label", CAT)
    bulk_act = store.acts("ana")[-1].edit
    store.save("ana", [put(store, "ana", "p4.png", DOG)])
    [outcome] = store.save("ana", [Edit(new_id(), "undo", undoes=bulk_act)])
    assert [(refusal.item, refusal.why) for refusal in outcome.refusals] == [("p4.png", "conflict")]
    assert said(store)["p4.png"] == ("draft", [DOG])
    assert said(store)["p0.png"] == ("unlabeled", [])


def test_progress_is_told_and_parts_add_up(place: Place) -> None:
    store = make_store(place, n=2 * PART + 5)
    heard: list[tuple[int, int]] = []
    store.save_bulk(
        "ana",
        edit("label", CAT),
        lambda: everything(store),
        lambda _, done, total: heard.append((done, total)),
    )
    total = 2 * PART + 5
    assert heard == [(PART, total), (2 * PART, total), (total, total)]
    assert store.progress()["draft"] == total
    undo(store, "ana")
    assert store.progress()["unlabeled"] == total
    store.close()


def test_accepted_suggestions_are_open_again_after_they_were_cleared(store: Store) -> None:
    run = store.add_run("job", "m")
    store.put_suggestions(run, [NewSuggestion("p1.png", choice(CAT), 0.9)])
    store.accept("ana", store.suggestions())
    assert store.suggestions() == []
    act(store, "clear")
    assert [row.item for row in store.suggestions()] == ["p1.png"]


def _killed(place: Place) -> None:
    """Label everything, and be killed in the middle of it."""
    store = Store.open(place.where, place.name)

    def working(_: str, done: int, total: int) -> None:
        if done < total:
            os.kill(os.getpid(), signal.SIGKILL)

    store.save_bulk("ana", edit("label", CAT), lambda: everything(store), working)


def test_a_kill_in_the_middle_leaves_nothing_of_it(place: Place) -> None:
    make_store(place, n=2 * PART).close()
    process = multiprocessing.get_context("spawn").Process(target=_killed, args=(place,))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    store = Store.open(place.where, place.name)
    assert store.progress()["unlabeled"] == 2 * PART
    assert list(store.history()) == []
    assert list(store.votes()) == []
    store.close()
