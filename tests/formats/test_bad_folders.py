"""A bad part of a folder is told with its reason and costs nothing else."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import nblabel as nl
from tests.formats.conftest import HEIGHT, WIDTH, New


def _xml(fault: str) -> str:
    box = "<bndbox><xmin>1</xmin><ymin>2</ymin><xmax>{}</xmax><ymax>6</ymax></bndbox>"
    objects = "".join(f"<object><name>cat</name>{box.format(xmax)}</object>" for xmax in ("4", fault))
    return f"<annotation><filename>a.png</filename>{objects}</annotation>"


@pytest.mark.parametrize(
    ("fault", "reason"), [("nan", "finite"), ("1", "no area"), ("x", "no number"), ("", "no number")]
)
def test_a_bad_object_of_voc_is_told(new: New, tmp_path: Path, fault: str, reason: str) -> None:
    (tmp_path / "voc").mkdir()
    (tmp_path / "voc" / "a.xml").write_text(_xml(fault))
    project = new("boxes", ["cat"])
    report = project.import_annotations("voc", tmp_path / "voc")
    assert report.failed["reason"].str.contains(reason).tolist() == [True]
    assert project.annotations()[["x", "y", "width", "height"]].values.tolist() == [[1, 2, 3, 4]]


BOMB = (
    '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><annotation><filename>&b;</filename></annotation>'
)


@pytest.mark.parametrize("text", ["<annotation>", BOMB, "", "\ufeffé", "<annotation/>"])
def test_what_is_no_annotation_is_told(new: New, tmp_path: Path, text: str) -> None:
    (tmp_path / "voc").mkdir()
    (tmp_path / "voc" / "z.xml").write_text(text)
    report = new("boxes", ["cat"]).import_annotations("voc", tmp_path / "voc")
    assert (report.added, len(report.failed)) == (0, 1)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("0 0.5 0.5 nan 0.1", "finite"),
        ("0 0.5 0.5 0 0.1", "no area"),
        ("0 0.5 0.5 0.1", "pairs|4 numbers"),
        ("0 0.5 0.5", "4 numbers"),
        ("9 0.5 0.5 0.1 0.1", "no class 9"),
        ("0 5 5 0.1 0.1", "outside"),
        ("cat 0.5 0.5 0.1 0.1", "numbers"),
    ],
)
def test_a_bad_line_of_yolo_is_told(new: New, tmp_path: Path, line: str, reason: str) -> None:
    (tmp_path / "labels").mkdir()
    (tmp_path / "labels" / "a.txt").write_text(f"0 0.5 0.5 0.5 0.5\n{line}\n\n")
    (tmp_path / "data.yaml").write_text("names: [cat]")
    project = new("boxes", ["cat"])
    report = project.import_annotations("yolo", tmp_path)
    assert report.failed["reason"].str.contains(reason).tolist() == [True]
    assert report.failed["uri"].str.contains("line 2").all()
    assert project.annotations()[["x", "y", "width", "height"]].values.tolist() == [[15, 10, 30, 20]]


Spoil = Callable[[Path], None]


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda file: Image.new("RGB", (WIDTH, HEIGHT)).save(file), "colours"),
        (lambda file: Image.new("L", (9, 9)).save(file), "9 x 9"),
        (lambda file: Image.new("L", (WIDTH, HEIGHT), 77).save(file), "number 77: 2,400 pixels"),
        (lambda file: file.write_bytes(b"\x89PNG\r\n\x1a\nnot"), "PNG"),
        (lambda file: file.write_bytes(b""), "PNG"),
    ],
)
def test_a_bad_mask_is_told(new: New, tmp_path: Path, spoil: Spoil, reason: str) -> None:
    project = new("masks", ["cat"])
    array = np.eye(HEIGHT, WIDTH)
    project.annotate_many({name: nl.Mask.from_array("cat", array) for name in ("a.png", "b.png")})
    project.export("masks", tmp_path / "out")
    spoil(tmp_path / "out" / "masks" / "a.png")
    other = new("masks")
    report = other.import_annotations("masks", tmp_path / "out")
    assert report.failed["reason"].str.contains(reason).tolist() == [True]
    assert other.annotations()["item"].tolist() == ["b.png"]


@pytest.mark.parametrize("form", ["coco", "yolo", "voc", "masks", "csv", "jsonl"])
def test_a_place_without_anything_of_the_kind_is_refused(new: New, tmp_path: Path, form: str) -> None:
    project = new("masks" if form == "masks" else "boxes", ["cat"])
    with pytest.raises(nl.NblabelError, match="no f"):
        project.import_annotations(form, tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty.json").write_text("[]" if form != "csv" else "x\n")
    if form != "jsonl":
        with pytest.raises(nl.NblabelError, match="empty"):
            project.import_annotations(
                form, tmp_path / ("empty.json" if form in ("coco", "csv") else "empty")
            )


def test_a_table_with_bad_rows_gives_its_good_ones(new: New, tmp_path: Path) -> None:
    rows = ["item,kind,label,x,y,width,height", "a.png,box,cat,1,2,3,4", "a.png,box,cat,1,2,nan,4"]
    rows += ["a.png,box,cat,1,2,,4", "x.png,box,cat,1,2,3,4", "b.png,,,,,,", "a.png,circle,cat,1,2,3,4"]
    (tmp_path / "in.csv").write_text("\n".join(rows))
    project = new("boxes", ["cat"])
    report = project.import_annotations("csv", tmp_path / "in.csv")
    assert report.failed["uri"].tolist() == [f"in.csv: line {n}" for n in (4, 5, 7)] + ["in.csv: line 3"]
    assert project.answers()[["item", "count"]].values.tolist() == [["a.png", 1], ["b.png", 0]]


def test_a_table_may_name_the_background_and_lack_colours(new: New, tmp_path: Path) -> None:
    (tmp_path / "masks").mkdir()
    numbers = np.zeros((HEIGHT, WIDTH), np.uint8)
    numbers[5:9, 5:9], numbers[20:, 20:] = 3, 9
    Image.fromarray(numbers).save(tmp_path / "masks" / "a.png")
    (tmp_path / "labels.csv").write_text("index,label\n0,background\n3,cell\n")
    project = new("masks")
    report = project.import_annotations("masks", tmp_path)
    assert report.failed["reason"].str.contains("number 9").tolist() == [True]
    assert [label.path for label in project.labels] == ["cell"]
    assert project.annotations()["label"].tolist() == ["cell"]
