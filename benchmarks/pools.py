"""Public sets as pools to learn from: features made by nblabel itself, and the true class of each item.

Features are kept in a folder of the system's temporary ones, so that several benchmarks make them once.
"""

import csv
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nblabel.learn.features.choosing import choose, features
from nblabel.learn.features.contents import Photo
from nblabel.learn.features.embeddings import Embeddings

DATA = Path(__file__).parents[1] / ".." / "shared" / "data"
WEIGHTS = DATA / "pretrained" / "mobilenet_v2_torchvision_fp16.pt"
KEPT = Path(tempfile.gettempdir()) / "nblabel-benchmarks"


class Pool(NamedTuple):
    """`features` float16 (n, d), `truth` int (n,) counting `classes` from 0."""

    name: str
    features: NDArray[np.float16]
    truth: NDArray[np.int64]
    classes: list[str]


def digits() -> Pool:
    """scikit-learn's 1,797 digits: their 64 pixels are the features."""
    from sklearn.datasets import load_digits

    ink = load_digits()
    return Pool("digits", ink.data.astype(np.float16), ink.target.astype(np.int64), list("0123456789"))


def photos(name: str) -> Pool:
    """`trashnet` or `sign_digits` through MobileNetV2 with ImageNet's weights, as a project would."""
    folder = KEPT / name
    with zipfile.ZipFile(DATA / name / "images.zip") as packed, (DATA / name / "labels.csv").open() as told:
        rows = list(csv.DictReader(told))
        if not all((folder / row["file"]).exists() for row in rows):
            packed.extractall(folder)
    contents = [Photo(str(folder / row["file"])) for row in rows]
    return _embedded(name, features("mobilenet_v2", weights=WEIGHTS), "image", contents, rows)


def ag_news() -> Pool:
    """The 7,600 news of AG News' test set by the words in them: no weights."""
    with (DATA / "ag_news" / "ag_news_test.csv").open(encoding="utf-8") as told:
        rows = [
            {"label": row["label"], "text": f"{row['title']}. {row['description']}"}
            for row in csv.DictReader(told)
        ]
    return _embedded("ag_news", None, "text", [row["text"] for row in rows], rows)


def banking77() -> Pool:
    """The 3,080 questions of Banking77's test set by the words in them: no weights."""
    with (DATA / "banking77" / "test.csv").open(encoding="utf-8") as told:
        rows = [{"label": row["category"], "text": row["text"]} for row in csv.DictReader(told)]
    return _embedded("banking77", None, "text", [row["text"] for row in rows], rows)


def _embedded(
    name: str, wanted: Any, media: str, contents: Sequence[Any], rows: Sequence[dict[str, str]]
) -> Pool:
    chosen = choose(wanted, media, contents, KEPT / name)
    embeddings = Embeddings(KEPT / name, chosen)
    ids = [str(place) for place in range(len(contents))]
    embeddings.extend(ids, contents)
    classes = sorted({row["label"] for row in rows})
    truth = np.array([classes.index(row["label"]) for row in rows], np.int64)
    return Pool(name, np.asarray(embeddings.matrix(ids)), truth, classes)


POOLS: dict[str, Callable[[], Pool]] = {
    "trashnet": lambda: photos("trashnet"),
    "sign_digits": lambda: photos("sign_digits"),
    "digits": digits,
    "ag_news": ag_news,
    "banking77": banking77,
}
