"""Projects of the public sets beside the checkout: blood cells as boxes, nuclei as polygons."""

from pathlib import Path

import nblabel as nl
from nblabel.openproject import Project
from tests.shared_data import shared


def cells_project(cells: Path, folder: Path) -> Project:
    """All 4,886 boxes of the 364 pictures of blood cells."""
    project = nl.create(folder / "cells.nblabel", task="boxes", labels=["x"])
    project.add(cells, progress=False)
    report = project.import_annotations("coco", shared("bccd") / "coco.json")
    assert (report.added, report.annotations, len(report.failed)) == (364, 4886, 0)
    return project


def nuclei_project(nuclei: Path, folder: Path, count: int) -> Project:
    """The nuclei of so many pictures as polygons."""
    masks = folder / "some" / "masks"
    masks.mkdir(parents=True)
    for file in sorted((nuclei / "masks").iterdir())[:count]:
        (masks / file.name).write_bytes(file.read_bytes())
    project = nl.create(folder / "nuclei.nblabel", task="polygons", labels=["nucleus"])
    project.add(nuclei / "images", progress=False)
    report = project.import_annotations("masks", masks.parent)
    assert (report.added, len(report.failed)) == (count, 0)
    return project
