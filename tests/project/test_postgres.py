"""The same doors on PostgreSQL: several projects in one database, several people in one project."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import nblabel as nl
from tests.store.conftest import postgres_url

__all__ = ["postgres_url"]


@pytest.fixture
def shared(postgres_url: str, photos: Path, request: pytest.FixtureRequest) -> Iterator[nl.Project]:
    name = request.node.name
    with nl.create(postgres_url, name=name, labels=["cat", "dog"], annotator="ana") as project:
        project.add(photos, progress=False)
        yield project


def test_two_people_label_one_project(shared: nl.Project, postgres_url: str) -> None:
    with nl.open(postgres_url, name=shared.name, annotator="ben") as bens:
        mine, theirs = shared.next(3), bens.next(3)
        shared.annotate_many(dict.fromkeys(mine, "cat"))
        bens.annotate_many(dict.fromkeys(theirs, "dog"))
        assert not set(shared.next(8)) & {*mine, *theirs}
        assert set(bens.answers()["annotator"]) == {"ana", "ben"}


def test_a_name_is_taken_once(shared: nl.Project, postgres_url: str) -> None:
    with pytest.raises(nl.ProjectExistsError, match=shared.name):
        nl.create(postgres_url, name=shared.name)


def test_a_project_in_a_database_needs_a_name(postgres_url: str) -> None:
    with pytest.raises(nl.NblabelError, match="name"):
        nl.create(postgres_url)


def test_projects_lists_the_database(shared: nl.Project, postgres_url: str) -> None:
    assert shared.name in nl.projects(postgres_url)["name"].tolist()


def test_undo_takes_back_only_this_persons_act(shared: nl.Project, postgres_url: str) -> None:
    with nl.open(postgres_url, name=shared.name, annotator="ben") as bens:
        shared.annotate("p0.png", "cat")
        bens.annotate("p1.png", "dog")
        assert shared.undo()
        assert bens.annotations()["item"].tolist() == ["p1.png"]
