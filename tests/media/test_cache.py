"""Encoded pictures on disk."""

import os
import resource
import shutil
import threading
import time
from pathlib import Path

import pytest

from nblabel.media.cache import Cache, cache_key
from nblabel.media.images import Picture


def entry(text: str = "data") -> Picture:
    return Picture(text.encode(), "image/png", 40_000, 3)


def key(n: int) -> str:
    return cache_key(1, f"{n}.jpg", 10, 20, 0, 300)


def files(folder: Path) -> list[Path]:
    return [place for place in folder.rglob("*") if place.is_file()]


def test_what_was_put_is_there_also_for_another_kernel(tmp_path: Path) -> None:
    Cache(tmp_path / "c").put(key(1), entry())
    assert Cache(tmp_path / "c").get(key(1)) == entry()
    assert Cache(tmp_path / "c").get(key(2)) is None


def test_another_file_time_size_frame_or_wish_is_another_key() -> None:
    keys = {
        cache_key(source, path, size, mtime, frame, pixels)
        for source, path, size, mtime, frame, pixels in [
            (1, "a", 1, 1, 0, 1),
            (2, "a", 1, 1, 0, 1),
            (1, "b", 1, 1, 0, 1),
            (1, "a", 2, 1, 0, 1),
            (1, "a", 1, 2, 0, 1),
            (1, "a", 1, 1, 1, 1),
            (1, "a", 1, 1, 0, 2),
        ]
    }
    assert len(keys) == 7


def test_it_may_be_deleted_at_any_time(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "c")
    cache.put(key(1), entry())
    shutil.rmtree(tmp_path / "c")
    assert cache.get(key(1)) is None
    cache.put(key(1), entry())
    assert cache.get(key(1)) == entry()


@pytest.mark.parametrize("damage", [b"", b"nbl1", b"x" * 100])
def test_a_damaged_entry_is_forgotten(tmp_path: Path, damage: bytes) -> None:
    cache = Cache(tmp_path / "c")
    cache.put(key(1), entry())
    [place] = files(tmp_path / "c")
    place.write_bytes(damage)
    assert cache.get(key(1)) is None
    assert files(tmp_path / "c") == []


def test_a_flipped_bit_is_noticed(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "c")
    cache.put(key(1), entry())
    [place] = files(tmp_path / "c")
    data = bytearray(place.read_bytes())
    data[-1] ^= 1
    place.write_bytes(data)
    assert cache.get(key(1)) is None


def test_the_limit_holds_and_the_longest_unused_go_first(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "c", limit=30_000)
    for n in range(100):
        cache.put(key(n), entry("x" * 1000))
        old = time.time() - 10_000 + n
        os.utime(cache.folder / key(n)[:2] / key(n)[2:], (old, old))
        assert cache.get(key(0)) is not None  # in use all the time
    assert sum(place.stat().st_size for place in files(tmp_path / "c")) <= 30_000
    assert cache.get(key(99)) is not None
    assert cache.get(key(50)) is None


def test_a_place_that_cannot_be_written_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "c").write_text("a file where the folder should be")
    cache = Cache(tmp_path / "c")
    cache.put(key(1), entry())
    assert cache.get(key(1)) is None


def test_a_full_disk_does_no_harm_and_leaves_nothing_behind(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "c")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        cache.put(key(1), entry("x" * 5000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert cache.get(key(1)) is None
    assert files(tmp_path / "c") == []


def test_kernels_that_share_it_never_see_half_an_entry(tmp_path: Path) -> None:
    caches = [Cache(tmp_path / "c", limit=20_000) for _ in range(2)]
    wrong: list[Picture] = []

    def use(cache: Cache) -> None:
        for n in range(200):
            cache.put(key(n % 30), entry(str(n % 30) * 500))
            found = cache.get(key((n + 7) % 30))
            if found is not None and found != entry(str((n + 7) % 30) * 500):
                wrong.append(found)

    threads = [threading.Thread(target=use, args=[cache]) for cache in caches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
