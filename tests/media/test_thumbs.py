"""Small thumbnails on disk."""

import os
import resource
import shutil
import sqlite3
import threading
from pathlib import Path

import pytest

from nblabel.media.cache import cache_key
from nblabel.media.thumbs import NAME, Thumb, Thumbs


def thumb(text: str = "data") -> Thumb:
    return Thumb(text.encode(), 48, 36, 4000, 3000)


def key(n: int) -> str:
    return cache_key(1, f"{n}.jpg", 10, 20, 0, 48)


def test_what_was_put_is_there_also_for_another_kernel(tmp_path: Path) -> None:
    Thumbs(tmp_path / "c").put({key(1): thumb("one"), key(2): thumb("two")})
    assert Thumbs(tmp_path / "c").find([key(2), key(3)]) == {key(2): thumb("two")}


def test_thousands_are_found_at_once(tmp_path: Path) -> None:
    thumbs = Thumbs(tmp_path)
    thumbs.put({key(n): thumb(str(n)) for n in range(3000)})
    assert thumbs.find(map(key, range(5000))) == {key(n): thumb(str(n)) for n in range(3000)}


def test_a_later_one_takes_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    thumbs = Thumbs(tmp_path)
    thumbs.put({key(1): thumb("old")})
    thumbs.put({key(1): thumb("new")})
    assert thumbs.find([key(1)]) == {key(1): thumb("new")}


def test_it_may_be_deleted_at_any_time(tmp_path: Path) -> None:
    thumbs = Thumbs(tmp_path / "c")
    thumbs.put({key(1): thumb()})
    shutil.rmtree(tmp_path / "c")
    assert thumbs.find([key(1)]) == {}
    thumbs.put({key(1): thumb()})
    assert Thumbs(tmp_path / "c").find([key(1)]) == {key(1): thumb()}


@pytest.mark.parametrize("damage", [b"", b"no database at all" * 1000])
def test_a_damaged_file_is_begun_anew(tmp_path: Path, damage: bytes) -> None:
    Thumbs(tmp_path).put({key(1): thumb()})
    (tmp_path / NAME).write_bytes(damage)
    thumbs = Thumbs(tmp_path)
    assert thumbs.find([key(1)]) == {}
    thumbs.put({key(1): thumb()})
    assert thumbs.find([key(1)]) == {key(1): thumb()}


def test_a_flipped_bit_is_noticed(tmp_path: Path) -> None:
    Thumbs(tmp_path).put({key(1): thumb("picture"), key(2): thumb("another")})
    with sqlite3.connect(tmp_path / NAME) as connection:
        connection.execute("UPDATE thumb SET data = 'Picture' WHERE data = ?", [b"picture"])
    assert Thumbs(tmp_path).find([key(1), key(2)]) == {key(2): thumb("another")}


def test_the_limit_holds_and_the_oldest_go_first(tmp_path: Path) -> None:
    thumbs = Thumbs(tmp_path, limit=2_000_000)
    for start in range(0, 3000, 100):
        thumbs.put({key(n): thumb("x" * 2000) for n in range(start, start + 100)})
    assert (tmp_path / NAME).stat().st_size < 2_500_000
    assert thumbs.find([key(0)]) == {}
    assert len(thumbs.find(map(key, range(2900, 3000)))) == 100


def test_a_place_that_cannot_be_written_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "c").write_text("a file where the folder should be")
    thumbs = Thumbs(tmp_path / "c")
    thumbs.put({key(1): thumb()})
    assert thumbs.find([key(1)]) == {}


def test_a_full_disk_does_no_harm(tmp_path: Path) -> None:
    thumbs = Thumbs(tmp_path)
    thumbs.put({key(1): thumb()})
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (os.stat(tmp_path / NAME).st_size, hard))
    try:
        thumbs.put({key(2): thumb("x" * 100_000)})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert thumbs.find([key(1), key(2)]) == {key(1): thumb()}


def test_kernels_that_share_it_see_whole_ones_only(tmp_path: Path) -> None:
    found: list[dict[str, Thumb]] = []

    def use(thumbs: Thumbs) -> None:
        for n in range(60):
            thumbs.put({key(n % 30): thumb(str(n % 30) * 500)})
            found.append(thumbs.find([key((n + 7) % 30)]))

    threads = [threading.Thread(target=use, args=[Thumbs(tmp_path)]) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(one == thumb(str(n) * 500) for n in range(30) for f in found if (one := f.get(key(n))))
    assert len(Thumbs(tmp_path).find(map(key, range(30)))) == 30
