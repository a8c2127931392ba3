"""Every sentence of wnut17, and texts of every script, stored as spans and read back the same."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import nblabel as nl
from tests.shared_data import shared
from tests.texts.test_tables import TORTURE

Document = dict[str, Any]
Marked = tuple[str, str, int, int, str]


def sentences(part: str) -> list[Document]:
    lines = (shared("wnut17") / f"{part}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) | {"key": f"{part}-{n}"} for n, line in enumerate(lines)]


def read_back(where: Path, documents: list[Document]) -> pd.DataFrame:
    """The spans of documents (`key, text, spans`) out of a project that was closed and opened."""
    labels = sorted({span["label"] for one in documents for span in one["spans"]})
    given = {
        one["key"]: [nl.Span(span["label"], span["start"], span["end"]) for span in one["spans"]]
        for one in documents
    }
    with nl.create(where, task="spans", labels=labels, annotator="ana") as project:
        report = project.add(pd.DataFrame(documents)[["key", "text"]], progress=False)
        assert (report.added, len(report.failed)) == (len(documents), 0)
        project.annotate_many(given)
    with nl.open(where, annotator="ana") as project:
        assert all(project.read(one["key"]) == one["text"] for one in documents[:200])
        return project.annotations()


def expected(documents: list[Document]) -> list[Marked]:
    return sorted(
        (one["key"], span["label"], span["start"], span["end"], one["text"][span["start"] : span["end"]])
        for one in documents
        for span in one["spans"]
    )


def told(table: pd.DataFrame) -> list[Marked]:
    columns = [table[name].tolist() for name in ("item", "label", "start", "end", "text")]
    return sorted(zip(*columns, strict=True))


@pytest.mark.parametrize("part", ["train", "dev", "test"])
def test_every_sentence_comes_back_with_its_spans(tmp_path: Path, part: str) -> None:
    documents = sentences(part)
    back = read_back(tmp_path / "w.nblabel", documents)
    assert told(back) == expected(documents)
    assert not back["lost"].any()


def test_every_range_of_texts_of_every_script_comes_back(tmp_path: Path) -> None:
    spans = [
        [{"label": "x", "start": a, "end": b} for a in range(len(text)) for b in range(a + 1, len(text) + 1)]
        for text in TORTURE
    ]
    documents = [
        {"key": str(n), "text": text, "spans": marked}
        for n, (text, marked) in enumerate(zip(TORTURE, spans, strict=True))
    ]
    assert told(read_back(tmp_path / "t.nblabel", documents)) == expected(documents)
