"""The doors to a project: create, open, project, label, projects."""

import sqlite3
from pathlib import Path

import pytest

import nblabel as nl


def test_create_refuses_to_overwrite(project: nl.Project, tmp_path: Path) -> None:
    with pytest.raises(nl.ProjectExistsError, match="photos"):
        nl.create(tmp_path / "photos.nblabel")


def test_open_of_something_else_names_it(tmp_path: Path) -> None:
    (tmp_path / "notes.nblabel").write_text("hello")
    with pytest.raises(nl.NotAProjectError, match=r"notes\.nblabel"):
        nl.open(tmp_path / "notes.nblabel")


def test_the_name_is_the_files_stem_unless_given(project: nl.Project, tmp_path: Path) -> None:
    assert project.name == "photos"
    with nl.create(tmp_path / "x.nblabel", name="Birds of Trieste") as other:
        assert other.name == "Birds of Trieste"


@pytest.mark.parametrize(("task", "media"), [("spans", "image"), ("boxes", "text")])
def test_a_task_refuses_a_medium_that_it_cannot_have(tmp_path: Path, task: str, media: str) -> None:
    with pytest.raises(nl.NblabelError, match=task):
        nl.create(tmp_path / "x.nblabel", task=task, media=media)


def test_an_unknown_task_names_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(nl.NblabelError, match="multilabel"):
        nl.create(tmp_path / "x.nblabel", task="classes")


def test_project_opens_or_creates_and_adds_new_labels(tmp_path: Path) -> None:
    where = tmp_path / "x.nblabel"
    with nl.project(where, labels=["cat"]) as first:
        assert nl.project(where, labels=["cat", "dog"]) is first
        assert [label.path for label in first.labels] == ["cat", "dog"]
    with nl.project(where) as again:
        assert again is not first
        assert [label.path for label in again.labels] == ["cat", "dog"]


def test_project_refuses_another_task(project: nl.Project, tmp_path: Path) -> None:
    with pytest.raises(nl.NblabelError, match="multiclass"):
        nl.project(tmp_path / "photos.nblabel", task="boxes", annotator="ana")


def test_the_one_liner_makes_a_project_here_and_shows_it(
    photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    labeler = nl.label(f"{photos}/", ["cat", "dog"])
    assert (tmp_path / "photos.nblabel").exists()
    assert labeler.progress["total"] == 8
    assert nl.label(photos, ["cat", "dog"]).progress["total"] == 8
    labeler.close()


def test_projects_lists_a_folder(project: nl.Project, tmp_path: Path) -> None:
    project.annotate("p0.png", "cat")
    listed = nl.projects(tmp_path)
    assert listed.drop(columns="created_at").values.tolist() == [
        ["photos", "multiclass", "image", "running", 8, 1]
    ]  # fmt: skip
    assert str(listed["created_at"].dt.tz) == "UTC"


def test_a_closed_project_can_be_moved_as_one_file(project: nl.Project, tmp_path: Path) -> None:
    project.annotate("p0.png", "cat")
    project.close()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "photos.nblabel").rename(tmp_path / "elsewhere" / "moved.nblabel")
    with nl.open(tmp_path / "elsewhere" / "moved.nblabel") as moved:
        assert moved.annotations()["label"].tolist() == ["cat"]
        assert moved.about.uuid


def test_backup_copies_an_open_project(project: nl.Project, tmp_path: Path) -> None:
    project.annotate("p0.png", "cat")
    with nl.open(project.backup(tmp_path / "copy.nblabel")) as copy:
        assert copy.annotations()["label"].tolist() == ["cat"]


def test_a_paused_project_takes_no_answers(project: nl.Project) -> None:
    project.pause()
    with pytest.raises(nl.NblabelError, match="paused"):
        project.annotate("p0.png", "cat")
    project.resume()
    project.annotate("p0.png", "cat")
    assert project.status == "running"


@pytest.mark.parametrize("labels", ["cat", ["cat", "cat"], ["a/b/c/d/e/f/g"], [""], ["a\0b"]])
def test_label_names_that_cannot_be_are_refused(tmp_path: Path, labels: list[str]) -> None:
    with pytest.raises(nl.LabelError):
        nl.create(tmp_path / "x.nblabel", labels=labels)


def test_odd_label_names_are_data(project: nl.Project) -> None:
    names = ["<b>bold</b>", 'say "cat"', "a\\/b", "🐈‍⬛", "קוף", "it's"]
    for name in names:
        project.labels.add(name)
        project.annotate("p0.png", name)
        assert project.annotations()["label"].tolist() == [name]


def test_a_retired_or_merged_label_does_not_come_back_when_the_cell_runs_again(tmp_path: Path) -> None:
    where = tmp_path / "x.nblabel"
    with nl.project(where, labels=["cat", "dog", "cow"]) as project:
        project.labels.retire("cow")
        project.labels.merge("cat", "dog")
        nl.project(where, labels=["cat", "dog", "cow"])
        assert [label.path for label in project.labels] == ["cat"]


def test_projects_names_one_that_cannot_be_read_and_lists_the_rest(
    project: nl.Project, tmp_path: Path
) -> None:
    newer = project.backup(tmp_path / "newer.nblabel")
    with sqlite3.connect(newer) as connection:
        connection.execute("PRAGMA user_version=99")
    listed = nl.projects(tmp_path).set_index("name")["status"].to_dict()
    assert listed == {"photos": "running", "newer": "unreadable"}
