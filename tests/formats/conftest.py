"""Projects for regions over a folder of small pictures, and the way out and in again."""

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import nblabel as nl
from nblabel.formats import FORMATS
from nblabel.openproject import Project
from tests.shared_data import shared

WIDTH, HEIGHT = 60, 40
New = Callable[..., Project]


def written(place: Path) -> dict[str, bytes]:
    """Every file of an export by its name below the place."""
    if place.is_file():
        return {"": place.read_bytes()}
    files = sorted(file for file in place.rglob("*") if file.is_file())
    return {file.relative_to(place).as_posix(): file.read_bytes() for file in files}


def place_for(form: str, folder: Path, name: str) -> Path:
    """Where an export of this format goes."""
    return folder / (f"{name}.json" if FORMATS[form].path == "file" else name)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    (folder / "more").mkdir(parents=True)
    for name in ("a.png", "b.png", "c.png", "more/d.png"):
        Image.fromarray(np.zeros((HEIGHT, WIDTH, 3), np.uint8)).save(folder / name)
    pages = [Image.fromarray(np.full((HEIGHT, WIDTH), n, np.uint8)) for n in range(3)]
    pages[0].save(folder / "scan.tif", save_all=True, append_images=pages[1:])
    return folder


@pytest.fixture
def new(tmp_path: Path, photos: Path) -> Iterator[New]:
    """Makes a project over the photos, or over another folder; all are closed in the end."""
    made: list[Project] = []

    def make(task: str, labels: list[str | nl.Label] | None = None, folder: Path = photos) -> Project:
        project = nl.create(tmp_path / f"{len(made)}.nblabel", task=task, labels=labels or [])
        project.add(folder, progress=False)
        made.append(project)
        return project

    yield make
    for project in made:
        project.close()


@pytest.fixture(scope="session")
def cells(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pictures of blood cells of the public set `bccd`."""
    return _unpacked(shared("bccd") / "images.zip", tmp_path_factory.mktemp("cells"))


@pytest.fixture(scope="session")
def nuclei(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`images/` and `masks/` of the public set `dsb2018_nuclei`."""
    return _unpacked(shared("dsb2018_nuclei") / "images_masks.zip", tmp_path_factory.mktemp("nuclei"))


def _unpacked(archive: Path, folder: Path) -> Path:
    with zipfile.ZipFile(archive) as images:
        images.extractall(folder)
    return folder
