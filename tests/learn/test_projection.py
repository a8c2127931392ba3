"""Where items lie on the map: neighbours together, the same each time, whatever the vectors are."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from nblabel.learn.projection import graph, nearest, project


def heaps(n: int, count: int = 4, d: int = 12) -> tuple[NDArray[np.float16], NDArray[np.int64]]:
    """`n` vectors in `count` heaps, and which heap each is of."""
    chance = np.random.default_rng(0)
    of = np.arange(n) % count
    return (chance.normal(0, 6, (count, d))[of] + chance.normal(0, 1, (n, d))).astype(np.float16), of


def alike(places: NDArray[np.float32], of: NDArray[np.int64]) -> float:
    """The share of items whose five neighbours on the map are of their own heap."""
    neighbours, _ = nearest(places, places, 6)
    return float((of[neighbours[:, 1:]] == of[:, None]).mean())


def test_the_first_map_is_there_before_any_work_is_done() -> None:
    first = next(project(heaps(300)[0]))
    assert first.fraction == 0
    assert first.places.shape == (300, 2)
    assert np.abs(first.places).max() == pytest.approx(1)


def test_neighbours_lie_together() -> None:
    features, of = heaps(240, count=8)
    *_, last = project(features)
    assert last.fraction == 1
    assert alike(last.places, of) > 0.99


def test_of_a_large_pool_the_landmarks_are_laid_out_and_the_rest_among_them() -> None:
    features, of = heaps(900)
    *_, last = project(features, landmarks=120)
    assert alike(last.places, of) > 0.99


def test_the_same_seed_gives_the_same_maps() -> None:
    def second(seed: int) -> NDArray[np.float32]:
        return next(itertools.islice(project(heaps(60)[0], seed), 1, 2)).places

    assert np.array_equal(second(3), second(3))
    assert not np.array_equal(second(3), second(4))


def test_an_item_without_a_vector_has_no_place() -> None:
    features = heaps(40)[0]
    features[[3, 17]] = np.nan
    for places, _ in project(features):
        assert np.flatnonzero(np.isnan(places[:, 0])).tolist() == [3, 17]


def test_the_graph_is_the_same_in_both_directions() -> None:
    heads, tails, weights = graph(heaps(50)[0].astype(np.float32))
    there = dict(zip(zip(heads.tolist(), tails.tolist(), strict=True), weights.tolist(), strict=True))
    assert all(there[b, a] == pytest.approx(weight) for (a, b), weight in there.items())
    assert weights.min() >= 0
    assert weights.max() <= 1 + 1e-6


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 24), st.integers(1, 4), st.sampled_from(["equal", "one column", "random"]))
def test_any_vectors_have_places(n: int, d: int, kind: str) -> None:
    features = np.random.default_rng(n).normal(size=(n, d)).astype(np.float32)
    features = {"equal": np.ones_like(features), "one column": features[:, :1]}.get(kind, features)
    *_, last = project(features)
    assert last.fraction == 1
    assert np.isfinite(last.places).all()
    assert last.places.shape == (n, 2)
