"""A page makes jobs, sees how far they are, and is told what they suggest as they go."""

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import nblabel as nl
from nblabel.openproject import Project
from nblabel.widget.jobbing import EVERY
from nblabel.widget.protocol import View
from tests.waiting import until
from tests.widget.page import Page

REMOTE = {"model": "small", "base_url": "https://gpt.example/v1"}
SECRET = "sk-never-to-be-seen"


class Dogs:
    """A model of the person's own: everything is a dog, surely."""

    asked = 0

    def predict(self, contents: Sequence[Any]) -> list[nl.Prediction]:
        self.asked += len(contents)
        return [nl.Prediction("dog", 0.9) for _ in contents]


@pytest.fixture
def dogs() -> Dogs:
    return Dogs()


class Ear:
    """Listens as a labeler does, to jobs alone."""

    def __init__(self, page: Page) -> None:
        self.jobs_changed = page.desk.jobbing.tell

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *told: None


@pytest.fixture
def page(project: Project, dogs: Dogs) -> Iterator[Page]:
    page = Page(project)
    page.desk.jobbing.bring(dogs)
    ear = Ear(page)
    project.listen(ear)
    yield page
    page.desk.close()
    del ear


def draft(model: str = "given", **more: Any) -> dict[str, Any]:
    return {"model": model, **more}


def told(page: Page, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The newest job, as soon as it was pushed in a state that is wanted."""

    def fits(content: dict[str, Any]) -> bool:
        return content["kind"] == "jobs" and bool(content["body"]["jobs"]) and wanted(newest(content))

    return newest(page.hear(fits))


def newest(content: dict[str, Any]) -> dict[str, Any]:
    job: dict[str, Any] = content["body"]["jobs"][0]
    return job


def is_done(job: dict[str, Any]) -> bool:
    return bool(job["state"] == "done")


def is_suggested(project: Project, count: int) -> bool:
    return len(project.suggestions()) == count


def show(page: Page, keys: list[str]) -> None:
    page.send("view", current="", selected=[], page=keys, unsaved=0)


def test_there_are_models_and_labels_to_choose_from(page: Page, project: Project) -> None:
    project.annotate(project.next()[0], "cat")
    choices = page.ask("choices")["body"]
    assert [one["id"] for one in choices["models"]] == ["given", "assist", "gpt"]
    assert [(one["label"], one["count"]) for one in choices["labels"]] == [(1, 1), (2, 0)]


def test_a_page_learns_whether_there_is_a_key_and_never_the_key(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    assert "key" not in page.ask("choices")["body"]
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    assert page.ask("choices")["body"]["key"] is True
    page.ask("plan", draft=draft("gpt", gpt=REMOTE))
    page.ask("job", act="start", draft=draft("gpt", gpt=REMOTE))
    assert SECRET not in str(page.heard)


def test_a_plan_says_what_a_job_would_be_and_keeps_nothing(page: Page, project: Project) -> None:
    plan = page.ask("plan", draft=draft(items={"kind": "count", "count": 5}, labels=[2]))["body"]
    assert (plan["items"], plan["labels"], plan.get("endpoint", "")) == (5, 1, "")
    assert project.jobs() == []


def test_a_plan_says_where_items_go_and_what_lacks(
    page: Page, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    plan = page.ask("plan", draft=draft("gpt", gpt=REMOTE))["body"]
    assert (plan["endpoint"], plan["consent"], plan["variable"]) == (
        "https://gpt.example/v1", True, "OPENAI_API_KEY",
    )  # fmt: skip
    project.agree("https://gpt.example/v1")
    assert "consent" not in page.ask("plan", draft=draft("gpt", gpt=REMOTE))["body"]


def test_nothing_is_asked_before_somebody_agreed(page: Page, project: Project) -> None:
    answer = page.ask("job", act="start", draft=draft("gpt", gpt=REMOTE))
    assert answer["kind"] == "failed"
    assert "gpt.example" in answer["body"]["message"]
    assert not project.agreed("https://gpt.example/v1")
    page.ask("job", act="create", draft=draft("gpt", gpt=REMOTE, consent=True))
    assert project.agreed("https://gpt.example/v1")


def test_a_job_runs_and_the_page_hears_of_it(page: Page, project: Project) -> None:
    keys = project.next(4)
    page.ask("look", items=keys, size=0)
    show(page, keys)
    made = page.ask("job", act="start", draft=draft(items={"kind": "keys", "keys": keys}))["body"]
    assert made["job"] == made["jobs"][0]["id"]
    job = told(page, is_done)
    assert (job["done"], job["total"], job["suggested"], job["kind"]) == (4, 4, 4, "own")
    offered = page.hear(lambda c: c["kind"] == "offered" and bool(c["body"]["items"].get(keys[0])))
    [said] = offered["body"]["items"][keys[0]]
    assert (said["origin"], said["annotation"]["label"], said["score"]) == ("job", 2, 0.9)


def test_a_page_is_told_each_suggestion_once(page: Page, project: Project) -> None:
    show(page, project.next(4))
    page.ask("job", act="start", draft=draft())
    until(lambda: sorted(offered(page)) == sorted(project.next(4)))
    for _ in range(2):
        page.desk.assisting.tell_suggestions()
    page.hear(lambda content: content["kind"] == "offered" and content["body"]["items"] == {})
    assert sorted(offered(page)) == sorted(project.next(4))


def offered(page: Page) -> list[str]:
    """The items that the page was told suggestions of, each time that it was."""
    told = [content["body"]["items"] for content, _ in list(page.heard) if content["kind"] == "offered"]
    return [key for items in told for key, said in items.items() if said]


def test_a_reloaded_page_knows_the_jobs(page: Page) -> None:
    page.ask("job", act="start", draft=draft())
    told(page, is_done)
    assert page.ask("hello", count=1, size=0)["body"]["jobs"]["jobs"][0]["done"] == 12


def test_a_filter_chooses_the_items(page: Page, project: Project) -> None:
    where = {"state": ["unlabeled"], "text": "p0"}
    chosen = {"kind": "query", "query": {"where": where, "sort": "name"}}
    assert page.ask("plan", draft=draft(items=chosen))["body"]["items"] == 10
    between = [{"first": "p02.png", "last": "p04.png"}]
    bulk = {"query": chosen["query"], "act": "clear", "count": 3, "between": between}
    some = {"kind": "chosen", "chosen": bulk}
    assert page.ask("plan", draft=draft(items=some))["body"]["items"] == 3


def test_a_rehearsal_says_how_good_it_is(page: Page, project: Project) -> None:
    keys = project.next(8)
    project.annotate_many({key: "dog" if n < 6 else "cat" for n, key in enumerate(keys)})
    page.ask("job", act="rehearse", draft=draft())
    job = told(page, lambda one: bool(one.get("rehearsal")))
    [dog] = [one for one in job["rehearsal"] if one["label"] == 2]
    assert (dog["count"], dog["precision"], dog["recall"], dog["poor"]) == (6, 0.75, 1.0, True)
    details = page.ask("detail", job=job["id"])["body"]
    assert {(one["answered"], one["said"]) for one in details["disagreements"]} == {("cat", "dog")}
    assert project.suggestions().empty


def test_a_rehearsal_that_cannot_be_says_why(page: Page) -> None:
    page.ask("job", act="rehearse", draft=draft())
    job = told(page, lambda one: bool(one.get("reason")))
    assert "answer" in job["reason"]


def test_what_a_job_suggests_is_judged_or_taken_away(page: Page, project: Project) -> None:
    [one] = project.next()
    page.ask("job", act="start", draft=draft(items={"kind": "keys", "keys": [one]}))
    job = told(page, is_done)["id"]
    page.ask("job", act="accept", job=job)
    assert project.annotations()[["item", "label", "source"]].values.tolist() == [[one, "dog", "accepted"]]
    other = page.ask("job", act="start", draft=draft())["body"]["job"]
    told(page, lambda info: is_done(info) and info["id"] == other)
    assert len(project.suggestions()) == 11
    page.ask("job", act="discard", job=other)
    assert project.suggestions().empty


def test_a_job_that_cannot_do_this_says_why(page: Page) -> None:
    assert page.ask("job", act="pause", job=77)["kind"] == "failed"
    page.ask("job", act="start", draft=draft())
    job = told(page, is_done)["id"]
    assert page.ask("job", act="resume", job=job)["kind"] in ("failed", "jobs")
    assert page.ask("job", act="create", draft=draft("gpt"))["body"]["message"] == "Choose a model first."


def test_pages_are_asked_about_as_they_are_shown(page: Page, project: Project, dogs: Dogs) -> None:
    keys = project.next(6)
    project.annotate(keys[0], "cat")
    show(page, keys[:3])
    on = page.ask("live", on=True, model="given")["body"]
    assert on["live"] == on["job"] != 0
    until(lambda: len(project.suggestions()) == 2)
    show(page, keys[3:])
    until(lambda: len(project.suggestions()) == 5)
    assert len(project.jobs()) == 1
    assert "live" not in page.ask("live", on=False)["body"]
    show(page, project.next(12)[6:])
    page.ask("choices")
    assert dogs.asked == 5


def test_what_grew_with_pages_grows_on_when_the_cell_is_run_again(project: Project, dogs: Dogs) -> None:
    for count in (3, 6):
        labeler = project.label(assist=dogs)
        labeler._desk._view("me", View("", [], project.next(count), 0))
        until(partial(is_suggested, project, count))
        labeler.close()
    assert (len(project.jobs()), dogs.asked) == (1, 6)
    project.labels.add("owl")
    labeler = project.label(assist=dogs)
    assert len(project.jobs()) == 1, "nothing to ask about yet"
    labeler._desk._view("me", View("", [], project.next(7), 0))
    until(lambda: len(project.jobs()) == 2, "another job for other labels")
    labeler.close()


def test_regions_come_from_a_model_of_ones_own_alone(tmp_path: Path) -> None:
    with nl.create(tmp_path / "boxes.nblabel", task="boxes", labels=["cell"]) as project:
        page = Page(project)
        assert "of your own" in page.ask("choices")["body"]["why"]
        page.desk.jobbing.bring(Dogs())
        choices = page.ask("choices")["body"]
        assert ([one["id"] for one in choices["models"]], choices.get("why", "")) == (["given"], "")
        page.desk.close()


def test_a_label_that_was_proposed_is_added(page: Page, project: Project) -> None:
    page.ask("addlabel", path="Bird/Owl", description="It hoots.")
    assert [label.description for label in project.labels if label.path == "Bird/Owl"] == ["It hoots."]
    again = page.ask("addlabel", path="Bird/Owl")
    assert "already" in again["body"]["message"]


def test_pages_hear_of_jobs_a_few_times_a_second(page: Page) -> None:
    began = time.monotonic()
    while time.monotonic() - began < 0.5:
        page.desk.jobbing.tell()
        time.sleep(0.002)
    heard = sum(content["kind"] == "jobs" for content, _ in list(page.heard))
    assert 1 <= heard <= 0.5 / EVERY + 2


def test_items_that_people_have_answered_are_no_work(page: Page, project: Project) -> None:
    [one] = project.next()
    project.annotate(one, "cat")
    chosen = draft(items={"kind": "keys", "keys": [one]})
    assert "no items" in page.ask("plan", draft=chosen)["body"]["message"]
    assert "no items" in page.ask("job", act="start", draft=chosen)["body"]["message"]
