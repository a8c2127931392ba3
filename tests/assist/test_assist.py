"""What is learnt while people label, and what it is called."""

import numpy as np
import pytest

import nblabel as nl
from nblabel.values.errors import NblabelError
from tests.assist.conftest import LABELS, Digits
from tests.waiting import PATIENCE


def test_it_suggests_labels_for_what_is_not_answered(learnt: Digits) -> None:
    table = learnt.project.suggestions()
    assert set(table["item"]) == set(sorted(learnt.truth)[60:])
    assert (table["origin"] == "assist").all()
    right = [learnt.truth[item] == label for item, label in zip(table["item"], table["label"], strict=True)]
    assert np.mean(right) > 0.8
    assert table["score"].between(0, 1).all()


def test_its_status_says_how_it_stands(learnt: Digits) -> None:
    status = learnt.project.assist.status()
    assert (status["phase"], status["answers"], status["error"]) == ("ready", 60, "")
    assert status["accuracy_low"] < status["accuracy"] <= status["accuracy_high"]
    assert set(status["per_label"]) == set(LABELS)


def test_new_answers_are_learnt_from_by_themselves(learnt: Digits) -> None:
    learnt.answer(20, skip=60)
    assert learnt.project.assist.wait(PATIENCE)
    assert learnt.project.assist.status()["answers"] == 80
    assert len(learnt.project.suggestions()) == len(learnt.truth) - 80
    assert list(learnt.project.assist.runs()["answers"]) == [60, 80]


def test_a_label_is_suggested_only_from_three_answers_on(digits: Digits) -> None:
    keys = [key for key in sorted(digits.truth) if digits.truth[key] != "three"][:40]
    rare = [key for key in sorted(digits.truth) if digits.truth[key] == "three"][:2]
    digits.project.annotate_many({key: digits.truth[key] for key in keys + rare})
    digits.project.assist.start(features="quick")
    assert digits.project.assist.wait(PATIENCE)
    assert "three" not in set(digits.project.suggestions()["label"])
    assert digits.project.assist.status()["per_label"]["three"]["missing"] == 1


def test_items_are_grouped_before_the_first_answer(digits: Digits) -> None:
    digits.project.assist.start(features="quick")
    assert digits.project.assist.wait(PATIENCE)
    table = digits.project.clusters()
    assert len(table) == len(digits.truth)
    assert table["cluster"].nunique() > 3


def test_embeddings_have_a_row_for_each_item_in_work_order(learnt: Digits) -> None:
    matrix = learnt.project.assist.embeddings()
    assert (str(matrix.dtype), len(matrix)) == ("float16", len(learnt.truth))
    assert np.isfinite(matrix).all()


def test_learning_goes_on_where_it_was_after_a_stop(learnt: Digits) -> None:
    learnt.project.assist.stop()
    assert learnt.project.assist.status()["phase"] == "off"
    learnt.project.assist.start(features="quick")
    assert learnt.project.assist.wait(PATIENCE)
    assert len(learnt.project.suggestions()) == len(learnt.truth) - 60


def test_a_task_of_regions_says_what_is_learnt(tmp_path: object) -> None:
    with (
        nl.create(f"{tmp_path}/boxes.nblabel", task="boxes", labels=["a"], media="image") as project,
        pytest.raises(NblabelError, match="learns classes"),
    ):
        project.assist.start()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"target": 1.2}, "target is a share"),
        ({"order": "best"}, "no order 'best'"),
        ({"audit": -1}, "audit"),
    ],
)
def test_what_cannot_be_is_said_before_anything_starts(
    digits: Digits, wrong: dict[str, object], said: str
) -> None:
    with pytest.raises(NblabelError, match=said):
        digits.project.assist.start(**wrong)  # type: ignore[arg-type]
    assert not digits.project.assist.is_running
