"""Looking again: new, gone, changed and renamed files; no answer is lost or comes to another picture."""

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import nblabel as nl
from nblabel import looking
from nblabel.intake import AddReport
from nblabel.media import sources
from tests.waiting import PATIENCE


@pytest.fixture(params=["looked into", "too many to look into"])
def many(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[nl.Project]:
    """A project over forty pictures, of one size in bytes, the first ten of them labelled by their number.

    Once their content is known from the start, once only where each lies.
    """
    if request.param != "looked into":
        monkeypatch.setattr(sources, "CHECK_AT_MOST", 1)
    (tmp_path / "photos").mkdir()
    for n in range(40):
        picture(tmp_path / f"photos/{n:02}.bmp", n)
    with nl.create(tmp_path / "p.nblabel", labels=[f"l{n}" for n in range(10)]) as project:
        project.add(tmp_path / "photos", progress=False)
        project.annotate_many({f"{n:02}.bmp": f"l{n}" for n in range(10)})
        yield project


def picture(place: Path, n: int) -> None:
    Image.fromarray(np.full((6, 7, 3), n, np.uint8)).save(place)


def shown(project: nl.Project) -> dict[str, int]:
    """Which picture each label is on now, of the items whose file is there."""
    here = project.items().set_index("item").query("not missing").index
    answers = project.annotations().set_index("item")["label"]
    return {
        label: int(np.asarray(project.read(str(item)))[0, 0, 0])
        for item, label in answers.items()
        if item in here
    }


def counts(report: AddReport) -> tuple[int, int, int, int, int]:
    return (report.added, report.updated, report.renamed, report.missing, report.skipped)


def test_new_gone_and_renamed_files_are_counted_and_answers_follow(many: nl.Project, tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    for n in range(5):
        (photos / f"{n:02}.bmp").rename(photos / f"renamed{n}.bmp")
    for n in (5, 20, 21):
        (photos / f"{n:02}.bmp").unlink()
    for n in range(100, 107):
        picture(photos / f"{n}.bmp", n)
    assert counts(many.refresh()) == (7, 5, 5, 3, 32)
    assert shown(many) == {f"l{n}": n for n in range(10) if n != 5}
    assert many.annotations()["item"].tolist() == [f"{n:02}.bmp" for n in range(10)]
    assert set(many.items().query("missing")["item"]) == {"05.bmp", "20.bmp", "21.bmp"}
    assert many.items().set_index("item")["uri"]["00.bmp"].endswith("renamed0.bmp")
    assert counts(many.refresh()) == (0, 0, 0, 0, 44)


def test_a_file_may_move_to_another_folder_and_back(many: nl.Project, tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    (photos / "sub/deep").mkdir(parents=True)
    (photos / "00.bmp").rename(photos / "sub/deep/other.bmp")
    assert counts(many.refresh())[:3] == (0, 1, 1)
    (photos / "sub/deep/other.bmp").rename(photos / "00.bmp")
    assert counts(many.refresh())[:3] == (0, 1, 1)
    assert shown(many) == {f"l{n}": n for n in range(10)}


def test_names_that_move_up_by_one_take_their_answers_along(many: nl.Project, tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    for n in reversed(range(40)):
        (photos / f"{n:02}.bmp").rename(photos / f"{n + 1:02}.bmp")
    picture(photos / "00.bmp", 99)
    many.refresh()
    assert shown(many) == {f"l{n}": n for n in range(10)}
    assert len(many.items()) == 41
    assert counts(many.refresh()) == (0, 0, 0, 0, 41)


def test_two_names_that_are_exchanged_take_their_answers_along(many: nl.Project, tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    for old, new in (("00", "x"), ("01", "00"), ("x", "01")):
        (photos / f"{old}.bmp").rename(photos / f"{new}.bmp")
    assert counts(many.refresh())[:4] == (0, 2, 2, 0)
    assert shown(many) == {f"l{n}": n for n in range(10)}


def test_a_new_file_under_the_old_name_is_an_item_of_its_own(many: nl.Project, tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    (photos / "00.bmp").rename(photos / "renamed.bmp")
    many.refresh()
    picture(photos / "00.bmp", 99)
    for expected in ((1, 0, 0, 0, 40), (0, 0, 0, 0, 41)):
        assert counts(many.refresh()) == expected
    assert "00.bmp#2" in set(many.items()["item"])
    assert int(np.asarray(many.read("00.bmp#2"))[0, 0, 0]) == 99
    assert shown(many)["l0"] == 0


def test_adding_again_takes_renamed_files_for_the_same_too(many: nl.Project, tmp_path: Path) -> None:
    (tmp_path / "photos/00.bmp").rename(tmp_path / "photos/renamed.bmp")
    assert counts(many.add(tmp_path / "photos", progress=False)) == (0, 1, 1, 0, 39)
    assert shown(many) == {f"l{n}": n for n in range(10)}


def test_a_file_found_again_later_under_another_name_is_known(many: nl.Project, tmp_path: Path) -> None:
    (tmp_path / "photos/00.bmp").rename(tmp_path / "aside.bmp")
    assert counts(many.refresh()) == (0, 0, 0, 1, 39)
    (tmp_path / "aside.bmp").rename(tmp_path / "photos/other.bmp")
    assert counts(many.refresh()) == (0, 1, 1, 0, 39)
    assert shown(many) == {f"l{n}": n for n in range(10)}


@pytest.mark.parametrize("many", ["looked into"], indirect=True)
def test_a_copy_whose_original_was_deleted_is_known_by_its_content(many: nl.Project, tmp_path: Path) -> None:
    shutil.copyfile(tmp_path / "photos/00.bmp", tmp_path / "photos/copy.bmp")
    (tmp_path / "photos/00.bmp").unlink()
    assert counts(many.refresh())[:4] == (0, 1, 1, 0)
    assert shown(many)["l0"] == 0


@pytest.mark.parametrize("many", ["looked into"], indirect=True)
def test_files_of_equal_content_are_never_guessed(many: nl.Project, tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    shutil.copyfile(photos / "00.bmp", photos / "twin.bmp")
    many.refresh()
    (photos / "00.bmp").rename(photos / "a.bmp")
    (photos / "twin.bmp").rename(photos / "b.bmp")
    assert counts(many.refresh()) == (2, 0, 0, 2, 39)
    assert many.annotations()["item"].tolist()[0] == "00.bmp"


@pytest.mark.parametrize("many", ["looked into"], indirect=True)
def test_a_copy_of_a_file_that_is_still_there_is_new(many: nl.Project, tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    shutil.copyfile(photos / "00.bmp", photos / "twin.bmp")
    assert counts(many.refresh())[:2] == (1, 0)
    (photos / "twin.bmp").rename(photos / "b.bmp")
    assert counts(many.refresh()) == (1, 0, 0, 1, 40)


def test_a_time_of_whole_seconds_on_a_used_inode_is_no_proof(many: nl.Project, tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    for n in range(40):
        os.utime(photos / f"{n:02}.bmp", (1_000_000, 1_000_000))
    many.refresh()
    status = (photos / "00.bmp").stat()
    (photos / "00.bmp").write_bytes(
        (photos / "39.bmp").read_bytes()[:-3] + b"abc"
    )  # the inode, another picture
    (photos / "00.bmp").rename(photos / "unpacked.bmp")
    os.utime(photos / "unpacked.bmp", (1_000_000, 1_000_000))
    assert (photos / "unpacked.bmp").stat().st_ino == status.st_ino
    assert counts(many.refresh()) == (1, 0, 0, 1, 39)


def test_the_files_of_answers_are_read_at_the_next_look_to_know_them_again(
    many: nl.Project, tmp_path: Path
) -> None:
    photos = tmp_path / "photos"
    for n in range(40):
        os.utime(photos / f"{n:02}.bmp", (1_000_000, 1_000_000))  # as unpacked
    many.refresh()
    many.refresh()
    for n in range(10):
        shutil.copyfile(photos / f"{n:02}.bmp", photos / f"moved{n}.bmp")
        (photos / f"{n:02}.bmp").unlink()
    assert counts(many.refresh())[:4] == (0, 10, 10, 0)
    assert shown(many) == {f"l{n}": n for n in range(10)}


def test_a_changed_file_is_updated_and_keeps_its_answer(many: nl.Project, tmp_path: Path) -> None:
    before = many.row("00.bmp")
    picture(tmp_path / "photos/00.bmp", 200)
    assert counts(many.refresh()) == (0, 1, 0, 0, 39)
    assert (many.row("00.bmp").mtime_ns, many.row("00.bmp").path) != (before.mtime_ns, before.path)
    assert shown(many)["l0"] == 200


def test_what_is_missing_is_asked_of_nobody_until_it_is_back(many: nl.Project, tmp_path: Path) -> None:
    (tmp_path / "photos/20.bmp").rename(tmp_path / "aside.bmp")
    many.refresh()
    assert "20.bmp" not in many.next(40)
    assert many.items().set_index("item")["state"]["20.bmp"] == "unlabeled"
    (tmp_path / "aside.bmp").rename(tmp_path / "photos/20.bmp")
    assert counts(many.refresh()) == (0, 1, 0, 0, 39)
    assert "20.bmp" in many.next(40)


def test_a_list_marks_what_is_gone_as_missing(many: nl.Project, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(tmp_path / "photos", other)
    files = sorted(other.iterdir())
    many.add(files, progress=False)
    files[0].unlink()
    many.add(files[:3], progress=False)
    assert many.items().query("missing")["item"].tolist() == ["other/00.bmp"]
    assert many.refresh().missing == 0
    assert not many.items("broken").size


def test_a_second_refresh_waits_for_the_first_and_shares_its_report(
    many: nl.Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, go_on, looks = threading.Event(), threading.Event(), []

    def slow(*given: object) -> object:
        looks.append(given)
        began.set()
        assert go_on.wait(PATIENCE)
        return look(*given)  # type: ignore[arg-type]

    look = looking.look
    monkeypatch.setattr("nblabel.refreshing.look", slow)
    picture(tmp_path / "photos/new.bmp", 99)
    reports: list[AddReport] = []
    first, second = (threading.Thread(target=lambda: reports.append(many.refresh())) for _ in range(2))
    first.start()
    assert began.wait(PATIENCE)
    second.start()
    go_on.set()
    first.join()
    second.join()
    assert len(looks) == 1
    assert reports[0] is reports[1]


def test_the_time_of_the_last_refresh_is_told(many: nl.Project) -> None:
    before = many.progress()["last_refresh"]
    many.refresh()
    assert many.progress()["last_refresh"] > before
