"""Suggestions are kept beside the answers and count only when a person accepts them."""

from nblabel.store.database import Place
from nblabel.store.store import Store
from nblabel.store.suggestions import NewSuggestion
from tests.store.acting import CAT, DOG, OWL, choice, look, make_store, redo, undo, vote


def suggest(store: Store, said: dict[str, int], score: float = 0.9) -> int:
    run = store.add_run("import", "labels of a table", {"column": "species"})
    store.put_suggestions(run, [NewSuggestion(key, choice(label), score) for key, label in said.items()])
    return run


def test_a_suggestion_is_an_overlay_and_no_answer(store: Store) -> None:
    run = suggest(store, {"p0.png": CAT, "p1.png": DOG, "nowhere.png": CAT})
    assert [(row.item, row.annotation.label, row.run, row.origin) for row in store.suggestions()] == [
        ("p0.png", CAT, run, "import"),
        ("p1.png", DOG, run, "import"),
    ]
    progress = store.progress()
    assert (progress["suggested"], progress["unlabeled"], progress["submitted"]) == (2, 10, 0)
    assert [(row.model, row.details) for row in store.runs()] == [
        ("labels of a table", {"column": "species"})
    ]


def test_accepting_makes_final_answers_that_say_where_they_came_from(store: Store) -> None:
    run = suggest(store, {"p0.png": CAT, "p1.png": DOG})
    assert store.accept("ana", store.suggestions())[0].refusals == []
    answer = store.answers("ana", ["p0.png"])["p0.png"]
    assert [(a.label, a.source, a.run) for a in answer.annotations] == [(CAT, "accepted", run)]
    assert (answer.state, store.suggestions(), store.progress()["suggested"]) == ("submitted", [], 0)


def test_undo_of_accepting_opens_the_suggestions_again(store: Store) -> None:
    suggest(store, {"p0.png": CAT, "p1.png": DOG})
    before, open_before = look(store, "ana"), store.suggestions()
    store.accept("ana", open_before)
    after = look(store, "ana")
    undo(store, "ana")
    assert (look(store, "ana"), store.suggestions()) == (before, open_before)
    redo(store, "ana")
    assert (look(store, "ana"), store.suggestions()) == (after, [])


def test_a_persons_answer_wins(store: Store) -> None:
    suggest(store, {"p0.png": CAT, "p1.png": CAT})
    vote(store, "ana", "p0.png", OWL)
    assert store.progress()["suggested"] == 1
    store.accept("ana", store.suggestions())
    labels = {
        key: [a.label for a in answer.annotations]
        for key, answer in store.answers("ana", ["p0.png", "p1.png"]).items()
    }
    assert labels == {"p0.png": [OWL], "p1.png": [CAT]}


def test_of_several_suggestions_multiclass_takes_the_best(place: Place) -> None:
    store = make_store(place, task="multiclass")
    suggest(store, {"p0.png": CAT}, score=0.4)
    suggest(store, {"p0.png": DOG}, score=0.8)
    assert store.accept("ana", store.suggestions())[0].refusals == []
    assert [a.label for a in store.answers("ana", ["p0.png"])["p0.png"].annotations] == [DOG]
    store.close()
