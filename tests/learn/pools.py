"""Small pools for tests of learning: classes as round heaps of points."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray


class Heaps(NamedTuple):
    """Items in heaps: features (n, d), and the heap of each item (n,)."""

    features: NDArray[Any]
    classes: NDArray[np.int64]


def heaps(n: int = 300, k: int = 3, d: int = 8, apart: float = 4.0, seed: int = 0) -> Heaps:
    """n items in k heaps of spread 1, the middles of which lie about `apart` from the origin."""
    rng = np.random.default_rng(seed)
    middle = rng.standard_normal((k, d))
    middle *= apart / np.linalg.norm(middle, axis=1, keepdims=True)
    classes = rng.integers(0, k, n)
    return Heaps((middle[classes] + rng.standard_normal((n, d))).astype(np.float16), classes)
