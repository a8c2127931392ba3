"""Spans and labels of documents as CSV and JSONL."""

import json
from pathlib import Path

import pytest

import nblabel as nl
from nblabel.openproject import Project
from tests.formats.documents import HARD_TEXTS, LABELS, generated, hard_answers, new_project, said, sentences

FORMS = ["csv", "jsonl"]
TEXT = "Ada met Bob."


def again(project: Project, form: str, folder: Path, texts: dict[str, str]) -> Project:
    """Another project that read this one's export."""
    project.export(form, folder / "out")
    other = new_project(folder, "again", texts, task=project.task)
    assert other.import_annotations(form, folder / "out").failed.values.tolist() == []
    return other


def failed(folder: Path, form: str, content: str) -> list[str]:
    """Why something of this file was not taken by a project with one document."""
    (folder / "in").write_text(content, "utf-8")
    project = new_project(folder, "read", {"a": TEXT}, ["P"])
    report = project.import_annotations(form, folder / "in")
    assert len(project.annotations()) == 0
    return [str(reason) for reason in report.failed["reason"]]


@pytest.mark.parametrize("form", FORMS)
def test_hard_texts_come_back(form: str, tmp_path: Path) -> None:
    texts = HARD_TEXTS | generated(100) | {"breaks": "a\rb\nc\r\nd\u2028e\x85"}
    answers = hard_answers(texts) | {"breaks": [nl.Span("O", n, n + 1) for n in range(11)]}
    project = new_project(tmp_path, "one", texts, LABELS)
    project.annotate_many(answers)
    other = again(project, form, tmp_path, texts)
    assert said(other) == said(project)
    columns = ["id", "item", "kind", "label", "start", "end", "text", "lost"]
    assert other.annotations()[columns].equals(project.annotations()[columns])
    assert other.answers()[["item", "count"]].equals(project.answers()[["item", "count"]])


@pytest.mark.parametrize("form", ["csv", pytest.param("jsonl", marks=pytest.mark.long)])
def test_all_sentences_of_wnut17_come_back(form: str, tmp_path: Path) -> None:
    texts, gold = sentences("dev", "test")
    project = new_project(tmp_path, "one", texts, sorted({s.label for spans in gold.values() for s in spans}))
    project.annotate_many(gold)
    assert said(again(project, form, tmp_path, texts)) == said(project)


@pytest.mark.parametrize("form", FORMS)
def test_labels_of_documents_come_back(form: str, tmp_path: Path) -> None:
    texts = {"a": TEXT, "b\r\n": "x", "c": "y"}
    project = new_project(tmp_path, "one", texts, ["good", "bad/very"], "multilabel")
    project.annotate_many({"a": ["good", "bad/very"], "b\r\n": [], "c": "good"})
    other = again(project, form, tmp_path, texts)
    columns = ["id", "item", "kind", "label"]
    assert other.annotations()[columns].equals(project.annotations()[columns])
    assert other.answers()["item"].tolist() == project.answers()["item"].tolist()


def test_a_csv_has_whole_offsets_also_beside_empty_answers(tmp_path: Path) -> None:
    project = new_project(tmp_path, "one", {"a": TEXT, "b": "x"}, ["P"])
    project.annotate_many({"a": nl.Span("P", 0, 3), "b": []})
    project.export("csv", tmp_path / "out")
    head, row, empty = (tmp_path / "out").read_text().splitlines()
    assert head.startswith("id,item,kind,label,start,end,text,")
    assert row.split(",")[1:7] == ["a", "span", "P", "0", "3", "Ada"]
    assert empty.split(",")[1:7] == ["b", "", "", "", "", ""]


def test_a_line_of_jsonl_has_the_text_of_its_document(tmp_path: Path) -> None:
    project = new_project(tmp_path, "one", {"a": TEXT}, ["P"])
    project.annotate("a", nl.Span("P", 0, 3))
    project.export("jsonl", tmp_path / "out")
    assert json.loads((tmp_path / "out").read_text())["text"] == TEXT


@pytest.mark.parametrize("key", ["spans", "annotations"])
def test_lines_of_others_are_known_by_their_text(key: str, tmp_path: Path) -> None:
    span = {"start": 8, "end": 11, "label": "PERSON", "kind": "span"}
    (tmp_path / "in").write_text(json.dumps({"text": TEXT, "meta": 1, key: [span]}))
    project = new_project(tmp_path, "one", {"a": TEXT, "b": TEXT + " "})
    assert project.import_annotations("jsonl", tmp_path / "in").failed.empty
    assert said(project, ids=False) == [("a", "PERSON", 8, 11)]


def test_a_span_of_another_text_is_told_and_not_shifted(tmp_path: Path) -> None:
    head, row = "item,kind,label,start,end,text", "a,span,P,1,4,Ada"
    assert failed(tmp_path, "csv", f"{head}\n{row}\n") == [
        "At 1 to 4 the file has 'Ada' and the item's text 'da '."
    ]


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("3,3", "3 to 3 is no part"),
        ("8,13", "of its text of 12 characters"),
        ("-1,3", "-1 to 3"),
        ("1.5,3", "whole"),
    ],
)
def test_spans_outside_the_text_are_told(place: str, reason: str, tmp_path: Path) -> None:
    [told] = failed(tmp_path, "csv", f"item,kind,label,start,end\na,span,P,{place}\n")
    assert reason in told
