"""Labels that lie within others: scores of whole branches, and the deepest label that is sure enough."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nblabel.learn.blocks import Floats


@dataclass(frozen=True)
class Tree:
    """`parents[c]` is the class above class c, -1 at the top. A head is fitted on classes as answered."""

    parents: tuple[int, ...]

    @staticmethod
    def of(parents: Sequence[int]) -> "Tree":
        """A tree; ValueError when a parent is no class, or is below its own child."""
        tree = Tree(tuple(int(one) for one in parents))
        k = len(tree.parents)
        for one in range(k):
            above, steps = tree.parents[one], 0
            while above != -1:
                if not 0 <= above < k or steps > k:
                    raise ValueError(f"class {one} has no way up: {tree.parents}")
                above, steps = tree.parents[above], steps + 1
        return tree

    @property
    def flat(self) -> bool:
        """Whether no class lies within another."""
        return all(one == -1 for one in self.parents)

    @cached_property
    def depth(self) -> NDArray[np.int64]:
        """How many classes lie above each (k,)."""
        return np.asarray(self._within.sum(axis=0) - 1, np.int64)

    @cached_property
    def _within(self) -> NDArray[np.bool_]:
        """(k, k): row a, column c: class c is a or lies within it."""
        k = len(self.parents)
        within = np.eye(k, dtype=np.bool_)
        for one in range(k):
            above = self.parents[one]
            while above != -1:
                within[above, one] = True
                above = self.parents[above]
        return within

    def branches(self, scores: Floats) -> Floats:
        """Probabilities (n, k) of whole branches: the sums of their classes' scores."""
        return scores if self.flat else np.minimum(scores @ self._within.T.astype(np.float32), 1)

    def deepest(self, scores: Floats, threshold: float | NDArray[Any]) -> NDArray[np.int32]:
        """The deepest class (n,) whose branch score is at or above the threshold (one, or one per class).

        The way goes from the top to the best branch each time, and ends where it is no longer sure enough;
        -1 where not even the top is. `scores` are those of `branches`.
        """
        n, k = scores.shape
        found = np.full(n, -1, np.int32)
        for level in range(int(self.depth.max(initial=-1)) + 1):
            here = np.flatnonzero(self.depth == level)
            below = np.asarray(self.parents)[here][None, :] == found[:, None]
            sure = below & (scores[:, here] >= np.broadcast_to(threshold, (k,))[here])
            best = np.where(sure, scores[:, here], -1).argmax(axis=1)
            # Whoever stopped on an earlier level has no child among these.
            found = np.where(sure.any(axis=1), here[best], found).astype(np.int32)
        return found


FLAT = Tree(())
