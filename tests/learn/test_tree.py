"""Labels within labels: scores of branches, and the deepest that is sure."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nblabel.learn.learner import say
from nblabel.learn.tree import Tree

# animal > (cat, dog > terrier), plant
TREE = Tree.of([-1, 0, 0, 2, -1])
ONE = np.array([[0.1, 0.2, 0.1, 0.5, 0.1]], np.float32)


def test_a_branch_has_the_sum_of_its_classes() -> None:
    assert np.allclose(TREE.branches(ONE), [[0.9, 0.2, 0.6, 0.5, 0.1]])


@pytest.mark.parametrize(("threshold", "label"), [(0.5, 3), (0.55, 2), (0.7, 0), (0.95, -1)])
def test_the_deepest_label_that_is_sure_is_suggested(threshold: float, label: int) -> None:
    assert TREE.deepest(TREE.branches(ONE), threshold).tolist() == [label]


def test_each_label_can_have_its_own_threshold() -> None:
    each = np.array([0.5, 0.5, 0.8, 0.1, 0.5])
    assert TREE.deepest(TREE.branches(ONE), each).tolist() == [0]


def test_labels_that_do_not_nest_keep_their_scores() -> None:
    flat = Tree.of([-1, -1])
    assert flat.flat
    assert flat.deepest(flat.branches(np.array([[0.3, 0.7]], np.float32)), 0.6).tolist() == [1]


@pytest.mark.parametrize("parents", [[1, 0], [0], [5]])
def test_labels_that_lead_nowhere_are_refused(parents: list[int]) -> None:
    with pytest.raises(ValueError, match="no way up"):
        Tree.of(parents)


@given(st.data())
def test_a_branch_is_never_less_sure_than_what_lies_within(data: st.DataObject) -> None:
    k = data.draw(st.integers(1, 8))
    parents = [data.draw(st.integers(-1, one - 1)) for one in range(k)]
    scores = np.random.default_rng(k).dirichlet(np.ones(k), 20).astype(np.float32)
    found = Tree.of(parents).branches(scores)
    assert all(
        (found[:, parents[one]] >= found[:, one] - 1e-6).all() for one in range(k) if parents[one] >= 0
    )


def test_a_branch_is_suggested_where_none_of_its_labels_is_likelier_than_not() -> None:
    scores = np.array([[0.1, 0.4, 0.1, 0.3, 0.1], [0.05, 0.8, 0.05, 0.05, 0.05]], np.float32)
    said = say(scores, np.ones(5, np.bool_), "one", TREE)
    assert said.best.tolist() == [0, 1]
    assert np.allclose(said.score, [0.9, 0.8])


def test_a_branch_that_nobody_answered_with_is_not_suggested() -> None:
    scores = np.array([[0.1, 0.4, 0.1, 0.3, 0.1]], np.float32)
    learnt = np.array([False, True, True, True, True])
    assert say(scores, learnt, "one", TREE).best.tolist() == [1]
