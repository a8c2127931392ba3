"""Items: stable keys, a seeded order, counts that are kept, and files that change, break or vanish."""

from pathlib import Path

import pytest

from nblabel.store.database import Place
from nblabel.store.items import NewItem
from nblabel.store.store import Store
from nblabel.values.errors import SourceError
from tests.store.acting import CAT, add, counted, make_store, recount, vote


def keys(store: Store) -> list[str]:
    return [row.item for row in store.items()]


def test_adding_again_skips_what_is_known_and_updates_what_changed(store: Store) -> None:
    assert add(store, ["p0.png", "p1.png", "new.png"]) == (1, 0, 2)
    assert add(store, ["p0.png", "p1.png"], size=7) == (0, 2, 0)
    assert add(store, ["p0.png"], size=7) == (0, 0, 1)
    assert store.progress()["total"] == 11


def test_a_key_twice_in_one_batch_joins_once(store: Store) -> None:
    assert add(store, ["a.png", "a.png"]) == (1, 0, 1)


def test_the_order_is_random_and_the_same_for_the_same_seed(tmp_path: Path) -> None:
    orders = []
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        store = make_store(Place(str(tmp_path / f"{name}.nblabel")), n=50, seed=seed)
        orders.append(keys(store))
        store.close()
    assert orders[0] == orders[1]
    assert orders[0] != orders[2]
    assert orders[0] != sorted(orders[0], key=lambda key: int(key[1:-4]))


def test_what_joins_later_comes_later_and_is_random_in_itself(store: Store) -> None:
    before = keys(store)
    later = [f"q{i}.png" for i in range(20)]
    add(store, later)
    assert keys(store)[:10] == before
    assert sorted(keys(store)[10:]) == sorted(later) != keys(store)[10:]


def test_an_item_that_cannot_be_read_is_broken_and_asked_of_nobody(store: Store) -> None:
    add(store, ["bad.png"], reason="The file ends too early")
    store.mark_broken("p0.png", "Not a picture")
    assert store.progress()["broken"] == 2
    assert set(store.next("ana", 99)) == {f"p{i}.png" for i in range(1, 10)}
    assert store.find(["bad.png"])["bad.png"].reason == "The file ends too early"


def test_a_broken_item_that_is_mended_stands_as_before(store: Store) -> None:
    vote(store, "ana", "p0.png", CAT)
    store.mark_broken("p0.png", "Gone bad")
    assert store.progress()["submitted"] == 0
    add(store, ["p0.png"], size=3)
    assert (store.progress()["submitted"], counted(store)) == (1, recount(store))


def test_a_missing_item_is_asked_of_nobody_and_keeps_its_answer(store: Store) -> None:
    vote(store, "ana", "p0.png", CAT)
    store.mark_missing(["p0.png", "p1.png"])
    assert [row.item for row in store.items() if row.missing] == [
        k for k in keys(store) if k in ("p0.png", "p1.png")
    ]
    assert (store.open_count("ana"), store.progress()["submitted"]) == (8, 1)
    assert add(store, ["p1.png"]) == (0, 1, 0)
    assert store.open_count("ana") == 9


def test_items_are_listed_by_state_in_work_order(store: Store) -> None:
    order = keys(store)
    for key in (order[5], order[2]):
        vote(store, "ana", key, CAT)
    assert [row.item for row in store.items("submitted")] == [order[2], order[5]]


@pytest.mark.parametrize("key", ["a\0b.png", "a\udcffb.png"], ids=["NUL", "undecodable"])
def test_what_cannot_be_stored_is_refused_by_name(store: Store, key: str) -> None:
    with pytest.raises(SourceError, match="cannot be stored"):
        add(store, [key])
    assert store.progress()["total"] == 10


def test_odd_names_are_data(store: Store) -> None:
    odd = ["new\nline.png", "🐈.png", "‮rtl.png", "'; DROP TABLE item; --.png", "<b>.png"]
    add(store, odd)
    assert set(store.find(odd)) == set(odd)


def test_sources_are_remembered_once_and_can_move(store: Store) -> None:
    again = store.add_source("folder", "photos", {})
    other = store.add_source("list", "more", {"files": ["a"]})
    store.set_source_root(again, "elsewhere")
    assert [(row.id, row.root, row.spec) for row in store.sources()] == [
        (again, "elsewhere", {}),
        (other, "more", {"files": ["a"]}),
    ]
    assert store.paths(again) == {f"p{i}.png": f"p{i}.png" for i in range(10)}


def test_texts_are_kept_beside_the_items(store: Store) -> None:
    source = store.add_source("frame", "", {})
    store.add_items(source, [[NewItem(key="t1", path="", text="a 🐈"), NewItem(key="t2", path="", text="b")]])
    assert (store.text("t1"), store.text("t2"), store.text("p0.png")) == ("a 🐈", "b", None)


def test_a_group_and_a_name_are_kept(store: Store) -> None:
    add(store, ["x/y.png", "z.png"], group="g1")
    row = store.find(["x/y.png"])["x/y.png"]
    assert (row.name, row.group, row.path) == ("y.png", "g1", "x/y.png")
