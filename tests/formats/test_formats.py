"""What each format writes, to the letter, and what it says that it lost."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import nblabel as nl
from nblabel.formats import masks
from nblabel.formats.dataset import Dataset, Frame, Region
from tests.formats.conftest import HEIGHT, WIDTH, New, written

SQUARE = [(10.0, 10.0), (30.0, 10.0), (30.0, 30.0), (10.0, 30.0)]
HOLE = [(15.0, 15.0), (20.0, 15.0), (20.0, 20.0)]


def lost(report: object) -> str:
    return " | ".join(report.lost)  # type: ignore[attr-defined]


def test_the_table_of_formats_is_the_contracts() -> None:
    table = nl.formats()
    assert list(table.columns) == ["format", "tasks", "path", "keeps", "loses"]
    assert {"csv", "jsonl", "coco", "yolo", "voc", "masks"} <= set(table["format"])
    assert set(table["path"]) == {"file", "folder"}


def test_coco_keeps_what_other_programs_pass_over(new: New, tmp_path: Path) -> None:
    project = new("boxes", [nl.Label("a/b", color="#102030")])
    project.annotate("scan.tif", nl.Box("a/b", 1, 2, 3, 4, frame=2))
    report = project.export("coco", tmp_path / "out.json")
    content = json.loads((tmp_path / "out.json").read_bytes())
    assert [one["nblabel"] for one in content["images"]] == [{"frame": 0}, {"frame": 1}, {"frame": 2}]
    assert [(c["name"], c["supercategory"]) for c in content["categories"]] == [("a", ""), ("a/b", "a")]
    assert content["categories"][1]["nblabel"] == {"color": "#102030"}
    assert content["annotations"][0]["image_id"] == 3
    assert "when" in lost(report)


def test_coco_says_how_turned_boxes_and_holes_are_seen_by_others(new: New, tmp_path: Path) -> None:
    boxes, polygons = new("boxes", ["x"]), new("polygons", ["x"])
    boxes.annotate("a.png", nl.Box("x", 10, 10, 20, 10, angle=45))
    polygons.annotate("a.png", nl.Polygon("x", [SQUARE, HOLE]))
    assert "1 turned box" in lost(boxes.export("coco", tmp_path / "boxes.json"))
    assert "1 polygon with holes" in lost(polygons.export("coco", tmp_path / "polygons.json"))


def test_yolo_rounds_and_never_cuts_off(new: New, tmp_path: Path) -> None:
    project = new("boxes", ["x", "y"])
    project.annotate("a.png", nl.Box("y", 1, 2, 20.01, 10))
    project.export("yolo", tmp_path / "out")
    [line] = (tmp_path / "out" / "labels" / "a.txt").read_text().splitlines()
    assert line == "1 0.183416666667 0.175 0.3335 0.25"


def test_yolo_names_its_classes_and_lists_its_pictures(new: New, tmp_path: Path) -> None:
    import yaml

    project = new("boxes", ["no", 'a "b": c'])
    project.annotate_many({"a.png": nl.Box("no", 1, 2, 3, 4), "more/d.png": []})
    project.export("yolo", tmp_path / "out")
    data = yaml.safe_load((tmp_path / "out" / "data.yaml").read_text())
    assert (data["names"], data["nc"]) == ({0: "no", 1: 'a "b": c'}, 2)
    assert (tmp_path / "out" / data["train"]).read_text() == "./images/a.png\n./images/more/d.png\n"
    assert (tmp_path / "out" / "labels" / "more" / "d.txt").read_bytes() == b""


def test_yolo_turns_all_boxes_when_one_is_turned(new: New, tmp_path: Path) -> None:
    project = new("boxes", ["x"])
    project.annotate("a.png", [nl.Box("x", 0, 0, 60, 40), nl.Box("x", 0, 0, 60, 40, angle=30)])
    report = project.export("yolo", tmp_path / "out")
    first, second = (tmp_path / "out" / "labels" / "a.txt").read_text().splitlines()
    assert first == "0 0 0 1 0 1 1 0 1"
    assert len(second.split()) == 9
    assert "OBB" in lost(report)
    assert "1 turned box reaches over the border" in lost(report)


def test_yolo_goes_there_and_back_between_rings(new: New, tmp_path: Path) -> None:
    project = new("polygons", ["x"])
    project.annotate("a.png", nl.Polygon("x", [SQUARE, HOLE]))
    report = project.export("yolo", tmp_path / "out")
    [line] = (tmp_path / "out" / "labels" / "a.txt").read_text().splitlines()
    points = np.array(line.split()[1:], float).reshape(-1, 2) * (WIDTH, HEIGHT)
    assert np.allclose(points, [*SQUARE, SQUARE[0], *HOLE, HOLE[0]])
    assert "1 polygon of several rings" in lost(report)


def test_voc_has_edges_and_the_upright_box_around_a_turned_one(new: New, tmp_path: Path) -> None:
    project = new("boxes", ["x"])
    project.annotate("more/d.png", nl.Box("x", 20, 10, 20, 10, angle=90))
    report = project.export("voc", tmp_path / "out")
    text = (tmp_path / "out" / "Annotations" / "more" / "d.xml").read_text()
    assert "<xmin>25</xmin>" in text.replace("\n", "")
    assert "<angle>1.57079633</angle>" in text
    assert "<filename>d.png</filename>" in text
    assert "1 turned box" in lost(report)


def test_masks_are_label_numbers_in_label_colours(new: New, tmp_path: Path) -> None:
    project = new("masks", [nl.Label("x", color="#0a0b0c"), nl.Label("y", color="#112233")])
    low, high = np.zeros((HEIGHT, WIDTH), bool), np.zeros((HEIGHT, WIDTH), bool)
    low[:20], high[10:30] = True, True
    project.annotate_many(
        {"a.png": [nl.Mask.from_array("y", low), nl.Mask.from_array("x", high)], "b.png": []}
    )
    report = project.export("masks", tmp_path / "out")
    image = Image.open(tmp_path / "out" / "masks" / "a.png")
    assert (image.mode, (image.getpalette() or [])[:9]) == ("P", [0, 0, 0, 10, 11, 12, 17, 34, 51])
    assert np.asarray(image)[[0, 15, 25, 35], 0].tolist() == [2, 1, 1, 0]
    assert not np.asarray(Image.open(tmp_path / "out" / "masks" / "b.png")).any()
    assert "600 pixels are later regions' too" in lost(report)
    assert (tmp_path / "out" / "labels.csv").read_text() == "index,label,color\n1,x,#0a0b0c\n2,y,#112233\n"


def test_more_than_255_labels_take_16_bits(tmp_path: Path) -> None:
    labels = tuple(nl.Label(f"l{n}") for n in range(300))
    region = Region("l299", nl.Mask.from_array("l299", np.ones((HEIGHT, WIDTH))).shape)
    masks.write(
        Dataset("masks", labels, (Frame("a.png", "a.png", (WIDTH, HEIGHT), (region,)),)), tmp_path / "out"
    )
    assert (np.asarray(Image.open(tmp_path / "out" / "masks" / "a.png")) == 300).all()


def test_instances_are_numbered_with_a_table(new: New, tmp_path: Path) -> None:
    project = new("polygons", ["x"])
    covered = nl.Polygon("x", [HOLE])
    project.annotate("a.png", [covered, nl.Polygon("x", [SQUARE])])
    report = project.export("masks", tmp_path / "out")
    image = np.asarray(Image.open(tmp_path / "out" / "instances" / "a.png"))
    assert (image == 1).sum() == 400
    assert "1 region is wholly covered" in lost(report)
    rows = (tmp_path / "out" / "instances.csv").read_text().splitlines()
    assert [row.split(",")[:3] for row in rows[1:]] == [["instances/a.png", "1", "x"]]


@pytest.mark.parametrize("form", ["coco", "csv", "jsonl"])
def test_a_split_of_a_file_is_a_file_for_each_part(new: New, tmp_path: Path, form: str) -> None:
    project = new("boxes", ["x"])
    project.annotate_many(dict.fromkeys(["a.png", "b.png", "c.png", "more/d.png"], nl.Box("x", 1, 2, 3, 4)))
    (tmp_path / "out").mkdir()
    project.export(form, tmp_path / "out" / "all.txt", split={"train": 0.75, "val": 0.25})
    assert sorted(written(tmp_path / "out")) == ["all.train.txt", "all.val.txt"]
    other = new("boxes")
    assert other.import_annotations(form, tmp_path / "out" / "all.train.txt").added == 3
    assert other.import_annotations(form, tmp_path / "out" / "all.val.txt").added == 1


@pytest.mark.parametrize(("form", "lists"), [("yolo", "{}.txt"), ("voc", "ImageSets/Main/{}.txt")])
def test_a_split_of_a_folder_is_a_list_for_each_part(new: New, tmp_path: Path, form: str, lists: str) -> None:
    project = new("boxes", ["x"])
    project.annotate_many(dict.fromkeys(["a.png", "b.png", "c.png", "more/d.png"], nl.Box("x", 1, 2, 3, 4)))
    project.export(form, tmp_path / "out", split=0.5)
    parts = [(tmp_path / "out" / lists.format(part)).read_text().splitlines() for part in ("train", "val")]
    assert [len(part) for part in parts] == [2, 2]


def test_where_chooses_what_is_exported(new: New, tmp_path: Path) -> None:
    project = new("boxes", ["x", "y"])
    project.annotate("a.png", [nl.Box("x", 1, 2, 3, 4), nl.Box("y", 1, 2, 3, 4)])
    project.annotate("b.png", nl.Box("y", 1, 2, 3, 4))
    report = project.export("coco", tmp_path / "out.json", where={"label": "x"})
    assert (report.items, report.annotations) == (1, 1)


def test_a_format_for_another_task_names_those_that_will_do(new: New, tmp_path: Path) -> None:
    with pytest.raises(nl.NblabelError, match="For it: csv, jsonl, coco, masks"):
        new("masks", ["x"]).export("voc", tmp_path / "out")


def test_an_export_that_fails_leaves_the_earlier_one(new: New, tmp_path: Path) -> None:
    project = new("boxes", ["x"])
    project.annotate("a.png", nl.Box("x", 1, 2, 3, 4))
    project.export("coco", tmp_path / "out.json")
    before = (tmp_path / "out.json").read_bytes()
    (tmp_path / "out.json.part").mkdir()  # so that nothing can be written beside it
    with pytest.raises(nl.NblabelError, match=r"out\.json"):
        project.export("coco", tmp_path / "out.json")
    assert (tmp_path / "out.json").read_bytes() == before


def test_sizes_and_boxes_are_those_of_the_upright_picture(new: New, photos: Path, tmp_path: Path) -> None:
    turned = Image.new("RGB", (WIDTH, HEIGHT))
    turned.getexif()[0x0112] = 6
    turned.save(photos / "phone.jpg", exif=turned.getexif())
    project = new("boxes", ["x"])
    project.annotate("phone.jpg", nl.Box("x", 30, 50, 10, 10))  # below the border if it lay on its side
    project.export("coco", tmp_path / "out.json")
    content = json.loads((tmp_path / "out.json").read_bytes())
    assert [(one["width"], one["height"]) for one in content["images"]] == [(HEIGHT, WIDTH)]
    assert content["annotations"][0]["bbox"] == [30, 50, 10, 10]
