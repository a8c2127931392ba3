"""Documents that are files: folders, globs, lists, one alone, and what of them is no document."""

import os
from pathlib import Path

import fsspec
import pytest

import nblabel as nl
from nblabel.media.textsources import is_of_texts
from tests.texts.conftest import Make


def keys(project: nl.Project, state: str | None = None) -> list[str]:
    return sorted(project.items(state)["item"])


def test_a_folder_gives_the_texts_in_it_by_their_paths(make: Make, letters: Path) -> None:
    project = make(letters)
    assert keys(project) == ["1805/bob.md", "ana.txt"]
    assert project.read("ana.txt") == "Ana lives in Paris.\n"


def test_a_glob_a_list_and_one_file_alone_are_sources(make: Make, letters: Path) -> None:
    assert keys(make(f"{letters}/**/*.md")) == ["1805/bob.md"]
    assert len(make([letters / "ana.txt", letters / "1805" / "bob.md"]).items()) == 2
    assert keys(make(letters / "ana.txt")) == ["ana.txt"]


def test_an_address_is_a_source(make: Make) -> None:
    fsspec.filesystem("memory").pipe(
        {"/notes/a.txt": b"Ana", "/notes/b.png": b"x", "/rows.csv": b"text\nBob\n"}
    )
    project = make("memory://notes")
    assert [project.read(key) for key in keys(project)] == ["Ana"]
    assert make("memory://notes/a.txt").items()["item"].tolist() == ["a.txt"]
    rows = make("memory://rows.csv")
    assert [rows.read(key) for key in keys(rows)] == ["Bob"]


def test_a_folder_without_texts_says_what_is_looked_for(make: Make, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(nl.SourceError, match=r"no texts.*empty"):
        make(tmp_path / "empty")
    with pytest.raises(nl.SourceError, match=r"no folder or file .*nowhere\.txt"):
        make("nowhere.txt")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"a\0b", "a NUL character at 1"),
        ("Der Bär läuft über die Straße.".encode("cp1252"), 'encoding="cp1252"'),
        ("Привет, как дела? Это русский текст.".encode("cp1251"), 'encoding="cp1251"'),
        ("これは日本語の文章です。".encode("shift_jis"), 'encoding="cp932"'),
        ("Ana".encode("utf-16"), 'encoding="utf-16"'),
        (b"a" * 5_000_001, "over 5 MB; split it"),
    ],
)
def test_what_is_no_document_is_broken_with_the_reason(
    make: Make, letters: Path, data: bytes, reason: str
) -> None:
    (letters / "odd.txt").write_bytes(data)
    project = make()
    report = project.add(letters, progress=False)
    assert (report.added, report.failed["item"].tolist()) == (3, ["odd.txt"])
    assert report.failed["reason"][0].startswith("odd.txt")
    assert reason in report.failed["reason"][0]
    assert keys(project, "broken") == ["odd.txt"]
    with pytest.raises(nl.NblabelError, match=r"odd\.txt"):
        project.read("odd.txt")


def test_an_encoding_reads_it_and_is_remembered(make: Make, tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_bytes("Müller".encode("cp1252"))
    project = make(tmp_path / "old.txt")
    assert keys(project, "broken") == ["old.txt"]
    report = project.add(tmp_path / "old.txt", encoding="cp1252", progress=False)
    assert (report.updated, project.read("old.txt"), len(project.items())) == (1, "Müller", 1)
    (tmp_path / "old.txt").write_bytes("Bär".encode("cp1252"))
    assert project.refresh().updated == 1
    assert project.read("old.txt") == "Bär"


def test_an_encoding_that_is_none_is_refused(make: Make, letters: Path) -> None:
    with pytest.raises(nl.SourceError, match="klingon"):
        make(letters, encoding="klingon")


def test_a_mark_of_the_byte_order_is_dropped_and_all_else_stays(make: Make, tmp_path: Path) -> None:
    text = "a\r\nb\tc\re\u0301\n"
    (tmp_path / "x.txt").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert make(tmp_path / "x.txt").read("x.txt") == text


def test_new_changed_renamed_and_vanished_files_are_taken_in(make: Make, letters: Path) -> None:
    project = make(letters)
    (letters / "new.txt").write_text("new")
    (letters / "ana.txt").write_text("Ana moved to Rome.")
    os.rename(letters / "1805" / "bob.md", letters / "bob.md")
    report = project.refresh()
    assert (report.added, report.updated, report.renamed, report.missing) == (1, 2, 1, 0)
    assert project.read("1805/bob.md").startswith("# Bob")
    (letters / "new.txt").unlink()
    assert project.refresh().missing == 1


def test_documents_follow_their_folder(make: Make, letters: Path, tmp_path: Path) -> None:
    project = make(letters)
    letters.rename(tmp_path / "post")
    project.relocate(letters, tmp_path / "post")
    assert project.read("ana.txt").startswith("Ana")
    assert project.refresh().skipped == 2


def test_a_page_gets_the_beginning_the_length_and_the_reason(make: Make, letters: Path) -> None:
    (letters / "long.txt").write_text("ä😀" * 1000)
    (letters / "odd.txt").write_bytes(b"\xff\xfe")
    project = make(letters)
    rows = list(project.store.find(["long.txt", "odd.txt", "ana.txt"]).values())
    told = project.documents.beginnings(rows, 10)
    assert (told["long.txt"], told["ana.txt"]) == (("ä😀" * 5, 2000), ("Ana lives ", 20))
    assert "odd.txt" in str(told["odd.txt"])
    assert project.documents.at_hand(rows, 10).keys() == {"long.txt", "ana.txt"}


def test_the_medium_is_told_by_what_is_given(letters: Path, tmp_path: Path) -> None:
    assert all(is_of_texts(one) for one in (letters, "docs.csv", [letters / "ana.txt"]))
    (letters / "p.png").write_bytes(b"x")
    assert not any(is_of_texts(one) for one in (letters, f"{letters}/*.png"))
