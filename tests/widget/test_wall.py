"""What the kernel answers to a page that looks through arrangements and acts on all of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import nblabel as nl
from nblabel.openproject import Project
from nblabel.store.items import NewItem
from nblabel.values.ids import new_id
from nblabel.widget.labeler import Labeler
from tests.widget.page import Page

ALL: dict[str, Any] = {"where": {}}
NAMES = [f"p{n:03}.png" for n in range(60)]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Sixty pictures that nobody looks at, and one that is broken."""
    with nl.create(
        tmp_path / "a.nblabel", labels=["cat", "Bird/Owl"], media="image", annotator="ana"
    ) as made:
        source = made.store.add_source("folder", str(tmp_path), {})
        items = [NewItem(key=name, path=name) for name in NAMES]
        made.store.add_items(source, [[*items, NewItem("x.png", "x.png", reason="It is empty.")]])
        yield made


def arrange(
    page: Page, count: int = 100, sort: str = "work", **where: Any
) -> tuple[dict[str, Any], list[str]]:
    """The answer to an arrange, and the keys in it."""
    body: dict[str, Any] = page.ask("arrange", query={"where": where, "sort": sort}, count=count)["body"]
    return body, [info["item"] for info in body.get("items", [])]


def bulk(act: str, query: dict[str, Any] = ALL, **more: Any) -> dict[str, Any]:
    """An edit that does this to all that the query finds."""
    told = {"query": query, "act": act, "count": 61, **more}
    return {"id": new_id(), "kind": "annotate", "client": "me", "bulk": told}


def save(page: Page, project: Project, *edits: dict[str, Any]) -> list[dict[str, Any]]:
    """The verdicts on these edits."""
    saved = page.ask("save", project=project.about.uuid, annotator="ana", edits=list(edits))
    verdicts: list[dict[str, Any]] = saved["body"]["verdicts"]
    return verdicts


def test_an_arrangement_has_all_items_in_work_order(page: Page, project: Project) -> None:
    body, keys = arrange(page)
    assert body["count"] == 61
    assert [key for key in keys if key != "x.png"] == project.next(100)


def test_broken_items_are_found_with_their_reason(page: Page) -> None:
    body, keys = arrange(page, state=["broken"])
    assert keys == ["x.png"]
    assert body["items"][0]["reason"] == "It is empty."


def test_rows_come_from_anywhere_in_the_arrangement(page: Page) -> None:
    body, keys = arrange(page, sort="name")
    assert keys == [*NAMES, "x.png"]
    stretch = page.ask("rows", view=body["view"], start=58, count=10)["body"]
    assert [info["item"] for info in stretch["items"]] == ["p058.png", "p059.png", "x.png"]


def test_an_item_is_located(page: Page) -> None:
    body, _ = arrange(page, sort="name")
    assert page.ask("locate", view=body["view"], item="p007.png")["body"] == {"place": 7}
    assert page.ask("locate", view=body["view"], item="gone.png")["body"] == {"place": -1}


def test_an_arrangement_keeps_items_that_match_no_more(page: Page, project: Project) -> None:
    body, keys = arrange(page, state=["unlabeled"])
    project.annotate(keys[0], "cat")
    stretch = page.ask("rows", view=body["view"], start=0, count=1)["body"]
    assert stretch["items"][0]["answer"]["state"] == "submitted"
    assert arrange(page, state=["unlabeled"])[0]["count"] == 59


def test_a_page_keeps_its_newest_two_arrangements(page: Page) -> None:
    first, second, third = (arrange(page)[0]["view"] for _ in range(3))
    kinds = [page.ask("rows", view=view, start=0, count=1)["kind"] for view in (first, second, third)]
    assert kinds == ["failed", "stretch", "stretch"]


def test_a_count_alone_keeps_nothing(page: Page) -> None:
    view = arrange(page)[0]["view"]
    for _ in range(3):
        assert arrange(page, count=0, text="P00")[0] == {"view": 0, "count": 10}
    assert page.ask("rows", view=view, start=0, count=1)["kind"] == "stretch"


def test_doubts_are_refused_politely(page: Page) -> None:
    answer = page.ask("arrange", query={"where": {}, "sort": "doubt"}, count=1)
    assert answer["kind"] == "failed"
    assert "doubtful" in answer["body"]["message"]


def test_facets_tell_what_there_is(page: Page, project: Project) -> None:
    project.annotate_many({NAMES[0]: "cat", NAMES[1]: "Bird/Owl"})
    project.skip(NAMES[2])
    facts = page.ask("facets")["body"]
    owl = str(project.labels.ids()["Bird/Owl"])
    assert facts["states"] == {"unlabeled": 57, "submitted": 2, "skipped": 1, "broken": 1}
    assert facts["labels"] == {"1": 1, owl: 1}
    assert (facts["annotators"], facts["sources"]) == (["ana"], ["script"])
    assert facts["sorts"] == ["work", "name", "newest"]


def test_a_bulk_label_is_one_step_of_undo(page: Page, project: Project) -> None:
    page.ask("hello", count=0, size=64)
    edit = bulk("label", label=1)
    assert save(page, project, edit) == [{"edit": edit["id"]}]
    assert project.progress()["draft"] == 60
    [act] = page.ask("hello", count=0, size=64)["body"]["acts"]
    assert (act["edit"], act["items"]) == (edit["id"], 60)
    undo = {"id": new_id(), "kind": "undo", "undoes": edit["id"], "client": "me"}
    assert save(page, project, undo) == [{"edit": undo["id"]}]
    assert project.progress()["unlabeled"] == 60


def test_a_second_act_on_a_selection_finds_what_matches_no_more(page: Page, project: Project) -> None:
    query = {"where": {"state": ["unlabeled"]}}
    arrange(page, state=["unlabeled"])
    owl = project.labels.ids()["Bird/Owl"]
    save(page, project, bulk("label", query, label=1), bulk("label", query, label=owl))
    assert project.progress()["per_label"]["Bird/Owl"] == 60


def test_stretches_and_exceptions_are_kept_to(page: Page, project: Project) -> None:
    query = {"where": {}, "sort": "name"}
    between = [{"first": "p003.png", "last": "p006.png"}, {"first": "p011.png", "last": "p010.png"}]
    save(page, project, bulk("label", query, label=1, between=between, but=["p005.png"]))
    labelled = sorted(project.annotations(drafts=True)["item"])
    assert labelled == ["p003.png", "p004.png", "p006.png", "p010.png", "p011.png"]


def test_a_stretch_whose_end_is_unknown_is_refused_for_good(page: Page, project: Project) -> None:
    [verdict] = save(
        page, project, bulk("label", label=1, between=[{"first": "gone.png", "last": "p001.png"}])
    )
    [refusal] = verdict["refusals"]
    assert (refusal["item"], refusal["why"]) == ("", "refused")
    assert "gone.png" in refusal["reason"]
    assert project.progress()["unlabeled"] == 60


def test_edits_after_a_bulk_edit_wait_for_it(page: Page, project: Project) -> None:
    label, submit = bulk("label", label=1), bulk("submit", {"where": {"state": ["draft"]}})
    page.send("save", project=project.about.uuid, annotator="ana", edits=[label])
    assert save(page, project, submit) == [{"edit": submit["id"]}]
    assert project.progress()["submitted"] == 60


def test_a_page_that_opens_again_gets_its_query_back(page: Page) -> None:
    query = {"where": {"state": ["draft"]}, "sort": "name"}
    page.ask("hello", count=0, size=64)
    page.send("view", current="", selected=[], page=[], unsaved=0, query=query)
    welcome = page.ask("hello", count=0, size=64)["body"]
    assert (welcome["query"], welcome["page"]) == (query, [])


def test_a_labeler_opens_on_a_filter_and_refuses_nonsense(project: Project) -> None:
    labeler = project.label(layout="wall", state="broken")
    assert labeler._desk.query is not None
    with pytest.raises(nl.NblabelError, match="there is no state 'borken'"):
        labeler.filter(state="borken")
    with pytest.raises(nl.NblabelError, match="where does not know 'colour'"):
        project.label(colour="red")
    labeler.close()


def test_a_very_large_selection_is_a_where(project: Project, page: Page) -> None:
    labeler: Labeler = project.label()
    chosen = {"query": {"where": {"label": [1]}}, "act": "label", "count": 60}
    page.desk._viewed = labeler._viewed
    project.annotate(NAMES[3], "cat")
    page.ask("hello", count=0, size=64)
    page.send("view", current="", selected=[], page=[], unsaved=0, chosen=chosen)
    page.ask("ping")
    assert labeler.selected == {"label": ["cat"]}
    assert project.annotations(where=labeler.selected)["item"].tolist() == [NAMES[3]]
    labeler.close()
