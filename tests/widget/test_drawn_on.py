"""A picture whose file became one of another size since it was drawn on is told of; nothing is shifted."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import nblabel as nl
from nblabel.drawnon import drawn_on
from nblabel.openproject import Project
from nblabel.values.ids import new_id
from tests.widget.page import Page


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    (tmp_path / "photos").mkdir()
    Image.new("RGB", (160, 120), "red").save(tmp_path / "photos/a.png")
    with nl.create(tmp_path / "p.nblabel", "boxes", ["cat"], annotator="ana") as project:
        project.add(tmp_path / "photos", progress=False)
        yield project


def drawn(page: Page, project: Project) -> dict[str, Any]:
    """Looks at the picture and draws a box on it; what the kernel then says of its size."""
    page.ask("look", items=["a.png"], size=256)
    page.hear(lambda content: content["kind"] == "pictures")
    shape = {"kind": "box", "x": 10, "y": 10, "width": 30, "height": 20}
    label = project.store.labels()[0].id
    change = {
        "item": "a.png",
        "base": "",
        "put": [{"id": new_id(), "label": label, "shape": shape}],
        "state": "draft",
    }
    edit = {"id": new_id(), "kind": "annotate", "changes": [change], "at": "2026-01-01T00:00:00Z"}
    verdict = page.save(project.about.uuid, [edit])["verdicts"][0]
    assert not verdict.get("refusals")
    answer: dict[str, Any] = page.ask("drawn", item="a.png")["body"]
    return answer


def test_the_size_is_that_of_the_picture_when_it_was_drawn_on(project: Project) -> None:
    page = Page(project)
    assert page.ask("drawn", item="a.png")["body"] in ({}, {"width": 0, "height": 0})
    assert drawn(page, project) == {"width": 160, "height": 120}
    page.desk.close()


def test_a_file_of_another_size_changes_neither_the_size_nor_the_regions(
    project: Project, tmp_path: Path
) -> None:
    page = Page(project)
    drawn(page, project)
    Image.new("RGB", (320, 240), "red").save(tmp_path / "photos/a.png")
    project.refresh()
    assert page.ask("drawn", item="a.png")["body"] == {"width": 160, "height": 120}
    assert project.annotations(drafts=True)[["x", "y", "width", "height"]].iloc[0].tolist() == [
        10,
        10,
        30,
        20,
    ]
    page.desk.close()


def test_answers_of_scripts_and_files_say_on_what_they_were_given(project: Project, tmp_path: Path) -> None:
    project.annotate("a.png", nl.Box("cat", 10, 10, 30, 20))
    assert drawn_on(project, "a.png") == (160, 120)
    project.export("coco", tmp_path / "boxes.json")
    with nl.create(tmp_path / "again.nblabel", "boxes", [], annotator="ana") as again:
        again.add(tmp_path / "photos", progress=False)
        again.import_annotations("coco", tmp_path / "boxes.json", as_="suggestions")
        assert drawn_on(again, "a.png") is None
        again.import_annotations("coco", tmp_path / "boxes.json")
        assert drawn_on(again, "a.png") == (160, 120)


def test_a_picture_that_changed_while_the_project_was_closed_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    Image.new("RGB", (160, 120), "red").save(tmp_path / "photos/a.png")
    where = tmp_path / "closed.nblabel"
    with nl.create(where, "boxes", ["cat"], annotator="ana") as project:
        project.add(tmp_path / "photos", progress=False)
        project.annotate("a.png", nl.Box("cat", 10, 10, 30, 20))
    Image.new("RGB", (80, 60), "red").save(tmp_path / "photos/a.png")
    with nl.open(where, annotator="ana") as project:
        page = Page(project)
        assert page.ask("drawn", item="a.png")["body"] == {"width": 160, "height": 120}
        assert project.gallery.size(project.row("a.png")) == (80, 60)
        page.desk.close()
