"""What a page of work holds: one kind, groups one after the other, checks among them."""

import numpy as np
import pytest
from numpy.typing import NDArray

from nblabel.learn.learner import Answers, Learner, Settings, Sure
from nblabel.learn.pages import GROUPED, Page, Pages
from tests.learn.pools import heaps

N, K = 300, 3


@pytest.fixture(scope="module")
def grouped() -> Learner:
    """Three heaps, clustered, no answer yet."""
    learner = Learner(heaps(N, K).features, K, Settings(audit=0))
    learner.group()
    return learner


@pytest.fixture(scope="module")
def learnt() -> Learner:
    """The same with sixty answers, twenty of each heap."""
    pool = heaps(N, K)
    learner = Learner(pool.features, K, Settings(audit=0))
    learner.group()
    places = np.concatenate([np.flatnonzero(pool.classes == one)[:20] for one in range(K)])
    learner.fit(Answers(places, pool.classes[places]))
    assert len(places) >= GROUPED
    return learner


def waiting(learner: Learner) -> NDArray[np.bool_]:
    """What is open: all that is not answered."""
    mask = np.ones(len(learner), np.bool_)
    if learner.run is not None:
        mask[learner.run.answers.places] = False
    return mask


def stretches(labels: NDArray[np.int32]) -> int:
    """In how many stretches of equal ones they come."""
    return 1 + int((np.diff(labels) != 0).sum())


def test_before_any_answer_a_page_is_of_one_cluster(grouped: Learner) -> None:
    assert grouped.clusters is not None
    page = Pages(grouped).next(waiting(grouped), 9)
    assert page.kind == "clustered"
    assert len(set(grouped.clusters.label[page.places])) == 1


def test_later_a_page_holds_what_is_suggested_the_same_certain_ones_first(learnt: Learner) -> None:
    pages = Pages(learnt)
    pages.next(waiting(learnt), 9)
    page = pages.next(waiting(learnt), 9)
    assert learnt.run is not None
    assert page.kind == "clustered"
    assert len(set(learnt.run.said.best[page.places])) == 1
    assert (np.diff(learnt.run.said.score[page.places]) <= 0).all()


def test_a_large_page_goes_on_with_the_next_label(learnt: Learner) -> None:
    pages = Pages(learnt)
    page = pages.next(waiting(learnt), 210, "confirm")
    assert learnt.run is not None
    assert len(page.places) == 210
    assert stretches(learnt.run.said.best[page.places]) == K


def test_now_and_then_a_page_teaches(learnt: Learner) -> None:
    pages = Pages(learnt)
    kinds = [pages.next(waiting(learnt), 9).kind for _ in range(6)]
    assert kinds.count("manual") == 2
    assert pages.next(waiting(learnt), 9, "teach").kind == "manual"


def test_certified_items_come_first_whatever_else_there_is(learnt: Learner) -> None:
    assert learnt.run is not None
    said, sure = learnt.run.said, np.flatnonzero(waiting(learnt))[:20]
    learnt.sure = Sure(sure, said.best[sure], said.score[sure], said.scores[sure])
    page = Pages(learnt).next(waiting(learnt), 9)
    assert page.kind == "prelabelled"
    assert set(page.places) <= set(sure)
    learnt.sure = None


def drawn(audit: float, seed: int) -> list[Page]:
    """Twenty pages of one learner, of which nothing is answered."""
    learner = Learner(heaps(N, K).features, K, Settings(audit=audit, seed=seed))
    learner.group()
    pages = Pages(learner)
    return [pages.next(np.ones(N, np.bool_), 12) for _ in range(20)]


def test_checks_are_the_share_that_was_asked_for_and_among_the_others() -> None:
    pages = drawn(0.25, 0)
    share = sum(len(page.audits) for page in pages) / sum(len(page.places) for page in pages)
    assert 0.2 < share < 0.3
    for page in pages:
        assert len(set(page.places)) == len(page.places) == 12
        assert set(page.audits) <= set(page.places)
    assert len({int(np.flatnonzero(p.places == p.audits[0])[0]) for p in pages if len(p.audits)}) > 3


def test_the_same_seed_serves_the_same_pages() -> None:
    one, again, other = ([page.places.tolist() for page in drawn(0.2, seed)] for seed in (3, 3, 4))
    assert one == again
    assert one != other


def test_the_last_items_come_on_a_short_page_and_then_none(learnt: Learner) -> None:
    pages, rest = Pages(learnt), np.zeros(N, np.bool_)
    rest[[5, 100, 200]] = True
    assert sorted(pages.next(rest, 9).places) == [5, 100, 200]
    assert len(pages.next(np.zeros(N, np.bool_), 9).places) == 0
