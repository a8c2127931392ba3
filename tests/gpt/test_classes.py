"""Classes: scores from log-probabilities, else from several answers."""

import pytest

from nblabel.gpt.prompt import Described
from nblabel.practice.server import Server
from tests.gpt.asked import LABELS, RIGHT, TEXTS, best, gpt, outcomes, prompt, reasons, said


def test_each_text_gets_its_label_and_scores_add_up(server: Server) -> None:
    found = said(gpt(server), prompt(), TEXTS)
    assert [best(one) for one in found] == RIGHT
    assert all(sum(one.scores.values()) == pytest.approx(1) and one.scored for one in found)
    assert list(server.answered.values()) == [1, 1, 1]


def test_several_labels_each_have_their_score(server: Server) -> None:
    found = said(gpt(server), prompt("multilabel"), ["The bank sold shares in the rain and wind", "Nothing"])
    assert {label for label, score in found[0].scores.items() if score >= 0.5} == {12, 13}
    assert all(score < 0.5 for score in found[1].scores.values())


@pytest.mark.parametrize("silent", [False, True])
@pytest.mark.parametrize("several", [False, True])
def test_without_log_probabilities_answers_vote(silent: bool, several: bool) -> None:
    with Server(logprobs=False, several=several, silent=silent) as server:
        ended, found = outcomes(gpt(server), prompt(), TEXTS)
    assert ended == "done"
    for one, label in zip(found, RIGHT, strict=True):
        assert one is not None
        assert one.said is not None
        assert best(one.said) == label
        assert one.said.scored
        assert all(score * 5 == pytest.approx(round(score * 5)) for score in one.said.scores.values())
        assert one.usage.requests == (1 if several else 5)


def test_one_vote_says_a_label_and_no_confidence() -> None:
    with Server(logprobs=False) as server:
        found = said(gpt(server, votes=1), prompt(), TEXTS)
    assert [best(one) for one in found] == RIGHT
    assert not any(one.scored for one in found)


@pytest.mark.parametrize("task", ["multiclass", "multilabel"])
def test_log_probabilities_of_wrong_shapes_are_replaced_by_votes(task: str) -> None:
    with Server(odd_logprobs=1) as server:
        ended, found = outcomes(gpt(server), prompt(task), TEXTS * 4)
    told = [one.said for one in found if one is not None and one.said is not None]
    assert (ended, len(told)) == ("done", 12)
    assert [best(one) for one in told] == RIGHT * 4
    assert all(one.scored for one in told)


def test_a_label_that_was_not_asked_for_is_no_answer() -> None:
    with Server(unasked=1) as server:
        told = reasons(gpt(server), prompt(), TEXTS)
        assert all("not asked for" in one for one in told)
        assert [one.dropped for one in said(gpt(server), prompt("multilabel"), TEXTS)] == [1, 1, 1]


def test_many_labels_have_codes_of_two_letters(server: Server) -> None:
    labels = [Described(n, f"Topic{n}", f"word{n}") for n in range(300)]
    found = said(gpt(server), prompt(labels=labels), ["about word7 here", "about word299 here"])
    assert [best(one) for one in found] == [7, 299]


def test_scores_are_as_right_as_they_say() -> None:
    truth = {f"text {n}": LABELS[n % 3].path for n in range(150)}
    with Server(truth, accuracy=0.8) as server:
        found = said(gpt(server), prompt(), list(truth))
    right = [best(one) == LABELS[n % 3].id for n, one in enumerate(found)]
    sure = [max(one.scores.values()) for one in found]
    assert sum(right) / 150 == pytest.approx(0.8, abs=0.08)
    assert sum(sure) / 150 == pytest.approx(sum(right) / 150, abs=0.08)
