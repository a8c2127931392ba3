"""What pycocotools and torchvision read is what we wrote: the real packages, not our reader."""

import contextlib
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pycocotools.coco import COCO
from torchvision.datasets import CocoDetection, VOCDetection

import nblabel as nl
from nblabel.openproject import Project
from nblabel.values.outline import fill
from tests.formats.conftest import HEIGHT, WIDTH, New

RING = [(5.25, 5.5), (30.0, 6.0), (28.5, 33.75), (4.0, 30.0)]
HOLE = [(10.0, 10.0), (20.5, 10.0), (20.5, 20.0), (10.0, 20.0)]
AWAY = [(40.0, 3.0), (55.0, 3.0), (47.0, 30.0)]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out.json"


def coco(project: Project, out: Path) -> Any:
    project.export("coco", out)
    with contextlib.redirect_stdout(io.StringIO()):
        return COCO(str(out))


def by_file(read: Any) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for image in read.loadImgs(read.getImgIds()):
        yield image["file_name"], read.loadAnns(read.getAnnIds(imgIds=image["id"]))


def overlap(a: Any, b: Any) -> float:
    return float((a & b).sum() / (a | b).sum())


def test_pycocotools_reads_the_same_boxes(new: New, out: Path) -> None:
    project = new("boxes", ["cat"])
    project.annotate_many({"a.png": nl.Box("cat", 1.25, 2.5, 30.13, 20), "b.png": []})
    read = dict(by_file(coco(project, out)))
    assert [one["bbox"] for one in read["a.png"]] == [[1.25, 2.5, 30.13, 20]]
    assert read["b.png"] == []


def test_pycocotools_reads_the_corners_of_a_turned_box(new: New, out: Path) -> None:
    project = new("boxes", ["cat"])
    project.annotate("a.png", nl.Box("cat", 20, 10, 20, 10, angle=90))
    read = coco(project, out)
    [one] = dict(by_file(read))["a.png"]
    assert one["bbox"] == [25, 5, 10, 20]
    assert read.annToMask(one)[5:25, 25:35].all()


def test_pycocotools_fills_parts_as_we_do(new: New, out: Path) -> None:
    project = new("polygons", ["cat"])
    project.annotate("a.png", nl.Polygon("cat", [RING, AWAY]))
    read = coco(project, out)
    [one] = dict(by_file(read))["a.png"]
    assert [np.reshape(part, (-1, 2)).tolist() for part in one["segmentation"]] == [
        [list(point) for point in ring] for ring in (RING, AWAY)
    ]
    assert overlap(read.annToMask(one) > 0, fill([RING, AWAY], HEIGHT, WIDTH)) > 0.93  # it rounds borders


def test_pycocotools_reads_a_hole_pixel_for_pixel(new: New, out: Path) -> None:
    project = new("polygons", ["cat"])
    project.annotate("a.png", nl.Polygon("cat", [RING, HOLE, AWAY]))
    read = coco(project, out)
    [one] = dict(by_file(read))["a.png"]
    expected = fill([RING, HOLE, AWAY], HEIGHT, WIDTH)
    assert np.array_equal(read.annToMask(one) > 0, expected)
    assert one["area"] == expected.sum()


def test_pycocotools_reads_masks_pixel_for_pixel(new: New, out: Path) -> None:
    project = new("masks", ["cat", "dog"])
    array = np.random.default_rng(3).random((HEIGHT, WIDTH)) < 0.4
    project.annotate("a.png", [nl.Mask.from_array("cat", array), nl.Mask.from_array("dog", ~array)])
    read = coco(project, out)
    cat, dog = dict(by_file(read))["a.png"]
    assert np.array_equal(read.annToMask(cat) > 0, array)
    assert np.array_equal(read.annToMask(dog) > 0, ~array)
    assert (cat["iscrowd"], cat["area"]) == (0, array.sum())


def test_torchvision_reads_coco(new: New, out: Path, photos: Path) -> None:
    project = new("boxes", ["cat"])
    project.annotate_many({"a.png": nl.Box("cat", 1, 2, 30, 20), "more/d.png": nl.Box("cat", 0, 0, 5, 6)})
    project.export("coco", out)
    with contextlib.redirect_stdout(io.StringIO()):
        data = CocoDetection(str(photos), str(out))
    found = [(image.size, [one["bbox"] for one in target]) for image, target in data]
    assert found == [((WIDTH, HEIGHT), [[1, 2, 30, 20]]), ((WIDTH, HEIGHT), [[0, 0, 5, 6]])]


def test_torchvision_reads_voc(new: New, tmp_path: Path) -> None:
    project = new("boxes", ["cat", "a/b"])
    project.annotate("a.png", [nl.Box("cat", 1, 2, 30, 20), nl.Box("a/b", 1.25, 2, 3, 4.5)])
    home = tmp_path / "VOCdevkit" / "VOC2012"
    home.parent.mkdir()
    project.export("voc", home)
    (home / "JPEGImages").mkdir()
    project.read("a.png").save(home / "JPEGImages" / "a.jpg")
    [(_, target)] = VOCDetection(str(tmp_path), year="2012", image_set="trainval")
    boxes = [(one["name"], *one["bndbox"].values()) for one in target["annotation"]["object"]]
    assert boxes == [("cat", "1", "2", "31", "22"), ("a/b", "1.25", "2", "4.25", "6.50")]


def test_every_region_of_hard_cases_is_read_alike(tmp_path: Path) -> None:
    from tests.formats import hard_cases

    photos = hard_cases.pictures(tmp_path / "photos", 30)
    project = nl.create(tmp_path / "p.nblabel", task="polygons", labels=hard_cases.LABELS)
    project.add(photos, progress=False)
    hard_cases.answered(project)
    read = coco(project, tmp_path / "out.json")
    table = project.annotations().set_index("id")
    content = json.loads((tmp_path / "out.json").read_bytes())
    assert len(content["annotations"]) == len(table) > 20
    for one in read.loadAnns(read.getAnnIds()):
        image = read.loadImgs(one["image_id"])[0]
        parts = table.loc[one["nblabel"]["id"], "parts"]
        if isinstance(one["segmentation"], dict):
            expected = fill(parts, image["height"], image["width"])
            assert np.array_equal(read.annToMask(one) > 0, expected)
        else:
            assert [np.reshape(r, (-1, 2)).tolist() for r in one["segmentation"]] == [
                [list(point) for point in ring] for ring in parts
            ]
