"""Documents on the wire: how they begin comes with their items, the rest in passages."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import nblabel as nl
from nblabel.openproject import Project
from nblabel.widget import reading
from nblabel.widget.reading import PIECE
from tests.waiting import PATIENCE, until
from tests.widget.page import Page

LONG = "𝔄é\r\n🧵\t" * 20_000
TWEETS = ["Great little café", "<b>no</b> tag", "مرحبا بالعالم", LONG]


@pytest.fixture
def tweets(tmp_path: Path) -> Iterator[Project]:
    """Four documents of a table."""
    table = pd.DataFrame({"text": TWEETS, "key": ["a", "b", "c", "long"]})
    with nl.create(
        tmp_path / "tweets.nblabel", labels=["yes", "no"], media="text", annotator="ana"
    ) as project:
        project.add(table, columns={"text": "text", "key": "key"}, progress=False)
        yield project


@pytest.fixture
def letters(tmp_path: Path) -> Iterator[Project]:
    """Twelve files, and one that is no text."""
    folder = tmp_path / "letters"
    folder.mkdir()
    for n in range(12):
        (folder / f"{n:02}.txt").write_text(f"Letter {n}: " + "sea " * n * 200)
    (folder / "bad.txt").write_bytes(b"caf\xe9 au lait, na\xefve\x00")
    with nl.create(tmp_path / "letters.nblabel", labels=["yes"], media="text", annotator="ana") as project:
        project.add(folder, progress=False)
        yield project


@pytest.fixture
def open_page() -> Iterator[Any]:
    pages: list[Page] = []

    def make(project: Project) -> Page:
        pages.append(Page(project))
        return pages[-1]

    yield make
    for page in pages:
        page.desk.close()


def told(items: list[dict[str, Any]]) -> dict[str, tuple[str, int]]:
    return {one["item"]: (one.get("text", ""), one.get("length", 0)) for one in items}


def test_every_answer_with_items_tells_how_their_documents_begin(tweets: Project, open_page: Any) -> None:
    page = open_page(tweets)
    expected = {item: (text[:1200], len(text)) for item, text in zip("abc", TWEETS, strict=False)}
    expected["long"] = (LONG[:1200], len(LONG))
    assert told(page.ask("hello", count=9, size=256)["body"]["page"]) == expected
    assert told(page.ask("work", count=9, size=256)["body"]["items"]) == expected
    assert told(page.ask("look", items=["a", "long"], size=0)["body"]["items"]).keys() == {"a", "long"}
    query = {"where": {}, "sort": "name"}
    arranged = page.ask("arrange", query=query, count=2, size=96)["body"]
    assert len(told(arranged["items"])) == 2
    stretch = page.ask("rows", view=arranged["view"], start=2, count=2, size=96)["body"]
    assert told(arranged["items"]) | told(stretch["items"]) == expected


def test_no_picture_is_made_or_sent(tweets: Project, open_page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*args: object, **options: object) -> None:
        raise AssertionError("a picture was asked for")

    for name in ("want", "want_sheets", "make_ahead"):
        monkeypatch.setattr(tweets.gallery, name, never)
    page = open_page(tweets)
    page.desk.warm(9, 256)
    first = page.desk.first(9, 256)
    assert len(first["welcome"]["page"]) == 4
    assert first["buffers"] == []
    page.ask("hello", count=9, size=256)
    page.send("want", items=["a"], size=256)
    view = page.ask("arrange", query={"where": {}}, count=2, size=96)["body"]["view"]
    assert page.ask("rows", view=view, start=0, count=4, size=96)["kind"] == "stretch"


def test_passages_join_to_the_whole_text(tweets: Project, open_page: Any) -> None:
    page = open_page(tweets)
    text = ""
    while len(text) < len(LONG):
        passage = page.ask("read", item="long", start=len(text), count=10**9)["body"]
        assert passage["start"] == len(text)
        assert 0 < len(passage["text"]) <= PIECE
        assert passage["length"] == len(LONG)
        text += passage["text"]
    assert text == LONG


@pytest.mark.parametrize(("start", "text"), [(-5, "Great"), (6, "little"), (17, ""), (10**9, "")])
def test_a_passage_may_begin_anywhere(tweets: Project, open_page: Any, start: int, text: str) -> None:
    passage = open_page(tweets).ask("read", item="a", start=start, count=len(text) or 1)["body"]
    assert passage["text"] == text
    assert passage["length"] == 17


def test_an_unknown_document_fails(tweets: Project, open_page: Any) -> None:
    answer = open_page(tweets).ask("read", item="x")
    assert answer["kind"] == "failed"
    assert "'x'" in answer["body"]["message"]


def test_a_refused_save_tells_how_its_document_begins(tweets: Project, open_page: Any) -> None:
    page = open_page(tweets)
    tweets.annotate("a", "yes")
    label = tweets.store.labels()[0].id
    put = [{"id": "A", "label": label, "shape": {"kind": "choice"}}]
    change = {"item": "a", "base": "", "put": put, "state": "draft"}
    edit = {"id": "E", "kind": "annotate", "changes": [change], "at": "2026-01-01T00:00:00Z"}
    [verdict] = page.save(tweets.about.uuid, [edit])["verdicts"]
    [refusal] = verdict["refusals"]
    assert (refusal["why"], refusal["now"]["text"]) == ("conflict", TWEETS[0])


def test_files_are_read_when_their_items_are_told_of(letters: Project, open_page: Any) -> None:
    page = open_page(letters)
    items = page.ask("hello", count=13, size=256)["body"]["page"]
    wanted = {"03.txt", "11.txt"}
    late = wanted - {item for item, (_, length) in told(items).items() if length}
    for item in late:
        assert page.ask("read", item=item)["body"]["length"] > 0
    now = told(page.ask("look", items=sorted(wanted))["body"]["items"])
    assert now["03.txt"] == ("Letter 3: " + "sea " * 297 + "se", 2410)
    assert now["11.txt"][1] == 8811


def test_a_document_that_proves_broken_is_noted_and_told_with_its_reason(
    letters: Project, open_page: Any
) -> None:
    page = open_page(letters)
    (Path(letters.about.home).parent / "letters/05.txt").write_bytes(b"\xff\x00 no text")
    answer = page.ask("read", item="05.txt")
    assert answer["kind"] == "failed"
    assert "05.txt" in answer["body"]["message"]
    [info] = page.ask("look", items=["05.txt"])["body"]["items"]
    assert info["broken"]
    assert info["reason"] == answer["body"]["message"]
    assert "05.txt" not in letters.next(20)


def test_the_wire_does_not_wait_for_documents_that_are_far_away(
    letters: Project, open_page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    come = threading.Event()
    text = letters.documents.text

    def slow(row: Any) -> str:
        assert come.wait(PATIENCE)
        return text(row)

    monkeypatch.setattr(letters.documents, "text", slow)
    page = open_page(letters)
    items = told(page.ask("hello", count=4, size=256)["body"]["page"])
    assert set(items.values()) == {("", 0)}
    assert page.ask("ping")["kind"] == "done"
    come.set()
    for item in items:
        assert page.ask("read", item=item, count=1200)["body"]["length"] > 0
    assert all(length for _, length in told(page.ask("look", items=list(items))["body"]["items"]).values())


def test_what_lies_near_on_the_wall_is_read_ahead(
    letters: Project, open_page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PATIENCE", 0)
    page = open_page(letters)
    view = page.ask("arrange", query={"where": {}, "sort": "name"}, count=1, size=96)["body"]["view"]
    page.ask("rows", view=view, start=0, count=1, size=96)
    rows = [letters.row(f"{n:02}.txt") for n in range(12)]
    until(lambda: len(letters.documents.at_hand(rows, 1200)) == 12, "what is near")
