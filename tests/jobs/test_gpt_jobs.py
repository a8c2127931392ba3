"""Jobs of a language model, over HTTP: paid once, never beyond the budget, every item told of."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import nblabel as nl
from nblabel.gpt.faults import ConsentError, KeyMissingError
from nblabel.openproject import Project
from nblabel.values.errors import NblabelError
from tests.jobs.conftest import make, truth
from tests.waiting import PATIENCE, until

Serve = Callable[..., Any]
PRICE = (1.0, 2.0)


def gpt(server: Any, **more: Any) -> Any:
    return nl.gpt("practice", server.url, **{"price": PRICE, "in_flight": 8, **more})


def run(job: Any) -> dict[str, Any]:
    job.start()
    assert job.wait(PATIENCE)
    return dict(job.status())


def test_everything_is_asked_once_and_suggested_with_its_score(answered: Project, serve: Serve) -> None:
    server = serve()
    told = run(answered.autolabel(gpt(server)))
    assert (told["state"], told["done"], told["failed"]) == ("done", 28, 0)
    assert set(server.asked.values()) == {1}
    table = answered.suggestions()
    assert list(table["label"]) == [truth(answered.read(item)) for item in table["item"]]
    assert table["score"].between(0.5, 1).all()
    assert not table["certified"].any()


def test_what_it_cost_is_what_the_server_counted_and_within_the_range(
    answered: Project, serve: Serve
) -> None:
    server = serve()
    job = answered.autolabel(gpt(server))
    shown = job.estimate()
    told = run(job)
    assert shown["tokens_low"] <= told["tokens"] <= shown["tokens_high"]
    assert shown["cost_low"] <= told["cost"] <= shown["cost_high"]
    assert (shown["items"], shown["text_records"], shown["labels"]) == (28, 28, 2)


def test_the_same_is_not_paid_twice(answered: Project, serve: Serve) -> None:
    server = serve()
    run(answered.autolabel(gpt(server)))
    asked = server.asked.total()
    told = run(answered.autolabel(gpt(server)))
    assert (told["done"], told["tokens"], server.asked.total()) == (28, 0, asked)


def test_one_text_in_several_items_is_paid_once(tmp_path: Path, serve: Serve) -> None:
    server = serve(delay=0.05)
    with nl.create(tmp_path / "same.nblabel", task="multiclass", media="text", labels=["cat", "dog"]) as one:
        table = pd.DataFrame({"text": ["a cat"] * 9 + ["a dog"], "key": [f"k{n}" for n in range(10)]})
        one.add(table, columns={"text": "text", "key": "key"}, progress=False)
        told = run(one.autolabel(gpt(server)))
        assert (told["done"], server.asked["a cat"], server.asked["a dog"]) == (10, 1, 1)


def test_it_stops_before_the_budget_is_passed_and_goes_on_with_a_larger_one(
    answered: Project, serve: Serve
) -> None:
    server = serve()
    job = answered.autolabel(gpt(server), budget=nl.Budget(requests=10))
    told = run(job)
    assert (told["state"], told["done"]) == ("paused", told["requests"] - 1)  # one found out what it can do
    assert server.statuses.total() <= 10
    assert "10 requests" in told["reason"]
    job.resume(budget=nl.Budget(requests=100))
    assert job.wait(PATIENCE)
    assert (job.status()["done"], set(server.asked.values())) == (28, {1})


def test_a_budget_that_ends_amid_further_tries_lets_the_job_rest(answered: Project, serve: Serve) -> None:
    server = serve(limited=0.5, retry_after=0.01, seed=1)
    job = answered.autolabel(gpt(server), budget=nl.Budget(tokens=9000))
    told = run(job)
    assert told["state"] == "paused"
    assert server.tokens.total() <= 9000
    assert set(job.report()["state"]) <= {"done", "waiting", "failed"}


def test_refusals_garbage_and_faults_fail_alone_and_can_be_asked_again(
    answered: Project, serve: Serve
) -> None:
    server = serve(refusing=0.2, seed=3)
    told = run(answered.autolabel(gpt(server)))
    assert told["state"] == "done"
    assert told["done"] + told["failed"] == 28
    report = answered.jobs()[0].report()
    assert (report.query("state == 'failed'")["reason"] != "").all()
    answered.jobs()[0].resume()
    assert answered.jobs()[0].wait(PATIENCE)
    assert set(answered.jobs()[0].report()["state"]) <= {"done", "failed"}


def test_spans_are_suggested_where_the_text_has_them(tmp_path: Path, serve: Serve) -> None:
    def words(text: str) -> list[tuple[int, int, str]]:
        return [(text.index(truth(text)), text.index(truth(text)) + 3, truth(text))]

    with make(tmp_path, 6, task="spans") as project:
        told = run(project.autolabel(gpt(serve(truth=words))))
        assert told["done"] == 6
        table = project.suggestions()
        assert [project.read(one["item"])[one["start"] : one["end"]] for one in table.to_dict("records")] == [
            *table["label"]
        ]


def test_nothing_leaves_without_consent(answered: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-none-of-anybody")
    job = answered.autolabel(nl.gpt("m", "https://api.example.invalid/v1"))
    with pytest.raises(ConsentError, match="agree"):
        job.start()
    with pytest.raises(ConsentError, match="agree"):
        job.rehearse(2)
    assert (job.status()["state"], job.endpoint) == ("ready", "https://api.example.invalid/v1")
    assert not answered.agreed(job.endpoint)


def test_a_missing_key_is_named_before_anything_is_asked(
    answered: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    answered.agree("https://api.example.invalid/v1")
    with pytest.raises(KeyMissingError, match="OPENAI_API_KEY"):
        answered.autolabel(nl.gpt("m", "https://api.example.invalid/v1")).start()


@pytest.mark.parametrize(("model", "faults"), [("other", {}), ("practice", {"key": "right"})])
def test_an_endpoint_that_refuses_all_ends_the_job_at_once(
    answered: Project, serve: Serve, monkeypatch: pytest.MonkeyPatch, model: str, faults: dict[str, Any]
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "wrong-key-of-mine")
    server = serve(**faults)
    told = run(answered.autolabel(nl.gpt(model, server.url)))
    assert (told["state"], told["failed"]) == ("failed", 0)
    assert "wrong-key-of-mine" not in told["reason"]
    assert server.statuses.total() < 6
    assert set(answered.jobs()[0].report()["state"]) == {"waiting"}


def test_money_needs_a_price(answered: Project, serve: Serve) -> None:
    with pytest.raises(NblabelError, match="price"):
        answered.autolabel(gpt(serve(), price=None), budget=nl.Budget(money=1))
    assert answered.autolabel(gpt(serve(), price=None)).estimate()["cost_high"] is None


def test_pause_keeps_what_came_and_resume_asks_only_the_rest(answered: Project, serve: Serve) -> None:
    server = serve(delay=0.05)
    job = answered.autolabel(gpt(server, in_flight=2)).start()
    until(lambda: job.status()["done"] >= 3)
    job.pause()
    assert job.status()["state"] == "paused"
    assert set(job.report()["state"]) == {"done", "waiting"}
    job.resume()
    assert job.wait(PATIENCE)
    assert (job.status()["done"], set(server.asked.values())) == (28, {1})


def test_pictures_are_sent_without_what_hangs_on_them(tmp_path: Path, serve: Serve) -> None:
    from PIL import Image

    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    (tmp_path / "photos").mkdir()
    for n in range(3):
        Image.new("RGB", (2000, 1000), (n * 80, 0, 0)).save(tmp_path / f"photos/{n}.jpg", exif=exif)
    with nl.create(tmp_path / "p.nblabel", task="multilabel", labels=["red", "dark"]) as project:
        project.add(tmp_path / "photos", progress=False)
        server = serve(truth=None)
        job = project.autolabel(gpt(server))
        shown = job.estimate()
        told = run(job)
        assert (told["state"], told["done"]) == ("done", 3)
        assert shown["tokens_low"] <= told["tokens"] <= shown["tokens_high"]
        assert not any("taken at home" in str(body) for body in server.bodies)


def test_names_that_say_nothing_are_warned_of(tmp_path: Path, serve: Serve) -> None:
    from nblabel.autolabeling import plan

    with nl.create(tmp_path / "n.nblabel", task="multiclass", media="text", labels=["1", "2"]) as project:
        project.add(pd.DataFrame({"text": ["one", "two"]}), progress=False)
        told = plan(project, gpt(serve()))
        assert "descriptions" in told["warnings"][0]
        assert (told["rehearsable"], told["items"], project.jobs()) == (0, 2, [])


def test_a_range_told_from_a_part_holds_for_all(
    answered: Project, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nblabel.jobs.estimating.TEXTS", 7)
    job = answered.autolabel(gpt(serve()))
    shown = job.estimate()
    assert shown["tokens_low"] <= run(job)["tokens"] <= shown["tokens_high"]
