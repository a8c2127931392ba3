"""Rows on disk: what was written is what is read, whatever it is called and in whatever order."""

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nblabel.learn.features import shelf
from nblabel.learn.features.embeddings import Embeddings
from nblabel.learn.features.shard import Shard
from nblabel.values.errors import StorageError
from tests.learn.features.test_embeddings import Counting

texts = st.text(max_size=8)


@settings(max_examples=40, deadline=None)
@given(st.lists(texts, min_size=1, max_size=40), st.integers(1, 9))
def test_every_id_has_its_row(ids: list[str], width: int) -> None:
    rows = np.arange(len(ids) * width, dtype=np.float16).reshape(-1, width)
    reasons = {n: f"why {n}" for n in range(0, len(ids), 3)}
    with tempfile.TemporaryDirectory() as folder:
        path = shelf.write(Path(folder), "one", shelf.digests(ids), [rows[:1], rows[1:]], reasons)
        kept = shelf.read(path)
    assert kept is not None
    assert kept.digests.tolist() == shelf.digests(ids).tolist()
    np.testing.assert_array_equal(kept.rows, rows)
    assert kept.reasons == reasons


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(texts, max_size=12), max_size=6), st.lists(texts, max_size=20))
def test_any_history_of_pools_ends_in_the_same_rows(pools: list[list[str]], asked: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for pool in pools:
            Embeddings(folder, Counting()).extend(pool, pool)
        rows = Embeddings(folder, Counting()).matrix(asked)
        known = set().union(*pools)
        for text, row in zip(asked, rows, strict=True):
            expected = Counting().embed([text])[0] if text in known else np.full(rows.shape[1], np.nan)
            np.testing.assert_array_equal(row, expected.astype(np.float16))


@settings(max_examples=60, deadline=None)
@given(st.binary(min_size=1, max_size=4), st.integers(0, 10_000))
def test_no_change_of_a_file_goes_unnoticed(change: bytes, at: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        rows = np.ones((3, 5), np.float16)
        path = shelf.write(Path(folder), "one", shelf.digests("abc"), [rows], {1: "why"})
        data = path.read_bytes()
        at %= len(data)
        changed = data[:at] + change + data[at + len(change) :]
        path.write_bytes(changed)
        kept = shelf.read(path)
    assert (kept is not None) == (changed == data)


def test_shards_that_hold_nothing_are_no_error(tmp_path: Path) -> None:
    empty = Shard(np.empty((2, 0), np.float16), {0: "why", 1: "why"})
    kept = shelf.read(shelf.write(tmp_path, "one", shelf.digests("ab"), [empty.rows], empty.reasons))
    assert kept is not None
    assert kept.rows.shape == (2, 0)


def test_a_read_only_folder_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="cannot be kept in"):
        shelf.write(tmp_path / "file", "one", shelf.digests("a"), [np.ones((1, 2), np.float16)], {})
