"""The sample pictures are real, and writing them twice changes nothing."""

from pathlib import Path

import numpy as np
from PIL import Image
from sklearn.datasets import load_digits

from nblabel import samples


def test_digits_are_scikit_learns_in_black_on_white(tmp_path: Path) -> None:
    samples.digits(tmp_path, n=3)
    paths = sorted(tmp_path.iterdir())
    assert [path.name for path in paths] == ["digit-0000.png", "digit-0001.png", "digit-0002.png"]
    with Image.open(paths[2]) as picture:
        ink = 16 - np.asarray(picture, dtype=float) * 16 / 255
    assert np.abs(ink - load_digits().images[2]).max() < 0.04


def test_writing_again_leaves_what_is_there(tmp_path: Path) -> None:
    samples.digits(tmp_path, n=1)
    (tmp_path / "digit-0000.png").write_bytes(b"mine")
    samples.digits(tmp_path, n=2)
    assert (tmp_path / "digit-0000.png").read_bytes() == b"mine"


def test_photographs_are_the_two(tmp_path: Path) -> None:
    samples.photographs(tmp_path)
    assert {Image.open(path).size for path in tmp_path.iterdir()} == {(640, 427)}
    assert len(list(tmp_path.iterdir())) == 2
