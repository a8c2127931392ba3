"""A bad part of a file is told with its reason and costs nothing else; names in it are data."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import nblabel as nl
from tests.formats.conftest import HEIGHT, WIDTH, New

GOOD = {"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4], "iscrowd": 0}
IMAGE = {"id": 1, "file_name": "a.png", "width": WIDTH, "height": HEIGHT}


def coco(folder: Path, annotations: list[Any], images: Any = (IMAGE,), name: Any = "cat") -> Path:
    """A COCO file with these annotations; NaN is written as Python writes it."""
    content = {"images": list(images), "annotations": annotations, "categories": [{"id": 1, "name": name}]}
    path = folder / "in.json"
    path.write_text(json.dumps(content))
    return path


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ({"bbox": [float("nan"), 2, 3, 4]}, "finite"),
        ({"bbox": [1, 2, 0, 4]}, "no area"),
        ({"bbox": [1, 2, -3, 4]}, "no area"),
        ({"bbox": [100, 2, 3, 4]}, "outside"),
        ({"bbox": [1, 2, 3]}, "cannot be read"),
        ({"bbox": "1234"}, "no list"),
        ({"bbox": [1, 2, "x", 4]}, "cannot be read"),
        ({"bbox": None}, "neither"),
        ({"category_id": 7}, "no category with the id 7"),
        ({"image_id": 9}, "no image with the id 9"),
        ({"image_id": {"a": []}}, "no image"),
    ],
)
def test_a_bad_box_is_told_and_the_good_one_kept(
    new: New, tmp_path: Path, fault: dict[str, Any], reason: str
) -> None:
    project = new("boxes", ["cat"])
    report = project.import_annotations("coco", coco(tmp_path, [GOOD, {**GOOD, "id": 2, **fault}]))
    assert len(project.annotations()) == report.annotations == 1
    assert report.failed["reason"].str.contains(reason).tolist() == [True]
    assert "annotation 2" in report.failed["uri"][0] or "image 1" in report.failed["uri"][0]


@pytest.mark.parametrize(
    ("segmentation", "reason"),
    [
        ([[1, 1, 5, 5]], "2 points"),
        ([[1, 1, 5, 5, 9]], "pairs"),
        ([[1, 1, 5, 5, 9, 9]], "no area"),
        ([[1, 1, float("inf"), 5, 9, 9]], "finite"),
        ([[500, 500, 510, 500, 500, 510]], "outside"),
        ({"size": [3, 3], "counts": "09"}, "3 x 3"),
        ({"size": [HEIGHT, WIDTH], "counts": "zz"}, "run-length|not one of"),
        ({"size": [HEIGHT, WIDTH], "counts": [1, 2]}, "runs"),
        ({"size": [HEIGHT, WIDTH], "counts": [-1, HEIGHT * WIDTH + 1]}, "runs"),
        ({"size": [10**9, 10**9], "counts": [10**18]}, "pixels"),
        ({"counts": "09"}, "cannot be read"),
        ([], "no segmentation"),
        ("abc", "neither"),
    ],
)
def test_a_bad_outline_is_told_and_the_good_one_kept(
    new: New, tmp_path: Path, segmentation: Any, reason: str
) -> None:
    project = new("polygons", ["cat"])
    good = {**GOOD, "segmentation": [[1, 1, 9, 1, 1, 9]]}
    report = project.import_annotations(
        "coco", coco(tmp_path, [good, {**good, "segmentation": segmentation}])
    )
    assert len(project.annotations()) == 1
    assert report.failed["reason"].str.contains(reason).tolist() == [True]


def test_a_picture_of_which_nothing_could_be_read_is_not_answered_as_empty(new: New, tmp_path: Path) -> None:
    project = new("boxes", ["cat"])
    project.import_annotations("coco", coco(tmp_path, [{**GOOD, "bbox": [0, 0, 0, 0]}]))
    assert len(project.answers()) == 0


def test_another_size_than_the_pictures_is_told_and_nothing_shifts(new: New, tmp_path: Path) -> None:
    project = new("boxes", ["cat"])
    path = coco(tmp_path, [GOOD], [{**IMAGE, "width": 2 * WIDTH}])
    [[item, _, reason]] = project.import_annotations("coco", path).failed.values.tolist()
    assert (item, "120 x 40" in reason, "60 x 40" in reason) == ("a.png", True, True)
    assert len(project.answers()) == 0


def test_a_missing_picture_is_told(new: New, tmp_path: Path, photos: Path) -> None:
    project = new("boxes", ["cat"])
    (photos / "a.png").unlink()
    images = [IMAGE, {**IMAGE, "id": 2, "file_name": "b.png"}, {**IMAGE, "id": 3, "file_name": "x.png"}]
    report = project.import_annotations("coco", coco(tmp_path, [GOOD, {**GOOD, "image_id": 2}], images))
    reasons = dict(zip(report.failed["item"], report.failed["reason"], strict=True))
    assert "gone" in reasons["a.png"]
    assert "no item 'x.png'" in reasons["x.png"]
    assert project.annotations()["item"].tolist() == ["b.png"]


@pytest.mark.parametrize("name", ["a\nb", "", None, 7, "x//y", "\x00", "é" * 300])
def test_a_name_that_can_be_no_label_is_told(new: New, tmp_path: Path, name: Any) -> None:
    project = new("boxes", ["cat"])
    report = project.import_annotations("coco", coco(tmp_path, [GOOD], name=name))
    assert len(report.failed) == 2  # the category, and the box that has it
    assert [label.path for label in project.labels] == ["cat"]


NAMES = [
    "a/b",
    "犬",
    "🦉",
    "no",
    "1.0",
    "a\u2028b",
    "\ufeffx",
    "~",
    "&a",
    "x: y",
    "<b>&amp;<\\/b>",
    "'; DROP TABLE label; --",
]


@pytest.mark.parametrize("form", ["coco", "yolo", "voc", "csv", "jsonl"])
def test_labels_are_data(new: New, tmp_path: Path, form: str) -> None:
    project = new("boxes", NAMES)
    project.annotate("a.png", [nl.Box(name, 1, 2, 3, 4) for name in NAMES])
    project.export(form, tmp_path / "out")
    other = new("boxes")
    assert len(other.import_annotations(form, tmp_path / "out").failed) == 0
    assert other.annotations()["label"].tolist() == NAMES


def test_a_name_that_several_items_have_is_told(new: New, tmp_path: Path, photos: Path) -> None:
    for folder in ("x", "y"):
        (photos / folder).mkdir()
        Image.new("L", (WIDTH, HEIGHT)).save(photos / folder / "same.png")
    project = new("boxes", ["cat"])
    images = [{**IMAGE, "file_name": "same.png"}, {**IMAGE, "id": 2, "file_name": "x/same.png"}]
    report = project.import_annotations("coco", coco(tmp_path, [GOOD, {**GOOD, "image_id": 2}], images))
    assert report.failed["reason"].str.contains("2 items are called 'same.png'").tolist() == [True]
    assert project.annotations()["item"].tolist() == ["x/same.png"]


@pytest.mark.parametrize("name", ["../a.png", "/etc/a.png", "..\\..\\a.png", "file:///etc/passwd", "a.png\0"])
def test_a_name_is_compared_and_never_opened(new: New, tmp_path: Path, name: str) -> None:
    project = new("boxes", ["cat"])
    report = project.import_annotations("coco", coco(tmp_path, [GOOD], [{**IMAGE, "file_name": name}]))
    assert set(project.annotations()["item"]) <= {"a.png"}
    assert report.added + len(report.failed) == 1


@pytest.mark.parametrize("form", ["yolo", "voc", "masks"])
def test_keys_cannot_lead_out_of_the_folder(form: str, tmp_path: Path, photos: Path) -> None:
    import pandas as pd

    keys = [
        "../../outside.png",
        "/tmp/absolute.png",
        "a/../../b.png",
        "C:\\d.png",
        "x\ny.png",
        "é" * 400,
        "CON ",
    ]
    files = [photos / "a.png"] * 0
    for n in range(len(keys)):
        files.append(photos / f"{n}.png")
        Image.new("L", (WIDTH, HEIGHT)).save(files[-1])
    table = pd.DataFrame({"file": [str(file) for file in files], "key": keys})
    project = nl.create(
        tmp_path / "keys.nblabel", task="masks" if form == "masks" else "boxes", labels=["cat"]
    )
    project.add(table, columns={"image": "file", "key": "key"}, progress=False)
    value = nl.Mask.from_array("cat", np.eye(HEIGHT, WIDTH)) if form == "masks" else nl.Box("cat", 1, 2, 3, 4)
    project.annotate_many(dict.fromkeys(keys, value))
    before = set(tmp_path.rglob("*"))
    project.export(form, tmp_path / "out")
    assert {
        f for f in tmp_path.rglob("*") if f not in before and tmp_path / "out" not in [f, *f.parents]
    } == set()
    project.undo()
    assert len(project.import_annotations(form, tmp_path / "out").failed) == 0
    assert sorted(project.annotations()["item"]) == sorted(keys)
