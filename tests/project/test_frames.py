"""Files of several frames: one item, or an item for each frame."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

import nblabel as nl
from tests.media.dicoms import write

GREYS = (0, 100, 200)
SCAN = [f"scan.tif#frame={n}" for n in range(3)]
MOVIE = [f"deep/movie.dcm#frame={n}" for n in range(4)]


def pages(place: Path, greys: tuple[int, ...] = GREYS) -> None:
    first, *rest = (Image.new("L", (30 + n, 20), grey) for n, grey in enumerate(greys))
    first.save(place, "TIFF", save_all=True, append_images=rest)


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    folder = tmp_path / "scans"
    (folder / "deep").mkdir(parents=True)
    pages(folder / "scan.tif")
    values = np.stack([np.full((8, 9), n * 10, np.uint8) for n in range(4)])
    write(folder / "deep" / "movie.dcm", values, WindowCenter=50, WindowWidth=101)
    Image.new("RGB", (40, 30), "teal").save(folder / "plain.png")
    return folder


@pytest.fixture
def project(tmp_path: Path, scans: Path) -> Iterator[nl.Project]:
    with nl.create(tmp_path / "scans.nblabel", labels=["cat", "dog"], annotator="ana") as project:
        project.add(scans, frames="separate", progress=False)
        yield project


def keys(project: nl.Project) -> list[str]:
    return sorted(project.items()["item"])


def test_each_frame_is_an_item(project: nl.Project, scans: Path) -> None:
    assert keys(project) == [*MOVIE, "plain.png", *SCAN]
    assert set(project.items()["uri"]) == {str(path) for path in scans.rglob("*.*")}


def test_each_item_shows_its_own_frame(project: nl.Project) -> None:
    assert [project.read(key).getpixel((3, 3)) for key in SCAN] == [(grey,) * 3 for grey in GREYS]
    assert [project.read(key).size for key in SCAN] == [(30, 20), (31, 20), (32, 20)]
    assert len({project.read(key).getpixel((3, 3)) for key in MOVIE}) == 4
    assert project.read("plain.png").size == (40, 30)


def test_each_frame_has_an_answer_of_its_own(project: nl.Project) -> None:
    project.annotate(SCAN[1], "cat")
    project.skip(SCAN[2])
    states = project.items().set_index("item")["state"]
    assert [states[key] for key in SCAN] == ["unlabeled", "submitted", "skipped"]
    assert project.undo()
    assert project.items().set_index("item")["state"][SCAN[2]] == "unlabeled"


def test_the_same_source_again_adds_nothing(project: nl.Project, scans: Path) -> None:
    report = project.add(scans, frames="separate", progress=False)
    assert (report.added, report.updated, report.skipped) == (0, 0, 8)
    report = project.refresh()
    assert (report.added, report.updated, report.skipped) == (0, 0, 8)


def test_refresh_follows_more_and_fewer_frames(project: nl.Project, scans: Path) -> None:
    project.annotate(SCAN[2], "dog")
    pages(scans / "scan.tif", (1, 2, 3, 4, 5))
    assert project.refresh().added == 2
    assert project.read("scan.tif#frame=4").getpixel((0, 0)) == (5, 5, 5)
    pages(scans / "scan.tif", (7, 8))
    project.refresh()
    gone = project.items().query("missing")["item"]
    assert sorted(gone) == ["scan.tif#frame=2", "scan.tif#frame=3", "scan.tif#frame=4"]
    assert project.annotations()["item"].tolist() == [SCAN[2]]


def test_a_renamed_file_takes_its_frames_along(project: nl.Project, scans: Path) -> None:
    project.annotate(SCAN[1], "cat")
    (scans / "scan.tif").rename(scans / "other.tif")
    report = project.refresh()
    assert (report.added, report.renamed, report.missing) == (0, 3, 0)
    assert project.annotations()["item"].tolist() == [SCAN[1]]
    assert project.read(SCAN[1]).getpixel((3, 3)) == (100, 100, 100)


def test_a_broken_file_is_one_item_until_it_is_mended(project: nl.Project, scans: Path) -> None:
    data = (scans / "scan.tif").read_bytes()
    (scans / "new.tif").write_bytes(data[:40])
    assert project.refresh().failed["item"].tolist() == ["new.tif"]
    (scans / "new.tif").write_bytes(data)
    project.refresh()
    there = project.items().query("not missing and item.str.startswith('new')")
    assert sorted(there["item"]) == [f"new.tif#frame={n}" for n in range(3)]
    assert set(there["state"]) == {"unlabeled"}


def test_frames_follow_a_folder_that_moved(project: nl.Project, scans: Path) -> None:
    scans.rename(scans.parent / "elsewhere")
    project.relocate(scans, scans.parent / "elsewhere")
    assert project.read(SCAN[2]).getpixel((3, 3)) == (200, 200, 200)
    assert project.refresh().missing == 0


def test_a_file_that_is_called_like_a_frame_is_not_taken_for_one(tmp_path: Path) -> None:
    odd = tmp_path / "a.tif#frame=2"
    pages(odd)
    pages(tmp_path / "a.tif", (1, 2, 3))
    with nl.create(tmp_path / "odd.nblabel") as project:
        project.add([odd, tmp_path / "a.tif"], progress=False)
        assert project.read("a.tif#frame=2").size == (30, 20)
        assert project.read("a.tif#frame=2", frame=1).size == (31, 20)
    with nl.create(tmp_path / "apart.nblabel") as project:
        project.add([odd, tmp_path / "a.tif"], frames="separate", progress=False)
        assert len(project.items()) == 6
        assert project.read("a.tif#frame=2#frame=1").getpixel((0, 0)) == (100, 100, 100)
        assert project.read("a.tif#frame=2").getpixel((0, 0)) == (3, 3, 3)


def test_a_table_gives_its_label_to_every_frame(tmp_path: Path, scans: Path) -> None:
    table = pd.DataFrame({"image": [str(scans / "scan.tif")], "label": ["cat"], "key": ["K1"]})
    with nl.create(tmp_path / "table.nblabel") as project:
        project.add(table, labels_as="answers", frames="separate", progress=False)
        assert sorted(project.annotations()["item"]) == [f"K1#frame={n}" for n in range(3)]
        assert (project.refresh().skipped, len(project.items())) == (3, 3)
        assert project.read("K1#frame=1").getpixel((0, 0)) == (100, 100, 100)


def test_two_sources_keep_their_frames_apart(project: nl.Project, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    pages(tmp_path / "more" / "scan.tif", (5, 6))
    project.add(tmp_path / "more", frames="together", progress=False)
    assert project.read("more/scan.tif", frame=1).getpixel((0, 0)) == (6, 6, 6)
    assert project.read(SCAN[1]).getpixel((0, 0)) == (100, 100, 100)


def test_together_a_file_is_one_item_and_its_regions_carry_the_frame(tmp_path: Path, scans: Path) -> None:
    with nl.create(tmp_path / "boxes.nblabel", task="boxes", labels=["lesion"]) as project:
        project.add(scans, progress=False)
        assert keys(project) == ["deep/movie.dcm", "plain.png", "scan.tif"]
        project.annotate("scan.tif", [nl.Box("lesion", 1, 1, 5, 5, frame=2)])
        assert project.annotations()["frame"].tolist() == [2]
        assert project.read("scan.tif", frame=2).getpixel((0, 0)) == (200, 200, 200)
        with pytest.raises(nl.AnnotationError, match=r"scan\.tif"):
            project.annotate("scan.tif", [nl.Box("lesion", 1, 1, 5, 5, frame=3)])
        with pytest.raises(nl.ImageError):
            project.read("scan.tif", frame=3)


def test_nothing_else_is_known_of_frames(tmp_path: Path, scans: Path) -> None:
    with nl.create(tmp_path / "x.nblabel") as project, pytest.raises(nl.SourceError, match="each"):
        project.add(scans, frames="each", progress=False)


def test_only_the_first_picture_of_an_animation_counts(tmp_path: Path) -> None:
    (tmp_path / "gifs").mkdir()
    red, blue = Image.new("RGB", (9, 9), "red"), Image.new("RGB", (9, 9), "blue")
    red.save(tmp_path / "gifs" / "a.gif", save_all=True, append_images=[blue])
    with nl.create(tmp_path / "gifs.nblabel") as project:
        project.add(tmp_path / "gifs", frames="separate", progress=False)
        assert keys(project) == ["a.gif"]
