"""What the learning run says of all items at once: in memory, open while nobody has answered or refused."""

import numpy as np

from nblabel.store.audits import NewAudit
from nblabel.store.predicted import Predicted
from nblabel.store.store import Store
from nblabel.values.change import Change, Edit
from nblabel.values.ids import new_id
from nblabel.values.query import Query, Where
from tests.store.acting import CAT, DOG, choice, put, undo, vote


def predict(store: Store, said: dict[str, int], score: float = 0.9, sure: bool = False) -> int:
    """Lets a new run say these labels of items."""
    run = store.add_run("assist", "head")
    ids = store.ids_of(said)
    keys = sorted(said, key=ids.__getitem__)
    n = len(keys)
    store.predict(
        Predicted(
            run,
            np.array([ids[key] for key in keys], np.int32),
            np.array([said[key] for key in keys], np.int32),
            np.full(n, score, np.float32),
            np.full(n, sure),
        )
    )
    return run


def open_now(store: Store) -> dict[str, int]:
    return {row.item: row.annotation.label for row in store.suggestions()}


def test_predictions_are_suggestions_until_somebody_answers(store: Store) -> None:
    predict(store, {"p0.png": CAT, "p1.png": DOG})
    assert open_now(store) == {"p0.png": CAT, "p1.png": DOG}
    assert store.progress()["suggested"] == 2
    vote(store, "ana", "p0.png", DOG)
    assert open_now(store) == {"p1.png": DOG}
    assert (store.progress()["suggested"], store.progress()["certified"]) == (1, 0)


def test_they_are_found_and_sorted_by_score(store: Store) -> None:
    predict(store, {"p0.png": CAT, "p1.png": DOG}, sure=True)
    found = store.arrange(Query(Where(suggested=[DOG], certified=True, min_score=0.5), "certain"))
    assert store.keys_of(found) == ["p1.png"]
    assert store.facets()["suggested"] == [CAT, DOG]
    assert store.progress()["certified"] == 2


def test_a_new_run_takes_the_place_of_the_one_before(store: Store) -> None:
    predict(store, {"p0.png": CAT})
    run = predict(store, {"p1.png": DOG})
    assert [(row.item, row.run) for row in store.suggestions()] == [("p1.png", run)]


def test_an_accepted_one_is_open_again_after_undo(store: Store) -> None:
    predict(store, {"p0.png": CAT})
    store.accept("ana", store.suggestions())
    assert (open_now(store), store.progress()["submitted"]) == ({}, 1)
    undo(store, "ana")
    assert (open_now(store), store.progress()["suggested"]) == ({"p0.png": CAT}, 1)


def test_what_was_rejected_stays_away_whatever_later_runs_say(store: Store) -> None:
    predict(store, {"p0.png": CAT, "p1.png": CAT})
    store.reject("ana", store.suggestions(items=["p0.png"]))
    predict(store, {"p0.png": CAT, "p1.png": CAT})
    assert open_now(store) == {"p1.png": CAT}


def test_a_page_rejects_by_the_id_that_it_was_shown(store: Store) -> None:
    predict(store, {"p0.png": CAT})
    shown = store.suggestions(items=["p0.png"])
    store.note_shown(shown)
    predict(store, {"p0.png": DOG})  # a run meanwhile
    edit = Edit(new_id(), "reject", [Change("p0.png", reject=[shown[0].annotation.id])])
    assert store.save("ana", [edit])[0].refusals == []
    predict(store, {"p0.png": CAT})
    assert open_now(store) == {}


def test_what_is_asked_blind_shows_no_prediction(store: Store) -> None:
    predict(store, {"p0.png": CAT, "p1.png": CAT})
    store.ask_blind("ana", [NewAudit(store.ids_of(["p0.png"])["p0.png"], "audit")])
    assert open_now(store) == {"p1.png": CAT}


def answer(store: Store, key: str, label: int, blind: bool) -> None:
    change = Change(key, store.answers("ana", [key])[key].version, [choice(label)], state="submitted")
    change = Change(change.item, change.base, change.put, state="submitted", blind=blind)
    assert store.save("ana", [Edit(new_id(), "submit", [change])])[0].refusals == []


def test_a_check_counts_only_when_it_was_answered_blind(store: Store) -> None:
    ids = store.ids_of(["p0.png", "p1.png", "p2.png"])
    store.ask_blind("ana", [NewAudit(ids[key], "audit", 0.5) for key in ids])
    answer(store, "p0.png", DOG, blind=True)
    answer(store, "p1.png", DOG, blind=False)
    rows = [(row.state, row.labels, row.weight) for row in store.audits()]
    assert rows == [("answered", (DOG,), 0.5), ("void", (DOG,), 0.5), ("asked", (), 0.5)]


def test_a_check_taken_back_may_be_answered_again_blind(store: Store) -> None:
    store.ask_blind("ana", [NewAudit(store.ids_of(["p0.png"])["p0.png"], "audit")])
    answer(store, "p0.png", DOG, blind=True)
    undo(store, "ana")
    answer(store, "p0.png", CAT, blind=True)
    assert [(row.state, row.labels) for row in store.audits()] == [("answered", (CAT,))]


def test_a_later_change_of_mind_leaves_the_check_as_it_was(store: Store) -> None:
    store.ask_blind("ana", [NewAudit(store.ids_of(["p0.png"])["p0.png"], "audit")])
    answer(store, "p0.png", DOG, blind=True)
    store.save("ana", [put(store, "ana", "p0.png", CAT, "submitted")])
    assert [(row.state, row.labels) for row in store.audits()] == [("answered", (DOG,))]
