"""The unit of work: some contents and the featurizer, in; their rows, out. Knows no disk and no project."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nblabel.learn.blocks import Stopped
from nblabel.learn.features.contents import Content, Loaded, load
from nblabel.learn.features.featurizer import Featurizer, Rows, Stop, checked
from nblabel.values.errors import NblabelError

Half = NDArray[np.float16]
MOST = float(np.finfo(np.float16).max)
NO_NUMBERS = "No features could be made of it"


class Shard(NamedTuple):
    """Rows (n, width) as they are stored, NaN where there are none, and why not: by row.

    `width` is 0 where nothing could be read at all.
    """

    rows: Half
    reasons: dict[int, str]


def embedded(featurizer: Featurizer, contents: Sequence[Content], stop: Stop | None = None) -> Shard:
    """The shard of these contents: the same bytes wherever and in whatever order shards are made.

    Raises FeatureError, and Stopped when `stop()` says so between two batches.
    """
    parts: list[Rows] = []
    reasons: dict[int, str] = {}
    for start in range(0, len(contents), featurizer.batch):
        if stop is not None and stop():
            raise Stopped("Embedding was called off")
        some = contents[start : start + featurizer.batch]
        rows, why = _batch(featurizer, some)
        reasons.update({start + n: reason for n, reason in why.items()})
        parts.append(rows)
    return Shard(_stored(parts), reasons)


def _batch(featurizer: Featurizer, contents: Sequence[Content]) -> tuple[Rows, dict[int, str]]:
    loaded: list[Loaded] = []
    owner: list[int] = []
    reasons: dict[int, str] = {}
    for n, content in enumerate(contents):
        try:
            frames = load(content, featurizer.size)
        except NblabelError as error:
            reasons[n] = str(error)
            continue
        loaded += frames
        owner += [n] * len(frames)
    if not loaded:
        return np.empty((len(contents), 0), np.float32), reasons
    found = checked(featurizer.embed(loaded), len(loaded), featurizer.name)
    rows = _means(found, np.array(owner), len(contents))
    for n in np.flatnonzero(~np.isfinite(rows).all(axis=1)).tolist():
        rows[n] = np.nan
        reasons.setdefault(n, NO_NUMBERS)
    return rows, reasons


def _means(found: Rows, owner: NDArray[np.int64], count: int) -> Rows:
    """The mean row of each content's frames; NaN where it has none."""
    if len(owner) == count and (owner == np.arange(count)).all():
        return found.copy()
    sums = np.zeros((count, found.shape[1]), np.float32)
    np.add.at(sums, owner, found)
    frames = np.bincount(owner, minlength=count)[:, None].astype(np.float32)
    with np.errstate(invalid="ignore"):
        means: Rows = sums / frames
    return means


def _stored(parts: Sequence[Rows]) -> Half:
    """One array of them; a batch of which nothing could be read has NaN as wide as the others."""
    width = max((part.shape[1] for part in parts), default=0)
    whole = [part if part.shape[1] else np.full((len(part), width), np.nan, np.float32) for part in parts]
    rows = np.concatenate(whole) if whole else np.empty((0, 0), np.float32)
    return rows.clip(-MOST, MOST).astype(np.float16)
