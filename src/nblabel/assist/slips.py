"""Answers that look like slips, as the store and the page are told of them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from nblabel.assist.pool import Classes
from nblabel.learn.doubts import WORTH, doubts, reasons
from nblabel.learn.learner import Judged, Learner
from nblabel.store.predicted import Doubts

if TYPE_CHECKING:
    from nblabel.store.gather import Ids
    from nblabel.store.labels import LabelRow


class Slips(NamedTuple):
    """The suspicious answers, and by item (its id) why."""

    doubts: Doubts
    reasons: dict[int, str]


def suspicious(
    learner: Learner, judged: Judged, ids: "Ids", classes: Classes, labels: "Sequence[LabelRow]"
) -> Slips:
    """What a run that was judged doubts of its answers; `ids` are the items of the pool by place."""
    places, answered = judged.run.answers
    rows = learner.space.into(learner.features[places])
    found = doubts(judged.oof, answered, learner.settings.kind, rows)
    at = np.flatnonzero(found.doubt >= WORTH)
    paths = {row.id: row.path for row in labels}
    names = [paths.get(label, "") for label in classes.labels.tolist()]
    told = reasons(found, answered, names, at.tolist())
    items = ids[places[at]]
    order = np.argsort(items, kind="stable")
    suggested = classes.labels[found.suggested[at]]
    label = classes.labels[answered[at]] if answered.ndim == 1 else suggested
    return Slips(
        Doubts(items[order], label[order], suggested[order], found.doubt[at][order].astype(np.float32)),
        dict(zip(items.tolist(), told, strict=True)),
    )
