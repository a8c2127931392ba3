"""All that is suggested for a selection of any size is accepted or rejected: one edit, one step of undo."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from nblabel.store.audits import NewAudit
from nblabel.store.database import Place
from nblabel.store.predicted import Predicted
from nblabel.store.saving import PART, Result
from nblabel.store.store import Store
from nblabel.store.suggestions import NewSuggestion
from nblabel.values.annotation import Annotation, Rectangle
from nblabel.values.change import Edit
from nblabel.values.ids import new_id
from nblabel.values.query import Bulk, Query, Where
from tests.store.acting import CAT, DOG, OWL, choice, counted, make_store, put, recount, redo, undo, vote

EVERYTHING = Query(Where())


@pytest.fixture
def multiclass(place: Place) -> Iterator[Store]:
    store = make_store(place, "multiclass")
    yield store
    store.close()


def judge(store: Store, how: Any, who: str = "ana") -> Result:
    edit = Edit(new_id(), how, bulk=Bulk(EVERYTHING, how, 10), client="c")
    return store.save_bulk(who, edit, lambda: store.arrange(EVERYTHING))


def suggest(store: Store, said: dict[str, list[tuple[int, float]]]) -> None:
    rows = [NewSuggestion(item, choice(label), score) for item in said for label, score in said[item]]
    store.put_suggestions(store.add_run("job", "m"), rows)


def predict(store: Store, label: int = CAT) -> None:
    """A learning run that says so of every item."""
    ids = np.sort(store.arrange(EVERYTHING)).astype(np.int32)
    run, n = store.add_run("assist", "head"), len(ids)
    sure, score = np.zeros(n, np.bool_), np.full(n, 0.7, np.float32)
    store.predict(Predicted(run, ids, np.full(n, label, np.int32), score, sure))


def said(store: Store, who: str = "ana") -> dict[str, tuple[str, list[int]]]:
    answers = store.answers(who, [f"p{n}.png" for n in range(10)])
    return {key: (a.state, [x.label for x in a.annotations]) for key, a in answers.items()}


def open_now(store: Store) -> list[tuple[str, int]]:
    return sorted((row.item, row.annotation.label) for row in store.suggestions())


def test_the_best_becomes_a_draft_and_an_answer_goes_before(multiclass: Store) -> None:
    suggest(multiclass, {f"p{n}.png": [(CAT, 0.6), (DOG, 0.9)] for n in range(4)})
    multiclass.save("ana", [put(multiclass, "ana", "p1.png", OWL)])
    vote(multiclass, "ana", "p2.png", CAT)
    assert judge(multiclass, "accept").refusals == []
    assert said(multiclass)["p0.png"] == said(multiclass)["p3.png"] == ("draft", [DOG])
    assert (said(multiclass)["p1.png"], said(multiclass)["p2.png"]) == (
        ("draft", [OWL]),
        ("submitted", [CAT]),
    )
    [made] = multiclass.answers("ana", ["p0.png"])["p0.png"].annotations
    assert (made.source, made.run) == ("accepted", 1)
    assert counted(multiclass) == recount(multiclass)


def test_in_multilabel_every_label_is_accepted_once(store: Store) -> None:
    suggest(store, {"p0.png": [(CAT, 0.9), (DOG, 0.8), (CAT, 0.3)]})
    judge(store, "accept")
    assert sorted(said(store)["p0.png"][1]) == [CAT, DOG]


def test_what_is_rejected_is_gone_and_the_answers_stay(multiclass: Store) -> None:
    suggest(multiclass, {"p0.png": [(CAT, 0.6), (DOG, 0.9)], "p1.png": [(DOG, 0.5)]})
    judge(multiclass, "reject")
    assert open_now(multiclass) == [("p0.png", CAT)]
    assert said(multiclass)["p0.png"] == ("unlabeled", [])
    judge(multiclass, "reject")
    assert open_now(multiclass) == []
    assert counted(multiclass) == recount(multiclass)


def test_what_two_runs_say_is_rejected_once(multiclass: Store) -> None:
    suggest(multiclass, {"p0.png": [(CAT, 0.6)]})
    suggest(multiclass, {"p0.png": [(CAT, 0.9), (DOG, 0.7)]})
    judge(multiclass, "reject")
    assert open_now(multiclass) == [("p0.png", DOG)]
    assert counted(multiclass) == recount(multiclass)


def test_what_carries_a_promise_goes_before_a_better_score(multiclass: Store) -> None:
    suggest(multiclass, {"p0.png": [(DOG, 0.99)]})
    predict(multiclass, CAT)
    sure = multiclass.predicted._replace(sure=np.ones(10, np.bool_))
    multiclass.predict(sure)
    assert [row.annotation.label for row in multiclass.suggestions(items=["p0.png"])] == [CAT, DOG]
    judge(multiclass, "accept")
    assert said(multiclass)["p0.png"] == ("draft", [CAT])


@pytest.mark.parametrize("how", ["accept", "reject"])
@pytest.mark.parametrize("learnt", [False, True])
def test_it_is_one_step_of_undo(store: Store, how: Any, learnt: bool) -> None:
    if learnt:
        predict(store)
    else:
        suggest(store, {f"p{n}.png": [(CAT, 0.9), (DOG, 0.8)] for n in range(10)})
    before = said(store), open_now(store)
    judge(store, how)
    after = said(store), open_now(store)
    assert after != before
    assert undo(store, "ana") is not None
    assert (said(store), open_now(store)) == before
    assert redo(store, "ana") is not None
    assert (said(store), open_now(store)) == after
    assert counted(store) == recount(store)


def test_what_the_learning_run_says_is_accepted_and_known_by_its_id(multiclass: Store) -> None:
    predict(multiclass, DOG)
    judge(multiclass, "accept")
    assert set(map(str, said(multiclass).values())) == {str(("draft", [DOG]))}
    accepted = multiclass.suggestions(states=("accepted",))
    assert {row.origin for row in accepted} == {"assist"}
    assert len(accepted) == 10


def test_nothing_is_suggested_for_what_is_asked_for_blind(multiclass: Store) -> None:
    suggest(multiclass, {"p0.png": [(CAT, 0.9)], "p1.png": [(CAT, 0.9)]})
    predict(multiclass)
    multiclass.ask_blind("ana", [NewAudit(multiclass.ids_of(["p1.png"])["p1.png"], "audit", 1.0)])
    judge(multiclass, "accept")
    assert said(multiclass)["p1.png"] == ("unlabeled", [])
    assert said(multiclass)["p0.png"] == ("draft", [CAT])


def test_a_picture_whose_regions_are_all_rejected_is_looked_through(place: Place) -> None:
    store = make_store(place, "boxes")
    made = Annotation(new_id(), CAT, Rectangle(1, 1, 5, 5), source="import")
    store.put_suggestions(store.add_run("job", "m"), [NewSuggestion("p0.png", made, 0.5)])
    judge(store, "reject")
    assert (said(store)["p0.png"], said(store)["p1.png"]) == (("draft", []), ("unlabeled", []))
    store.close()


def test_more_than_one_part_is_judged(place: Place) -> None:
    store = make_store(place, "multiclass", n=PART + 10)
    predict(store, OWL)
    suggest(store, {"p5.png": [(CAT, 0.9)]})
    judge(store, "accept")
    assert store.progress()["draft"] == PART + 10
    assert (said(store)["p5.png"][1], said(store)["p6.png"][1]) == ([CAT], [OWL])
    store.close()
