"""Items and labels that come while assistance runs."""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

import nblabel as nl
from nblabel.learn.learner import Learner
from tests.assist.conftest import LABELS, Digits
from tests.waiting import PATIENCE, until


class Slow:
    """Features of pictures; those of few pictures wait until they may come."""

    def __init__(self) -> None:
        self.asked, self.free = threading.Event(), threading.Event()

    def __call__(self, images: Sequence[Any]) -> NDArray[np.float32]:
        if len(images) <= 20:
            self.asked.set()
            assert self.free.wait(PATIENCE)
        return np.stack(
            [np.asarray(image.convert("L").resize((8, 8)), np.float32).ravel() for image in images]
        )


class Growing(NamedTuple):
    """A project that learns from 40 answers, with all but 10 of the pictures; and a folder with the rest."""

    project: nl.Project
    rest: Path
    slow: Slow
    truth: dict[str, str]


@pytest.fixture
def growing(digits: Digits, tmp_path: Path) -> Iterator[Growing]:
    first, rest = tmp_path / "first", tmp_path / "rest"
    first.mkdir()
    rest.mkdir()
    for n, key in enumerate(sorted(digits.truth)):
        place = rest if n >= len(digits.truth) - 10 else first
        (place / key).write_bytes((digits.folder / key).read_bytes())
    with nl.create(tmp_path / "two.nblabel", task="multiclass", labels=LABELS, media="image") as project:
        project.add(first, progress=False)
        project.annotate_many({key: digits.truth[key] for key in sorted(digits.truth)[:40]})
        slow = Slow()
        project.assist.start(features=slow, audit=0)
        assert project.assist.wait(PATIENCE)
        yield Growing(project, rest, slow, digits.truth)


def test_pages_come_while_items_that_joined_are_embedded(growing: Growing) -> None:
    project, rest, slow, truth = growing
    project.add(rest, progress=False)
    assert slow.asked.wait(PATIENCE)
    page = project.assist.page(9)
    assert page is not None
    assert len(page.keys) == 9
    slow.free.set()
    until(lambda: len(project.assist.embeddings()) == len(truth))


def test_embedding_that_was_halted_goes_on(growing: Growing) -> None:
    project, rest, slow, truth = growing
    project.add(rest, progress=False)
    assert slow.asked.wait(PATIENCE)
    project.assist.pause()
    slow.free.set()
    until(lambda: project.assist.status()["phase"] == "paused")
    project.assist.resume()
    until(lambda: len(project.suggestions()) == len(truth) - 40)


def test_a_label_that_comes_together_with_items_voids_the_promise(growing: Growing) -> None:
    project, rest, slow, _ = growing
    project.assist.pause()
    until(lambda: project.assist.status()["phase"] == "paused")
    project.labels.add("four")
    project.add(rest, progress=False)
    slow.free.set()
    project.assist.resume()
    trainer = project.assist._running()

    def learnt() -> Learner | None:
        found = trainer.learner
        return found if found is not None and found.k == len(LABELS) + 1 and found.run else None

    until(learnt)
    found = learnt()
    assert found is not None
    assert found.certifier.voided == "labels changed"
