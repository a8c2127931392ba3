"""What an import does to a project, and what it leaves alone."""

import json
from pathlib import Path

import numpy as np
import pytest

import nblabel as nl
from nblabel.openproject import Project
from tests.formats.conftest import New


@pytest.fixture
def exported(new: New, tmp_path: Path) -> Path:
    project = new("boxes", [nl.Label("cat", color="#123456"), "dog"])
    boxes = [nl.Box("cat", 1, 2, 3, 4), nl.Box("dog", 5, 6, 7.25, 8)]
    project.annotate_many({"a.png": boxes, "more/d.png": boxes[0], "b.png": []})
    project.export("coco", tmp_path / "out.json")
    return tmp_path / "out.json"


def said(project: Project) -> list[list[object]]:
    return project.annotations()[["item", "label", "x", "width", "source"]].values.tolist()


def test_answers_come_in_as_this_persons_and_say_so(new: New, exported: Path) -> None:
    project = new("boxes")
    report = project.import_annotations("coco", exported)
    assert (report.added, report.updated, report.skipped, len(report.failed)) == (3, 0, 0, 0)
    assert said(project)[0] == ["a.png", "cat", 1, 3, "import"]
    assert project.progress()["submitted"] == 3
    assert set(project.answers()["annotator"]) == {project.annotator}


def test_labels_that_are_new_join_with_their_colours(new: New, exported: Path) -> None:
    project = new("boxes", ["dog"])
    assert project.import_annotations("coco", exported).labels == ("cat",)
    assert {label.path: label.color for label in project.labels}["cat"] == "#123456"


def test_ids_come_in_and_a_second_time_nothing_changes(new: New, exported: Path) -> None:
    project = new("boxes")
    project.import_annotations("coco", exported)
    before = project.annotations()
    report = project.import_annotations("coco", exported)
    assert (report.added, report.updated, report.skipped) == (0, 0, 3)
    assert project.annotations().equals(before)
    noted = [one["nblabel"]["id"] for one in json.loads(exported.read_bytes())["annotations"]]
    assert sorted(noted) == sorted(before["id"])


def test_an_id_that_is_taken_is_made_anew(new: New, exported: Path) -> None:
    project = new("boxes")
    project.import_annotations("coco", exported)
    [image, *_] = json.loads(exported.read_bytes())["images"]
    moved = exported.read_text().replace(f'"file_name":"{image["file_name"]}"', '"file_name":"c.png"')
    exported.write_text(moved)
    assert len(project.import_annotations("coco", exported).failed) == 0
    assert project.annotations()["id"].is_unique
    assert len(project.annotations()) == 5


def test_a_dry_run_tells_all_and_changes_nothing(new: New, exported: Path) -> None:
    project = new("boxes")
    told = project.import_annotations("coco", exported, dry_run=True)
    assert (len(project.answers()), len(project.labels), len(project.history())) == (0, 0, 0)
    done = project.import_annotations("coco", exported)
    assert (
        (told.added, told.labels, told.annotations)
        == (done.added, done.labels, done.annotations)
        == (
            3,
            ("cat", "dog"),
            3,
        )
    )


def test_an_import_is_one_step_of_undo(new: New, exported: Path) -> None:
    project = new("boxes", ["cat", "dog"])
    project.annotate("a.png", nl.Box("dog", 9, 9, 9, 9))
    assert project.import_annotations("coco", exported).updated == 1
    assert project.undo()
    assert said(project) == [["a.png", "dog", 9, 9, "script"]]


def test_suggestions_wait_beside_the_answers(new: New, exported: Path) -> None:
    project = new("boxes")
    report = project.import_annotations("coco", exported, as_="suggestions")
    assert (report.added, report.skipped) == (2, 1)  # that nothing is there cannot be suggested
    assert len(project.answers()) == 0
    assert set(project.suggestions()["origin"]) == {"import"}
    assert project.import_annotations("coco", exported, as_="suggestions").added == 0
    assert project.accept(items=["a.png"]) == 2
    assert [row[-1] for row in said(project)] == ["accepted", "accepted"]


def test_scores_of_a_model_come_with_suggestions(new: New, tmp_path: Path) -> None:
    (tmp_path / "labels").mkdir()
    (tmp_path / "labels" / "a.txt").write_text("0 0.5 0.5 0.5 0.5 0.875\n")
    (tmp_path / "data.yaml").write_text("names:\n  0: cat\n")
    project = new("boxes")
    project.import_annotations("yolo", tmp_path, as_="suggestions")
    assert project.suggestions()[["score", "uncertainty"]].values.tolist() == [[0.875, 0.125]]


def test_a_merged_label_counts_as_what_it_became_and_a_retired_one_is_told(new: New, exported: Path) -> None:
    project = new("boxes", ["cat", "dog", "pet"])
    project.labels.merge("pet", "cat")
    project.labels.retire("dog")
    report = project.import_annotations("coco", exported)
    assert report.failed["reason"].str.contains("'dog' is retired").tolist() == [True]
    assert {row[1] for row in said(project)} == {"pet"}


def test_an_import_says_what_it_cannot_be(new: New, exported: Path) -> None:
    project = new("boxes")
    with pytest.raises(nl.NblabelError, match="answers"):
        project.import_annotations("coco", exported, as_="guesses")
    with pytest.raises(nl.NblabelError, match="csv, jsonl, coco"):
        project.import_annotations("masks", exported)
    with pytest.raises(nl.NblabelError, match="Formats: csv"):
        project.import_annotations("xlsx", exported)


def test_instances_without_a_table_are_of_the_only_label(new: New, tmp_path: Path) -> None:
    project = new("polygons", ["cell"])
    project.annotate("a.png", nl.Polygon("cell", [[(1, 1), (9, 1), (9, 9), (1, 9)]]))
    project.export("masks", tmp_path / "out")
    (tmp_path / "out" / "instances.csv").unlink()
    other = new("polygons", ["cell"])
    assert len(other.import_annotations("masks", tmp_path / "out").failed) == 0
    assert other.annotations()["parts"].tolist() == [[[(1, 1), (9, 1), (9, 9), (1, 9)]]]
    with pytest.raises(nl.NblabelError, match="2 labels"):
        new("polygons", ["cell", "dust"]).import_annotations("masks", tmp_path / "out")


def test_outlines_become_masks_and_masks_outlines(new: New, tmp_path: Path) -> None:
    array = np.zeros((40, 60), bool)
    array[3:30, 5:20] = True
    array[10:20, 8:12] = False
    masks = new("masks", ["cell"])
    masks.annotate("a.png", nl.Mask.from_array("cell", array))
    masks.export("coco", tmp_path / "masks.json")
    polygons = new("polygons")
    polygons.import_annotations("coco", tmp_path / "masks.json")
    [parts] = polygons.annotations()["parts"]
    assert [len(ring) for ring in parts] == [4, 4]
    polygons.export("coco", tmp_path / "polygons.json")
    again = new("masks")
    again.import_annotations("coco", tmp_path / "polygons.json")
    assert again.annotations()["rle"].tolist() == masks.annotations()["rle"].tolist()


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_our_own_tables_come_back(new: New, tmp_path: Path, form: str) -> None:
    project = new("multilabel", ["sea", "sky"])
    project.annotate_many({"a.png": ["sea", "sky"], "b.png": [], "more/d.png": "sky"})
    project.export(form, tmp_path / "out")
    other = new("multilabel")
    assert len(other.import_annotations(form, tmp_path / "out").failed) == 0
    columns = ["id", "item", "kind", "label"]
    assert other.annotations()[columns].values.tolist() == project.annotations()[columns].values.tolist()
    assert other.answers()[["item", "count"]].values.tolist() == [
        ["a.png", 2],
        ["b.png", 0],
        ["more/d.png", 1],
    ]
