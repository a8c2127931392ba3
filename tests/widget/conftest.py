"""A project of a few pictures, and a page that looks at it."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import nblabel as nl
from nblabel.openproject import Project
from tests.widget.page import Page


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Twelve pictures, and a file that is none."""
    photos = tmp_path / "photos"
    photos.mkdir()
    for n in range(12):
        Image.fromarray(np.full((30, 40, 3), n * 20, np.uint8)).save(photos / f"p{n:02}.png")
    (photos / "empty.png").touch()
    with nl.create(tmp_path / "photos.nblabel", labels=["cat", "dog"], annotator="ana") as project:
        project.add(photos, progress=False)
        yield project


@pytest.fixture
def page(project: Project) -> Iterator[Page]:
    page = Page(project)
    yield page
    page.desk.close()
