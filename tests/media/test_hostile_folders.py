"""Folders as they come: being filled, linked in circles, huge, half locked, with odd twins, or gone."""

import os
import shutil
import threading
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import nblabel as nl
from nblabel.media.sources import source_of
from tests.media.conftest import noise

Photo = Callable[..., Path]


@pytest.fixture
def project(tmp_path: Path, photo: Photo) -> Iterator[nl.Project]:
    """A project over a folder of five photos, one of them labelled."""
    for n in range(5):
        photo(f"photos/{n}.png", seed=n)
    with nl.create(tmp_path / "p.nblabel", labels=["cat"], annotator="ana") as project:
        project.add(tmp_path / "photos", progress=False)
        project.annotate("0.png", "cat")
        yield project


def states(project: nl.Project) -> dict[str, str]:
    return dict(project.items()[["item", "state"]].itertuples(index=False))


def lock(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Takes the right to read a folder away; from root it can only be kept by a fault."""
    if os.geteuid():
        folder.chmod(0)
        return
    scandir = os.scandir

    def refusing(place: str) -> object:
        if os.path.realpath(place) == str(folder):
            raise PermissionError(13, "Permission denied", place)
        return scandir(place)

    monkeypatch.setattr(os, "scandir", refusing)


def test_a_half_written_file_is_broken_and_whole_at_the_next_look(project: nl.Project, photo: Photo) -> None:
    place = photo("photos/new.png", 400, 300)
    whole = place.read_bytes()
    place.write_bytes(whole[: len(whole) // 2])
    [reason] = project.refresh().failed["reason"]
    assert reason == "The file ends too early"
    assert states(project)["new.png"] == "broken"
    place.write_bytes(whole)
    report = project.refresh()
    assert (report.added, report.updated, len(report.failed)) == (0, 1, 0)
    assert states(project)["new.png"] == "unlabeled"


def test_a_folder_that_is_filled_meanwhile_ends_up_whole(
    project: nl.Project, tmp_path: Path, photo: Photo
) -> None:
    data = [photo(f"aside/{n}.jpg", 300, 200, seed=n).read_bytes() for n in range(40)]

    def fill() -> None:
        for n, one in enumerate(data):
            with (tmp_path / f"photos/new{n:02}.jpg").open("wb", buffering=0) as file:
                for start in range(0, len(one), 2000):
                    file.write(one[start : start + 2000])
            (tmp_path / f"photos/tmp{n}.jpg").write_bytes(one)
            (tmp_path / f"photos/tmp{n}.jpg").unlink()

    filling = threading.Thread(target=fill)
    filling.start()
    while filling.is_alive():
        project.refresh()
    project.refresh()
    here = project.items().query("not missing")
    assert sorted(here["item"]) == [*(f"{n}.png" for n in range(5)), *(f"new{n:02}.jpg" for n in range(40))]
    assert set(here["state"]) == {"unlabeled", "submitted"}
    assert project.annotations()["item"].tolist() == ["0.png"]


def test_links_end_and_give_no_picture_twice(project: nl.Project, tmp_path: Path, photo: Photo) -> None:
    photos = tmp_path / "photos"
    photo("elsewhere/far.png")
    photo("single.png")
    (photos / "loop").symlink_to(photos)
    (photos / "away").symlink_to(tmp_path / "elsewhere")
    (photos / "again").symlink_to(tmp_path / "elsewhere")
    (photos / "twin.png").symlink_to(photos / "1.png")
    (photos / "outside.png").symlink_to(tmp_path / "single.png")
    (photos / "nowhere.png").symlink_to(tmp_path / "no such file")
    assert project.refresh().added == 3
    assert set(states(project)) - {f"{n}.png" for n in range(5)} == {
        "again/far.png",
        "outside.png",
        "nowhere.png",
    }
    assert states(project)["nowhere.png"] == "broken"


@pytest.mark.long
def test_a_hundred_thousand_files_in_one_folder(tmp_path: Path, photo: Photo) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    originals = [photo("a.png", seed=1), photo("b.png", seed=2)]  # a file has at most 65,000 names
    for n in range(100_000):
        os.link(originals[n % 2], folder / f"{n}.png")
    with nl.create(tmp_path / "p.nblabel", labels=["cat"]) as project:
        assert project.add(folder, progress=False).added == 100_000
        (folder / "7.png").rename(folder / "seven.png")
        report = project.refresh()
        assert (report.added, report.missing, report.skipped) == (1, 1, 99_999)
    shutil.rmtree(folder)


TWINS = ("A.png", "a.png", "é.png", unicodedata.normalize("NFD", "é.png"), "İ.png", "i.png")


def test_names_that_differ_by_case_or_unicode_form_are_items_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "twins").mkdir()
    for n, name in enumerate(TWINS):
        Image.fromarray(np.full((4, 4, 3), n, np.uint8)).save(tmp_path / "twins" / name)
    if len(os.listdir(tmp_path / "twins")) < len(TWINS):
        assert len(list(source_of(tmp_path / "twins").find())) == len(os.listdir(tmp_path / "twins"))
        return  # this disk takes some of them for the same name
    with nl.create(tmp_path / "p.nblabel", labels=["cat"]) as project:
        project.add(tmp_path / "twins", progress=False)
        assert project.refresh().skipped == len(TWINS)
        assert {name: np.asarray(project.read(name))[0, 0, 0] for name in TWINS} == {
            name: n for n, name in enumerate(TWINS)
        }


def test_a_locked_folder_inside_is_told_and_its_items_wait(
    tmp_path: Path, photo: Photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo("p/a.png", seed=1)
    photo("p/inner/b.png", seed=2)
    with nl.create(tmp_path / "p.nblabel", labels=["cat"], annotator="ana") as project:
        project.add(tmp_path / "p", progress=False)
        project.annotate("inner/b.png", "cat")
        with monkeypatch.context() as locked:
            lock(tmp_path / "p/inner", locked)
            photo("p/copy.png", seed=2)
            report = project.refresh()
            assert report.failed.values.tolist() == [
                ["", str(tmp_path / "p/inner"), "The folder cannot be read: Permission denied"]
            ]
            assert (report.added, report.missing, report.renamed) == (1, 1, 0)
        (tmp_path / "p/inner").chmod(0o700)
        assert project.refresh().updated == 1
        assert project.annotations()["item"].tolist() == ["inner/b.png"]


def test_a_mount_that_is_gone_leaves_its_items_missing_and_its_answers(
    project: nl.Project, tmp_path: Path
) -> None:
    (tmp_path / "photos").rename(tmp_path / "unmounted")
    (tmp_path / "photos").mkdir()  # what is left of a mount is an empty folder
    report = project.refresh()
    assert (report.missing, report.failed["uri"].tolist()) == (5, [str(tmp_path / "photos")])
    assert "no pictures" in report.failed["reason"][0]
    assert project.next(5) == []
    assert project.annotations()["item"].tolist() == ["0.png"]
    (tmp_path / "photos").rmdir()
    (tmp_path / "unmounted").rename(tmp_path / "photos")
    assert project.refresh().updated == 5
    assert not project.items()["missing"].any()


def test_odd_names_stay_the_same_items(project: nl.Project, tmp_path: Path) -> None:
    for n, name in enumerate((b"new\nline.png", b"bad\xff\xfe.png", b"back\\slash.png", b"#frame=3.png")):
        noise(seed=n + 9).save(tmp_path / "odd.png")
        os.rename(tmp_path / "odd.png", os.path.join(os.fsencode(tmp_path / "photos"), name))
    assert project.refresh().added == 4
    assert project.refresh().skipped == 9
    os.rename(os.fsencode(tmp_path / "photos") + b"/bad\xff\xfe.png", tmp_path / "photos/good.png")
    assert project.refresh().renamed == 1
