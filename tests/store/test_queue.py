"""The queue: work order, nothing twice to two people, the same again until it is answered or released."""

import threading

from nblabel.store.database import Place
from nblabel.store.store import Store
from nblabel.values.change import Change, Edit
from nblabel.values.ids import new_id
from tests.store.acting import CAT, DOG, make_store, put, undo, vote


def order(store: Store) -> list[str]:
    return [row.item for row in store.items()]


def skip(store: Store, who: str, item: str) -> None:
    store.save(who, [Edit(id=new_id(), kind="skip", changes=[Change(item, state="skipped")])])


def test_next_gives_the_same_in_work_order_until_it_is_answered(store: Store) -> None:
    assert store.next("ana", 3) == store.next("ana", 3) == order(store)[:3]
    vote(store, "ana", order(store)[1], CAT)
    skip(store, "ana", order(store)[0])
    assert store.next("ana", 3) == order(store)[2:5]


def test_what_is_on_the_screen_is_left_out(store: Store) -> None:
    page = store.next("ana", 4)
    assert store.next("ana", 4, exclude=page) == order(store)[4:8]


def test_a_draft_is_still_open_and_comes_back(store: Store) -> None:
    first = order(store)[0]
    store.save("ana", [put(store, "ana", first, CAT)])
    assert store.next("ana", 1) == [first]


def test_at_the_end_there_is_nothing_and_undo_brings_it_back(store: Store) -> None:
    for key in order(store):
        vote(store, "ana", key, CAT)
    assert (store.next("ana", 5), store.open_count("ana")) == ([], 0)
    undo(store, "ana")
    assert (store.next("ana", 5), store.open_count("ana")) == ([order(store)[-1]], 1)


def test_two_people_never_get_the_same(store: Store) -> None:
    store.next("ben", 1)
    store.release("ben")
    ana, ben = store.next("ana", 4), store.next("ben", 4)
    assert set(ana) & set(ben) == set()
    assert store.next("ana", 4) == ana
    assert len(store.next("ben", 9)) == 6


def test_what_a_person_had_in_hand_alone_is_kept_when_another_joins(store: Store) -> None:
    page = store.next("ana", 4)
    store.next("ben", 1)
    store.release("ben")
    store.next("ana", 1, exclude=page)
    assert set(store.next("ben", 9)) & set(page) == set()


def test_release_gives_everything_back(store: Store) -> None:
    store.next("ben", 1)
    mine = store.next("ana", 9)
    store.release("ana")
    assert set(mine) <= set(store.next("ben", 10))


def test_a_lease_that_has_run_out_is_anybodys(place: Place) -> None:
    store = make_store(place, lease_minutes=0.0001)
    store.next("ben", 1)
    store.next("ana", 10)
    threading.Event().wait(0.05)
    assert len(store.next("ben", 10)) == 10
    store.close()


def test_an_answer_ends_the_claim_and_the_item(store: Store) -> None:
    store.next("ben", 1)
    [key] = store.next("ana", 1)
    vote(store, "ana", key, DOG)
    assert key not in store.next("ben", 10)


def test_claims_of_many_people_at_once_never_overlap(place: Place) -> None:
    store = make_store(place, n=60)
    doors = [store] + [Store.open(place.where, place.name) for _ in range(2)]
    for name in ("w0", "w1"):
        store.next(name, 1)
        store.release(name)
    taken: dict[str, list[str]] = {}

    def work(n: int) -> None:
        for _ in range(5):
            taken.setdefault(f"w{n}", []).extend(
                doors[n % 3].next(f"w{n}", 2, exclude=taken.get(f"w{n}", []))
            )

    workers = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    everything = [key for keys in taken.values() for key in keys]
    assert len(everything) == len(set(everything)) == 60
    for door in doors:
        door.close()
