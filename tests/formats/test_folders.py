"""Exports into folders: written anew, named harmlessly, and never over what nblabel did not write."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import nblabel as nl
from nblabel.formats.dataset import Frame
from nblabel.formats.folders import stems
from nblabel.openproject import Project
from tests.formats.conftest import New, written


@pytest.fixture
def project(new: New) -> Project:
    project = new("boxes", ["cat"])
    project.annotate_many({"a.png": nl.Box("cat", 1, 2, 3, 4), "b.png": []})
    return project


def names(*files: str) -> list[str]:
    return stems([Frame(file, file, None, ()) for file in files])


def test_names_follow_the_pictures() -> None:
    assert names("a.png", "more/b.c.jpg", ".hidden", "noending") == ["a", "more/b.c", ".hidden", "noending"]


def test_frames_have_files_of_their_own() -> None:
    several = [Frame("s.tif", "s.tif", None, (), number) for number in (0, 1)]
    assert stems(several) == ["s#frame=0", "s#frame=1"]
    assert names("s.tif#frame=0", "s.tif#frame=1") == ["s#frame=0", "s#frame=1"]


def test_pictures_that_differ_in_their_ending_or_case_keep_files_of_their_own() -> None:
    assert names("a.png", "a.jpg", "A.png", "b.png") == ["a.png", "a.jpg", "A.png~2", "b"]


@pytest.mark.parametrize(
    "name", ["../x.png", "/x.png", "a/./b.png", "a//b.png", "C:\\x.png", "x\n.png", "..", "."]
)
def test_no_name_leads_anywhere_else(name: str) -> None:
    [stem] = names(name)
    parts = stem.split("/")
    assert not {"", ".", ".."} & set(parts)
    assert not set("\\:\n") & set(stem)


def test_long_names_are_cut_and_stay_apart() -> None:
    long = names("é" * 300 + "1.png", "é" * 300 + "2.png")
    assert len(set(long)) == 2
    assert all(len(name.encode()) < 200 for name in long)


@pytest.mark.parametrize("form", ["yolo", "voc"])
def test_an_export_again_leaves_nothing_of_the_last_one(project: Project, tmp_path: Path, form: str) -> None:
    out = tmp_path / "out"
    project.export(form, out)
    (out / "mine.txt").write_text("mine")
    project.undo()
    project.annotate("c.png", nl.Box("cat", 1, 2, 3, 4))
    project.export(form, out)
    stems_now = {Path(name).stem for name in written(out)}
    assert ("a" in stems_now, "c" in stems_now, "mine" in stems_now) == (False, True, True)


def test_a_file_of_somebody_else_is_not_written_over(project: Project, tmp_path: Path) -> None:
    (tmp_path / "out" / "labels").mkdir(parents=True)
    (tmp_path / "out" / "labels" / "a.txt").write_text("mine")
    with pytest.raises(nl.NblabelError, match="not written by nblabel"):
        project.export("yolo", tmp_path / "out")
    assert written(tmp_path / "out") == {"labels/a.txt": b"mine"}


def test_a_link_out_of_the_folder_is_not_followed(project: Project, tmp_path: Path) -> None:
    (tmp_path / "else").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "labels").symlink_to(tmp_path / "else", target_is_directory=True)
    with pytest.raises(nl.NblabelError, match="leads out"):
        project.export("yolo", tmp_path / "out")
    assert list((tmp_path / "else").iterdir()) == []


def test_a_forged_record_removes_nothing_outside(project: Project, tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("mine")
    out = tmp_path / "out"
    project.export("yolo", out)
    record = out / "nblabel.json"
    record.write_text(record.read_text().replace('"labels/a.txt"', '"../precious.txt"'))
    (out / "labels" / "a.txt").unlink()
    project.export("yolo", out)
    assert (tmp_path / "precious.txt").read_text() == "mine"


def test_renamed_files_are_known_by_their_names(project: Project, tmp_path: Path, new: New) -> None:
    project.export("yolo", tmp_path / "out")
    (tmp_path / "out" / "nblabel.json").unlink()
    other = new("boxes")
    assert len(other.import_annotations("yolo", tmp_path / "out").failed) == 0
    assert other.answers()["item"].tolist() == ["a.png", "b.png"]


def test_an_item_whose_picture_is_gone_is_told(project: Project, photos: Path, tmp_path: Path) -> None:
    (photos / "a.png").unlink()
    lost = " ".join(project.export("yolo", tmp_path / "out").lost)
    assert "1 item is left out" in lost
    assert "'a.png'" in lost
    assert not (tmp_path / "out" / "labels" / "a.txt").exists()


def test_a_folder_holds_one_format(project: Project, tmp_path: Path) -> None:
    project.export("yolo", tmp_path / "out")
    before = written(tmp_path / "out")
    with pytest.raises(nl.NblabelError, match="export as yolo"):
        project.export("voc", tmp_path / "out")
    assert written(tmp_path / "out") == before


def test_pictures_that_yolo_would_mix_up_are_told(new: New, photos: Path, tmp_path: Path) -> None:
    Image.open(photos / "a.png").save(photos / "a.bmp")
    project = new("boxes", ["cat"])
    project.annotate_many({"a.png": nl.Box("cat", 1, 2, 3, 4), "a.bmp": []})
    report = project.export("yolo", tmp_path / "out")
    assert any(line.startswith("2 pictures need other names") for line in report.lost)
    assert (tmp_path / "out" / "images.txt").read_text() == "./images/a.bmp.bmp\n./images/a.png.png\n"


@pytest.mark.parametrize("task", ["boxes", "polygons", "masks"])
def test_an_item_whose_picture_became_another_is_told(
    new: New, photos: Path, tmp_path: Path, task: str
) -> None:
    values: dict[str, nl.Box | nl.Polygon | nl.Mask] = {
        "boxes": nl.Box("cat", 30, 30, 20, 10),
        "polygons": nl.Polygon("cat", [[(30, 30), (50, 30), (40, 39)]]),
        "masks": nl.Mask.from_array("cat", np.eye(40, 60)),
    }
    project = new(task, ["cat"])
    project.annotate_many({"a.png": values[task], "b.png": values[task]})
    Image.new("L", (20, 20)).save(photos / "a.png")
    report = project.export("coco", tmp_path / "out.json")
    assert "1 item is left out, since its picture is another" in report.lost[0]
    assert (report.items, report.annotations) == (1, 1)
