"""A pool's embeddings: made shard by shard by any executor, kept on disk, given out as one matrix."""

import contextlib
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nblabel.learn.features import shelf
from nblabel.learn.features.contents import Content
from nblabel.learn.features.featurizer import FeatureError, Featurizer, Stop
from nblabel.learn.features.making import Made, Work, made
from nblabel.learn.features.shard import Half
from nblabel.learn.features.shelf import Digests, Kept

Progress = Callable[[int, int], None]
Places = NDArray[np.int64]
# Matrices up to this are given out in memory, larger ones mapped from the disk.
SMALL_BYTES = 64 << 20
# So many files are made one when all is done; and so many of few rows while it is going on.
MANY = 32
MOST_FILES, FEW_ROWS = 128, 8_000
_AT_ONCE = 65_536
# A key names a folder.
_KEY = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,199}")


class Embeddings:
    """Rows by id in `folder`, each made once with one featurizer. Several processes may share the folder.

    An id names contents: another one when the content is another. Where the folder already has rows of that
    featurizer, they are used. Not for several threads at once.
    """

    def __init__(self, folder: str | os.PathLike[str], featurizer: Featurizer) -> None:
        self.featurizer = featurizer
        if not _KEY.fullmatch(featurizer.key):
            raise FeatureError(
                f"The key {featurizer.key!r} of {featurizer.name} is to be letters, digits, - and _."
            )
        self.folder = Path(folder) / featurizer.key
        self._parts: list[Kept] = []
        self._index: tuple[Digests, Places, Places] | None = None
        self.refresh()

    def refresh(self) -> None:
        """Takes in what other processes have made meanwhile."""
        known = {part.path for part in self._parts}
        there = shelf.listed(self.folder)
        new = [kept for path in there if path not in known and (kept := shelf.read(path)) is not None]
        gone = known.difference(there)
        if new or gone:
            self._parts = [part for part in self._parts if part.path not in gone] + new
            self._index = None

    def extend(
        self,
        ids: Sequence[str],
        contents: Sequence[Content],
        executor: Executor | None = None,
        progress: Progress | None = None,
        stop: Stop | None = None,
        again: bool = False,
    ) -> int:
        """Embeds those contents that have no row yet; how many those were.

        Each shard is kept as soon as it is made, so that what is killed goes on there. `progress(done, all)`
        is called on this thread. `again` tries those, too, that could not be read before. Raises Stopped when
        `stop()` says so, FeatureError, and StorageError when the disk refuses.
        """
        self.refresh()
        known = shelf.digests(ids)
        wanted = self._missing(known, again)
        work = [self._work(known, contents, some) for some in self._shards(wanted)]
        done = len(known) - len(wanted)
        try:
            for one in made(self.featurizer, work, executor, stop):
                self._keep(one)
                done += len(one.known)
                if progress is not None:
                    progress(done, len(known))
        finally:
            self.featurizer.release()
        if len(self._parts) >= MANY:
            self._merge(self._parts, known)
        return len(wanted)

    def matrix(self, ids: Sequence[str]) -> Half:
        """The rows of these ids, float16 (n, width), NaN for those that have none; read only where large.

        Width 0 when there is no row at all yet.
        """
        where, row = self._find(shelf.digests(ids))
        width = self.width
        first = where[0] if len(where) else -1
        if first >= 0 and (where == first).all() and (row == np.arange(len(row))).all():
            whole = self._parts[first].rows
            if whole.shape[1] == width:
                return whole[: len(row)]
        if 2 * len(row) * width <= SMALL_BYTES:
            return shelf.gathered(self._parts, where, row, width)
        return self._mapped(where, row, width)

    def reasons(self, ids: Sequence[str]) -> dict[str, str]:
        """Why those of these ids that have no features have none."""
        where, row = self._find(shelf.digests(ids))
        told = {}
        for n in np.flatnonzero(where >= 0).tolist():
            reason = self._parts[where[n]].reasons.get(int(row[n])) if self._parts[where[n]].reasons else None
            if reason is not None:
                told[ids[n]] = reason
        return told

    @property
    def width(self) -> int:
        """How many numbers a row has; 0 when nothing was embedded yet."""
        return max((part.rows.shape[1] for part in self._parts), default=0)

    # --- making ---------------------------------------------------------------------------------------

    def _missing(self, known: Digests, again: bool) -> Places:
        """The places of ids without a row, each content once."""
        where, row = self._find(known)
        lacks = where < 0
        if again:
            for n in np.flatnonzero(~lacks).tolist():
                lacks[n] = int(row[n]) in self._parts[where[n]].reasons
        places = np.flatnonzero(lacks)
        _, first = np.unique(known[places], return_index=True)
        return places[np.sort(first)]

    def _shards(self, places: Places) -> Iterator[Places]:
        for start in range(0, len(places), self.featurizer.shard):
            yield places[start : start + self.featurizer.shard]

    def _work(self, known: Digests, contents: Sequence[Content], places: Places) -> Work:
        return Work(known[places], [contents[n] for n in places.tolist()])

    def _keep(self, one: Made) -> None:
        name = shelf.name_of(one.known, self.featurizer.plan)
        path = shelf.write(self.folder, name, one.known, [one.shard.rows], one.shard.reasons)
        kept = shelf.read(path)
        if kept is not None:
            self._parts = [part for part in self._parts if part.path != path] + [kept]
            self._index = None
        few = [part for part in self._parts if len(part.digests) < FEW_ROWS]
        if len(few) >= MOST_FILES:  # each is an open file
            self._merge(few, np.concatenate([part.digests for part in few]))

    # --- finding --------------------------------------------------------------------------------------

    def _find(self, known: Digests) -> tuple[Places, Places]:
        """Which part has each id, and in which row; -1 where none has."""
        digests, parts, rows = self._indexed()
        if not len(digests):
            return np.full(len(known), -1), np.full(len(known), -1)
        at = np.searchsorted(digests, known).clip(max=len(digests) - 1)
        hit = digests[at] == known
        return np.where(hit, parts[at], -1), np.where(hit, rows[at], -1)

    def _indexed(self) -> tuple[Digests, Places, Places]:
        """All digests in order with part and row; of one that is there twice the one that has features, the
        newest first."""
        if self._index is None:
            digests = np.concatenate([part.digests for part in self._parts] or [np.empty(0, np.uint64)])
            parts = np.repeat(np.arange(len(self._parts)), [len(part.digests) for part in self._parts])
            rows = np.concatenate([np.arange(len(part.digests)) for part in self._parts] or [parts])
            lacks = np.concatenate([_lacking(part) for part in self._parts] or [parts > 0])
            order = np.lexsort((-parts, lacks, digests))
            _, first = np.unique(digests[order], return_index=True)
            order = order[first]
            self._index = digests[order], parts[order], rows[order]
        return self._index

    # --- few files, and large matrices ----------------------------------------------------------------

    def _merge(self, old: Sequence[Kept], known: Digests) -> None:
        """Makes one file of these, first the rows of `known` in their order, then all others."""
        digests = np.concatenate([part.digests for part in old])
        _, first = np.unique(known, return_index=True)
        ordered = known[np.sort(first)]
        whole = np.concatenate([ordered[np.isin(ordered, digests)], np.setdiff1d(digests, ordered)])
        where, row = self._find(whole)
        path = shelf.write(
            self.folder,
            shelf.name_of(whole, "merged"),
            whole,
            self._pieces(where, row, self.width),
            self._reasons_at(where, row),
        )
        kept = shelf.read(path)
        if kept is None:
            return
        gone = {part.path for part in old} - {path}
        self._parts = [part for part in self._parts if part.path not in gone | {path}] + [kept]
        self._index = None
        for each in gone:
            with contextlib.suppress(OSError):  # on Windows, what another process reads stays
                each.unlink()

    def _reasons_at(self, where: Places, row: Places) -> Mapping[int, str]:
        telling = np.array([bool(part.reasons) for part in self._parts])
        return {
            n: reason
            for n in np.flatnonzero(telling[where]).tolist()
            if (reason := self._parts[where[n]].reasons.get(int(row[n]))) is not None
        }

    def _pieces(self, where: Places, row: Places, width: int) -> Iterator[Half]:
        for start in range(0, len(row), _AT_ONCE):
            some = slice(start, start + _AT_ONCE)
            yield shelf.gathered(self._parts, where[some], row[some], width)

    def _mapped(self, where: Places, row: Places, width: int) -> Half:
        """A large matrix in an order of its own, in a file without a name that ends with its last use."""
        with shelf.unnamed(self.folder) as file:
            for piece in self._pieces(where, row, width):
                file.write(piece.tobytes())
            file.flush()
            return np.memmap(file, np.float16, "r", 0, (len(row), width))


def _lacking(part: Kept) -> NDArray[np.bool_]:
    lacks = np.zeros(len(part.digests), np.bool_)
    lacks[list(part.reasons)] = True
    return lacks
