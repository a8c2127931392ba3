"""Places on a plane for many vectors: first their two main directions, then step by step a map of neighbours.

The map is that of UMAP (McInnes, Healy, Melville 2018, https://arxiv.org/abs/1802.03426): a weighted graph of
nearest neighbours, laid out by pulling neighbours together and pushing a few others apart. All pulls of a
round are worked out at once, so that a round takes milliseconds and the caller may stop after any of them.
Of a large pool a part, the landmarks, is laid out so; each other item lies among the landmarks next to it.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

LANDMARKS = 4_000
DIRECTIONS = 50  # of the vectors, so many main directions are compared
FITTED_ON = 20_000
NEIGHBOURS = 15
AMONG = 4  # landmarks that place an item
ROUNDS = 240
SHOWN_EVERY = 12  # rounds between two maps that are given out
PUSHES = 5  # others that an item is pushed from, for each neighbour that pulls it
# The curve 1 / (1 + A d^2B) of UMAP for a least distance of 0.1.
A, B = np.float32(1.577), np.float32(0.895)
BLOCK = 512


class Projection(NamedTuple):
    """`places`: float32 (n, 2) within -1 to 1, NaN where a vector has NaN; `fraction` of the work done."""

    places: Floats
    fraction: float


def project(
    features: NDArray[np.floating], seed: int = 0, landmarks: int = LANDMARKS
) -> Iterator[Projection]:
    """Maps of `features` (n, d), each better than the last, the first at once; stop by not asking for more.

    The same features and seed give the same maps.
    """
    chance = np.random.default_rng(seed)
    whole = np.flatnonzero(_finite(features))
    near = reduce(features, whole, chance)
    yield Projection(_spread(near[:, :2], whole, len(features)), 0.0 if len(whole) > 3 else 1.0)
    if len(whole) <= 3:
        return
    marks = np.sort(chance.permutation(len(whole))[:landmarks])
    heads, tails, weights = graph(near[marks])
    among = _Among(near, marks) if len(marks) < len(whole) else None
    start = near[marks, :2] * np.float32(10 / max(float(np.abs(near[:, :2]).max()), 1e-9))
    start = start + chance.normal(0, 0.01, start.shape).astype(np.float32)
    for done, laid in enumerate(lay_out(start, heads, tails, weights, chance), 1):
        if done % SHOWN_EVERY == 0:
            yield Projection(_spread(among(laid) if among else laid, whole, len(features)), done / ROUNDS)


def reduce(features: NDArray[np.floating], rows: NDArray[np.intp], chance: np.random.Generator) -> Floats:
    """The main directions, at most `DIRECTIONS`, of these rows: float32 (rows, 2 or more)."""
    some = rows if len(rows) <= FITTED_ON else np.sort(chance.choice(rows, FITTED_ON, replace=False))
    if not len(some):
        return np.zeros((0, 2), np.float32)
    sample = features[some].astype(np.float32)
    centre = sample.mean(axis=0)
    _, vectors = np.linalg.eigh(np.cov(sample, rowvar=False, bias=True).reshape(len(centre), -1))
    axes = vectors[:, ::-1][:, :DIRECTIONS].astype(np.float32)
    # An axis has two ends: the same one points up each time.
    axes = axes * np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])])
    reduced = np.zeros((len(rows), max(axes.shape[1], 2)), np.float32)
    for start in range(0, len(rows), BLOCK):
        part = slice(start, start + BLOCK)
        reduced[part, : axes.shape[1]] = (features[rows[part]].astype(np.float32) - centre) @ axes
    return reduced


def graph(near: Floats) -> tuple[NDArray[np.intp], NDArray[np.intp], Floats]:
    """The neighbours' graph: from, to and how strongly (0 to 1), each pair in both directions."""
    count = min(NEIGHBOURS, len(near) - 1)
    indices, distances = nearest(near, near, count + 1)
    heads, tails = np.repeat(np.arange(len(near)), count), indices[:, 1:].ravel()
    strength = np.tile(_strengths(distances[:, 1:]).ravel(), 2)
    pairs, place = np.unique(
        np.concatenate([heads * len(near) + tails, tails * len(near) + heads]), return_inverse=True
    )
    # One way a, the other b: together a + b - ab.
    both = np.bincount(place, strength)
    product = (both**2 - np.bincount(place, strength**2)) / 2
    return pairs // len(near), pairs % len(near), (both - product).astype(np.float32)


def nearest(points: Floats, marks: Floats, count: int) -> tuple[NDArray[np.intp], Floats]:
    """The `count` marks next to each point, nearest first, and how far they are: both (points, count)."""
    lengths = np.einsum("ij,ij->i", marks, marks)
    indices = np.empty((len(points), count), np.intp)
    distances = np.empty((len(points), count), np.float32)
    for start in range(0, len(points), BLOCK):
        part = points[start : start + BLOCK]
        squared = lengths - 2 * (part @ marks.T) + np.einsum("ij,ij->i", part, part)[:, None]
        found = np.argpartition(squared, count - 1, axis=1)[:, :count]
        away = np.take_along_axis(squared, found, axis=1)
        order = np.argsort(away, axis=1, kind="stable")
        indices[start : start + BLOCK] = np.take_along_axis(found, order, axis=1)
        distances[start : start + BLOCK] = np.sqrt(np.maximum(np.take_along_axis(away, order, axis=1), 0))
    return indices, distances


def lay_out(
    places: Floats,
    heads: NDArray[np.intp],
    tails: NDArray[np.intp],
    weights: Floats,
    chance: np.random.Generator,
) -> Iterator[Floats]:
    """The places after each of `ROUNDS` rounds, from these places (n, 2) on."""
    n = len(places)
    chances = weights / max(float(weights.max()), 1e-9)
    for done in range(ROUNDS):
        drawn = chance.random(len(heads), np.float32) < chances
        one, other = heads[drawn], tails[drawn]
        apart = places[one] - places[other]
        squared = np.maximum(np.einsum("ij,ij->i", apart, apart), np.float32(1e-6))
        pull = -2 * A * B * squared ** (B - 1) / (1 + A * squared**B)
        moves = _sums(one, np.clip(pull[:, None] * apart, -4, 4), n)
        others = chance.integers(0, n, (PUSHES, len(one)))
        for strangers in others:
            apart = places[one] - places[strangers]
            squared = np.einsum("ij,ij->i", apart, apart)
            push = 2 * B / ((np.float32(0.001) + squared) * (1 + A * squared**B))
            moves += _sums(one, np.clip(push[:, None] * apart, -4, 4), n)
        places = places + np.float32(1 - done / ROUNDS) * np.clip(moves, -4, 4)
        yield places


class _Among:
    """Places items among the landmarks next to them, the nearer the more."""

    def __init__(self, near: Floats, marks: NDArray[np.intp]) -> None:
        self._indices, distances = nearest(near, near[marks], min(AMONG, len(marks)))
        # A landmark lies where it was laid, all others between several.
        weights = 1 / np.maximum(distances, 1e-6) ** 2
        self._weights = (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)

    def __call__(self, laid: Floats) -> Floats:
        placed: Floats = np.einsum("ij,ijk->ik", self._weights, laid[self._indices])
        return placed


def _strengths(distances: Floats) -> Floats:
    """How strongly each neighbour counts (0 to 1): the nearest fully, all of an item's the same in sum."""
    nearest_one = distances[:, :1]
    beyond = np.maximum(distances - nearest_one, 0)
    wanted = np.log2(max(distances.shape[1], 2))
    low, high = np.zeros(len(distances)), np.full(len(distances), np.inf)
    width = np.ones(len(distances))
    for _ in range(40):
        much = np.exp(-beyond / width[:, None]).sum(axis=1) > wanted
        high = np.where(much, width, high)
        low = np.where(much, low, width)
        width = np.where(np.isinf(high), width * 2, (low + high) / 2)
    least = 1e-3 * np.maximum(distances.mean(axis=1), 1e-9)
    strengths: Floats = np.exp(-beyond / np.maximum(width, least)[:, None]).astype(np.float32)
    return strengths


def _sums(rows: NDArray[np.intp], moves: Floats, n: int) -> Floats:
    """The sum of the moves of each row: (n, 2)."""
    columns = [np.bincount(rows, weights=moves[:, axis], minlength=n) for axis in (0, 1)]
    return np.stack(columns, axis=1).astype(np.float32)


def _spread(places: Floats, rows: NDArray[np.intp], n: int) -> Floats:
    """All places, centred and within -1 to 1; NaN for the rows that have none."""
    spread = np.full((n, 2), np.nan, np.float32)
    if len(rows):
        low, high = places.min(axis=0), places.max(axis=0)
        spread[rows] = (places - (low + high) / 2) / max(float((high - low).max()) / 2, 1e-9)
    return spread


def _finite(features: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Whether all of each row is a number; in blocks, since they may lie on disk."""
    starts = range(0, len(features), BLOCK)
    parts = [np.isfinite(features[start : start + BLOCK]).all(axis=1) for start in starts]
    return np.concatenate(parts) if parts else np.zeros(0, np.bool_)
