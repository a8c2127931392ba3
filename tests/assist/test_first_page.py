"""Without weights and without a word of how: groups at once, then features learnt from the pool itself."""

from tests.assist.conftest import Digits
from tests.waiting import PATIENCE, until


def test_items_are_grouped_before_the_features_are_there(digits: Digits) -> None:
    assist = digits.project.assist
    assist.start(audit=0)
    until(lambda: not digits.project.clusters().empty, "the first groups")
    assert assist.wait(PATIENCE)
    page = assist.page(9)
    assert page is not None
    assert page.kind == "clustered"
    assert assist.status()["features"] not in ("", "quick")


def test_what_is_learnt_from_the_pool_says_so(digits: Digits) -> None:
    digits.answer(40)
    digits.project.assist.start()
    assert digits.project.assist.wait(PATIENCE)
    assert digits.project.assist.status()["notice"]
    assert len(digits.project.suggestions()) == len(digits.truth) - 40
