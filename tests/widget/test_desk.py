"""What the kernel answers to a page, with a real project and no notebook."""

from pathlib import Path
from typing import Any

from nblabel.openproject import Project
from nblabel.values.ids import new_id
from nblabel.widget.protocol import PROTOCOL, View
from tests.widget.page import Page


def choice(label: int) -> dict[str, Any]:
    return {"id": new_id(), "label": label, "shape": {"kind": "choice"}}


def labelled(item: str, label: int, base: str = "") -> dict[str, Any]:
    change = {"item": item, "base": base, "put": [choice(label)], "state": "draft"}
    return {"id": new_id(), "kind": "annotate", "changes": [change], "client": "me"}


def test_hello_is_answered_with_all_that_a_page_needs(page: Page, project: Project) -> None:
    welcome = page.ask("hello", count=4, size=64)["body"]
    assert [welcome[name] for name in ("name", "task", "media", "annotator")] == [
        "photos", "multiclass", "image", "ana",
    ]  # fmt: skip
    assert [info["item"] for info in welcome["page"]] == project.next(4)
    assert [label["path"] for label in welcome["labels"]] == ["cat", "dog"]
    assert welcome["progress"]["total"] == 13


def test_the_first_pictures_follow_unasked(page: Page) -> None:
    items = {info["item"] for info in page.ask("hello", count=4, size=64)["body"]["page"]}
    page.hear(lambda _: page.pictured() >= items)


def test_a_saved_edit_is_in_the_project(page: Page, project: Project) -> None:
    welcome = page.ask("hello", count=1, size=64)["body"]
    item, dog = welcome["page"][0]["item"], welcome["labels"][1]["id"]
    edit = labelled(item, dog)
    assert page.save(welcome["project"], [edit])["verdicts"] == [{"edit": edit["id"]}]
    assert project.annotations(drafts=True)[["item", "label"]].values.tolist() == [[item, "dog"]]


def test_an_edit_sent_twice_is_stored_once(page: Page, project: Project) -> None:
    welcome = page.ask("hello", count=1, size=64)["body"]
    edit = labelled(welcome["page"][0]["item"], welcome["labels"][0]["id"])
    assert page.save(welcome["project"], [edit]) == page.save(welcome["project"], [edit])
    assert len(project.history()) == 1


def test_a_conflict_tells_how_the_item_stands(page: Page) -> None:
    welcome = page.ask("hello", count=1, size=64)["body"]
    item = welcome["page"][0]["item"]
    cat, dog = (label["id"] for label in welcome["labels"])
    first = labelled(item, cat)
    page.save(welcome["project"], [first])
    [verdict] = page.save(welcome["project"], [labelled(item, dog)])["verdicts"]
    [refusal] = verdict["refusals"]
    assert (refusal["item"], refusal["why"]) == (item, "conflict")
    assert refusal["now"]["answer"]["version"] == first["id"]


def test_answers_to_another_project_are_refused(page: Page, project: Project) -> None:
    page.ask("hello", count=1, size=64)
    answer = page.ask("save", project="another", annotator="ana", edits=[])
    assert answer["kind"] == "failed"
    assert "another project" in answer["body"]["message"]


def test_a_paused_project_says_so_and_stores_nothing(page: Page, project: Project) -> None:
    welcome = page.ask("hello", count=1, size=64)["body"]
    project.pause()
    saved = page.save(welcome["project"], [labelled(welcome["page"][0]["item"], welcome["labels"][0]["id"])])
    assert saved["verdicts"] == []
    assert "paused" in saved["trouble"]
    assert len(project.history()) == 0


def test_work_gives_other_items_than_those_in_hand(page: Page) -> None:
    first = [info["item"] for info in page.ask("hello", count=6, size=64)["body"]["page"]]
    rest = page.ask("work", count=20, size=64, exclude=first, ahead=True)["body"]
    assert len(rest["items"]) == 6
    assert not {info["item"] for info in rest["items"]} & set(first)
    assert rest["left"] == 12


def test_a_file_that_breaks_later_is_a_tile_with_the_reason(page: Page, project: Project) -> None:
    item = page.ask("hello", count=1, size=64)["body"]["page"][0]["item"]
    other = next(key for key in project.next(12) if key != item)
    Path(str(project.items().set_index("item").loc[other, "uri"])).write_bytes(b"nonsense")
    page.ask("look", items=[other], size=128)
    message = page.hear(lambda content: "reason" in str(content) and content["kind"] == "pictures")
    [picture] = message["body"]["pictures"]
    assert (picture["item"], picture["buffer"]) == (other, -1)
    assert (
        project.items("broken")["item"].tolist() == ["empty.png", other] or len(project.items("broken")) == 2
    )


def test_started_is_remembered_until_the_instructions_change(page: Page, project: Project) -> None:
    assert page.ask("hello", count=1, size=64)["body"]["started"] is False
    page.ask("started")
    assert page.ask("hello", count=1, size=64)["body"]["started"] is True
    project.instructions = "Look twice."
    assert page.ask("hello", count=1, size=64)["body"]["started"] is False


def test_acts_come_back_with_the_next_hello(page: Page) -> None:
    welcome = page.ask("hello", count=1, size=64)["body"]
    edit = labelled(welcome["page"][0]["item"], welcome["labels"][0]["id"])
    page.save(welcome["project"], [edit])
    [act] = page.ask("hello", count=1, size=64)["body"]["acts"]
    assert (act["edit"], act["items"]) == (edit["id"], 1)
    assert act["changes"][0]["drop"] == [edit["changes"][0]["put"][0]["id"]]


def test_what_the_page_shows_is_told(page: Page) -> None:
    page.ask("hello", count=1, size=64)
    body = {"current": "a", "selected": ["a"], "page": ["a", "b"], "unsaved": 3}
    page.desk.link.receive({"v": PROTOCOL, "kind": "view", "body": body, "client": "me"})
    page.ask("ping")
    assert page.viewed == [View("a", ["a"], ["a", "b"], 3)]
