"""Projects of short texts about cats and dogs, and practice servers that know which."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import nblabel as nl
from nblabel.gpt import capabilities
from nblabel.openproject import Project

WORDS = ("cat", "dog")


def texts(count: int) -> list[str]:
    """Texts of which every second is about a cat, each another one."""
    return [f"This is {WORDS[n % 2]} number {n}." for n in range(count)]


def truth(text: str) -> str:
    """What a text is about."""
    return "dog" if "dog" in text else "cat"


def knows(contents: list[str]) -> list[nl.Prediction]:
    """A model that is right."""
    return [nl.Prediction(truth(text), 0.9) for text in contents]


def make(folder: Path, count: int = 40, task: str = "multiclass", **given: Any) -> Project:
    """A project of so many texts, `t00`, `t01`, …"""
    project = nl.create(folder / "pets.nblabel", task=task, media="text", labels=list(WORDS), **given)
    table = pd.DataFrame({"text": texts(count), "key": [f"t{n:02}" for n in range(count)]})
    project.add(table, columns={"text": "text", "key": "key"}, progress=False)
    return project


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Forty texts, nothing answered."""
    with make(tmp_path) as made:
        yield made


@pytest.fixture
def answered(project: Project) -> Project:
    """The same, the first twelve answered as they are."""
    keys = [f"t{n:02}" for n in range(12)]
    project.annotate_many({key: truth(project.read(key)) for key in keys})
    return project


@pytest.fixture
def serve() -> Iterator[Callable[..., Any]]:
    """Starts practice servers that know the truth; the keywords are theirs."""
    servers = []

    def start(**given: Any) -> Any:
        servers.append(nl.practice.Server(**{"truth": truth, **given}))
        return servers[-1].__enter__()

    capabilities.forget()
    yield start
    for server in servers:
        server.__exit__(None, None, None)
