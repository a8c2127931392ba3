"""Answers that look like slips are found, with the reason, and can be filtered and sorted by."""

from tests.assist.conftest import Digits
from tests.waiting import PATIENCE


def test_a_slip_is_among_the_most_doubtful(digits: Digits) -> None:
    keys = digits.answer(100)
    slip = next(key for key in keys[20:] if digits.truth[key] == "zero")
    digits.project.annotate(slip, "one")
    digits.project.assist.start(features="quick")
    assert digits.project.assist.wait(PATIENCE)
    table = digits.project.quality.doubts()
    row = table[table["item"] == slip].iloc[0]
    assert (row["label"], row["suggested"]) == ("one", "zero")
    assert "the model says zero" in row["reason"]
    assert slip in set(digits.project.answers(where={"doubt": True})["item"])
