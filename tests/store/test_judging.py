"""Accepting and rejecting suggestions are acts: kept with the answer, taken back exactly, counted right."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nblabel.store.database import Place
from nblabel.store.store import Store
from nblabel.store.suggestions import NewSuggestion
from nblabel.values.annotation import Annotation, Pixels, Rectangle, Rings
from nblabel.values.change import Change, Edit, EditKind
from nblabel.values.ids import new_id
from nblabel.values.mask import encode_mask, mask_area
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

KEYS = ("p0.png", "p1.png", "p2.png")


def suggest(store: Store, item: str, label: int, score: float | None = 0.9) -> str:
    run, made = store.add_run("job", "m"), choice(label)
    store.put_suggestions(run, [NewSuggestion(item, made, score)])
    return made.id


def judge(store: Store, item: str, kind: EditKind = "reject", who: str = "ana", **parts: Any) -> Edit:
    """An edit on what is stored now, as a page makes it."""
    base = store.answers(who, [item])[item].version
    return Edit(new_id(), kind, [Change(item, base=base, **parts)])


def accept(store: Store, id_: str, who: str = "ana") -> Edit:
    [row] = [row for row in store.suggestions() if row.annotation.id == id_]
    made = Annotation(id_, row.annotation.label, row.annotation.shape, source="accepted", run=row.run)
    return judge(store, row.item, "accept", who, put=[made], state="draft")


def open_ids(store: Store) -> list[str]:
    return [row.annotation.id for row in store.suggestions()]


def everything(store: Store) -> Any:
    states = ("open", "accepted", "rejected", "discarded")
    rows = {row.annotation.id: row.state for row in store.suggestions(states=states)}
    return look(store, "ana"), rows, {row.item: row.suggestions for row in store.items()}


def test_a_rejected_suggestion_is_open_no_more_and_the_answer_stays(store: Store) -> None:
    id_ = suggest(store, "p0.png", CAT)
    vote(store, "ana", "p0.png", DOG)
    assert store.save("ana", [judge(store, "p0.png", reject=[id_])])[0].refusals == []
    answer = store.answers("ana", ["p0.png"])["p0.png"]
    assert ([a.label for a in answer.annotations], answer.state, open_ids(store)) == ([DOG], "submitted", [])


def test_undo_opens_it_again_and_redo_closes_it(store: Store) -> None:
    id_ = suggest(store, "p0.png", CAT)
    before = everything(store)
    store.save("ana", [judge(store, "p0.png", reject=[id_])])
    after = everything(store)
    undo(store, "ana")
    assert everything(store) == before
    redo(store, "ana")
    assert everything(store) == after


def test_a_suggestion_of_another_item_is_refused(store: Store) -> None:
    id_ = suggest(store, "p0.png", CAT)
    [refusal] = store.save("ana", [judge(store, "p1.png", reject=[id_])])[0].refusals
    assert (refusal.why, "p1.png" in refusal.reason, open_ids(store)) == ("refused", True, [id_])
    [unknown] = store.save("ana", [judge(store, "p0.png", reopen=["nothing"])])[0].refusals
    assert unknown.why == "refused"


def test_sent_again_an_edit_changes_nothing(store: Store) -> None:
    first, second = suggest(store, "p0.png", CAT), suggest(store, "p0.png", DOG)
    edits = [judge(store, "p0.png", reject=[first])]
    store.save("ana", edits)
    edits.append(accept(store, second))
    store.save("ana", edits)
    before = everything(store)
    store.save("ana", edits)
    assert everything(store) == before


def test_what_somebody_else_rejected_is_not_opened_by_an_undo(store: Store) -> None:
    id_ = suggest(store, "p0.png", CAT)
    store.save("ana", [judge(store, "p0.png", reject=[id_])])
    store.save("ben", [judge(store, "p0.png", who="ben", reject=[id_])])
    undo(store, "ben")
    assert open_ids(store) == []


def test_a_changed_suggestion_stays_the_persons_and_undo_opens_it(place: Place) -> None:
    store = make_store(place, task="boxes")
    run, made = store.add_run("job", "m"), Annotation(new_id(), CAT, Rectangle(0, 0, 10, 10))
    store.put_suggestions(run, [NewSuggestion("p0.png", made, 0.5)])
    moved = Annotation(made.id, CAT, Rectangle(5, 0, 10, 10), run=run)
    store.save("ana", [judge(store, "p0.png", "annotate", put=[moved], state="draft")])
    assert open_ids(store) == []
    again = Annotation(made.id, DOG, Rectangle(5, 5, 10, 10))
    store.save("ana", [judge(store, "p0.png", "annotate", put=[again], state="draft")])
    assert open_ids(store) == []
    undo(store, "ana")
    undo(store, "ana")
    assert open_ids(store) == [made.id]
    store.close()


def test_rejecting_by_filter_is_an_act_of_that_person(store: Store) -> None:
    suggest(store, "p0.png", CAT)
    before = everything(store)
    store.reject("ana", store.suggestions())
    [event] = list(store.history("p0.png"))
    assert (event.kind, event.annotator, len(event.change.reject)) == ("reject", "ana", 1)
    undo(store, "ana")
    assert everything(store) == before


def test_best_first_and_those_without_a_score_last(store: Store) -> None:
    ids = [suggest(store, "p0.png", label, score) for label, score in ((CAT, None), (DOG, 0.2), (OWL, 0.8))]
    assert open_ids(store) == [ids[2], ids[1], ids[0]]


def test_of_two_that_say_one_thing_the_better_is_accepted(place: Place) -> None:
    store = make_store(place, task="boxes")
    boxes = [(Rectangle(0, 0, 10, 10), 0.4), (Rectangle(1, 0, 10, 10), 0.9), (Rectangle(40, 0, 9, 9), 0.1)]
    rows = [NewSuggestion("p0.png", Annotation(new_id(), CAT, box), score) for box, score in boxes]
    store.put_suggestions(store.add_run("job", "m"), rows)
    _, taken = store.accept("ana", store.suggestions())
    shapes = {a.shape for a in store.answers("ana", ["p0.png"])["p0.png"].annotations}
    assert (taken, shapes) == (2, {boxes[1][0], boxes[2][0]})
    store.close()


def test_an_accepted_mask_takes_no_pixel_of_another_one(place: Place) -> None:
    store = make_store(place, task="masks")
    left, right = np.zeros((4, 10), bool), np.zeros((4, 10), bool)
    left[:, :4], right[:, 3:] = True, True
    own = Annotation(new_id(), CAT, Pixels(encode_mask(left)))
    store.save("ana", [judge(store, "p0.png", "annotate", put=[own], state="draft")])
    new = NewSuggestion("p0.png", Annotation(new_id(), DOG, Pixels(encode_mask(right))), 0.5)
    store.put_suggestions(store.add_run("job", "m"), [new])
    store.accept("ana", store.suggestions())
    areas = sorted(mask_area(a.shape.rle) for a in store.answers("ana", ["p0.png"])["p0.png"].annotations)  # type: ignore[union-attr]
    assert areas == [16, 24]
    store.close()


class Hand:
    """Somebody who judges suggestions; `chance` says which item and which of the open ones."""

    def __init__(self, store: Store, chance: int) -> None:
        self.store, self.open = store, store.suggestions()
        self.item, self.chance = KEYS[chance % 3], chance
        self.held = [a.id for a in store.answers("ana", [self.item])[self.item].annotations]
        self.chosen = self.open[chance % len(self.open)] if self.open else None

    def accept(self) -> None:
        if self.chosen:
            self.store.save("ana", [accept(self.store, self.chosen.annotation.id)])

    def accept_some(self) -> None:
        self.store.accept("ana", self.open[: self.chance % 4])

    def reject(self) -> None:
        if self.chosen:
            edit = judge(self.store, self.chosen.item, reject=[self.chosen.annotation.id])
            self.store.save("ana", [edit])

    def reject_all(self) -> None:
        self.store.reject("ana", self.open)

    def label(self) -> None:
        self.store.save("ana", [put(self.store, "ana", self.item, 1 + self.chance % 3)])

    def clear(self) -> None:
        edit = judge(self.store, self.item, "annotate", drop=self.held, state="unlabeled")
        self.store.save("ana", [edit])

    def skip(self) -> None:
        self.store.save("ana", [judge(self.store, self.item, "skip", drop=self.held, state="skipped")])

    def undo(self) -> None:
        undo(self.store, "ana")

    def redo(self) -> None:
        redo(self.store, "ana")

    def discard(self) -> None:
        self.store.discard(1 + self.chance % 6)


ACTS = [
    Hand.accept, Hand.accept_some, Hand.reject, Hand.reject_all, Hand.label,
    Hand.clear, Hand.skip, Hand.undo, Hand.redo, Hand.discard,
]  # fmt: skip
steps = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 10**6)), min_size=10, max_size=40)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_counters_are_what_a_recount_gives(
    place: Place, steps: list[tuple[Callable[[Hand], None], int]]
) -> None:
    store = _fresh(place)
    for act, chance in steps:
        act(Hand(store, chance))
        assert counted(store) == recount(store)
        opened = Counter(row.item for row in store.suggestions())
        rows = store.items()
        assert {row.item: row.suggestions for row in rows if row.suggestions} == dict(opened)
        waiting = sum(row.suggestions > 0 and row.state in ("unlabeled", "draft") for row in rows)
        assert store.progress()["suggested"] == waiting
    store.close()


def _fresh(place: Place) -> Store:
    unused = Place(f"{place.where}-{new_id()}") if not place.name else Place(place.where, f"b-{new_id()}")
    store = make_store(unused, n=len(KEYS))
    for number in range(6):
        suggest(store, KEYS[number % 3], 1 + number // 2, number / 6)
    return store


def test_polygons_that_cover_one_thing_are_one_thing(place: Place) -> None:
    store = make_store(place, task="polygons")
    square = Rings([[(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]])
    shifted = Rings([[(1.0, 0.0), (11.0, 0.0), (11.0, 10.0), (1.0, 10.0)]])
    own = Annotation(new_id(), DOG, shifted)
    store.save("ana", [judge(store, "p0.png", "annotate", put=[own], state="draft")])
    rows = [NewSuggestion("p0.png", Annotation(new_id(), CAT, square), 0.5)]
    store.put_suggestions(store.add_run("job", "m"), rows)
    assert store.accept("ana", store.suggestions())[1] == 0
    store.close()
