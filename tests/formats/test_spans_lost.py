"""Spans whose text is gone from its file are left out of what others read, and the report says so."""

from pathlib import Path

import pytest

import nblabel as nl
from nblabel.openproject import Project


@pytest.fixture
def changed(tmp_path: Path) -> Project:
    """A letter in which one of two marked names gave way to another after it was labelled."""
    letter = tmp_path / "letters" / "a.txt"
    letter.parent.mkdir()
    letter.write_text("Ada met Bob in Paris.")
    project = nl.create(tmp_path / "p.nblabel", task="spans", labels=["Person"], media="text")
    project.add(letter.parent, progress=False)
    project.annotate("a.txt", [nl.Span("Person", 0, 3), nl.Span("Person", 8, 11)])
    letter.write_text("Dear reader, Ada met Eve in Paris.")
    assert project.refresh().flagged == 1
    return project


@pytest.mark.parametrize("form", ["conll", "spacy"])
def test_lost_spans_are_left_out_and_the_others_are_where_they_moved(
    form: str, changed: Project, tmp_path: Path
) -> None:
    report = changed.export(form, tmp_path / "out")
    assert "1 span is left out, since what it marked is gone from the text: 'a.txt'" in report.lost
    changed.import_annotations(form, tmp_path / "out")
    table = changed.annotations()
    assert table[["start", "end", "text"]].values.tolist() == [[13, 16, "Ada"]]


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_lost_spans_are_told_of_in_tables_and_not_taken_back(
    form: str, changed: Project, tmp_path: Path
) -> None:
    changed.export(form, tmp_path / "out")
    [[item, _, reason]] = changed.import_annotations(form, tmp_path / "out").failed.values.tolist()
    assert item == "a.txt"
    assert "the file has 'Bob'" in reason
