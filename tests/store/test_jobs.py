"""Jobs on both databases: nothing that was asked is forgotten, and a person's answer goes before."""

import pytest

from nblabel.store import jobs
from nblabel.store.jobs import JobError, NewJob, Spent, owner_here
from nblabel.store.replies import Reply
from nblabel.store.settling import Reserved, Settled, TakenOverError
from nblabel.store.store import Store
from nblabel.store.suggestions import NewSuggestion
from tests.store.acting import CAT, DOG, choice, vote

ME = owner_here()
ELSEWHERE = "other boot 7"


def make(store: Store, *keys: str, kind: str = "gpt") -> int:
    ids = store.ids_of(keys)
    store.add_run("job", "practice")
    made = NewJob(kind, "practice", {"labels": [CAT, DOG]}, "ana")
    return store.add_job(made, [ids[key] for key in keys])


def ask(store: Store, job: int, *keys: str) -> None:
    most = Spent(100, 10, 1, 1)
    store.note_asked(job, ME, [Reserved(store.ids_of([key])[key], most) for key in keys], rehearsal=False)


def answer(store: Store, job: int, key: str, label: int = CAT, run: int = 1, owner: str = ME) -> None:
    offered = [NewSuggestion(key, choice(label), score=0.9)]
    row = Settled(store.ids_of([key])[key], "done", used=Spent(80, 5, 1), said="{}", suggestions=offered)
    store.keep_answers(job, owner, run, [row])


def states(store: Store, job: int) -> dict[str, str]:
    return {one.key: one.state for one in store.job_items(job)}


def test_a_new_job_is_ready_and_has_its_items_in_order(store: Store) -> None:
    job = make(store, "p3.png", "p1.png")
    assert [one.key for one in store.job_items(job)] == ["p3.png", "p1.png"]
    assert (store.job(job).state, store.job(job).total, store.job(job).todo) == ("ready", 2, 2)


def test_items_that_it_has_do_not_join_again(store: Store) -> None:
    job = make(store, "p1.png")
    ids = store.ids_of(["p1.png", "p2.png"])
    assert store.extend_job(job, list(ids.values())) == 1
    assert [one.key for one in store.job_items(job)] == ["p1.png", "p2.png"]


def test_an_answer_is_stored_with_what_it_cost(store: Store) -> None:
    job = make(store, "p1.png", "p2.png")
    store.take_job(job, ME, [])
    ask(store, job, "p1.png")
    answer(store, job, "p1.png")
    row = store.job(job)
    assert (row.done, row.used, row.held) == (1, Spent(80, 5, 1, 1), Spent())
    assert [row.item for row in store.suggestions()] == ["p1.png"]


def test_what_a_person_answered_meanwhile_is_left_out(store: Store) -> None:
    job = make(store, "p1.png", "p2.png")
    store.take_job(job, ME, [])
    vote(store, "ana", "p1.png", DOG)
    answer(store, job, "p1.png")
    answer(store, job, "p2.png")
    assert states(store, job) == {"p1.png": "passed", "p2.png": "done"}
    assert (store.job(job).passed, [row.item for row in store.suggestions()]) == (1, ["p2.png"])


def test_what_was_rejected_before_is_not_offered_again(store: Store) -> None:
    first, second = make(store, "p1.png"), make(store, "p1.png")
    store.take_job(first, ME, [])
    answer(store, first, "p1.png")
    store.reject("ana", store.suggestions())
    store.take_job(second, ME, [])
    answer(store, second, "p1.png")
    assert (store.suggestions(), store.job(second).done) == ([], 1)


def test_what_was_asked_when_the_kernel_ended_is_asked_once_more_and_its_price_stays_reserved(
    store: Store,
) -> None:
    job = make(store, "p1.png", "p2.png")
    for held, state in ((100, "waiting"), (200, "failed")):
        store.take_job(job, ME, [])
        ask(store, job, "p1.png")
        row = store.take_job(job, ME, [])  # this process runs it no more
        assert (row.held.tokens_in, states(store, job)["p1.png"]) == (held, state)
    assert (row.failed, states(store, job)["p2.png"]) == (1, "waiting")


def test_an_own_model_that_ends_the_kernel_has_failed_after_three_times(store: Store) -> None:
    job = make(store, "p1.png", kind="own")
    seen = []
    for _ in range(3):
        store.take_job(job, ME, [])
        ask(store, job, "p1.png")
        store.take_job(job, ME, [])
        seen.append(states(store, job)["p1.png"])
    assert seen == ["waiting", "waiting", "failed"]


def test_one_that_runs_is_not_taken(store: Store) -> None:
    job = make(store, "p1.png")
    store.take_job(job, ELSEWHERE, [])
    with pytest.raises(JobError, match="running"):
        store.take_job(job, ME, [])
    assert not jobs.is_alive(_silent(store, job), [])


def _silent(store: Store, job: int) -> jobs.JobRow:
    store.set_job(job, beat=0)
    return store.job(job)


def test_who_was_thought_dead_writes_nothing_but_the_replies(store: Store) -> None:
    job = make(store, "p1.png")
    store.take_job(job, ME, [])
    ask(store, job, "p1.png")
    _silent(store, job)
    store.take_job(job, ELSEWHERE, [])
    item = store.ids_of(["p1.png"])["p1.png"]
    store.keep_answers(job, ME, 1, [Settled(item, "done", said="{}", reply=Reply("k", "{}", 1, 1))])
    assert (states(store, job), store.replies(["k"])) == ({"p1.png": "waiting"}, {"k": "{}"})
    with pytest.raises(TakenOverError):
        store.beat_job(job, ME)


def test_a_job_that_grew_meanwhile_is_not_done(store: Store) -> None:
    job = make(store, "p1.png")
    store.take_job(job, ME, [])
    answer(store, job, "p1.png")
    store.extend_job(job, [store.ids_of(["p2.png"])["p2.png"]])
    assert not store.finish_job(job, ME, "done")
    answer(store, job, "p2.png")
    assert store.finish_job(job, ME, "done")
    assert store.job(job).state == "done"


def test_a_rehearsal_counts_its_cost_and_suggests_nothing(store: Store) -> None:
    job = make(store, "p1.png")
    vote(store, "ana", "p0.png", CAT)
    item = store.ids_of(["p0.png"])["p0.png"]
    store.take_job(job, ME, [])
    store.begin_rehearsal(job, [item])
    store.note_asked(job, ME, [Reserved(item, Spent(9, 9, 1))], rehearsal=True)
    store.keep_answers(job, ME, 1, [Settled(item, "done", used=Spent(5, 2, 1), said="{}")], rehearsal=True)
    row = store.job(job)
    assert (row.done, row.used, store.suggestions()) == (0, Spent(5, 2, 1), [])


def test_requests_of_the_job_itself_are_held_until_they_are_settled(store: Store) -> None:
    job = make(store, "p1.png")
    store.take_job(job, ME, [])
    store.reserve_more(job, ME, None, Spent(50, 5, 1), rehearsal=False)
    assert store.job(job).held == Spent(50, 5, 1)
    store.settle_job(job, Spent(20, 1, 1), released=Spent(50, 5, 1))
    assert (store.job(job).held, store.job(job).used) == (Spent(), Spent(20, 1, 1))


def test_agreement_is_kept_by_endpoint(store: Store) -> None:
    store.agree("https://api.example.org/v1", "ana")
    store.agree("https://api.example.org/v1", "ben")
    assert store.is_agreed("https://api.example.org/v1")
    assert not store.is_agreed("https://api.example.org")


def test_failed_ones_are_asked_again_when_a_person_wants_it(store: Store) -> None:
    job = make(store, "p1.png", "p2.png")
    store.take_job(job, ME, [])
    item = store.ids_of(["p1.png"])["p1.png"]
    store.keep_answers(job, ME, 1, [Settled(item, "failed", "refused")])
    assert (store.job(job).failed, store.ask_again(job)) == (1, 1)
    assert (store.job(job).failed, states(store, job)["p1.png"]) == (0, "waiting")
