"""A folder of small pictures, and a project over it."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import nblabel as nl
from nblabel.openproject import Project


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    for n in range(8):
        Image.fromarray(np.full((30, 40, 3), n * 30, np.uint8)).save(folder / f"p{n}.png")
    return folder


@pytest.fixture
def project(tmp_path: Path, photos: Path) -> Iterator[Project]:
    where = tmp_path / "photos.nblabel"
    with nl.create(where, labels=["cat", "dog", "Bird/Owl"], annotator="ana") as project:
        project.add(photos, progress=False)
        yield project
