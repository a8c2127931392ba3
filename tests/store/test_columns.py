"""The columns in memory are what the database holds, whatever happened to it since they were read."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from nblabel.store.columns import Columns
from nblabel.store.database import Place
from nblabel.store.items import NewItem
from nblabel.store.store import Store
from nblabel.store.suggestions import NewSuggestion
from nblabel.values.query import Query, Sort, Where
from tests.store.acting import CAT, DOG, OWL, add, choice, make_store, put, undo, vote


def contents(columns: Columns) -> list[Any]:
    """All that columns hold, in an order that does not depend on how it came in."""
    single = [columns.state, columns.missing, columns.rank, columns.source, columns.cluster]
    groups = [columns.groups.words[code] if code >= 0 else "" for code in columns.group]
    people = columns.people.words
    tables = []
    for rows in (columns.answers, columns.labels, columns.suggestions, columns.runs):
        named = {
            name: [people[n] for n in c] if name == "who" else c.tolist() for name, c in rows.columns.items()
        }
        tables.append(sorted(zip(*named.values(), strict=True)))
    return [*(column.tolist() for column in single), groups, *tables]


def kept(store: Store) -> list[Any]:
    with store.columns.look() as columns:
        return contents(columns)


def fresh(store: Store) -> list[Any]:
    with Columns(store.database).look() as columns:
        return contents(columns)


def keys(store: Store, sort: Sort = "work", **where: Any) -> list[str]:
    return store.keys_of(store.arrange(Query(Where(**where), sort)))


def suggest(store: Store, item: str, label: int, score: float, certified: bool = False) -> int:
    run = store.add_run("job", "m")
    store.put_suggestions(run, [NewSuggestion(item, choice(label), score, 1 - score, certified)])
    return run


ACTS: dict[str, Callable[[Store], Any]] = {
    "a draft": lambda store: store.save("ana", [put(store, "ana", "p1.png", DOG)]),
    "a vote": lambda store: vote(store, "ben", "p2.png", OWL),
    "an undo": lambda store: undo(store, "ana"),
    "a broken file": lambda store: store.mark_broken("p3.png", "It is empty."),
    "a whole file": lambda store: store.mark_broken("p3.png", None),
    "a missing file": lambda store: store.mark_missing(["p4.png"]),
    "new items": lambda store: add(store, ["q1.png", "q2.png"], group="night"),
    "a suggestion": lambda store: suggest(store, "p5.png", CAT, 0.5),
    "an accepted one": lambda store: store.accept("ana", store.suggestions(items=["p5.png"])),
    "one more": lambda store: suggest(store, "q1.png", OWL, 0.25, certified=True),
    "a rejected one": lambda store: store.reject("ana", store.suggestions(items=["q1.png"])),
    "another consensus": lambda store: store.set_about(consensus=(1, 2)),
}


def test_what_is_kept_is_what_a_fresh_reading_gives(store: Store) -> None:
    kept(store)
    for told, act in ACTS.items():
        act(store)
        assert kept(store) == fresh(store), told


def test_another_connection_notices_too(store: Store, place: Place) -> None:
    other = Store.open(place.where, place.name)
    kept(other)
    for act in ACTS.values():
        act(store)
    assert kept(other) == fresh(store)
    other.close()


def test_many_items_are_read_in_parts(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nblabel.store.columns.STEP", 3)
    monkeypatch.setattr("nblabel.store.columns._EVENTS", 2)
    for number in range(6):
        vote(store, "ana", f"p{number}.png", CAT)
    assert len(keys(store, label=[CAT])) == 6
    for _ in range(4):
        undo(store, "ana")
    assert len(keys(store, label=[CAT])) == 2


def test_sorts_put_what_has_no_value_last_in_work_order(store: Store) -> None:
    work = keys(store)
    suggest(store, "p7.png", CAT, 0.75)
    suggest(store, "p2.png", CAT, 0.25)
    rest = [key for key in work if key not in ("p2.png", "p7.png")]
    assert keys(store, "uncertain") == ["p2.png", "p7.png", *rest]
    assert keys(store, "certain") == ["p7.png", "p2.png", *rest]
    assert keys(store, "name") == sorted(work)


def test_the_newest_answer_is_first(store: Store) -> None:
    work = keys(store)
    for name in ("p3.png", "p8.png", "p1.png"):
        vote(store, "ana", name, CAT)
    vote(store, "ben", "p3.png", CAT)
    assert keys(store, "newest")[:3] == ["p3.png", "p1.png", "p8.png"]
    assert keys(store, "newest")[3:] == [key for key in work if key not in ("p3.png", "p1.png", "p8.png")]


def test_names_are_ordered_without_regard_to_case(place: Place) -> None:
    store = make_store(place, n=0)
    add(store, ["b.png", "A.png", "C.png", "a2.png"])
    assert keys(store, "name") == ["A.png", "a2.png", "b.png", "C.png"]


def test_names_are_ordered_as_people_count(place: Place) -> None:
    names = [
        "img1.png",
        "img02.png",
        "img2.png",
        "img10.png",
        "img10b.png",
        "img100.png",
        "é9.png",
        "é10.png",
    ]
    store = make_store(place, n=0)
    add(store, sorted(names, reverse=True))
    assert keys(store, "name") == names
    store.close()
    store.close()


def test_a_label_finds_those_under_it_and_those_merged_into_it(store: Store) -> None:
    kitten = store.add_label(("cat", "kitten"))
    vote(store, "ana", "p1.png", kitten)
    vote(store, "ana", "p2.png", OWL)
    assert keys(store, label=[CAT]) == ["p1.png"]
    store.merge_labels(kitten, [OWL])
    assert sorted(keys(store, label=[CAT])) == ["p1.png", "p2.png"]


def test_label_and_annotator_hold_for_one_answer(store: Store) -> None:
    vote(store, "ana", "p1.png", CAT)
    vote(store, "ben", "p1.png", DOG)
    assert keys(store, label=[DOG], annotator=["ana"]) == []
    assert keys(store, label=[DOG], annotator=["ben"]) == ["p1.png"]
    assert keys(store, annotator=["nobody"]) == []


def test_what_is_said_of_suggestions_holds_for_one_of_them(store: Store) -> None:
    suggest(store, "p1.png", CAT, 0.9)
    run = suggest(store, "p1.png", DOG, 0.2, certified=True)
    assert keys(store, suggested=[CAT], max_score=0.5) == []
    assert keys(store, suggested=[DOG], max_score=0.5, certified=True, run=[run]) == ["p1.png"]


def test_a_run_is_found_after_its_suggestion_was_accepted(store: Store) -> None:
    run = suggest(store, "p1.png", CAT, 0.9)
    store.accept("ana", store.suggestions(run=run))
    assert keys(store, run=[run]) == ["p1.png"]
    assert keys(store, source=["accepted"]) == ["p1.png"]
    assert keys(store, source=["human"]) == []


def test_text_is_a_part_of_the_key_in_any_case_and_never_a_pattern(place: Place) -> None:
    store = make_store(place, n=0)
    add(store, ["Night/a_1.png", "night/ab1.png", "day/100%.png", "day/100.png"])
    assert sorted(keys(store, text="NIGHT/A")) == ["Night/a_1.png", "night/ab1.png"]
    assert keys(store, text="a_1") == ["Night/a_1.png"]
    assert keys(store, text="0%") == ["day/100%.png"]
    store.close()


def test_groups_are_found_by_name(store: Store) -> None:
    source = store.add_source("folder", "photos", {})
    store.add_items(
        source, [[NewItem("x.png", "x.png", group="night"), NewItem("y.png", "y.png", group="day")]]
    )
    assert keys(store, group=["night", "dusk"]) == ["x.png"]
    assert store.facets()["groups"] == ["day", "night"]


def test_a_project_without_items_has_an_empty_arrangement(place: Place) -> None:
    store = make_store(place, n=0)
    assert keys(store) == keys(store, "name") == keys(store, label=[CAT]) == []
    assert store.facets()["states"] == {}
    assert store.columns.nbytes < 1000
    store.close()


def test_an_arrangement_is_of_ids_in_four_bytes(store: Store) -> None:
    assert store.arrange(Query(Where())).dtype == np.int32
