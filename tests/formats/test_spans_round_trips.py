"""Spans that are exported, imported into another project and exported again are the same, byte for byte."""

from pathlib import Path
from typing import Any

import pytest

import nblabel as nl
from nblabel.openproject import Project
from tests.formats.documents import HARD_TEXTS, LABELS, generated, hard_answers, new_project, said, sentences

WAYS: list[tuple[str, dict[str, Any]]] = [("conll", {}), ("conll", {"scheme": "bilou"}), ("spacy", {})]
KEEPS_ALL = ["spacy", "csv", "jsonl"]


def twice(
    folder: Path, texts: dict[str, str], answers: dict[str, list[nl.Span]], form: str, options: dict[str, Any]
) -> tuple[Project, Project]:
    """A project with these answers, and another one that read its export and exports the same."""
    labels = {span.label: None for spans in answers.values() for span in spans}
    one = new_project(folder, "one", texts, [*LABELS, *(labels.keys() - set(LABELS))])
    one.annotate_many(answers)
    one.export(form, folder / "first", **options)
    other = new_project(folder, "other", texts)
    assert other.import_annotations(form, folder / "first").failed.values.tolist() == []
    other.export(form, folder / "second", **options)
    assert (folder / "first").read_bytes() == (folder / "second").read_bytes()
    assert other.answers()["item"].tolist() == one.answers()["item"].tolist()
    return one, other


@pytest.mark.parametrize(("form", "options"), WAYS)
def test_hard_texts_come_back(form: str, options: dict[str, Any], tmp_path: Path) -> None:
    one, other = twice(tmp_path, HARD_TEXTS, hard_answers(HARD_TEXTS), form, options)
    if form in KEEPS_ALL:
        assert said(one) == said(other)


@pytest.mark.parametrize("count", [100, pytest.param(1000, marks=pytest.mark.long)])
@pytest.mark.parametrize(("form", "options"), WAYS)
def test_generated_texts_come_back(form: str, options: dict[str, Any], count: int, tmp_path: Path) -> None:
    texts = generated(count)
    one, other = twice(tmp_path, texts, hard_answers(texts), form, options)
    assert len(said(one)) > 1.5 * count
    if form in KEEPS_ALL:
        assert said(one) == said(other)


ALL = ("train", "dev", "test")


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("parts", "count"), [(("dev",), 836), pytest.param(ALL, 3890, marks=pytest.mark.long)]
)
@pytest.mark.parametrize(("form", "options"), WAYS)
def test_sentences_of_wnut17_come_back(
    form: str, options: dict[str, Any], parts: tuple[str, ...], count: int, tmp_path: Path
) -> None:
    texts, gold = sentences(*parts)
    one, other = twice(tmp_path, texts, gold, form, options)
    assert len(said(one)) == count
    assert said(one, ids=form in KEEPS_ALL) == said(other, ids=form in KEEPS_ALL)
