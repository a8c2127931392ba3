"""A language model behind an endpoint, as a page uses it: a practice server speaks its protocol."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import nblabel as nl
from nblabel import practice
from nblabel.gpt.faults import ConsentError, KeyMissingError
from nblabel.openproject import Project
from nblabel.widget.drafting import Drafting
from nblabel.widget.protocol import BudgetInfo, GptDraft, View
from tests.waiting import until
from tests.widget.page import Page

LABELS = ("sport", "cooking")
SECRET = "sk-never-to-be-seen"


def topic(text: str) -> str:
    return LABELS["soup" in text]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Twenty documents about two things."""
    texts = [f"Note {n}: the {'soup' if n % 3 else 'match'} was hot." for n in range(20)]
    table = pd.DataFrame({"text": texts, "key": [f"n{n:02}" for n in range(20)]})
    with nl.create(tmp_path / "notes.nblabel", labels=LABELS, media="text", annotator="ana") as project:
        project.add(table, columns={"text": "text", "key": "key"}, progress=False)
        yield project


@pytest.fixture
def server() -> Iterator[practice.Server]:
    with practice.Server(topic) as server:
        yield server


@pytest.fixture
def page(project: Project) -> Iterator[Page]:
    page = Page(project)
    yield page
    page.desk.close()


def gpt(server: practice.Server) -> dict[str, Any]:
    return {"model": "practice", "base_url": server.url, "price_in": 1.0, "price_out": 2.0}


def right(project: Project) -> bool:
    """Whether everything that is suggested is so."""
    texts = {key: project.read(key) for key in project.items()["item"]}
    said = project.suggestions()[["item", "label"]].to_numpy()
    return all(topic(texts[item]) == label for item, label in said)


def test_a_plan_tells_tokens_and_cost(page: Page, server: practice.Server) -> None:
    plan = page.ask("plan", draft={"model": "gpt", "gpt": gpt(server)})["body"]
    assert (plan["items"], plan["text_records"]) == (20, 20)
    assert 0 < plan["tokens_low"] <= plan["tokens_high"]
    assert 0 < plan["cost_low"] <= plan["cost_high"]
    assert server.requests == 0


def test_a_job_of_a_draft_asks_the_endpoint(page: Page, project: Project, server: practice.Server) -> None:
    draft = {"model": "gpt", "gpt": gpt(server), "items": {"kind": "count", "count": 8}}
    number = page.ask("job", act="start", draft=draft)["body"]["job"]
    assert project.job(number).wait(60)
    [job] = page.ask("job", act="create", draft=draft)["body"]["jobs"][1:]
    assert (job["state"], job["done"], job["kind"], job["model"]) == (
        "done", 8, "gpt", "practice at 127.0.0.1",
    )  # fmt: skip
    assert len(project.suggestions()) == 8
    assert job["suggested"] == 8
    assert job["cost"] > 0
    assert right(project)
    assert page.ask("choices")["body"]["last"] == gpt(server)


def test_a_labeler_suggests_for_each_page_by_a_given_model(project: Project, server: practice.Server) -> None:
    labeler = project.label(assist=nl.gpt("practice", server.url), layout="2x2")
    shown = project.next(4)
    labeler._desk._view("me", View("", [], shown, 0))
    until(lambda: len(project.suggestions()) == 4)
    labeler._desk._view("me", View("", [], project.next(8)[2:6], 0))
    until(lambda: len(project.suggestions()) == 6)
    assert right(project)
    assert sum(server.asked.values()) == 6
    assert len(project.jobs()) == 1
    labeler.close()


def test_a_budget_ends_suggestions_and_says_so(page: Page, project: Project, server: practice.Server) -> None:
    page.desk.jobbing.bring(nl.gpt("practice", server.url), nl.Budget(requests=8))
    page.send("view", current="", selected=[], page=project.next(20), unsaved=0)
    page.ask("live", on=True, model="given", budget={"requests": 50})
    until(lambda: project.jobs()[0].status()["state"] == "paused")
    assert server.requests <= 8
    page.send("view", current="", selected=[], page=project.next(20)[5:], unsaved=0)
    told = page.ask("job", act="accept", job=1)["body"]
    assert told.get("live", 0) == 0
    assert "requests" in told["jobs"][0]["reason"]


def test_an_endpoint_that_is_gone_ends_suggestions(
    page: Page, project: Project, server: practice.Server
) -> None:
    server.stop()
    for start in (0, 5, 10):
        page.send("view", current="", selected=[], page=project.next(15)[start : start + 5], unsaved=0)
        page.ask("live", on=True, model="gpt", gpt=gpt(server)) if start == 0 else None
        until(lambda: project.jobs()[0].status()["state"] == "failed")
    page.ask("choices")
    told = page.ask("live", on=False)["body"]
    assert (len(told["jobs"]), told.get("live", 0)) == (1, 0)
    assert "does not answer" in told["jobs"][0]["reason"]


@pytest.mark.parametrize("agreed", [False, True])
def test_a_labeler_asks_nobody_before_it_may(
    project: Project, agreed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(KeyMissingError if agreed else ConsentError):
        project.label(assist=nl.gpt("small", "https://gpt.example/v1", consent=agreed))


def test_a_model_proposes_names_for_a_selection(
    page: Page, project: Project, server: practice.Server
) -> None:
    items = {"kind": "keys", "keys": project.next(6)}
    named = page.ask("name", items=items, model="gpt", gpt=gpt(server))["body"]["labels"]
    assert named
    page.ask("addlabel", path=named[0]["name"], description=named[0].get("description", ""))
    assert named[0]["name"] in project.labels


def test_an_app_names_no_endpoint(
    page: Page, project: Project, server: practice.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SERVER_SOFTWARE", "voila/0.5")
    page.desk.jobbing.bring(nl.gpt("practice", server.url))
    assert "gpt" not in [one["id"] for one in page.ask("choices")["body"]["models"]]
    for ask, body in (
        ("plan", {"draft": {"model": "gpt", "gpt": gpt(server)}}),
        ("live", {"on": True, "model": "gpt", "gpt": gpt(server)}),
        ("name", {"items": {"kind": "open"}, "model": "gpt", "gpt": gpt(server)}),
        ("job", {"act": "start", "draft": {"model": "given"}}),
        ("name", {"items": {"kind": "open"}, "model": "given"}),
    ):
        assert "app" in page.ask(ask, **body)["body"]["message"]
    assert server.requests == 0
    assert page.ask("live", on=True, model="given")["body"]["live"] != 0


def test_what_a_program_takes_out_is_taken_out_of_every_ask(project: Project) -> None:
    drafting = Drafting(project, lambda client, bulk: [])
    drafting.given = nl.gpt("small", "https://gpt.example/v1", redact=str.upper)
    assert drafting.model("gpt", GptDraft("other")).redact is str.upper


def test_a_page_may_lower_a_programs_budget_and_not_raise_it(project: Project) -> None:
    drafting = Drafting(project, lambda client, bulk: [])
    drafting.given, drafting.most = nl.gpt("small"), nl.Budget(tokens=100, money=3)
    assert drafting.budget(BudgetInfo(tokens=500, requests=3), drafting.given) == nl.Budget(
        tokens=100, requests=3, money=3
    )
    assert drafting.budget(BudgetInfo(tokens=20), drafting.given).tokens == 20


def test_no_message_holds_the_key(
    page: Page, project: Project, server: practice.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    server.key = "another"
    job = page.ask("job", act="start", draft={"model": "gpt", "gpt": gpt(server)})["body"]["job"]
    assert project.job(job).wait(60)
    said = page.ask("detail", job=job)
    assert project.job(job).status()["state"] == "failed", project.job(job)
    assert project.job(job).status()["reason"]
    page.ask("name", items={"kind": "open"}, model="gpt", gpt=gpt(server))
    page.ask("choices")
    assert SECRET not in str(page.heard) + str(said) + repr(project.jobs())
    assert SECRET.encode() not in Path(project.about.home).read_bytes()
