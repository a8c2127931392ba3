"""A spans project over whatever a test writes beside it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import nblabel as nl
from nblabel.openproject import Project

Make = Callable[..., Project]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Makes a project with the labels Person and Place; `source` is added when it is given."""
    made: list[Project] = []

    def project(source: Any = None, task: str = "spans", **adding: Any) -> Project:
        where = tmp_path / f"p{len(made)}.nblabel"
        labels = ["Person", "Place"]
        made.append(nl.create(where, task=task, media="text", labels=labels, annotator="ana"))
        if source is not None:
            made[-1].add(source, progress=False, **adding)
        return made[-1]

    yield project
    for one in made:
        one.close()


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    """A folder with two letters, one of them in a folder of its own, and a file that is none."""
    folder = tmp_path / "letters"
    (folder / "1805").mkdir(parents=True)
    (folder / "ana.txt").write_text("Ana lives in Paris.\n")
    (folder / "1805" / "bob.md").write_text("# Bob\n\nBob met Ana.\n")
    (folder / "photo.bin").write_bytes(b"\xff\x00")
    return folder
