"""pycocotools and torchvision read every blood cell and nucleus as it was written."""

import contextlib
import io
from pathlib import Path

import numpy as np
import pytest
from pycocotools.coco import COCO
from torchvision.datasets import CocoDetection, VOCDetection

from tests.formats.public_sets import cells_project, nuclei_project

EDGES = ["x", "y", "width", "height"]


def test_torchvision_reads_every_blood_cell_of_coco(cells: Path, tmp_path: Path) -> None:
    project = cells_project(cells, tmp_path)
    project.export("coco", tmp_path / "out.json")
    with contextlib.redirect_stdout(io.StringIO()):
        data = CocoDetection(str(cells), str(tmp_path / "out.json"))
    read = {
        one["nblabel"]["id"]: one["bbox"]
        for annotations in data.coco.imgToAnns.values()
        for one in annotations
    }
    table = project.annotations().set_index("id")
    assert len(read) == len(table) == 4886
    assert table.loc[list(read), EDGES].values.tolist() == list(read.values())


def test_torchvision_reads_every_blood_cell_of_voc(cells: Path, tmp_path: Path) -> None:
    project = cells_project(cells, tmp_path)
    home = tmp_path / "VOCdevkit" / "VOC2012"
    home.parent.mkdir()
    project.export("voc", home)
    (home / "JPEGImages").symlink_to(cells, target_is_directory=True)
    read = []
    for _, target in VOCDetection(str(tmp_path), year="2012", image_set="trainval"):
        for one in target["annotation"]["object"]:
            left, top, right, bottom = (
                float(one["bndbox"][name]) for name in ("xmin", "ymin", "xmax", "ymax")
            )
            read.append(
                (target["annotation"]["filename"], one["name"], left, top, right - left, bottom - top)
            )
    table = project.annotations()[["item", "label", *EDGES]]
    assert sorted(read) == sorted(table.itertuples(index=False, name=None))


def nuclei_agree(nuclei: Path, folder: Path, count: int) -> None:
    project = nuclei_project(nuclei, folder, count)
    project.export("coco", folder / "out.json")
    with contextlib.redirect_stdout(io.StringIO()):
        read = COCO(str(folder / "out.json"))
    parts = project.annotations().set_index("id")["parts"]
    overlaps = []
    for one in read.loadAnns(read.getAnnIds()):
        rings = parts[one["nblabel"]["id"]]
        if isinstance(one["segmentation"], list):
            flat = [np.reshape(ring, (-1, 2)).tolist() for ring in one["segmentation"]]
            assert flat == [[list(point) for point in ring] for ring in rings]
        overlaps.append(_overlap(read, one, nuclei))
    assert len(overlaps) == len(parts)
    assert np.mean(overlaps) > 0.9  # it draws borders of small things more than a pixel wide


def _overlap(read: COCO, one: dict[str, int], nuclei: Path) -> float:
    """How much of the nucleus it was made from pycocotools fills."""
    from PIL import Image

    name = read.loadImgs(one["image_id"])[0]["file_name"]
    filled = read.annToMask(one) > 0
    numbers = np.asarray(Image.open(nuclei / "masks" / name))
    values, counts = np.unique(numbers[filled & (numbers > 0)], return_counts=True)
    truth = numbers == values[counts.argmax()]
    return float((filled & truth).sum() / (filled | truth).sum())


def test_pycocotools_reads_the_nuclei(nuclei: Path, tmp_path: Path) -> None:
    nuclei_agree(nuclei, tmp_path, 5)


@pytest.mark.long
def test_pycocotools_reads_all_6340_nuclei(nuclei: Path, tmp_path: Path) -> None:
    nuclei_agree(nuclei, tmp_path, 159)
