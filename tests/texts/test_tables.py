"""Documents that are rows: CSV, TSV, JSON lines, Parquet, DataFrames."""

import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pandas as pd
import pytest

import nblabel as nl
from tests.texts.conftest import Make

TORTURE = [
    "a\rb\r\r\n\n",
    "a\r\nb\tc\n",
    "say \"hi\", he said; 'x'",
    "שלום Ana עולם 123",
    "สวัสดีชาวโลก",
    "東京は日本の首都です。",
    "नमस्ते दुनिया",
    "👩‍👩‍👧‍👦 family 🇩🇪 \U0001f469\U0001f3fd‍\U0001f680",
    "e\u0301 \u200d \ufeffx \u2028 \x1b[31m <b>&amp;</b> # *md*",
    "007",
    "NA",
]


def write(path: Path, table: pd.DataFrame) -> Path:
    """The table in the kind of file that the name says."""
    if path.suffix in (".csv", ".tsv"):
        sep = "\t" if path.suffix == ".tsv" else ","
        path.write_bytes(table.to_csv(index=False, sep=sep, lineterminator="\n").encode())
    elif path.suffix == ".parquet":
        table.to_parquet(path)
    else:
        path.write_text("".join(json.dumps(row) + "\n" for row in table.to_dict("records")))
    return path


def texts(project: nl.Project) -> dict[str, str]:
    return {key: project.read(key) for key in project.items()["item"]}


@pytest.mark.parametrize("ending", ["csv", "tsv", "jsonl", "ndjson", "parquet"])
def test_every_character_of_every_row_is_kept(make: Make, tmp_path: Path, ending: str) -> None:
    table = pd.DataFrame({"text": TORTURE, "id": [f"k{n}" for n in range(len(TORTURE))]})
    project = make(write(tmp_path / f"docs.{ending}", table), columns={"text": "text", "key": "id"})
    assert texts(project) == {f"k{n}": text for n, text in enumerate(TORTURE)}


def test_every_character_of_a_data_frame_is_kept(make: Make) -> None:
    project = make(pd.DataFrame({"text": TORTURE}))
    assert sorted(texts(project).values()) == sorted(TORTURE)


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_the_same_text_is_one_item_and_the_row_again_is_skipped(
    make: Make, tmp_path: Path, ending: str
) -> None:
    place = write(tmp_path / f"docs.{ending}", pd.DataFrame({"text": ["one", "two", "one"]}))
    project = make()
    report = project.add(place, progress=False)
    assert (report.added, report.skipped) == (2, 1)
    again = project.add(place, progress=False)
    assert (again.added, again.updated, again.skipped, again.missing) == (0, 0, 3, 0)


def test_a_row_without_a_key_is_named_by_its_first_words(make: Make) -> None:
    project = make(pd.DataFrame({"text": ["It was the best of times, it was\nthe worst of times, it was …"]}))
    [row] = project.store.items()
    assert row.name == "It was the best of times, it was the worst of…"
    assert (row.item[0], len(row.item)) == ("#", 25)


def test_a_missing_column_lists_those_there_are(make: Make, tmp_path: Path) -> None:
    place = write(tmp_path / "docs.csv", pd.DataFrame({"body": ["x"], "id": [1]}))
    with pytest.raises(nl.SourceError, match=r"docs\.csv holds the text.*'body', 'id'"):
        make(place)
    with pytest.raises(nl.SourceError, match="no column 'text'; it has 'body', 'id'"):
        make(place, columns={"text": "text"})
    with pytest.raises(nl.SourceError, match="not 'image'"):
        make(place, columns={"image": "body"})


def test_a_key_twice_with_another_text_is_told_and_the_first_stays(make: Make) -> None:
    project = make()
    table = pd.DataFrame({"text": ["one", "two", "one"], "key": ["a", "a", "a"]})
    report = project.add(table, progress=False)
    assert (report.added, report.skipped, report.failed["item"].tolist()) == (1, 1, ["a"])
    assert "twice" in report.failed["reason"][0]
    assert project.read("a") == "one"


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (float("nan"), "has no text"),
        (None, "has no text"),
        ([1], "holds a list"),
        ("", "is empty"),
        ("a\0b", "NUL character at 1"),
        ("x\ud800", "half a character"),
    ],
)
def test_a_row_that_is_no_document_costs_nothing_else(make: Make, value: Any, reason: str) -> None:
    project = make()
    table = pd.DataFrame({"text": pd.Series(["good", value, "fine"], dtype=object), "key": ["a", "b", "c"]})
    report = project.add(table, progress=False)
    assert [reason in told for told in report.failed["reason"]] == [True]
    assert [project.read("a"), project.read("c")] == ["good", "fine"]
    assert set(project.items()["item"]) - {"b"} == {"a", "c"}


def test_numbers_are_texts(make: Make) -> None:
    assert sorted(texts(make(pd.DataFrame({"text": [5, 2.5]}))).values()) == ["2.5", "5.0"]


def test_half_a_character_of_json_is_refused_with_the_reason(make: Make, tmp_path: Path) -> None:
    place = tmp_path / "docs.jsonl"
    place.write_text('{"text": "a\\ud800"}\n{"text": "whole \\ud83d\\ude00"}\nnot json\n[1]\n{"other": 1}\n')
    project = make()
    report = project.add(place, progress=False)
    reasons = " | ".join(report.failed["reason"])
    for told in ("half a character", "row 3 is not JSON", "row 4 is no JSON object", "row 5 has no text"):
        assert told in reasons
    assert texts_of_whole(project) == ["whole 😀"]


def texts_of_whole(project: nl.Project) -> list[str]:
    return [project.read(key) for key in project.items("unlabeled")["item"]]


def test_rows_of_another_encoding_are_told_and_read_when_it_is_given(make: Make, tmp_path: Path) -> None:
    place = tmp_path / "old.csv"
    place.write_bytes("text\nplain\nDie Straße\n".encode("cp1252"))
    project = make()
    report = project.add(place, progress=False)
    assert 'encoding="cp1252"' in report.failed["reason"][0]
    assert texts_of_whole(project) == ["plain"]
    again = project.add(place, encoding="cp1252", progress=False)
    assert (again.added, again.missing, len(again.failed)) == (1, 1, 0)
    assert sorted(texts_of_whole(project)) == ["Die Straße", "plain"]


def test_a_table_in_utf16_says_so(make: Make, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes("text\nAna\n".encode("utf-16"))
    with pytest.raises(nl.SourceError, match="utf-16"):
        make(tmp_path / "x.csv")
    assert sorted(texts(make(tmp_path / "x.csv", encoding="utf-16")).values()) == ["Ana"]


def test_a_row_of_too_many_cells_is_told_and_semicolons_are_found(make: Make, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("text;n\ngood;1\nbad;1;2\n")
    project = make()
    report = project.add(tmp_path / "x.csv", progress=False)
    assert "3 cells where the header has 2" in report.failed["reason"][0]
    assert texts_of_whole(project) == ["good"]


def test_a_quote_that_is_never_closed_is_told(make: Make, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text('text\n5" wide\n"two\nlines"\n"open\nlost\n')
    project = make()
    report = project.add(tmp_path / "x.csv", progress=False)
    assert "row 3 opens a quote" in report.failed["reason"][0]
    assert sorted(texts_of_whole(project)) == ['5" wide', "two\nlines"]


def test_a_changed_table_updates_adds_and_misses_rows(make: Make, tmp_path: Path) -> None:
    place = write(tmp_path / "t.csv", pd.DataFrame({"key": ["a", "b"], "text": ["one", "two"]}))
    project = make(place)
    write(place, pd.DataFrame({"key": ["a", "c"], "text": ["uno", "tres"]}))
    report = project.refresh()
    assert (report.added, report.updated, report.missing, project.read("a")) == (1, 1, 1, "uno")
    write(place, pd.DataFrame({"key": ["a", "b", "c"], "text": ["uno", "two", "tres"]}))
    assert (project.refresh().updated, project.items()["missing"].sum()) == (1, 0)
    assert project.refresh().skipped == 3
    place.unlink()
    assert project.refresh().missing == 3


def test_several_tables_are_one_source(make: Make, tmp_path: Path) -> None:
    for name in ("a", "b"):
        write(tmp_path / f"{name}.csv", pd.DataFrame({"text": [f"of {name}", "of both"]}))
    for source in (f"{tmp_path}/*.csv", [tmp_path / "a.csv", tmp_path / "b.csv"]):
        project = make()
        report = project.add(source, progress=False)
        assert (report.added, report.skipped) == (3, 1)
        assert project.add(source, progress=False).skipped == 4
        assert project.refresh().skipped == 4


def test_a_key_of_another_source_is_not_taken_over(make: Make) -> None:
    project = make(pd.DataFrame({"key": ["a", "b"], "text": ["one", "two"]}))
    other = pd.DataFrame({"id": ["a", "b"], "body": ["one", "another"]})
    report = project.add(other, columns={"text": "body", "key": "id"}, progress=False)
    assert (report.skipped, report.failed["item"].tolist(), project.read("b")) == (1, ["b"], "two")


def test_labels_and_groups_come_along(make: Make, tmp_path: Path) -> None:
    table = pd.DataFrame(
        {"text": ["x", "y"], "label": ["Person", "New"], "confidence": [0.9, 0.4], "group": ["g", ""]}
    )
    project = make(write(tmp_path / "t.csv", table), task="multiclass")
    told = project.suggestions().set_index("label")["score"].to_dict()
    assert told == {"Person": 0.9, "New": 0.4}
    answered = make(write(tmp_path / "u.csv", table), task="multiclass", labels_as="answers")
    assert answered.progress()["submitted"] == 2


def test_a_table_that_moved_is_known(make: Make, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    write(tmp_path / "data" / "t.csv", pd.DataFrame({"text": ["x"]}))
    project = make(tmp_path / "data" / "t.csv")
    (tmp_path / "data").rename(tmp_path / "moved")
    project.relocate(tmp_path / "data", tmp_path / "moved")
    assert project.refresh().skipped == 1


def test_a_table_in_an_archive_is_read(make: Make, tmp_path: Path) -> None:
    with ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("deep/docs.csv", "text\nAna\n")
    project = make(f"zip://deep/docs.csv::{tmp_path}/all.zip")
    assert texts_of_whole(project) == ["Ana"]
    assert project.refresh().skipped == 1


def test_labels_of_a_table_are_of_whole_documents(make: Make) -> None:
    table = pd.DataFrame({"text": ["Ana"], "label": ["Person"]})
    assert make(table).suggestions().empty
    with pytest.raises(nl.NblabelError, match="whole items"):
        make(table, columns={"text": "text", "label": "label"})


def test_a_row_that_broke_keeps_what_was_marked(make: Make, tmp_path: Path) -> None:
    place = write(tmp_path / "t.csv", pd.DataFrame({"key": ["a"], "text": ["Ana"]}))
    project = make(place)
    project.annotate("a", [nl.Span("Person", 0, 3)])
    write(place, pd.DataFrame({"key": ["a"], "text": ["An\0a"]}))
    assert project.refresh().failed["item"].tolist() == ["a"]
    with pytest.raises(nl.NblabelError, match="NUL"):
        project.read("a")
    assert project.annotations()["text"].tolist() == ["Ana"]
    write(place, pd.DataFrame({"key": ["a"], "text": ["! Ana"]}))
    project.refresh()
    assert (project.read("a"), project.annotations()["start"].tolist()) == ("! Ana", [2])


def test_no_file_is_a_parquet_table_by_its_name(make: Make, tmp_path: Path) -> None:
    (tmp_path / "x.parquet").write_bytes(b"nothing of the kind")
    with pytest.raises(nl.SourceError, match="no Parquet file"):
        make(tmp_path / "x.parquet")
