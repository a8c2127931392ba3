"""Embeddings are made once, survive what kills and corrupts, and come out in any order."""

import errno
import os
from collections.abc import Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nblabel.learn.blocks import Stopped
from nblabel.learn.features import embeddings, shelf
from nblabel.learn.features.contents import Content, Loaded, Photo
from nblabel.learn.features.embeddings import Embeddings
from nblabel.learn.features.featurizer import FeatureError, Ready, Rows
from nblabel.learn.features.quick import Quick
from nblabel.values.errors import StorageError


class Counting(Ready):
    """Three numbers of each text; counts what it was given."""

    key = "counting"
    name = "counting"
    media = "text"
    batch = 4
    shard = 8

    def __init__(self) -> None:
        self.seen: list[str] = []

    def embed(self, contents: Sequence[Loaded]) -> Rows:
        self.seen += map(str, contents)
        return np.array([[len(str(c)), hash_of(str(c)), 1] for c in contents], np.float32)


def hash_of(text: str) -> float:
    return sum(map(ord, text)) % 97


IDS = [f"item {n}" for n in range(50)]


def test_each_content_is_embedded_once(tmp_path: Path) -> None:
    first, second = Counting(), Counting()
    assert Embeddings(tmp_path, first).extend(IDS[:30], IDS[:30]) == 30
    again = Embeddings(tmp_path, second)
    assert again.extend(IDS, IDS) == 20
    assert sorted(first.seen) == sorted(IDS[:30])
    assert sorted(second.seen) == sorted(IDS[30:])


def test_rows_come_in_the_order_asked_for(tmp_path: Path) -> None:
    kept = Embeddings(tmp_path, Counting())
    kept.extend(IDS, IDS)
    asked = [*reversed(IDS), "unknown", IDS[3]]
    rows = kept.matrix(asked)
    assert rows.dtype == np.float16
    assert rows[:-2, 1].tolist() == [hash_of(one) for one in reversed(IDS)]
    assert np.isnan(rows[-2]).all()
    assert rows[-1, 1] == hash_of(IDS[3])


def test_the_same_content_twice_has_the_same_row(tmp_path: Path) -> None:
    kept, counting = Embeddings(tmp_path, (counting := Counting())), counting
    assert kept.extend(["a", "b", "a"], ["one", "two", "one"]) == 2
    assert sorted(counting.seen) == ["one", "two"]
    assert (kept.matrix(["a", "b", "a"])[[0]] == kept.matrix(["a", "b", "a"])[[2]]).all()


@pytest.mark.parametrize("damage", [b"", b"nbE1", b"x" * 500])
def test_a_damaged_shard_is_made_again(tmp_path: Path, damage: bytes) -> None:
    Embeddings(tmp_path, Counting()).extend(IDS, IDS)
    path = shelf.listed(tmp_path / "counting")[2]
    path.write_bytes(damage)
    counting = Counting()
    kept = Embeddings(tmp_path, counting)
    assert 0 < kept.extend(IDS, IDS) == len(counting.seen) <= 8
    assert kept.matrix(IDS)[:, 1].tolist() == [hash_of(one) for one in IDS]


def test_a_flipped_bit_is_noticed(tmp_path: Path) -> None:
    Embeddings(tmp_path, Counting()).extend(IDS, IDS)
    path = shelf.listed(tmp_path / "counting")[0]
    data = bytearray(path.read_bytes())
    data[-20] ^= 4
    path.write_bytes(data)
    assert shelf.read(path) is None
    assert not path.exists()


def test_what_was_done_when_it_was_called_off_is_kept(tmp_path: Path) -> None:
    done: list[int] = []
    kept = Embeddings(tmp_path, Counting())
    with pytest.raises(Stopped):
        kept.extend(IDS, IDS, progress=lambda n, _: done.append(n), stop=lambda: bool(done))
    counting = Counting()
    assert Embeddings(tmp_path, counting).extend(IDS, IDS) == len(counting.seen) < 50


def test_many_files_become_one_and_nothing_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embeddings, "MANY", 4)
    monkeypatch.setattr(embeddings, "MOST_FILES", 3)
    kept = Embeddings(tmp_path, Counting())
    kept.extend(IDS, IDS)
    assert len(shelf.listed(tmp_path / "counting")) == 1
    assert kept.matrix(IDS)[:, 1].tolist() == [hash_of(one) for one in IDS]
    assert kept.matrix(IDS[::-1])[:, 1].tolist() == [hash_of(one) for one in IDS[::-1]]
    counting = Counting()
    assert Embeddings(tmp_path, counting).extend(IDS, IDS) == 0


def test_a_large_matrix_is_mapped_from_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embeddings, "SMALL_BYTES", 10)
    monkeypatch.setattr(embeddings, "MANY", 2)
    kept = Embeddings(tmp_path, Counting())
    kept.extend(IDS, IDS)
    for asked in (IDS, IDS[::-1]):
        rows = kept.matrix(asked)
        assert isinstance(rows, np.memmap)
        assert rows[:, 1].tolist() == [hash_of(one) for one in asked]
    assert [path.suffix for path in (tmp_path / "counting").iterdir()] == [".shard"]


def test_two_processes_may_fill_one_folder(tmp_path: Path) -> None:
    one, other = Embeddings(tmp_path, Counting()), Embeddings(tmp_path, Counting())
    one.extend(IDS[::2], IDS[::2])
    other.extend(IDS[1::2], IDS[1::2])
    assert one.extend(IDS, IDS) == 0
    assert one.matrix(IDS)[:, 1].tolist() == [hash_of(each) for each in IDS]


def test_a_full_disk_is_said_plainly_and_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    kept = Embeddings(tmp_path, Counting())
    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(StorageError, match=r"is full.*make room"):
        kept.extend(IDS, IDS)
    assert list((tmp_path / "counting").iterdir()) == []


def test_a_key_is_no_path(tmp_path: Path) -> None:
    counting = Counting()
    counting.key = "../elsewhere"
    with pytest.raises(FeatureError, match="key"):
        Embeddings(tmp_path, counting)


def test_a_picture_that_does_not_decode_has_nan_and_a_reason(tmp_path: Path, photos: list[str]) -> None:
    bad = tmp_path / "bad.jpg"
    bad.write_bytes(Path(photos[0]).read_bytes()[:300])
    ids = [*photos[:3], str(bad), "gone"]
    kept = Embeddings(tmp_path / "cache", Quick())
    kept.extend(ids, [Photo(place) for place in ids])
    rows = kept.matrix(ids)
    assert np.isnan(rows).any(axis=1).tolist() == [False] * 3 + [True] * 2
    assert list(kept.reasons(ids)) == [str(bad), "gone"]
    assert kept.reasons(ids)["gone"] == "The file is gone"
    assert kept.extend(ids, [Photo(place) for place in ids]) == 0
    assert kept.extend(ids, [Photo(photos[0]) for _ in ids], again=True) == 2
    assert not np.isnan(kept.matrix(ids)).any()


def test_a_pool_of_nothing_but_broken_files_has_rows_of_no_width(tmp_path: Path) -> None:
    kept = Embeddings(tmp_path, Quick())
    kept.extend(["a", "b"], [Photo("gone 1"), Photo("gone 2")])
    assert kept.matrix(["a", "b"]).shape == (2, 0)
    assert len(kept.reasons(["a", "b"])) == 2


def test_threads_and_processes_make_the_same_bytes(tmp_path: Path, photos: list[str]) -> None:
    contents: list[Content] = [Photo(place) for place in photos]
    Embeddings(tmp_path / "threads", Quick()).extend(photos, contents)
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        Embeddings(tmp_path / "processes", Quick()).extend(photos, contents, pool)
    assert shards(tmp_path / "threads") == shards(tmp_path / "processes")


def shards(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*.shard")}


class Broken(Executor):
    """An executor whose workers die."""

    def submit(self, *_: Any, **__: Any) -> Future[Any]:
        from concurrent.futures.process import BrokenProcessPool

        future: Future[Any] = Future()
        future.set_exception(BrokenProcessPool("a process ended"))
        return future


def test_a_worker_that_dies_is_told(tmp_path: Path) -> None:
    with pytest.raises(FeatureError, match="start again to go on"):
        Embeddings(tmp_path, Counting()).extend(IDS, IDS, Broken())
