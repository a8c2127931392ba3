"""Other models than the head: scored and judged the same way; one that fails stops nobody from labeling."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from sklearn.linear_model import LogisticRegression

import nblabel as nl
from nblabel.values.errors import NblabelError
from tests.assist.conftest import LABELS, Digits
from tests.waiting import PATIENCE

Picture = Image.Image


def ink(image: Picture) -> str:
    """A label by how dark the picture is: seldom right, always the same."""
    return LABELS[int(np.asarray(image.convert("L")).mean()) % len(LABELS)]


def started(digits: Digits, model: Any) -> Digits:
    digits.answer(40)
    digits.project.assist.start(model, features="quick")
    assert digits.project.assist.wait(PATIENCE)
    return digits


def test_a_function_says_what_it_said(digits: Digits) -> None:
    started(digits, lambda images: [nl.Prediction(ink(image), 0.75) for image in images])
    table = digits.project.suggestions()
    assert set(table["score"]) == {0.75}
    assert [ink(digits.project.read(item)) for item in table["item"]] == list(table["label"])


def test_an_estimator_learns_from_the_embeddings(digits: Digits) -> None:
    started(digits, LogisticRegression(max_iter=500))
    table = digits.project.suggestions()
    right = [digits.truth[item] == label for item, label in zip(table["item"], table["label"], strict=True)]
    assert np.mean(right) > 0.8


def test_a_torch_module_gives_a_number_for_each_label(digits: Digits) -> None:
    torch.manual_seed(0)
    started(digits, torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(3 * 32 * 32, len(LABELS))))
    assert len(digits.project.suggestions()) == len(digits.truth) - 40


class Learner:
    """Learns which picture has which label by heart, and says the commonest of all others."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def fit(self, contents: Sequence[Picture], answers: Sequence[str]) -> None:
        assert all(isinstance(one, Picture) for one in contents)
        self.seen = list(answers)

    def predict(self, contents: Sequence[Picture]) -> list[str]:
        return [max(set(self.seen), key=self.seen.count)] * len(contents)


def test_a_model_with_fit_is_fitted_to_the_answers(digits: Digits) -> None:
    model = Learner()
    started(digits, model)
    assert sorted(model.seen) == sorted(digits.truth[key] for key in sorted(digits.truth)[:40])
    assert digits.project.suggestions()["label"].nunique() == 1


def fails(images: Sequence[Picture]) -> list[str]:
    raise RuntimeError("no network")


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (fails, "failed: RuntimeError: no network"),
        (lambda images: ["zero"], "answers for"),
        (lambda images: ["cat"] * len(images), "'cat', which is no label"),
        (lambda images: [7] * len(images), "7"),
        (object(), "predict"),
    ],
)
def test_a_model_that_fails_is_named_and_the_person_goes_on(digits: Digits, model: Any, said: str) -> None:
    digits.answer(20)
    digits.project.assist.start(model, features="quick")
    with pytest.raises(NblabelError, match=said):
        digits.project.assist.wait(PATIENCE)
    digits.answer(5, skip=20)
    assert digits.project.progress()["submitted"] == 25
    with pytest.raises(NblabelError, match=said):
        digits.project.assist.wait(PATIENCE)
    assert digits.project.assist.status()["phase"] == "failed"


def test_what_failed_is_tried_again_after_the_next_answer(digits: Digits) -> None:
    down = [True]

    def sometimes(images: Sequence[Picture]) -> list[str]:
        if down[0]:
            raise RuntimeError("down")
        return ["one"] * len(images)

    digits.answer(20)
    digits.project.assist.start(sometimes, features="quick")
    with pytest.raises(NblabelError, match="down"):
        digits.project.assist.wait(PATIENCE)
    down[0] = False
    digits.answer(5, skip=20)
    assert digits.project.assist.wait(PATIENCE)
    assert set(digits.project.suggestions()["label"]) == {"one"}
