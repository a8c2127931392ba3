"""Regions lie over each other as they did, and crowds stay crowds, out and in again."""

import contextlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pycocotools.coco import COCO

import nblabel as nl
from nblabel.openproject import Project
from nblabel.values.annotation import Annotation
from nblabel.values.ordering import keep_order
from tests.formats.conftest import HEIGHT, WIDTH, New, place_for

SHAPES: dict[str, Callable[[int], nl.Box | nl.Polygon]] = {
    "boxes": lambda n: nl.Box("cat", n, n, 20, 10),
    "polygons": lambda n: nl.Polygon("cat", [[(n, n), (n + 20, n), (n, n + 10)]]),
}
quick = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def stored(project: Project, item: str = "a.png") -> list[Annotation]:
    return project.store.answers(project.annotator, [item])[item].annotations


def put(project: Project, annotations: list[Annotation]) -> None:
    project.store.replace(project.annotator, {"a.png": annotations})


def shapes(project: Project) -> list[tuple[object, bool]]:
    return [(one.shape, one.crowd) for one in stored(project)]


@pytest.mark.parametrize("form", ["coco", "yolo", "voc", "csv", "jsonl"])
@pytest.mark.parametrize("task", ["boxes", "polygons"])
def test_the_order_comes_back(new: New, tmp_path: Path, form: str, task: str) -> None:
    if (form, task) == ("voc", "polygons"):
        return
    project, other = new(task, ["cat"]), new(task, ["cat"])
    project.annotate("a.png", [SHAPES[task](n) for n in range(5)])
    first, *rest = stored(project)
    put(project, keep_order([*rest, first]))
    place = place_for(form, tmp_path, "out")
    project.export(form, place)
    other.import_annotations(form, place)
    assert [shape for shape, _ in shapes(other)] == [one.shape for one in (*rest, first)]
    assert [shape for shape, _ in shapes(other)] == [shape for shape, _ in shapes(project)]


@quick
@given(crowds=st.lists(st.booleans(), min_size=1, max_size=6), task=st.sampled_from(["boxes", "polygons"]))
def test_crowds_come_back_from_coco(new: New, tmp_path: Path, crowds: list[bool], task: str) -> None:
    project, other = new(task, ["cat"]), new(task, ["cat"])
    project.annotate("a.png", [SHAPES[task](n) for n in range(len(crowds))])
    put(project, [msgspec.structs.replace(a, crowd=c) for a, c in zip(stored(project), crowds, strict=True)])
    project.export("coco", tmp_path / "out.json")
    written = json.loads((tmp_path / "out.json").read_bytes())["annotations"]
    assert [one["iscrowd"] for one in written] == crowds
    other.import_annotations("coco", tmp_path / "out.json")
    assert shapes(other) == shapes(project)


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_crowds_come_back_from_tables(new: New, tmp_path: Path, form: str) -> None:
    project, other = new("boxes", ["cat"]), new("boxes", ["cat"])
    project.annotate("a.png", [SHAPES["boxes"](n) for n in range(2)])
    assert "crowd" not in project.annotations()
    put(project, [msgspec.structs.replace(stored(project)[0], crowd=True), stored(project)[1]])
    assert project.annotations()["crowd"].tolist() == [True, False]
    project.export(form, tmp_path / "out")
    other.import_annotations(form, tmp_path / "out")
    assert [one.crowd for one in stored(other)] == [True, False]


@pytest.mark.parametrize("form", ["yolo", "voc"])
def test_a_format_without_crowds_says_how_many_it_loses(new: New, tmp_path: Path, form: str) -> None:
    project = new("boxes", ["cat"])
    project.annotate("a.png", [SHAPES["boxes"](n) for n in range(2)])
    put(project, [msgspec.structs.replace(one, crowd=True) for one in stored(project)])
    assert "2 crowds are regions like any other" in project.export(form, tmp_path / form).lost
    assert "crowds" in nl.formats().set_index("format")["loses"][form]


@pytest.mark.parametrize("task", ["boxes", "polygons", "masks"])
def test_a_crowd_of_coco_is_a_crowd_and_pycocotools_finds_it_again(
    new: New, tmp_path: Path, task: str
) -> None:
    project = new(task)
    place = tmp_path / "in.json"
    place.write_text(json.dumps(_crowded()))
    report = project.import_annotations("coco", place)
    assert (report.annotations, [one.crowd for one in stored(project)]) == (1, [True])
    project.export("coco", tmp_path / "out.json")
    with contextlib.redirect_stdout(io.StringIO()):
        read: Any = COCO(str(tmp_path / "out.json"))
    [one] = read.loadAnns(read.getAnnIds(iscrowd=True))
    assert one["bbox"] == [10, 20, 5, 8]
    if task != "boxes":
        assert read.annToMask(one)[20:28, 10:15].sum() == one["area"] == 40


def _crowded() -> dict[str, Any]:
    """A crowd as COCO writes it: uncompressed runs, column by column."""
    runs = [10 * HEIGHT + 20, *[8, HEIGHT - 8] * 4, 8]
    counts = [*runs, WIDTH * HEIGHT - sum(runs)]
    mark = {"segmentation": {"size": [HEIGHT, WIDTH], "counts": counts}, "bbox": [10, 20, 5, 8]}
    return {
        "images": [{"id": 1, "file_name": "a.png", "width": WIDTH, "height": HEIGHT}],
        "categories": [{"id": 1, "name": "cat"}],
        "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "iscrowd": 1, "area": 40, **mark}],
    }
