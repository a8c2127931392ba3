"""Rehearsals: asked of answered items only, counted right, and no suggestion comes of them."""

import pytest

import nblabel as nl
from nblabel.jobs.rehearsal import Compared, figures
from nblabel.jobs.said import Mark
from nblabel.openproject import Project
from nblabel.store.jobs import JobError
from nblabel.values.annotation import Annotation, Range, Whole
from tests.jobs.conftest import knows, make, truth


def choice(label: int) -> Annotation:
    return Annotation(f"c{label}", label, Whole())


def compared(answered: list[int], said: list[int]) -> Compared:
    return Compared("x", [choice(one) for one in answered], [Mark(choice(one), 0.9) for one in said])


def test_precision_and_recall_are_counted_by_label() -> None:
    pairs = [compared([1], [1])] * 6 + [compared([1], [2])] * 2 + [compared([2], [2])] * 2
    whole, one, two = figures(pairs, [1, 2])
    assert (one["count"], one["precision"], one["recall"]) == (8, 1.0, 0.75)
    assert (two["count"], two["precision"], two["recall"]) == (2, 0.5, 1.0)
    assert (whole["count"], whole["precision"]) == (10, 0.8)
    assert two["low"] < 0.5 < two["high"]


def test_of_spans_each_of_peoples_counts_once_and_to_the_character() -> None:
    span = Annotation("s", 1, Range(0, 4))
    said = [Mark(span, None), Mark(span, None), Mark(Annotation("t", 1, Range(0, 5)), None)]
    whole, _ = figures([Compared("x", [span], said)], [1])
    assert (whole["precision"], whole["recall"]) == (1 / 3, 1.0)


def test_what_nothing_was_said_of_has_no_precision() -> None:
    assert figures([compared([1], [])], [1])[1]["precision"] is None


def test_only_answered_items_are_asked_about_and_nothing_is_suggested(answered: Project) -> None:
    seen: list[str] = []

    def notes(contents: list[str]) -> list[nl.Prediction]:
        seen.extend(contents)
        return knows(contents)

    job = answered.autolabel(notes)
    table = job.rehearse(10)
    assert set(seen) <= {answered.read(f"t{n:02}") for n in range(12)}
    assert (len(seen), table["count"].sum(), table.attrs["all"]["precision"]) == (10, 10, 1.0)
    assert list(table.columns) == ["label", "count", "precision", "precision_low", "precision_high", "recall"]
    assert (job.status()["state"], job.status()["done"], len(answered.suggestions())) == ("ready", 0, 0)


def test_disagreements_name_both(answered: Project) -> None:
    answered.annotate("t00", "dog")
    job = answered.autolabel(knows)
    job.rehearse(12)
    [row] = job.disagreements().to_dict("records")
    assert row == {"item": "t00", "answered": "dog", "said": "cat", "score": 0.9}


def test_it_is_kept_with_the_job(answered: Project) -> None:
    answered.autolabel(knows).rehearse(8)
    kept = answered.jobs()[0].rehearsal
    assert kept is not None
    assert kept["count"].sum() == 8
    assert answered.jobs()[0].info()["rehearsal"][0]["label"] == 0


def test_it_needs_answers_and_a_model_that_says_something(project: Project) -> None:
    def silent(contents: list[str]) -> list[str]:
        raise RuntimeError("no weights")

    with pytest.raises(JobError, match="people answered"):
        project.autolabel(knows).rehearse()
    project.annotate("t00", truth(project.read("t00")))
    job = project.autolabel(silent)
    with pytest.raises(JobError, match="no weights"):
        job.rehearse()
    assert job.status()["state"] == "ready"


def test_multilabel_is_compared_label_by_label(tmp_path: object) -> None:
    from pathlib import Path

    with make(Path(str(tmp_path)), 4, task="multilabel") as project:
        project.annotate_many({"t00": ["cat", "dog"], "t01": []})
        cat, dog = project.autolabel(lambda contents: [["cat"]] * len(contents)).rehearse().to_dict("records")
        assert (cat["precision"], cat["recall"], dog["recall"]) == (0.5, 1.0, 0.0)
