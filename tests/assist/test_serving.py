"""Pages while assistance runs: of one kind, the same until answered, with blind checks among them."""

from tests.assist.conftest import Digits
from tests.waiting import PATIENCE


def test_a_page_stays_the_same_until_it_is_answered(learnt: Digits) -> None:
    assist = learnt.project.assist
    first = assist.page(9)
    assert first is not None
    assert assist.page(9) == first
    learnt.project.annotate_many({key: learnt.truth[key] for key in first.keys})
    second = assist.page(9)
    assert second is not None
    assert not {*first.keys} & {*second.keys}


def test_what_is_on_the_page_already_is_left_out(learnt: Digits) -> None:
    first = learnt.project.assist.page(9)
    assert first is not None
    ahead = learnt.project.assist.page(9, exclude=first.keys)
    assert ahead is not None
    assert not {*first.keys} & {*ahead.keys}


def test_checks_are_among_the_pages_and_show_no_suggestion(learnt: Digits) -> None:
    assist, handed = learnt.project.assist, list[str]()
    for _ in range(8):
        page = assist.page(9, exclude=handed)
        assert page is not None
        handed += page.keys
    blind = assist.blind(handed)
    assert 5 <= len(blind) <= 30
    assert not blind & set(learnt.project.suggestions()["item"])


def test_before_any_answer_pages_hold_what_is_alike(digits: Digits) -> None:
    digits.project.assist.start(features="quick", audit=0)
    assert digits.project.assist.wait(PATIENCE)
    page = digits.project.assist.page(9)
    assert page is not None
    clusters = digits.project.clusters().set_index("item")["cluster"]
    assert page.kind == "clustered"
    assert clusters[page.keys].nunique() == 1


def test_all_items_are_served_in_the_end(learnt: Digits) -> None:
    served: set[str] = set()
    while (page := learnt.project.assist.page(12)) is not None and page.keys:
        assert not served & {*page.keys}
        served |= {*page.keys}
        learnt.project.annotate_many({key: learnt.truth[key] for key in page.keys})
    assert served == set(sorted(learnt.truth)[60:])
