"""Jobs of one's own model: everything it says well is suggested, everything else fails alone."""

import threading
import time
from typing import Any

import pytest
from sklearn.linear_model import LogisticRegression

import nblabel as nl
from nblabel.openproject import Project
from nblabel.store.jobs import JobError
from nblabel.values.errors import NblabelError
from tests.jobs.conftest import knows, truth
from tests.waiting import PATIENCE, until


def finished(job: Any) -> dict[str, Any]:
    assert job.wait(PATIENCE)
    return dict(job.status())


def test_all_that_is_unlabelled_is_suggested_and_nothing_is_certified(answered: Project) -> None:
    job = answered.autolabel(knows)
    assert job.status()["state"] == "ready"
    told = finished(job.start())
    assert (told["state"], told["done"], told["failed"]) == ("done", 28, 0)
    table = answered.suggestions(run=job.run)
    assert list(table["label"]) == [truth(answered.read(item)) for item in table["item"]]
    assert not table["certified"].any()
    assert set(table["origin"]) == {"job"}


def test_items_are_a_number_a_list_or_a_filter(answered: Project) -> None:
    assert answered.autolabel(knows, items=5).status()["total"] == 5
    assert list(answered.autolabel(knows, items=["t20", "t30"]).report()["item"]) == ["t20", "t30"]
    assert answered.autolabel(knows, items={"text": "t2"}).status()["total"] == 10


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"items": 0}, "no items"),
        ({"items": ["t00"]}, "a person's answer goes before"),
        ({"items": ["t99"]}, "no item 't99'"),
        ({"labels": ["bird"]}, "no label 'bird'"),
        ({"labels": []}, "no labels to choose from"),
        ({"budget": nl.Budget(money=1)}, "nl.gpt"),
        ({"budget": 3}, "nl.Budget"),
        ({"model": 3.5}, "predict"),
        ({"model": LogisticRegression()}, "assist.start"),
        ({"model": "assist"}, "learnt nothing"),
        ({"model": 7}, "learnt nothing"),
    ],
)
def test_what_cannot_be_is_named_before_anything_is_made(
    answered: Project, given: dict[str, Any], said: str
) -> None:
    with pytest.raises(NblabelError, match=said):
        answered.autolabel(**{"model": knows, **given})
    assert answered.jobs() == []


def test_labels_that_were_left_out_are_not_suggested(answered: Project) -> None:
    job = answered.autolabel(knows, labels=["dog"])
    finished(job.start())
    assert set(answered.suggestions()["label"]) == {"dog"}


class Failing:
    """A model that cannot take one text, and says nonsense of others."""

    def predict(self, contents: list[str]) -> list[Any]:
        if any("number 13." in text for text in contents):
            raise ValueError("13 is unlucky")
        said: dict[str, Any] = {"14": "bird", "15": 7, "16": nl.Prediction("cat", float("nan")), "17": []}
        return [said.get(text.split()[-1][:-1], truth(text)) for text in contents]


def test_a_model_that_raises_or_says_nonsense_fails_of_that_item_alone(answered: Project) -> None:
    job = answered.autolabel(Failing())
    assert finished(job.start())["failed"] == 4
    reasons = dict(
        zip(*job.report().query("state == 'failed'")[["item", "reason"]].to_numpy().T, strict=True)
    )
    assert reasons.keys() == {"t13", "t14", "t15", "t16"}
    assert "13 is unlucky" in reasons["t13"]
    assert "'bird'" in reasons["t14"]
    assert "nan" in reasons["t16"]


def test_a_model_that_fails_of_all_halts_the_job_and_resume_tries_again(answered: Project) -> None:
    down = [True]

    def model(contents: list[str]) -> list[str]:
        if down[0]:
            raise RuntimeError("no memory")
        return [truth(text) for text in contents]

    job = answered.autolabel(model)
    told = finished(job.start())
    assert told["state"] == "failed"
    assert "no memory" in told["reason"]
    assert told["failed"] == 0
    down[0] = False
    assert finished(job.resume())["done"] == 28


def test_a_model_that_hangs_can_be_paused_and_its_items_wait(answered: Project) -> None:
    hold = threading.Event()

    def hangs(contents: list[str]) -> list[str]:
        hold.wait(PATIENCE)
        return [truth(text) for text in contents]

    job = answered.autolabel(hangs).start()
    until(lambda: "asked" in set(job.report()["state"]))
    job.pause()
    assert (job.status()["state"], set(job.report()["state"])) == ("paused", {"waiting"})
    hold.set()
    assert finished(job.resume())["done"] == 28


def test_a_person_who_answers_meanwhile_goes_before(answered: Project) -> None:
    answered.annotate("t20", "dog")
    go = threading.Event()

    def waits(contents: list[str]) -> list[str]:
        go.wait(PATIENCE)
        return [truth(text) for text in contents]

    job = answered.autolabel(waits).start()
    until(lambda: "asked" in set(job.report()["state"]))
    answered.annotate("t21", "dog")
    go.set()
    told = finished(job)
    assert (told["left"], told["done"], told["total"]) == (1, 27, 27)
    assert not {"t20", "t21"} & set(answered.suggestions()["item"])


def test_predict_proba_gives_a_score_for_each_label(project: Project) -> None:
    class Sure:
        def predict_proba(self, contents: list[str]) -> list[list[float]]:
            return [[0.75, 0.25] if truth(text) == "cat" else [0.25, 0.75] for text in contents]

    finished(project.autolabel(Sure()).start())
    assert set(project.suggestions()["score"]) == {0.75}


def test_a_cancelled_job_keeps_what_it_suggested_and_goes_on_no_more(answered: Project) -> None:
    def slow(contents: list[str]) -> list[str]:
        time.sleep(0.05 * len(contents))
        return [truth(text) for text in contents]

    job = answered.autolabel(slow).start()
    job.cancel()
    assert job.status()["state"] == "cancelled"
    with pytest.raises(JobError, match="cancelled"):
        job.resume()


def test_only_what_is_of_the_budget_is_asked(answered: Project) -> None:
    job = answered.autolabel(knows, budget=nl.Budget(records=5))
    told = finished(job.start())
    assert (told["state"], told["done"]) == ("paused", 5)
    assert "5 records" in told["reason"]
    assert finished(job.resume(budget=nl.Budget(records=100)))["done"] == 28


def test_a_live_job_grows_and_goes_on(answered: Project) -> None:
    job = answered.autolabel(knows, items=[], live=True)
    assert job.extend(["t20", "t21"]) == 2
    until(lambda: job.status()["done"] == 2)
    assert job.extend(["t21", "t22"]) == 1
    until(lambda: job.status()["done"] == 3)
    assert finished(job)["state"] == "done"


def test_jobs_show_themselves_newest_first(answered: Project) -> None:
    first, second = answered.autolabel(knows, items=2), answered.autolabel(knows, items=3)
    assert [job.id for job in answered.jobs()] == [second.id, first.id]
    assert list(answered.jobs().table()["total"]) == [3, 2]
    assert "knows" in repr(answered.jobs())
    assert "<table" in answered.jobs()._repr_html_()


def test_whatever_a_model_raises_can_be_stored(answered: Project) -> None:
    def odd(contents: list[str]) -> list[str]:
        if any("number 20." in text for text in contents):
            raise ValueError("nothing\0 and half a letter \ud800")
        return [truth(text) for text in contents]

    job = answered.autolabel(odd)
    assert (finished(job.start())["failed"], job.status()["done"]) == (1, 27)
    [reason] = job.report().query("state == 'failed'")["reason"]
    assert "half a letter" in reason
