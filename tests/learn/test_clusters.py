"""Groups of similar items, and the items most like some."""

import numpy as np
import pytest

from nblabel.learn.blocks import Stopped
from nblabel.learn.clusters import best, clusters, similar
from tests.learn.pools import heaps

X, Y = heaps(400, 4, apart=12.0)


def test_heaps_become_clusters() -> None:
    found = clusters(X, count=4)
    assert all(len(set(Y[found.label == one])) == 1 for one in range(4))


def test_the_largest_cluster_comes_first_with_its_most_typical_item() -> None:
    found = clusters(X, count=4)
    sizes = np.bincount(found.label)
    first = found.label[found.order[0]]
    assert sizes[first] == sizes.max()
    assert found.distance[found.order[0]] == found.distance[found.label == first].min()
    assert sorted(found.order) == list(range(400))


def test_the_same_seed_gives_the_same_clusters() -> None:
    assert np.array_equal(clusters(X, seed=3).label, clusters(X, seed=3).label)


def test_items_without_features_are_in_no_cluster() -> None:
    broken = X.copy()
    broken[7] = np.nan
    found = clusters(broken)
    assert found.label[7] == -1
    assert 7 not in found.order
    assert (np.delete(found.label, 7) >= 0).all()


@pytest.mark.parametrize(
    "rows", [np.ones((30, 4)), np.full((5, 4), np.nan), np.zeros((0, 4)), np.ones((1, 4))]
)
def test_equal_missing_and_single_items_are_no_error(rows: np.ndarray) -> None:
    found = clusters(rows.astype(np.float16))
    assert found.count <= 1
    assert len(found.label) == len(rows)


def test_clustering_ends_when_it_is_told_to() -> None:
    with pytest.raises(Stopped):
        clusters(X, stop=lambda: True)


def test_similar_items_are_of_the_same_heap() -> None:
    found = similar(X, np.array([0, 1]), 40, Y >= 0)
    assert set(found) & {0, 1} == set()
    assert set(Y[found]) <= {Y[0], Y[1]}


def test_similar_items_come_only_from_those_allowed() -> None:
    among = np.arange(len(X)) % 2 == 1
    assert (similar(X, np.array([4]), 500, among) % 2 == 1).all()


def test_nothing_is_like_an_item_without_features() -> None:
    broken = X.copy()
    broken[7] = np.nan
    assert len(similar(broken, np.array([7]), 5)) == 0
    assert 7 not in similar(broken, np.array([8]), 400)


def test_the_largest_values_come_in_order() -> None:
    assert best(np.array([1, 5, 3, 5], np.float32), 3).tolist() == [1, 3, 2]
