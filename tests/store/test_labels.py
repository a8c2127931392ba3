"""Labels: a tree by id, changed at any time without touching an answer."""

import pytest

from nblabel.store.store import Store
from nblabel.values.errors import LabelError
from tests.store.acting import CAT, DOG, OWL, vote


def paths(store: Store, all: bool = False) -> list[str]:  # noqa: A002
    return [row.path for row in store.labels(all=all)]


def test_a_path_makes_its_parents_and_the_order_is_depth_first(store: Store) -> None:
    store.add_label(("Animal", "Fish", "Eel"))
    store.add_label(("Plant",))
    store.add_label(("Animal", "Bird"))
    assert paths(store)[3:] == ["Animal", "Animal/Fish", "Animal/Fish/Eel", "Animal/Bird", "Plant"]
    assert [row.depth for row in store.labels()][3:] == [0, 1, 2, 1, 0]


def test_a_label_keeps_what_was_said_of_it(store: Store) -> None:
    made = store.add_label(("a/b “c” 🐈",), "#112233", "<b>not bold</b>", ("one", "two"), "q")
    row = store.labels()[-1]
    assert (row.id, row.path, row.color, row.description, row.examples, row.key) == (
        made, "a\\/b “c” 🐈", "#112233", "<b>not bold</b>", ["one", "two"], "q",
    )  # fmt: skip


def test_without_a_colour_every_place_has_its_own(store: Store) -> None:
    for name in ("fox", "hen"):
        store.add_label((name,))
    fox, hen = store.labels()[-2:]
    assert fox.color != hen.color


@pytest.mark.parametrize("parts", [("cat",), (), ("",), ("a", ""), tuple("abcdefg")])
def test_duplicates_empty_names_and_a_seventh_level_are_refused(store: Store, parts: tuple[str, ...]) -> None:
    with pytest.raises(LabelError):
        store.add_label(parts)
    assert paths(store) == ["cat", "dog", "owl"]


def test_a_rename_changes_no_answer_and_history_shows_the_name_as_it_was(store: Store) -> None:
    vote(store, "ana", "p0.png", CAT)
    before = store.answers("ana", ["p0.png"])
    store.rename_label(CAT, "tomcat")
    assert (paths(store)[0], store.answers("ana", ["p0.png"])) == ("tomcat", before)
    assert [event.label_names for event in store.history()] == [{CAT: "cat"}]


def test_a_rename_to_a_name_that_is_there_is_refused(store: Store) -> None:
    with pytest.raises(LabelError, match="merge"):
        store.rename_label(CAT, "dog")


def test_a_merged_label_counts_as_the_other_and_answers_stay_as_they_are(store: Store) -> None:
    vote(store, "ana", "p0.png", CAT)
    vote(store, "ana", "p1.png", DOG)
    store.merge_labels(CAT, [DOG])
    store.merge_labels(OWL, [CAT])
    assert paths(store) == ["owl"]
    assert store.progress()["per_label"] == {OWL: 2}
    assert store.answers("ana", ["p1.png"])["p1.png"].annotations[0].label == DOG


def test_merging_into_itself_into_a_merged_label_or_one_with_children_is_refused(store: Store) -> None:
    store.add_label(("dog", "puppy"))
    store.merge_labels(CAT, [OWL])
    for into, other in ((CAT, CAT), (OWL, CAT), (CAT, DOG), (CAT, 99)):
        with pytest.raises(LabelError):
            store.merge_labels(into, [other])


def test_a_merged_or_retired_label_says_so_when_it_is_added_again(store: Store) -> None:
    store.merge_labels(CAT, [OWL])
    store.retire_label(DOG)
    with pytest.raises(LabelError, match="merged into 'cat'"):
        store.add_label(("owl",))
    with pytest.raises(LabelError, match="retired"):
        store.add_label(("dog",))


def test_a_retired_label_is_offered_no_more_until_it_is_restored(store: Store) -> None:
    vote(store, "ana", "p0.png", CAT)
    store.retire_label(CAT)
    assert (paths(store), paths(store, all=True)) == (["dog", "owl"], ["cat", "dog", "owl"])
    assert store.progress()["per_label"][CAT] == 1
    store.restore_label(CAT)
    assert paths(store) == ["cat", "dog", "owl"]


def test_a_label_can_be_recoloured(store: Store) -> None:
    store.recolor_label(CAT, "#abcdef")
    assert store.labels()[0].color == "#abcdef"


def test_a_new_label_is_known_to_other_doors_at_once(store: Store) -> None:
    other = Store(store.database)
    assert len(other.labels()) == 3
    new = store.add_label(("fox",))
    assert vote(other, "ana", "p0.png", new).refusals == []
