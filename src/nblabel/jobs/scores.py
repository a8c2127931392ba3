"""What a job's model said, as the scores that a certificate judges."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from nblabel.jobs.said import Said


def scores(
    said: Iterable[tuple[int, str]], items: NDArray[np.int32], labels: NDArray[np.int32]
) -> NDArray[np.float32]:
    """Scores (n, k) of these items (ids, ascending) and labels (ids); NaN of what nothing was said of."""
    found = np.full((len(items), len(labels)), np.nan, np.float32)
    column = {int(label): n for n, label in enumerate(labels)}
    for item, text in said:
        place = int(np.searchsorted(items, item))
        if place == len(items) or items[place] != item:
            continue
        found[place] = 0
        for label, score in Said.of_json(text).scores.items():
            if label in column:
                found[place, column[label]] = score
    return found
