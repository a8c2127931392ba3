"""Labels within labels: scores of branches, and the deepest that is sure."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nblabel.learn.headloss import Kind
from nblabel.learn.tree import Tree

# animal > (cat, dog > terrier), plant
TREE = Tree.of([-1, 0, 0, 2, -1])
ONE = np.array([[0.1, 0.2, 0.1, 0.5, 0.1]], np.float32)


def test_a_branch_has_the_sum_of_its_classes() -> None:
    assert np.allclose(TREE.branches(ONE, "one"), [[0.9, 0.2, 0.6, 0.5, 0.1]])


def test_of_several_labels_a_branch_has_the_largest() -> None:
    assert np.allclose(TREE.branches(ONE, "many"), [[0.5, 0.2, 0.5, 0.5, 0.1]])


@pytest.mark.parametrize(("threshold", "label"), [(0.5, 3), (0.55, 2), (0.7, 0), (0.95, -1)])
def test_the_deepest_label_that_is_sure_is_suggested(threshold: float, label: int) -> None:
    assert TREE.deepest(TREE.branches(ONE, "one"), threshold).tolist() == [label]


def test_each_label_can_have_its_own_threshold() -> None:
    each = np.array([0.5, 0.5, 0.8, 0.1, 0.5])
    assert TREE.deepest(TREE.branches(ONE, "one"), each).tolist() == [0]


def test_labels_that_do_not_nest_keep_their_scores() -> None:
    flat = Tree.of([-1, -1])
    assert flat.flat
    assert flat.deepest(flat.branches(np.array([[0.3, 0.7]], np.float32), "one"), 0.6).tolist() == [1]


@pytest.mark.parametrize("parents", [[1, 0], [0], [5]])
def test_labels_that_lead_nowhere_are_refused(parents: list[int]) -> None:
    with pytest.raises(ValueError, match="no way up"):
        Tree.of(parents)


@given(st.data(), st.sampled_from(["one", "many"]))
def test_a_branch_is_never_less_sure_than_what_lies_within(data: st.DataObject, kind: Kind) -> None:
    k = data.draw(st.integers(1, 8))
    parents = [data.draw(st.integers(-1, one - 1)) for one in range(k)]
    scores = np.random.default_rng(k).dirichlet(np.ones(k), 20).astype(np.float32)
    found = Tree.of(parents).branches(scores, kind)
    assert all(
        (found[:, parents[one]] >= found[:, one] - 1e-6).all() for one in range(k) if parents[one] >= 0
    )
