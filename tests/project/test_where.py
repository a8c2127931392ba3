"""`where` means the same everywhere, and says what it does not understand."""

from pathlib import Path
from typing import Any

import pytest

import nblabel as nl
from nblabel.openproject import Project
from nblabel.suggesting import put


def items(project: Project, **where: Any) -> list[str]:
    """The items that a labeler shows with this filter."""
    labeler = project.label(**where)
    query = labeler._desk.query
    labeler.close()
    assert query is not None
    return sorted(project.store.keys_of(project.store.arrange(query)))


@pytest.fixture
def answered(project: Project) -> Project:
    """p0 cat by ana, p1 owl by ben, p2 skipped, p3 suggested."""
    project.annotate("p0.png", "cat")
    project.annotate("p1.png", "Bird/Owl", annotator="ben")
    project.skip("p2.png")
    put(project, {"p3.png": ([nl.Choice("cat")], 0.6)}, "import", "table")
    return project


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ({"state": "submitted"}, ["p0.png", "p1.png"]),
        ({"state": ["skipped", "submitted"]}, ["p0.png", "p1.png", "p2.png"]),
        ({"label": "Bird"}, ["p1.png"]),
        ({"label": ["Bird/Owl", "cat"]}, ["p0.png", "p1.png"]),
        ({"annotator": "ben"}, ["p1.png"]),
        ({"source": "script"}, ["p0.png", "p1.png"]),
        ({"suggested": "cat"}, ["p3.png"]),
        ({"min_score": 0.5}, ["p3.png"]),
        ({"min_score": 0.7}, []),
        ({"certified": False}, ["p3.png"]),
        ({"text": "P7"}, ["p7.png"]),
        ({"ids": ["p4.png", "gone.png"]}, ["p4.png"]),
        ({"label": "cat", "annotator": "ben"}, []),
    ],
)
def test_every_word_finds_its_items(answered: Project, where: dict[str, Any], found: list[str]) -> None:
    assert items(answered, **where) == found


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ({"state": "submitted"}, ["p0.png", "p1.png"]),
        ({"label": "Bird"}, ["p1.png"]),
        ({"annotator": "ana"}, ["p0.png"]),
        ({"text": "P1"}, ["p1.png"]),
        ({"suggested": "cat"}, []),
    ],
)
def test_annotations_and_exports_keep_to_it(
    answered: Project, tmp_path: Path, where: dict[str, Any], found: list[str]
) -> None:
    assert answered.annotations(where=where)["item"].tolist() == found
    answered.export("csv", tmp_path / "a.csv", where=where)
    lines = (tmp_path / "a.csv").read_text().splitlines()[1:]
    assert [line for line in lines if any(name in line for name in found)] == lines


def test_answers_with_an_annotation_that_is_meant(answered: Project) -> None:
    assert answered.answers(where={"label": "cat"})["item"].tolist() == ["p0.png"]
    assert answered.answers(where={"state": "skipped"})["item"].tolist() == ["p2.png"]


def test_suggestions_are_accepted_and_rejected_by_it(answered: Project) -> None:
    assert answered.accept(where={"suggested": "Bird"}) == 0
    assert answered.reject(where={"text": "p4"}) == 0
    assert answered.accept(where={"suggested": "cat", "max_score": 0.6, "state": "unlabeled"}) == 1
    assert items(answered, source="accepted") == ["p3.png"]


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ({"colour": "red"}, "does not know 'colour'. It knows state, label"),
        ({"state": "done"}, "no state 'done'. There are unlabeled, draft"),
        ({"label": "cow"}, "no label 'cow'. Labels: 'cat', 'dog'"),
        ({"source": "robot"}, "no source 'robot'. There are human, accepted, import, script"),
        ({"min_score": "high"}, "min_score is a number from 0 to 1"),
        ({"cluster": "a"}, "cluster takes a whole number"),
        ({"certified": "yes"}, "certified is True or False"),
        ({"text": 3}, "text is a part of an item's key"),
        ({"doubt": True}, "leave `doubt` out"),
    ],
)
def test_what_is_not_understood_is_named_with_the_way_out(
    project: Project, where: dict[str, Any], says: str
) -> None:
    with pytest.raises(nl.NblabelError, match=says.replace("(", "\\(")):
        project.annotations(where=where)
