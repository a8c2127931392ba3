"""Projects of real pictures of digits, and of short texts, to learn from."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from PIL import Image
from sklearn.datasets import load_digits

import nblabel as nl
from nblabel.openproject import Project
from tests.waiting import PATIENCE

LABELS = ["zero", "one", "two", "three"]
MANY = 160


class Digits(NamedTuple):
    """A project of digits 0 to 3, and what is right, by key."""

    project: Project
    truth: dict[str, str]
    folder: Path

    def answer(self, n: int, skip: int = 0) -> list[str]:
        """Answers n items in the order of their names."""
        keys = sorted(self.truth)[skip : skip + n]
        self.project.annotate_many({key: self.truth[key] for key in keys})
        return keys


@pytest.fixture(scope="session")
def digit_files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """Pictures of 160 digits, 32 pixels wide, in a folder."""
    folder = tmp_path_factory.mktemp("digits")
    digits = load_digits(n_class=len(LABELS))
    truth = {}
    for n in range(MANY):
        key = f"{n:03}.png"
        pixels = (255 - digits.images[n] * 15.9).astype(np.uint8)
        Image.fromarray(pixels).resize((32, 32)).save(folder / key)
        truth[key] = LABELS[digits.target[n]]
    return folder, truth


@pytest.fixture
def digits(digit_files: tuple[Path, dict[str, str]], tmp_path: Path) -> Iterator[Digits]:
    """A new project of these pictures."""
    folder, truth = digit_files
    with nl.create(tmp_path / "digits.nblabel", task="multiclass", labels=LABELS, media="image") as project:
        project.add(folder, progress=False)
        yield Digits(project, truth, folder)


@pytest.fixture
def learnt(digits: Digits) -> Digits:
    """The same with 60 answers, learnt from with quick features."""
    digits.answer(60)
    digits.project.assist.start(features="quick", audit=0.2)
    assert digits.project.assist.wait(PATIENCE)
    return digits


Learnt = Callable[[], Digits]
