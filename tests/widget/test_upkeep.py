"""Refreshing from the page, and a copy of the project that comes to it in parts."""

import shutil
import threading
from pathlib import Path

import pytest

import nblabel as nl
from nblabel.openproject import Project
from nblabel.widget import upkeep
from nblabel.widget.labeler import Labeler
from tests.waiting import PATIENCE, until
from tests.widget.page import Page


def photos(project: Project) -> Path:
    return Path(project.store.sources()[0].root)


def fetched(page: Page, copy: str, size: int) -> bytes:
    """The copy, asked for part by part as a page does."""
    data = b""
    while len(data) < size:
        answer = page.ask("fetch", copy=copy, start=len(data))
        assert answer["body"]["start"] == len(data)
        [buffers] = [buffers for content, buffers in page.heard if content is answer]
        assert 0 < len(buffers[0]) <= 512 * 1024
        data += buffers[0]
    return data


def test_a_refresh_is_answered_with_its_counts_and_the_time(page: Page, project: Project) -> None:
    folder = photos(project)
    (folder / "p00.png").rename(folder / "other.png")
    (folder / "p01.png").unlink()
    shutil.copy(folder / "p02.png", folder / "new.png")
    (folder / "half.png").write_bytes((folder / "p03.png").read_bytes()[:40])
    told = page.ask("refresh")["body"]
    names = ("added", "updated", "renamed", "missing", "failed")
    assert [told[name] for name in names] == [2, 1, 1, 1, 2]
    assert told["at"].endswith("Z")
    progress = page.ask("hello", count=1, size=0)["body"]["progress"]
    assert (progress["last_refresh"], progress["sources"]) == (told["at"], 1)


def test_a_folder_that_is_gone_is_told_in_words(page: Page, project: Project) -> None:
    photos(project).rename(photos(project).with_name("away"))
    told = page.ask("refresh")["body"]
    assert (told["missing"], told["failed"]) == (13, 0)
    assert "project.relocate(" in told["trouble"]


def test_the_wire_goes_on_while_sources_are_looked_at(
    page: Page, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    monkeypatch.setattr(project, "refresh", lambda: go_on.wait(PATIENCE) and Project.refresh(project))
    page.desk.link.receive({"v": 1, "kind": "refresh", "body": {}, "rid": 99, "client": "me"})
    assert page.ask("ping")["kind"] == "done"
    go_on.set()
    assert page.hear(lambda content: content.get("rid") == 99)["kind"] == "refreshed"


def test_every_open_widget_hears_of_a_refresh_by_anybody(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    labeler, heard = Labeler(project), list[str]()
    monkeypatch.setattr(labeler, "send", lambda content, buffers: heard.append(content["kind"]))
    for n in range(300):
        shutil.copy(photos(project) / "p00.png", photos(project) / f"copy{n}.png")
    project.refresh()
    until(lambda: {"refreshing", "refreshed", "progress"} <= set(heard), lambda: heard)
    labeler.close()


def test_the_parts_of_a_backup_are_a_project_with_every_answer(
    page: Page, project: Project, tmp_path: Path
) -> None:
    project.annotate_many({f"p{n:02}.png": "cat" if n % 2 else "dog" for n in range(12)})
    project.instructions = "x" * 1_200_000  # so that it takes several parts
    copy = page.ask("backup")["body"]
    assert copy["name"] == "photos.nblabel"
    whole = fetched(page, copy["copy"], copy["size"])
    (tmp_path / "elsewhere").mkdir()
    place = tmp_path / "elsewhere" / copy["name"]
    place.write_bytes(whole)
    with nl.open(place) as again:
        columns = ["item", "label", "annotator"]
        assert again.annotations()[columns].equals(project.annotations()[columns])
        assert len(again.history()) == len(project.history())


def test_a_project_that_is_too_large_says_how_to_copy_it(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "MOST_BYTES", 1000)
    told = page.ask("backup")
    assert told["kind"] == "failed"
    assert "project.backup(" in told["body"]["message"]


def test_old_copies_are_dropped_and_the_newest_with_the_widget(page: Page) -> None:
    copies = [page.ask("backup")["body"]["copy"] for _ in range(3)]
    kinds = [page.ask("fetch", copy=copy, start=0)["kind"] for copy in copies]
    assert kinds == ["failed", "part", "part"]
    folders = [Path(folder.name) for folder in page.desk._upkeep._copies.values()]
    page.desk.close()
    assert [folder.exists() for folder in folders] == [False, False]
