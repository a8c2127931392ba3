"""Spans at the doors: what is no part of its text is refused, and what is kept is told with its text."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import nblabel as nl
from nblabel.values.annotation import Annotation, Range
from nblabel.values.change import Change, Edit
from nblabel.values.ids import new_id
from nblabel.values.query import Query, Where
from tests.texts.conftest import Make

TEXT = "Ana 👩‍👩‍👧 é\u0301 \U00010348 שלום\r\n\tAna"


@pytest.fixture(params=["table", "file"])
def project(request: pytest.FixtureRequest, make: Make, tmp_path: Path) -> nl.Project:
    """The text as a row of a table, and as a file."""
    (tmp_path / "a").write_bytes(TEXT.encode())
    return make(
        pd.DataFrame({"key": ["a"], "text": [TEXT]}) if request.param == "table" else [tmp_path / "a"]
    )


@pytest.mark.parametrize(
    ("start", "end"), [(-1, 3), (3, 3), (9, 4), (0, len(TEXT) + 1), (0, 2.0), (float("nan"), 3), (True, 3)]
)
def test_what_is_no_part_of_the_text_is_refused(project: nl.Project, start: Any, end: Any) -> None:
    with pytest.raises(nl.AnnotationError, match="'a'"):
        project.annotate("a", [nl.Span("Person", 0, 3), nl.Span("Person", start, end)])
    assert project.annotations().empty
    assert project.history().empty


def test_every_range_is_told_with_its_text(project: nl.Project) -> None:
    spans = [nl.Span("Person", n, n + 2) for n in range(len(TEXT) - 1)]
    project.annotate("a", spans)
    table = project.annotations()
    assert [TEXT[s:e] for s, e in zip(table["start"], table["end"], strict=True)] == table["text"].tolist()
    assert len(table) == len(spans)
    assert not table["lost"].any()


def test_a_whole_number_of_numpy_is_a_place(project: nl.Project) -> None:
    places: list[Any] = [np.int64(0), np.int32(3)]
    project.annotate("a", [nl.Span("Person", *places)])
    assert project.annotations()["text"].tolist() == ["Ana"]


def test_overlapping_nested_and_equal_spans_are_kept(project: nl.Project) -> None:
    project.annotate("a", [nl.Span("Person", 0, 3), nl.Span("Place", 0, 3), nl.Span("Person", 1, 9)])
    assert len(project.annotations()) == 3


def test_a_span_from_a_page_is_held_to_its_text(project: nl.Project) -> None:
    project.read("a")
    label = project.store.labels()[0].id
    outside = Annotation(new_id(), label, Range(0, len(TEXT) + 1))
    inside = Annotation(new_id(), label, Range(0, 3))
    edits = [Edit(new_id(), "annotate", [Change("a", put=[one], state="draft")]) for one in (outside, inside)]
    refused, kept = project.save(edits)
    assert f"{len(TEXT)} characters" in refused.refusals[0].reason
    assert not kept.refusals
    assert project.store.text("a") == TEXT  # a file's text is stored with its first span


def test_nothing_here_is_an_answer(project: nl.Project) -> None:
    project.annotate("a", [])
    assert project.answers()["count"].tolist() == [0]


def test_spans_leave_with_their_texts(project: nl.Project, tmp_path: Path) -> None:
    project.annotate("a", [nl.Span("Person", 0, 3)])
    project.export("csv", tmp_path / "out.csv")
    project.export("jsonl", tmp_path / "out.jsonl")
    told = pd.read_csv(tmp_path / "out.csv")
    assert told[["start", "end", "text"]].to_numpy().tolist() == [[0, 3, "Ana"]]
    assert '"text":"Ana"' in (tmp_path / "out.jsonl").read_text().replace('": "', '":"')


def test_documents_are_found_by_what_they_contain(make: Make) -> None:
    texts = ["Ana lives in Paris", "100% wool_", "Bob met ANA", "deadbeef"]
    project = make(pd.DataFrame({"text": texts}), task="multiclass")

    def found(part: str) -> list[str]:
        keys = project.store.keys_of(project.store.arrange(containing(part)))
        return sorted(project.read(key) for key in keys)

    assert found("ana") == ["Ana lives in Paris", "Bob met ANA"]
    assert found("100%") == ["100% wool_"]
    for digit in "0123456789abcdef":  # a key made from a text is no text
        assert all(digit in text.lower() for text in found(digit))


def containing(part: str) -> Query:
    return Query(Where(text=part))


def test_files_are_found_by_their_names(make: Make, letters: Path) -> None:
    project = make(letters, task="multiclass")
    assert project.store.keys_of(project.store.arrange(containing("bob"))) == ["1805/bob.md"]


def test_a_document_that_broke_takes_no_spans(make: Make, tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_bytes(b"\xff\xff")
    project = make(tmp_path / "x.txt")
    with pytest.raises(nl.AnnotationError, match=r"x\.txt is not UTF-8"):
        project.annotate("x.txt", [nl.Span("Person", 0, 1)])


def test_a_span_on_a_file_that_changed_while_it_was_read_is_of_the_text_that_was_read(
    make: Make, tmp_path: Path
) -> None:
    file = tmp_path / "a.txt"
    file.write_text("Ana lives in Paris.")
    project = make([file])
    page = project.documents.beginnings([project.row("a.txt")])
    assert page["a.txt"] == ("Ana lives in Paris.", 19)
    file.write_text("Today Ana lives in Paris.")
    span = Annotation(new_id(), project.labels.ids()["Person"], Range(0, 3))
    project.save([Edit(new_id(), "annotate", [Change("a.txt", put=[span], state="submitted")])])
    assert project.read("a.txt").startswith("Today")
    kept = project.annotations()
    assert kept[["start", "end", "text"]].values.tolist() == [[6, 9, "Ana"]]
