"""Export: everything that was answered, empty answers too, and the way out when it cannot be."""

import json
from pathlib import Path

import pandas as pd
import pytest

import nblabel as nl


@pytest.fixture
def answered(tmp_path: Path, photos: Path) -> nl.Project:
    project = nl.create(tmp_path / "m.nblabel", task="multilabel", labels=["sea", 'the "sky", blue 🌊'])
    project.add(photos, progress=False)
    project.annotate_many({"p0.png": [label.path for label in project.labels], "p1.png": []})
    return project


def test_csv_has_a_row_per_annotation_and_one_per_empty_answer(answered: nl.Project, tmp_path: Path) -> None:
    report = answered.export("csv", tmp_path / "out.csv")
    table = pd.read_csv(tmp_path / "out.csv")
    assert (report.items, report.annotations) == (2, 2)
    assert table[["item", "label"]].fillna("").values.tolist() == [
        ["p0.png", "sea"], ["p0.png", 'the "sky", blue 🌊'], ["p1.png", ""],
    ]  # fmt: skip


def test_jsonl_has_a_line_per_answered_item(answered: nl.Project, tmp_path: Path) -> None:
    answered.export("jsonl", tmp_path / "out.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [(line["item"], len(line["annotations"])) for line in lines] == [("p0.png", 2), ("p1.png", 0)]


def test_an_unknown_format_or_place_says_the_way_out(answered: nl.Project, tmp_path: Path) -> None:
    with pytest.raises(nl.NblabelError, match="csv, jsonl"):
        answered.export("xlsx", tmp_path / "out.xlsx")
    with pytest.raises(nl.NblabelError, match="make it first"):
        answered.export("csv", tmp_path / "nowhere" / "out.csv")
    with pytest.raises(nl.NblabelError, match="folder"):
        answered.export("csv", tmp_path)
