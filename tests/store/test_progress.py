"""Progress, history, and what changed since: what others look at."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from nblabel.store.about import now_us
from nblabel.store.database import Place
from nblabel.store.store import Store
from nblabel.values.change import Change, Edit
from nblabel.values.ids import new_id
from tests.store.acting import CAT, DOG, choice, counted, make_store, put, recount, undo, vote


def test_the_states_add_up_and_labels_count_drafts_but_not_skipped(store: Store) -> None:
    vote(store, "ana", "p0.png", CAT)
    store.save("ana", [put(store, "ana", "p1.png", CAT), put(store, "ana", "p2.png", DOG, "skipped")])
    progress = store.progress("ana")
    assert (progress["submitted"], progress["draft"], progress["skipped"], progress["unlabeled"]) == (
        1,
        1,
        1,
        7,
    )
    assert (progress["per_label"], progress["mine"]) == ({1: 2, 2: 0, 3: 0}, 2)
    assert counted(store) == recount(store)


def submitted(place: Place, answers: int, apart: float) -> dict[str, Any]:
    """The progress of twenty pictures after so many answers, so many seconds apart."""
    with closing(make_store(place, n=20)) as store:
        for n in range(answers):
            vote(store, "ana", f"p{n}.png", CAT)
        newest = "(SELECT max(seq) FROM edit)"
        sql = f"UPDATE edit SET created_at = {now_us()} - ({newest} - seq) * {round(apart * 1_000_000)}"
        store.database.write(lambda connection: connection.execute(text(sql)))
        return store.progress()


def test_speed_and_time_left_are_told_after_ten_answers_and_a_minute(place: Place) -> None:
    progress = submitted(place, 11, apart=10)
    assert progress["per_hour"] == pytest.approx(360, abs=1)
    assert progress["seconds_left"] == pytest.approx(90, abs=1)


@pytest.mark.parametrize(("answers", "apart"), [(2, 100), (10, 10), (15, 2)])
def test_few_answers_or_little_time_tell_no_speed(place: Place, answers: int, apart: float) -> None:
    progress = submitted(place, answers, apart)
    assert (progress["per_hour"], progress["seconds_left"]) == (None, None)


def test_history_is_everything_in_order_and_undo_is_an_event(store: Store) -> None:
    edit = put(store, "ana", "p0.png", CAT, client="page-1")
    store.save("ana", [edit])
    undo(store, "ana")
    did, undid = store.history()
    assert (did.item, did.annotator, did.kind, did.gesture, did.client) == (
        "p0.png",
        "ana",
        "annotate",
        edit.id,
        "page-1",
    )
    assert did.change == edit.changes[0]
    assert (undid.kind, undid.undoes, undid.event > did.event) == ("undo", edit.id, True)
    assert datetime.now(UTC) - undid.created_at < timedelta(minutes=5)
    assert list(store.history("p1.png")) == []


def test_changes_since_name_the_items_and_the_one_page_that_did_it(store: Store) -> None:
    begin = store.changes_since(None)
    assert begin.items == []
    store.save(
        "ana",
        [
            put(store, "ana", "p3.png", CAT, client="page-1"),
            put(store, "ana", "p1.png", CAT, client="page-1"),
        ],
    )
    first = store.changes_since(begin.last)
    assert (first.items, first.client) == (["p1.png", "p3.png"], "page-1")
    vote(store, "ana", "p4.png", CAT)
    assert store.changes_since(first.last)[1:3] == (["p4.png"], "")
    assert store.changes_since(begin.last).client == ""


def test_too_many_changes_are_not_named(place: Place) -> None:
    store = make_store(place, n=1001)
    changes = [Change(f"p{i}.png", put=[choice(CAT)], state="draft") for i in range(1001)]
    store.save("ana", [Edit(id=new_id(), kind="annotate", changes=changes)])
    assert store.changes_since(0).items is None
    store.close()


def test_a_project_says_what_it_is(place: Place) -> None:
    store = make_store(place, instructions="# How", seed=7, lease_minutes=5, consensus=(1, 2))
    about = store.about
    assert (about.task, about.media, about.owner, about.status) == ("multilabel", "image", "ana", "running")
    assert (about.instructions, about.seed, about.lease_minutes, about.consensus) == ("# How", 7, 5, (1, 2))
    store.set_about(instructions="# Now", status="complete")
    store.close()
    again = Store.open(place.where, place.name)
    assert (again.about.instructions, again.about.status, again.about.uuid) == (
        "# Now",
        "complete",
        about.uuid,
    )
    again.close()


def test_a_note_is_kept(store: Store) -> None:
    assert store.note('started:a"b') is None
    store.set_note('started:a"b', "1f")
    assert (store.note('started:a"b'), store.about.name) == ("1f", store.about.name)


def test_projects_are_summed_up_without_opening_them(store: Store, place: Place) -> None:
    vote(store, "ana", "p0.png", CAT)
    where = place.where if place.name else place.where.rsplit("/", 1)[0]
    mine = [row for row in Store.summaries(where) if row["name"] == store.about.name]
    assert [(row["task"], row["total"], row["submitted"]) for row in mine] == [("multilabel", 10, 1)]
