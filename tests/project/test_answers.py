"""Answers: what is stored, how it reads back, and that nonsense changes nothing."""

from pathlib import Path

import pandas as pd
import pytest

import nblabel as nl


def test_an_answer_replaces_the_annotators_earlier_one(project: nl.Project) -> None:
    project.annotate("p0.png", "cat")
    project.annotate("p0.png", nl.Choice("dog"), seconds=2.5)
    table = project.annotations()
    assert table[["item", "kind", "label", "annotator", "source", "revision"]].values.tolist() == [
        ["p0.png", "choice", "dog", "ana", "script", 2]
    ]  # fmt: skip
    assert str(table["created_at"].dt.tz) == "UTC"


@pytest.mark.parametrize("answer", ["lion", ["cat", "dog"], [], nl.Box("cat", 0, 0, 5, 5)])
def test_nonsense_raises_names_the_item_and_changes_nothing(project: nl.Project, answer: object) -> None:
    project.annotate("p1.png", "cat")
    with pytest.raises(nl.AnnotationError, match=r"p0\.png"):
        project.annotate_many({"p1.png": "dog", "p0.png": answer})  # type: ignore[dict-item]
    assert project.annotations()["label"].tolist() == ["cat"]


def test_an_unknown_item_is_named(project: nl.Project) -> None:
    with pytest.raises(nl.AnnotationError, match="nowhere"):
        project.annotate("nowhere.png", "cat")


def test_a_bulk_answer_is_one_undo_step(project: nl.Project) -> None:
    project.annotate_many(dict.fromkeys(project.next(5), "cat"))
    assert project.undo()
    assert project.annotations().empty
    assert project.redo()
    assert len(project.annotations()) == 5
    assert project.undo()
    assert not project.undo()


def test_multilabel_takes_several_and_nothing(tmp_path: Path, photos: Path) -> None:
    with nl.create(tmp_path / "m.nblabel", task="multilabel", labels=["sea", "sky"]) as project:
        project.add(photos, progress=False)
        project.annotate_many({"p0.png": ["sea", "sky"], "p1.png": []})
        assert project.annotations()["label"].tolist() == ["sea", "sky"]
        answers = project.answers().set_index("item")
        assert answers["count"].to_dict() == {"p0.png": 2, "p1.png": 0}
        assert project.progress()["submitted"] == 2


def test_regions_are_rounded_once_clipped_and_read_back(tmp_path: Path, photos: Path) -> None:
    with nl.create(tmp_path / "b.nblabel", task="boxes", labels=["cell"]) as project:
        project.add(photos, progress=False)
        project.annotate("p0.png", nl.Box("cell", 30.12345, 5, 20, 10))
        row = project.annotations().iloc[0]
        assert (row.x, row.y, row.width, row.height) == (30.12, 5, 9.88, 10)
        with pytest.raises(nl.AnnotationError, match=r"p1\.png"):
            project.annotate("p1.png", nl.Box("cell", 400, 5, 20, 10))


def test_a_rename_or_merge_changes_no_answer(project: nl.Project) -> None:
    project.annotate_many({"p0.png": "cat", "p1.png": "dog", "p2.png": "Bird/Owl"})
    project.labels.rename("cat", "feline")
    project.labels.merge("feline", "dog")
    assert project.annotations()["label"].value_counts().to_dict() == {"feline": 2, "Bird/Owl": 1}
    assert project.progress()["per_label"]["feline"] == 2
    assert len(project.history()) == 3


def test_a_retired_label_leaves_the_palette_and_keeps_its_answers(project: nl.Project) -> None:
    project.annotate("p0.png", "cat")
    project.labels.retire("cat")
    assert "cat" not in project.labels
    assert project.annotations()["label"].tolist() == ["cat"]
    project.labels.restore("cat")
    assert "cat" in project.labels


def test_progress_adds_up(project: nl.Project) -> None:
    project.annotate("p0.png", "cat")
    project.skip("p1.png", "no label fits")
    progress = project.progress()
    states = ("unlabeled", "draft", "submitted", "skipped", "voting", "needs_review", "broken")
    assert sum(progress[state] for state in states) == progress["total"] == 8
    assert (progress["submitted"], progress["skipped"], progress["per_label"]["cat"]) == (1, 1, 1)


def test_a_skip_keeps_its_reason(project: nl.Project) -> None:
    project.skip("p0.png", "blurred")
    [row] = project.answers().to_dict("records")
    assert (row["state"], row["note"], row["count"]) == ("skipped", "blurred", 0)


def test_history_keeps_everything(project: nl.Project) -> None:
    project.annotate("p0.png", "cat")
    project.undo()
    project.redo()
    history = project.history("p0.png")
    assert history["kind"].tolist() == ["annotate", "undo", "redo"]
    assert history["undoes"].tolist()[1:] == [history["gesture"][0]] * 2
    assert list(history) == [
        "event", "item", "annotator", "kind", "change", "gesture",
        "undoes", "run", "client", "seconds", "created_at",
    ]  # fmt: skip


def test_votes_are_everyones_and_the_answer_is_the_consensus(project: nl.Project) -> None:
    project.consensus = (2, 3)
    project.annotate("p0.png", "cat", annotator="ana")
    assert project.progress()["voting"] == 1
    assert project.annotations().empty
    project.annotate("p0.png", "dog", annotator="ben")
    project.annotate("p0.png", "cat", annotator="cem")
    assert project.annotations()["label"].tolist() == ["cat"]
    assert sorted(project.annotations(votes=True)["label"]) == ["cat", "cat", "dog"]


def test_where_filters_the_same_words(project: nl.Project) -> None:
    project.annotate_many({"p0.png": "cat", "p1.png": "Bird/Owl", "p2.png": "Bird"})
    assert set(project.annotations(where={"label": "Bird"})["item"]) == {"p1.png", "p2.png"}
    assert project.annotations(where={"ids": ["p0.png"]})["item"].tolist() == ["p0.png"]
    with pytest.raises(nl.NblabelError, match="colour"):
        project.annotations(where={"colour": "red"})


def test_a_project_without_answers_has_empty_tables_with_their_columns(project: nl.Project) -> None:
    assert list(project.annotations())[:4] == ["id", "item", "kind", "label"]
    assert project.annotations().empty
    assert isinstance(project.answers(), pd.DataFrame)
