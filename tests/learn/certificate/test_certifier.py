"""What a look promises, when looks come, and what undoes a promise."""

import json
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nblabel.learn.certificate.certifier import LOOKS, SHARES, Certifier
from nblabel.learn.certificate.checks import Certificate
from nblabel.values.errors import NblabelError
from tests.learn.certificate.draws import Drawn, curve, drawn


def looked(pool: Drawn, certifier: Certifier | None = None) -> Certificate | None:
    return (certifier or Certifier()).look(pool.checks, pool.score, pool.predicted)


def test_a_pool_that_is_right_throughout_is_promised_whole() -> None:
    found = looked(drawn(np.ones(2000, bool), 150))
    assert found is not None
    assert (found.items, found.checks, found.errors, found.missed) == (1850, 150, 0, 0.0)


def test_a_pool_that_is_too_often_wrong_is_promised_nothing() -> None:
    assert looked(drawn(curve(3000, 0.2, 0.6), 400)) is None


def test_only_the_surest_are_promised_where_the_others_are_wrong() -> None:
    pool = drawn(curve(5000, 0, 0.8), 1000)
    found = looked(pool)
    assert found is not None
    covered = found.covers(pool.score, pool.predicted)
    assert covered.sum() == found.items == (pool.score >= found.threshold).sum()
    assert 0.05 < covered.mean() < 0.4
    assert pool.right[covered].mean() >= 0.9


def test_a_skipped_check_is_an_error() -> None:
    pool = drawn(np.ones(2000, bool), 60)
    skipped = pool.checks.right.copy()
    skipped[:10] = False
    assert looked(pool) is not None
    assert looked(pool._replace(checks=pool.checks._replace(right=skipped))) is None


def test_the_sentence_says_what_was_found() -> None:
    found = looked(drawn(np.ones(2000, bool), 150))
    assert found is not None
    assert found.text == (
        "1,850 items are at least 90 % right, with 90 % confidence: "
        "150 blind checks of such items found 0 errors."
    )


def test_what_is_needed_is_said_while_there_is_no_promise() -> None:
    certifier = Certifier()
    assert (
        certifier.text(19) == "31 more checks needed before items can be promised to be at least 90 % right."
    )
    pool = drawn(curve(5000, 0.03, 0.3), 50)
    assert looked(pool, certifier) is None
    assert certifier.needed(50) in [at - 50 for at in certifier.schedule]


def test_looks_come_at_most_four_times_each_at_twice_the_checks_or_more() -> None:
    certifier, came = Certifier(), []
    right = curve(20_000, 0.3, 0.6)
    for checks in range(10, 2000, 10):
        if certifier.due(checks):
            looked(drawn(right, checks), certifier)
            came.append(checks)
    assert 2 <= len(came) <= 4
    assert all(later >= 2 * earlier for earlier, later in pairwise(came))
    assert certifier.needed(2000) == 0
    assert "no further look" in certifier.text(2000)


def test_the_risks_of_all_looks_are_no_more_than_the_promise_allows() -> None:
    certifier = Certifier(confidence=0.95)
    assert len(SHARES) == len(LOOKS)
    for checks in certifier.schedule:
        looked(drawn(curve(9000, 0.5, 0.6), checks), certifier)
    assert sum(spent for _, spent in certifier.state()["looks"]) == pytest.approx(0.05)


def test_a_look_that_was_passed_by_leaves_its_share_to_the_next() -> None:
    certifier = Certifier()
    looked(drawn(curve(9000, 0.5, 0.6), 400), certifier)
    assert certifier.state()["looks"][0][1] == pytest.approx(0.1 * sum(SHARES[:3]))


def test_a_look_at_which_everything_passed_leaves_its_risk_to_the_next() -> None:
    certifier = Certifier()
    looked(drawn(np.ones(5000, bool), 60), certifier)
    assert certifier.state()["looks"] == [[60, 0.0]]
    looked(drawn(curve(9000, 0.5, 0.6), 400), certifier)
    assert certifier.state()["looks"][1][1] == pytest.approx(0.1 * sum(SHARES[:3]))


def test_a_restart_neither_loses_a_look_nor_repeats_it() -> None:
    certifier = Certifier()
    looked(drawn(curve(5000, 0, 0.5), 400, classes=3), certifier)
    again = Certifier.from_state(json.loads(json.dumps(certifier.state())))
    assert again.state() == certifier.state()
    assert again.certificate == certifier.certificate
    assert not again.due(400)


def test_a_failed_look_leaves_the_earlier_promise_standing() -> None:
    certifier = Certifier()
    first = looked(drawn(np.ones(5000, bool), 60), certifier)
    assert looked(drawn(np.zeros(5000, bool), 150), certifier) is None
    assert certifier.certificate is first is not None


def test_void_takes_the_promise_back_and_begins_anew() -> None:
    certifier = Certifier()
    looked(drawn(np.ones(2000, bool), 60), certifier)
    certifier.void("labels were merged")
    assert certifier.certificate is None
    assert certifier.voided == "labels were merged"
    assert certifier.due(60)


def test_checks_of_a_smaller_pool_do_not_count_after_void() -> None:
    certifier = Certifier()
    certifier.void("as many items again joined", before=100)
    assert not certifier.due(149)
    assert certifier.needed(110) == 40
    pool = drawn(np.ones(2000, bool), 150)
    bad_at_first = np.arange(150) >= 100
    found = looked(pool._replace(checks=pool.checks._replace(right=bad_at_first)), certifier)
    assert found is not None
    assert (found.checks, found.errors) == (50, 0)


def test_void_of_a_class_leaves_the_promise_for_the_others() -> None:
    certifier = Certifier()
    pool = drawn(np.ones(2000, bool), 150, classes=4)
    looked(pool, certifier)
    certifier.void("two labels were merged", classes=[1, 2])
    found = certifier.certificate
    assert found is not None
    covered = found.covers(pool.score, pool.predicted)
    assert covered.sum() == found.items
    assert set(pool.predicted[covered]) == {0, 3}
    assert found.text.startswith(f"{found.items:,} items")


def test_a_class_that_its_checks_speak_against_is_left_out() -> None:
    right = np.ones(12_000, bool)
    right[::12] = np.random.default_rng(0).random(1000) < 0.3  # class 0 of twelve
    pool = drawn(right, 990, classes=12)
    found = looked(pool)
    assert found is not None
    assert found.without == {0}
    assert not found.per_label[0].covered
    assert found.per_label[0].high < 0.9 <= found.per_label[1].high
    assert not (found.covers(pool.score, pool.predicted) & (pool.predicted == 0)).any()


def test_items_without_a_score_are_not_promised() -> None:
    pool = drawn(np.ones(2000, bool), 150)
    blank = np.where(np.arange(len(pool.score)) < 100, np.nan, pool.score)
    found = Certifier().look(pool.checks, blank, pool.predicted)
    assert found is not None
    assert found.items == found.covers(blank, pool.predicted).sum() == 1750


def test_equal_scores_stand_or_fall_together() -> None:
    pool = drawn(np.ones(2000, bool), 150)
    flat = pool.checks._replace(score=np.ones(150))
    found = Certifier().look(flat, np.ones(1850), pool.predicted)
    assert found is not None
    assert (found.items, found.threshold) == (1850, 1.0)


def test_sure_items_that_were_confirmed_do_not_vouch_for_those_that_are_left() -> None:
    pool = drawn(np.arange(4000) < 2000, 400)  # the sure half is right, the other half wrong
    assert looked(pool) is not None
    unsure = pool.score < np.quantile(pool.score, 0.5)
    left = np.append(np.flatnonzero(~unsure)[-60:], np.flatnonzero(unsure))
    assert Certifier().look(pool.checks, pool.score[left], pool.predicted[left]) is None


def test_draws_are_even_and_say_their_chance() -> None:
    rng = np.random.default_rng(0)
    places, weight = Certifier().draw(np.arange(10), None, 4, rng)
    assert len(set(places.tolist())) == 4
    assert weight == pytest.approx([1 / 10, 1 / 9, 1 / 8, 1 / 7])
    counts = np.bincount(
        np.concatenate([Certifier().draw(np.arange(10), None, 1, rng)[0] for _ in range(2000)])
    )
    assert counts.min() > 140
    assert len(Certifier().draw(np.arange(2), None, 5, rng)[0]) == 2


@pytest.mark.parametrize("wrong", [0.0, 1.0, 90, float("nan")])
def test_a_target_that_cannot_be_is_refused_by_name(wrong: float) -> None:
    with pytest.raises(NblabelError, match="target="):
        Certifier(target=wrong)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2000), st.integers(0, 60), st.integers(0, 10**6))
def test_any_pool_and_any_checks_give_a_promise_or_none(items: int, checks: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    pool = drawn(rng.random(max(items, checks)) < 0.9, checks, seed, classes=3)
    found = looked(pool)
    if found is not None:
        assert found.items == found.covers(pool.score, pool.predicted).sum() > 0
        assert 0 <= found.errors <= found.checks <= checks
