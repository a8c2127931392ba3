"""The service that makes pictures, the ones looked at first."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from nblabel.media import pool
from nblabel.media.cache import Cache
from nblabel.media.images import Picture, picture
from nblabel.media.pictures import Job, Pictures
from nblabel.values.errors import ImageError, StalledError
from tests.waiting import PATIENCE

Photo = Callable[..., Path]


class Page:
    """What a page was given, in order."""

    def __init__(self) -> None:
        self.given: list[tuple[str, Picture | ImageError]] = []
        self.came = threading.Condition()

    def __call__(self, job: Job, result: Picture | ImageError) -> None:
        with self.came:
            self.given.append((job.item, result))
            self.came.notify_all()

    def wait(self, count: int) -> list[str]:
        with self.came:
            assert self.came.wait_for(lambda: len(self.given) >= count, timeout=PATIENCE)
            return [item for item, _ in self.given]


@pytest.fixture
def one_thread(tmp_path: Path) -> Iterator[Pictures]:
    service = Pictures(Cache(tmp_path / "cache"), threads=1)
    yield service
    service.close()


def job(place: Path, pixels: int = 32) -> Job:
    return Job(place.name, 1, str(place.parent), place.name, pixels)


class Gate:
    """Stands in for the decoder: holds the first picture until it is opened, and counts."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls = list[str]()
        self.begun, self.opened = threading.Event(), threading.Event()
        monkeypatch.setattr("nblabel.media.pictures.picture", self)

    def __call__(self, place: str, size: int, frame: int = 0) -> Picture:
        self.calls.append(Path(place).name)
        self.begun.set()
        assert self.opened.wait(PATIENCE)
        return picture(place, size, frame)


def test_pictures_and_reasons_are_delivered(photo: Photo, one_thread: Pictures, tmp_path: Path) -> None:
    page = Page()
    (tmp_path / "bad.jpg").write_text("no picture")
    names = ["bad.jpg", "gone.jpg"]
    one_thread.want("p", [job(photo("a.jpg")), *(job(tmp_path / name) for name in names)], page)
    assert page.wait(3) == ["a.jpg", "bad.jpg", "gone.jpg"]
    results = [result for _, result in page.given]
    assert isinstance(results[0], Picture)
    assert [str(result) for result in results[1:]] == ["Not a picture", "The file is gone"]


def test_urgent_comes_before_ahead_and_replaces_earlier_urgent(
    photo: Photo, one_thread: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, page = Gate(monkeypatch), Page()
    a, b, c, d, e = (job(photo(f"{name}.jpg")) for name in "abcde")
    one_thread.want("p", [a], page)
    assert gate.begun.wait(PATIENCE)
    one_thread.want("p", [b], page, urgent=False)
    one_thread.want("p", [c], page)
    one_thread.want("p", [e, d], page)
    gate.opened.set()
    assert page.wait(4) == ["a.jpg", "e.jpg", "d.jpg", "b.jpg"]
    assert gate.calls == ["a.jpg", "e.jpg", "d.jpg", "b.jpg"]


def test_what_is_wanted_twice_is_decoded_once(
    photo: Photo, one_thread: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, one, two = Gate(monkeypatch), Page(), Page()
    wanted = job(photo())
    one_thread.want("one", [wanted], one)
    assert gate.begun.wait(PATIENCE)
    one_thread.want("two", [wanted], two)
    gate.opened.set()
    assert one.wait(1) == two.wait(1) == ["a.jpg"]
    one_thread.want("one", [wanted], one)
    one.wait(2)
    assert gate.calls == ["a.jpg"]


def test_a_changed_file_is_decoded_anew(photo: Photo, one_thread: Pictures) -> None:
    page = Page()
    for seed in (0, 1):
        one_thread.want("p", [job(photo(width=64 + seed, seed=seed))], page)
        page.wait(seed + 1)
    first, second = (result for _, result in page.given)
    assert isinstance(first, Picture)
    assert isinstance(second, Picture)
    assert (first.width, second.width) == (64, 65)


def test_a_new_service_takes_pictures_from_disk(
    photo: Photo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = job(photo())
    for _ in range(2):
        service, page = Pictures(Cache(tmp_path / "cache")), Page()
        service.want("p", [wanted], page)
        page.wait(1)
        assert isinstance(page.given[0][1], Picture)
        service.close()
        monkeypatch.setattr("nblabel.media.pictures.picture", None)


def test_a_forgotten_page_gets_nothing_more(
    photo: Photo, one_thread: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, gone, here = Gate(monkeypatch), Page(), Page()
    one_thread.want("gone", [job(photo("a.jpg")), job(photo("b.jpg"))], gone)
    assert gate.begun.wait(PATIENCE)
    one_thread.want("here", [job(photo("c.jpg"))], here)
    one_thread.forget("gone")
    gate.opened.set()
    here.wait(1)
    assert gone.given == []
    assert gate.calls == ["a.jpg", "c.jpg"]


def test_nothing_kills_a_worker(
    photo: Photo, one_thread: Pictures, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def bad_page(job: Job, result: Picture | ImageError) -> None:
        raise RuntimeError("the page is in ruins")

    one_thread.want("bad", [job(photo("a.jpg"))], bad_page)
    page = Page()
    with monkeypatch.context() as patch:
        patch.setattr("nblabel.media.pictures.picture", lambda *_: 1 / 0)
        one_thread.want("p", [job(photo("b.jpg"))], page)
        page.wait(1)
    one_thread.want("p", [job(photo("c.jpg"))], page)
    assert page.wait(2) == ["b.jpg", "c.jpg"]
    assert isinstance(page.given[0][1], ImageError)
    assert isinstance(page.given[1][1], Picture)
    assert "in ruins" in caplog.text


def test_closing_ends_the_threads(one_thread: Pictures) -> None:
    before = {*threading.enumerate()}
    service = Pictures(threads=3)
    begun = {*threading.enumerate()} - before
    assert len(begun) == 4  # one looks after the others
    service.close()
    assert not begun & {*threading.enumerate()}


def test_a_file_that_does_not_answer_says_so_and_may_come_later(
    photo: Photo, one_thread: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("STUCK_SECONDS", "LATE_SECONDS", "LOOK_SECONDS"):
        monkeypatch.setattr(pool, name, 0.05)
    gate, page = Gate(monkeypatch), Page()
    one_thread.want("p", [job(photo("a.jpg"))], page)
    assert page.wait(1) == ["a.jpg"]
    assert isinstance(page.given[0][1], StalledError)
    gate.opened.set()
    page.wait(2)
    assert isinstance(page.given[1][1], Picture)
