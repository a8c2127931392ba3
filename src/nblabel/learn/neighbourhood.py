"""Coordinates of the pool's neighbour graph: what is near in many small steps gets near at once."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags
from scipy.sparse.linalg import eigsh

from nblabel.learn.blocks import Floats, asked, finite, one_thread
from nblabel.learn.clusters import kmeans, nearest
from nblabel.learn.space import Space

Stop = Callable[[], bool] | None
# Items that the graph is made of; the others of a larger pool are placed between their neighbours in it.
LANDMARKS = 8_000
NEIGHBOURS = 10
DIRECTIONS = 128
COORDINATES = 64
# Coordinates count by so many steps along the graph, and in all so many times what the features count.
STEPS, SHARE = 8, 1.25
# Fewer items have no graph to speak of.
FEW = 50
BLOCK = 1024
# Items of a larger pool are placed so many at a time; each looks for its neighbours in the marks of the
# ABOUT nearest of GROUPS groups.
STRETCH, GROUPS, ABOUT = 1 << 15, 64, 8
# Of float16, with something to spare.
LARGEST = 65_000


def enriched(features: NDArray[Any], seed: int = 0, stop: Stop = None) -> NDArray[np.float16]:
    """Features (n, d) with COORDINATES more columns, float16 (n, d + c); once per pool, from no answers.

    The columns are eigenvectors of the normalised neighbour graph (Belkin and Niyogi 2003), weighted like a
    diffusion of STEPS steps (Coifman and Lafon 2006): a linear head over them is smooth along the graph, so a
    few answers reach as far as the items hang together. Rows with NaN give NaN. With fewer than FEW items the
    columns are 0, as where all are equal. Deterministic for a seed.
    """
    n, d = features.shape
    found = np.zeros((n, d + COORDINATES), np.float16)
    for first in range(0, n, 1 << 15):
        found[first : first + (1 << 15), :d] = features[first : first + (1 << 15)]
    usable = np.flatnonzero(finite(features))
    found[~np.isin(np.arange(n), usable), d:] = np.nan
    space = Space.of(features, seed, stop, evened=0).strongest(DIRECTIONS)
    if len(usable) < FEW or not space.turn.size:
        return found
    rng = np.random.default_rng(seed)
    marks = usable if len(usable) <= LANDMARKS else np.sort(rng.choice(usable, LANDMARKS, replace=False))
    with one_thread():
        centred = space.into(np.asarray(features[marks]))
        rows = _directions(centred)
        where, alike = _neighbours(rows, rows, NEIGHBOURS + 1, stop)
        length, vectors = _eigenvectors(*_without_self(where, alike), rng)
        vectors *= length**STEPS
        scale = SHARE * np.sqrt(_spread(space) / max(float((vectors**2).sum(axis=1).mean()), 1e-12))
        coordinates = np.clip(scale * vectors, -LARGEST, LARGEST).astype(np.float32)
        columns = slice(d, d + coordinates.shape[1])
        found[marks, columns] = coordinates
        others = np.setdiff1d(usable, marks, assume_unique=True)
        if len(others):
            near = _Near(rows, rng, stop)
        for first in range(0, len(others), STRETCH):
            asked(stop)
            part = others[first : first + STRETCH]
            found[part, columns] = near.between(_directions(space.into(features[part])), coordinates, stop)
    return found


class _Near:
    """Looks for a row's neighbours among the marks (m, r) of the groups about it alone, not among all."""

    def __init__(self, marks: Floats, rng: np.random.Generator, stop: Stop) -> None:
        self._marks = marks
        centre = kmeans(marks, GROUPS, rng, stop)
        self._centre = centre[np.unique(nearest(marks, centre)[0])]  # without those that lost all marks
        group, _ = nearest(marks, self._centre)
        about = np.argsort(-(self._centre @ self._centre.T), axis=1, kind="stable")[:, :ABOUT]
        self._among = [np.flatnonzero(np.isin(group, groups)) for groups in about]

    def between(self, rows: Floats, coordinates: Floats, stop: Stop) -> Floats:
        """Coordinates of rows (m, r) that are no marks: the weighted mean of their neighbours'."""
        found = np.empty((len(rows), coordinates.shape[1]), np.float32)
        group, _ = nearest(rows, self._centre)
        for one in np.unique(group):
            mine, among = np.flatnonzero(group == one), self._among[one]
            found[mine] = _between(rows[mine], self._marks[among], coordinates[among], stop)
        return found


def _between(rows: Floats, marks: Floats, coordinates: Floats, stop: Stop) -> Floats:
    where, alike = _neighbours(rows, marks, NEIGHBOURS, stop)
    weight = _weights(alike)
    weight /= weight.sum(axis=1, keepdims=True)
    return np.asarray(np.einsum("mj,mjc->mc", weight, coordinates[where]))


def _spread(space: Space) -> float:
    """The features' mean squared distance from their mean."""
    return float(1 / float((space.turn[:, 0] ** 2).sum()) * space.back.shape[0])


def _directions(rows: Floats) -> Floats:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9))


def _neighbours(rows: Floats, marks: Floats, count: int, stop: Stop) -> tuple[NDArray[np.int64], Floats]:
    """The most similar marks of each row, and their cosines, both (m, count)."""
    count = min(count, len(marks))
    where, alike = np.empty((len(rows), count), np.int64), np.empty((len(rows), count), np.float32)
    for first in range(0, len(rows), BLOCK):
        asked(stop)
        part = slice(first, first + BLOCK)
        cosines = rows[part] @ marks.T
        where[part] = np.argpartition(-cosines, count - 1, axis=1)[:, :count]
        alike[part] = np.take_along_axis(cosines, where[part], axis=1)
    return where, alike


def _without_self(where: NDArray[np.int64], alike: Floats) -> tuple[NDArray[np.int64], Floats]:
    return where, np.where(where == np.arange(len(where))[:, None], -np.inf, alike)


def _weights(alike: Floats) -> Floats:
    """Weights that fall with the distance, by the scale of each row's own neighbourhood; 0 where -inf."""
    apart = 1 - np.clip(alike, -1, 1)
    known = np.isfinite(alike)
    scale = np.where(known, apart, 0).max(axis=1, keepdims=True)
    return np.where(known, np.exp(-apart / np.maximum(scale, 1e-6)), 0).astype(np.float32)


def _eigenvectors(where: NDArray[np.int64], alike: Floats, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """The largest eigenvalues (c,) of the walk on the graph but the first, and its eigenvectors (n, c)."""
    n, count = where.shape
    weight = _weights(alike).ravel()
    graph = csr_matrix((weight, (np.repeat(np.arange(n), count), where.ravel())), (n, n))
    graph = graph.maximum(graph.T)
    degree = np.asarray(graph.sum(axis=1)).ravel() + 1e-9
    root = diags(degree**-0.5)
    wanted = min(COORDINATES + 1, n - 2)
    length, vectors = eigsh(root @ graph @ root, wanted, which="LA", v0=rng.random(n), tol=1e-4)
    length, vectors = np.maximum(length[::-1][1:], 0), vectors[:, ::-1][:, 1:]
    return np.asarray(length, np.float32), np.asarray(vectors / np.sqrt(degree)[:, None], np.float32)
