"""Shards are the same bytes wherever they are made, and what dies costs only the shard in hand."""

import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from nblabel.learn.features import shelf
from nblabel.learn.features.contents import Loaded, Photo
from nblabel.learn.features.embeddings import Embeddings
from nblabel.learn.features.featurizer import Ready, Rows
from nblabel.learn.features.quick import Quick

TEXTS = [f"text {n}" for n in range(60)]


class Logged(Ready):
    """Writes down which process was given what; the first to be given text 20 is killed."""

    key = "logged"
    name = "logged"
    media = "text"
    batch = 5
    shard = 5

    def __init__(self, log: Path) -> None:
        self.log = log

    def embed(self, contents: Sequence[Loaded]) -> Rows:
        with self.log.open("a") as file:
            file.write(f"{os.getpid()} {contents[0]}\n")
        if TEXTS[20] in contents and not self.log.with_suffix(".killed").exists():
            self.wait_until_mine_are_kept()
            self.log.with_suffix(".killed").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return np.array([[float(str(text).split()[1]), 1] for text in contents], np.float32)

    def wait_until_mine_are_kept(self) -> None:
        """What a worker made and nobody fetched dies with it."""
        for line in self.log.read_text().splitlines():
            process, _, text = line.partition(" ")
            first = TEXTS.index(text)
            name = shelf.name_of(shelf.digests(TEXTS[first : first + 5]), self.plan)
            end = time.monotonic() + 20
            while process == str(os.getpid()) and first != 20 and time.monotonic() < end:
                if (self.log.parent / "killed" / "logged" / f"{name}.shard").exists():
                    break
                time.sleep(0.05)


@pytest.mark.long
def test_two_dask_workers_make_the_same_bytes_and_one_that_dies_costs_its_shard(
    tmp_path: Path, photos: list[str]
) -> None:
    distributed = pytest.importorskip("distributed")
    log = tmp_path / "log"
    quiet = {"processes": True, "threads_per_worker": 1, "dashboard_address": None, "silence_logs": 50}
    with (
        distributed.LocalCluster(2, local_directory=str(tmp_path / "dask"), **quiet) as cluster,
        distributed.Client(cluster) as client,
    ):
        executor = client.get_executor()
        Embeddings(tmp_path / "dask rows", Small()).extend(photos, [Photo(one) for one in photos], executor)
        killed = Embeddings(tmp_path / "killed", Logged(log))
        killed.extend(TEXTS, TEXTS, executor)
    Embeddings(tmp_path / "rows", Small()).extend(photos, [Photo(one) for one in photos])
    assert shards(tmp_path / "dask rows") == shards(tmp_path / "rows")
    assert killed.matrix(TEXTS)[:, 0].tolist() == list(range(60))
    given = [line.split(" ", 1)[1] for line in log.read_text().splitlines()]
    again = [text for text in set(given) if given.count(text) > 1]
    assert again == [TEXTS[20]]


class Small(Quick):
    """In shards so small that each worker gets some."""

    shard = 8


def shards(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*.shard")}
