"""Thumbnails made before anybody looks."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from nblabel.media import ahead as ahead_module
from nblabel.media.ahead import Ahead
from nblabel.media.pictures import Job
from nblabel.media.pool import Pool
from nblabel.media.sheets import Sheets
from nblabel.media.thumbs import Thumbs
from tests.waiting import until

Photo = Callable[..., Path]


@pytest.fixture
def sheets(tmp_path: Path) -> Iterator[Sheets]:
    pool = Pool()
    yield Sheets(pool, Thumbs(tmp_path / "cache"))
    pool.close()


@pytest.fixture
def ahead(sheets: Sheets, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ahead]:
    monkeypatch.setattr(ahead_module, "QUIET_SECONDS", 0.05)
    ahead = Ahead(sheets)
    yield ahead
    ahead.close()


def job(place: Path) -> Job:
    status = place.stat()
    return Job(
        place.name, 1, str(place.parent), place.name, 48, size=status.st_size, mtime_ns=status.st_mtime_ns
    )


def test_what_is_near_is_kept_before_anybody_looks(photo: Photo, sheets: Sheets, ahead: Ahead) -> None:
    jobs = [job(photo(f"{n}.jpg")) for n in range(6)]
    ahead.follow(iter([jobs[:3], jobs[3:]]))
    until(lambda: len(sheets.find(jobs)) == 6)


def test_a_broken_file_does_not_stop_it(photo: Photo, sheets: Sheets, ahead: Ahead) -> None:
    jobs = [job(photo(f"{n}.jpg")) for n in range(3)]
    (Path(jobs[0].root) / jobs[0].path).write_text("no picture")
    ahead.follow(iter([jobs]))
    until(lambda: set(sheets.find(jobs)) == set(jobs[1:]))


def test_another_place_takes_the_place_of_the_one_before(photo: Photo, sheets: Sheets, ahead: Ahead) -> None:
    first, second = job(photo("a.jpg")), job(photo("b.jpg"))

    def endless() -> Iterator[list[Job]]:
        while True:
            yield [first]

    ahead.follow(endless())
    until(lambda: first in sheets.find([first]))
    ahead.follow(iter([[second]]))
    until(lambda: second in sheets.find([second]))


def test_it_waits_while_somebody_waits(
    photo: Photo, sheets: Sheets, ahead: Ahead, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead_module, "QUIET_SECONDS", 60)
    jobs = [job(photo("a.jpg"))]
    ahead.follow(iter([jobs]))
    time.sleep(0.3)
    assert sheets.find(jobs) == {}


def test_closing_ends_it(photo: Photo, ahead: Ahead) -> None:
    ahead.follow(iter([[job(photo("a.jpg"))]]))
    ahead.close()
    assert ahead._thread is not None
    assert not ahead._thread.is_alive()
