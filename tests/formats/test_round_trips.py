"""What is exported, imported into another project and exported again is the same, byte for byte."""

from pathlib import Path

import pytest

import nblabel as nl
from nblabel.formats import FORMATS
from nblabel.openproject import Project
from tests.formats import hard_cases
from tests.formats.conftest import place_for, written
from tests.formats.public_sets import cells_project, nuclei_project

PAIRS = [(f.name, task) for f in FORMATS.values() for task in f.tasks if f.write and "image" in f.media]
KEEPS_ALL = [("coco", "boxes"), ("coco", "polygons"), ("coco", "masks"), ("voc", "boxes")]
GEOMETRY = ["item", "label", "frame", "x", "y", "width", "height", "angle", "parts", "rle"]


def twice(project: Project, form: str, photos: Path, folder: Path) -> tuple[Project, nl.Project]:
    """The project, and another that read its export and exports the same."""
    first, second = place_for(form, folder, "first"), place_for(form, folder, "second")
    project.export(form, first)
    other = nl.create(folder / "other.nblabel", task=project.task, labels=[])
    other.add(photos, progress=False)
    report = other.import_annotations(form, first)
    assert report.failed.values.tolist() == []
    other.export(form, second)
    assert written(first) == written(second)
    return project, other


def geometry(project: Project, ids: bool) -> list[tuple[object, ...]]:
    """What the annotations say, by id and, without ids, in an order of its own."""
    table = project.annotations()
    columns = [*(["id"] if ids else []), *(name for name in GEOMETRY if name in table)]
    return sorted(table[columns].itertuples(index=False, name=None), key=repr)


def hard(form: str, task: str, count: int, folder: Path) -> None:
    photos = hard_cases.pictures(folder / "photos", count)
    project = nl.create(folder / "one.nblabel", task=task, labels=hard_cases.LABELS)
    project.add(photos, progress=False)
    assert hard_cases.answered(project) > count / 2
    one, other = twice(project, form, photos, folder)
    if (form, task) in KEEPS_ALL:
        assert geometry(one, ids=True) == geometry(other, ids=True)
    if form == "yolo" and task == "boxes":
        assert geometry(one, ids=False) == geometry(other, ids=False)
    assert one.answers()["item"].tolist() == other.answers()["item"].tolist()


@pytest.mark.parametrize(("form", "task"), PAIRS)
def test_hard_cases_come_back(form: str, task: str, tmp_path: Path) -> None:
    hard(form, task, 25, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize(("form", "task"), PAIRS)
def test_a_thousand_hard_cases_come_back(form: str, task: str, tmp_path: Path) -> None:
    hard(form, task, 1000, tmp_path)


@pytest.mark.parametrize("form", ["coco", "yolo", "voc"])
def test_4886_boxes_of_blood_cells_come_back(form: str, cells: Path, tmp_path: Path) -> None:
    project = cells_project(cells, tmp_path)
    one, other = twice(project, form, cells, tmp_path)
    assert geometry(one, ids=False) == geometry(other, ids=False)


@pytest.mark.parametrize("form", ["coco", "yolo", "masks"])
def test_nuclei_come_back(form: str, nuclei: Path, tmp_path: Path) -> None:
    one, other = twice(nuclei_project(nuclei, tmp_path, 5), form, nuclei / "images", tmp_path)
    assert geometry(one, ids=False) == geometry(other, ids=False)


@pytest.mark.long
@pytest.mark.parametrize("form", ["coco", "yolo", "masks"])
def test_6340_nuclei_come_back(form: str, nuclei: Path, tmp_path: Path) -> None:
    project = nuclei_project(nuclei, tmp_path, 159)
    assert len(project.annotations()) == 6340
    one, other = twice(project, form, nuclei / "images", tmp_path)
    assert geometry(one, ids=False) == geometry(other, ids=False)
