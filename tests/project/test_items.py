"""Items: adding, reading, the queue, and what `add` reports."""

from pathlib import Path

import pandas as pd
import pytest
from PIL import Image

import nblabel as nl


def test_the_same_source_again_is_skipped_and_changes_are_updated(project: nl.Project, photos: Path) -> None:
    Image.new("RGB", (50, 20)).save(photos / "p0.png")
    Image.new("RGB", (50, 20)).save(photos / "new.png")
    report = project.add(photos, progress=False)
    assert (report.added, report.updated, report.skipped) == (1, 1, 7)


def test_a_file_that_cannot_be_read_is_an_item_with_the_reason(project: nl.Project, photos: Path) -> None:
    (photos / "zero.png").touch()
    (photos / "half.png").write_bytes((photos / "p0.png").read_bytes()[:40])
    report = project.add(photos, progress=False)
    assert sorted(report.failed["item"]) == ["half.png", "zero.png"]
    assert report.failed["reason"].str.len().min() > 0
    assert sorted(project.items("broken")["item"]) == ["half.png", "zero.png"]


def test_a_report_is_one_short_line(project: nl.Project, photos: Path) -> None:
    assert repr(project.add(photos, progress=False)) == "AddReport(added=0, updated=0, skipped=8, failed=0)"
    (photos / "zero.png").touch()
    (photos / "p0.png").unlink()
    told = "AddReport(added=1, updated=0, skipped=7, failed=1 (report.failed), missing=1)"
    assert repr(project.add(photos, progress=False)) == told


@pytest.mark.parametrize("source", ["nowhere/", "nothing*.png"])
def test_a_missing_source_names_it(project: nl.Project, source: str) -> None:
    with pytest.raises(nl.SourceError, match=source[:5]):
        project.add(source)


def test_an_empty_folder_says_what_is_looked_for(project: nl.Project, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(nl.SourceError, match="empty"):
        project.add(tmp_path / "empty")


def test_the_second_source_is_prefixed_by_its_name(project: nl.Project, tmp_path: Path) -> None:
    other = tmp_path / "more"
    other.mkdir()
    Image.new("RGB", (9, 9)).save(other / "p0.png")
    project.add(other, progress=False)
    project.add(other, progress=False)
    assert set(project.items()["item"]) >= {"p0.png", "more/p0.png"}
    assert len(project.items()) == 9


def test_given_keys_are_kept_whatever_the_source(project: nl.Project, photos: Path) -> None:
    table = pd.DataFrame({"image": [str(photos / "p0.png")], "key": ["first"], "label": ["dog"]})
    project.add(table, columns={"image": "image", "key": "key", "label": "label"}, progress=False)
    assert "first" in set(project.items()["item"])
    assert project.suggestions()["item"].tolist() == ["first"]
    project.refresh()
    assert "first" in set(project.items()["item"])


def test_a_part_of_a_source_is_not_relocated_in_silence(project: nl.Project, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / "top" / name).mkdir(parents=True)
        Image.new("RGB", (9, 9)).save(tmp_path / "top" / name / "p.png")
    project.add(tmp_path / "top", progress=False)
    with pytest.raises(nl.SourceError, match="part of a source that lies at"):
        project.relocate(tmp_path / "top" / "a", tmp_path)


def test_labels_of_a_table_come_in_as_answers(project: nl.Project, photos: Path) -> None:
    table = pd.DataFrame({"file": [str(photos / "p0.png")], "what": ["dog"]})
    project.add(table, columns={"image": "file", "label": "what"}, labels_as="answers", progress=False)
    assert project.annotations()[["label", "source"]].values.tolist() == [["dog", "import"]]


def test_labels_of_a_table_come_in_as_suggestions(project: nl.Project, photos: Path) -> None:
    table = pd.DataFrame({"file": [str(photos / "p0.png")], "what": ["dog"], "sure": [0.75]})
    columns = {"image": "file", "label": "what", "confidence": "sure"}
    project.add(table, columns=columns, progress=False)
    assert project.annotations().empty
    [row] = project.suggestions().to_dict("records")
    assert (row["label"], row["score"], row["uncertainty"], row["origin"]) == ("dog", 0.75, 0.25, "import")
    assert project.accept(where={"min_score": 0.7}) == 1
    assert project.annotations()[["label", "source"]].values.tolist() == [["dog", "accepted"]]
    assert project.suggestions().empty


def test_refresh_marks_what_is_gone_and_finds_it_again(project: nl.Project, photos: Path) -> None:
    project.annotate("p0.png", "cat")
    (photos / "p0.png").rename(photos.parent / "aside.png")
    project.refresh()
    assert project.items().set_index("item").loc["p0.png", "missing"]
    assert project.annotations()["item"].tolist() == ["p0.png"]
    (photos.parent / "aside.png").rename(photos / "p0.png")
    project.refresh()
    assert not project.items()["missing"].any()


def test_refresh_of_a_folder_that_is_gone_loses_nothing(project: nl.Project, photos: Path) -> None:
    project.annotate("p0.png", "cat")
    photos.rename(photos.parent / "moved")
    report = project.refresh()
    assert report.failed["uri"].tolist() == [str(photos)]
    assert project.items()["missing"].all()
    project.relocate(photos, photos.parent / "moved")
    project.refresh()
    assert not project.items()["missing"].any()
    assert project.read("p0.png").size == (40, 30)
    assert project.annotations()["label"].tolist() == ["cat"]


def test_next_gives_the_same_items_until_they_are_answered(project: nl.Project) -> None:
    first = project.next(3)
    assert project.next(3) == first
    project.annotate(first[0], "cat")
    project.skip(first[1], "blurred")
    assert first[2] in project.next(3)
    assert not set(first[:2]) & set(project.next(8))


def test_the_order_is_random_but_seeded(tmp_path: Path, photos: Path) -> None:
    orders = []
    for n, seed in enumerate([0, 0, 1]):
        with nl.create(tmp_path / f"{n}.nblabel", seed=seed) as project:
            project.add(photos, progress=False)
            orders.append(project.next(8))
    assert orders[0] == orders[1] != orders[2]
    assert orders[0] != sorted(orders[0])


def test_at_the_end_there_is_nothing(project: nl.Project) -> None:
    project.annotate_many(dict.fromkeys(project.next(8), "cat"))
    assert project.next(3) == []


def test_items_has_the_contracts_columns_in_work_order(project: nl.Project) -> None:
    items = project.items()
    assert list(items) == ["item", "uri", "state", "revision", "votes", "cluster", "missing"]
    assert items["item"].tolist() == project.next(8)
    assert all(Path(uri).exists() for uri in items["uri"])


def test_a_folder_that_moved_is_the_same_source(project: nl.Project, photos: Path, tmp_path: Path) -> None:
    project.annotate("p0.png", "cat")
    (tmp_path / "elsewhere").mkdir()
    photos.rename(tmp_path / "elsewhere" / "photos")
    report = project.add(tmp_path / "elsewhere" / "photos", progress=False)
    assert (report.added, len(project.items())) == (0, 8)
    assert project.read("p0.png").size == (40, 30)
    assert project.annotations()["item"].tolist() == ["p0.png"]
