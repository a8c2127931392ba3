"""Groups of similar items, before anything is known about them; and the items most like some."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from nblabel.learn.blocks import Floats, asked, float_blocks, one_thread
from nblabel.learn.space import Space

Places = NDArray[np.int64]
Stop = Callable[[], bool] | None
# Centres are found on so many rows; every row is then given to its nearest.
SAMPLE = 20_000
ROUNDS = 25
# Directions in which distances are taken: the strongest ones of the pool.
DIRECTIONS = 64
FEWEST, MOST = 2, 256


@dataclass(frozen=True)
class Clusters:
    """A clustering of n items: `label` int32 (n,), -1 where an item has no features; `centre` (c, d).

    `order`: the places of all labelled items, cluster by cluster (the largest first), the most typical first.
    `distance` (n,): how far an item lies from its centre, NaN without features.
    """

    label: NDArray[np.int32]
    centre: Floats
    order: Places
    distance: Floats

    @property
    def count(self) -> int:
        return len(self.centre)


def clusters(
    features: NDArray[Any],
    seed: int = 0,
    count: int | None = None,
    stop: Stop = None,
    space: Space | None = None,
) -> Clusters:
    """k-means over features (n, d): about √n / 2 clusters unless `count` says how many.

    Fewer come out where there are fewer different items. `space` is the pool's, when it is known.
    """
    space = (space or Space.of(features, seed, stop)).strongest(DIRECTIONS)
    rows = space.into(features)
    usable = np.flatnonzero(np.isfinite(rows).all(axis=1))
    count = count or int(np.clip(round(np.sqrt(len(usable)) / 1.4), FEWEST, MOST))
    label = np.full(len(rows), -1, np.int32)
    distance = np.full(len(rows), np.nan, np.float32)
    if not len(usable):
        return Clusters(label, np.zeros((0, features.shape[1]), np.float32), usable, distance)
    rng = np.random.default_rng(seed)
    sample = usable if len(usable) <= SAMPLE else rng.choice(usable, SAMPLE, replace=False)
    centre = kmeans(rows[sample], count, rng, stop)
    label[usable], distance[usable] = nearest(rows[usable], centre)
    sizes = np.bincount(label[usable], minlength=len(centre))
    order = usable[np.lexsort((distance[usable], label[usable], -sizes[label[usable]]))]
    return Clusters(label, centre @ space.back + space.mean, order, distance)


def kmeans(
    rows: Floats, count: int, rng: np.random.Generator, stop: Stop = None, weight: Floats | None = None
) -> Floats:
    """Centres (c, r) of finite rows (m, r), c ≤ count, by Lloyd's rounds from k-means++ starts
    (Arthur and Vassilvitskii 2007), each next start the best of three draws.

    `weight` (m,): how much a row counts.
    """
    weight = np.ones(len(rows), np.float32) if weight is None else weight
    with one_thread():
        centre = _starts(rows, min(count, len(rows)), rng, weight)
        label = np.full(len(rows), -1)
        for _ in range(ROUNDS):
            asked(stop)
            before, (label, _) = label, nearest(rows, centre)
            if np.array_equal(before, label):
                break
            centre = _means(rows, label, weight, centre)
    return centre


def nearest(rows: Floats, centre: Floats) -> tuple[NDArray[np.int32], Floats]:
    """The nearest centre of each row (m,), and its distance (m,)."""
    label, distance = np.empty(len(rows), np.int32), np.empty(len(rows), np.float32)
    half = (centre**2).sum(axis=1) / 2
    with one_thread():
        for first in range(0, len(rows), 4096):
            part = rows[first : first + 4096]
            apart = half - part @ centre.T
            which = apart.argmin(axis=1)
            label[first : first + 4096] = which
            squared = 2 * apart[np.arange(len(part)), which] + (part**2).sum(axis=1)
            distance[first : first + 4096] = np.sqrt(np.maximum(squared, 0))
    return label, distance


def similar(
    features: NDArray[Any], places: Places, n: int, among: NDArray[np.bool_] | None = None, stop: Stop = None
) -> Places:
    """The n places most like those given, the most similar first, they themselves left out.

    By the cosine to the mean direction of the given rows about the pool's middle. `among` (n,) bool: which
    may come. Empty where none of the given has features.
    """
    middle = np.asarray(features[:: max(1, len(features) // 2048)], np.float32)
    middle = middle[np.isfinite(middle).all(axis=1)].mean(axis=0) if len(middle) else middle.sum(axis=0)
    given = np.asarray(features[places], np.float32) - middle
    given = given[np.isfinite(given).all(axis=1)]
    wanted = (given / np.maximum(np.linalg.norm(given, axis=1, keepdims=True), 1e-12)).sum(axis=0)
    alike = np.empty(len(features), np.float32)
    with one_thread(), np.errstate(invalid="ignore", over="ignore"):
        square = float(middle @ middle)
        both = np.stack([wanted, middle], axis=1)
        for where, rows in float_blocks(features, stop=stop):
            along = rows @ both
            length = np.einsum("md,md->m", rows, rows) - 2 * along[:, 1] + square
            alike[where] = (along[:, 0] - wanted @ middle) / np.sqrt(np.maximum(length, 1e-12))
    open_ = np.isfinite(alike) if among is None else np.isfinite(alike) & among
    open_[places] = False
    return best(np.where(open_, alike, -np.inf), n, int(open_.sum())) if len(given) else np.zeros(0, np.int64)


def best(value: Floats, n: int, most: int | None = None) -> Places:
    """The places of the n largest values, the largest first; of equal ones the earlier."""
    n = min(n, len(value) if most is None else most)
    if n <= 0:
        return np.zeros(0, np.int64)
    found = np.arange(len(value)) if n >= len(value) else np.argpartition(-value, n - 1)[:n]
    return np.asarray(found[np.lexsort((found, -value[found]))][:n], np.int64)


def _starts(rows: Floats, count: int, rng: np.random.Generator, weight: Floats) -> Floats:
    squares = (rows**2).sum(axis=1)
    chosen = [int(rng.choice(len(rows), p=weight / weight.sum(dtype=np.float64)))]
    apart = _apart(rows, squares, rows[chosen])[0]
    while len(chosen) < count:
        chance = np.cumsum(apart * weight, dtype=np.float64)
        if chance[-1] <= 1e-9 * float(squares.sum()):
            break  # all rows lie on a centre
        tries = np.minimum(np.searchsorted(chance, rng.random(3) * chance[-1]), len(rows) - 1)
        left = np.minimum(_apart(rows, squares, rows[tries]), apart)
        one = int((left * weight).sum(axis=1).argmin())
        chosen.append(int(tries[one]))
        apart = left[one]
    return rows[chosen].copy()


def _apart(rows: Floats, squares: Floats, centre: Floats) -> Floats:
    """Squared distances (c, m)."""
    return np.asarray(np.maximum(squares - 2 * (centre @ rows.T) + (centre**2).sum(axis=1)[:, None], 0))


def _means(rows: Floats, label: NDArray[np.int32], weight: Floats, centre: Floats) -> Floats:
    """The weighted mean of each cluster; a cluster that lost all rows stays where it was."""
    m = len(rows)
    belongs = csr_matrix((weight, label, np.arange(m + 1)), (m, len(centre)))
    total = np.bincount(label, weight, len(centre))
    means = np.asarray(belongs.T @ rows) / np.maximum(total, 1e-12)[:, None]
    return np.where(total[:, None] > 0, means, centre).astype(np.float32)
