"""Projects of documents: made by word, by task, or by what the one-liner is given."""

from pathlib import Path

import pandas as pd
import pytest

import nblabel as nl


def test_spans_are_of_texts(tmp_path: Path) -> None:
    with nl.create(tmp_path / "a.nblabel", task="spans", labels=["x"]) as project:
        assert (project.media, project.task) == ("text", "spans")
        assert "picture" not in project.instructions.lower()
    with pytest.raises(nl.NblabelError, match="does not go with"):
        nl.create(tmp_path / "b.nblabel", task="boxes", media="text")


@pytest.mark.parametrize("what", ["docs.csv", "letters", "letters/*.txt", "frame", "list"])
def test_the_one_liner_sees_that_it_is_given_texts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("docs.csv").write_text("text\nAna\n")
    Path("letters").mkdir()
    Path("letters/a.txt").write_text("Ana")
    sources = {"frame": pd.DataFrame({"text": ["Ana"]}), "list": [Path("letters/a.txt")]}
    for _ in range(2):  # the same cell runs again
        nl.label(sources.get(what, what), ["good", "bad"])
        [place] = Path().glob("*.nblabel")
        with nl.project(place) as project:
            assert (project.media, [project.read(key) for key in project.items()["item"]]) == (
                "text",
                ["Ana"],
            )


def test_a_table_of_pictures_is_of_pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    table = pd.DataFrame({"image": ["a.png"], "text": ["a caption"]})
    nl.label(table, ["x"])
    with nl.project("project.nblabel") as project:
        assert project.media == "image"


def test_documents_do_not_join_pictures(tmp_path: Path) -> None:
    with nl.create(tmp_path / "a.nblabel") as project:
        with pytest.raises(nl.NblabelError, match='media="text"'):
            project.add("docs.csv")
        with pytest.raises(nl.NblabelError, match='media="text"'):
            project.add(pd.DataFrame({"text": ["Ana"]}))


def test_what_belongs_to_pictures_is_refused_for_texts(tmp_path: Path) -> None:
    with (
        nl.create(tmp_path / "a.nblabel", media="text") as project,
        pytest.raises(nl.NblabelError, match="no fr"),
    ):
        project.add(tmp_path, frames="separate")
    with nl.create(tmp_path / "b.nblabel") as project, pytest.raises(nl.NblabelError, match="for documents"):
        project.add(tmp_path, encoding="cp1252")
