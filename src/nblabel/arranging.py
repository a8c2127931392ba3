"""Which items an act on a whole arrangement means."""

from typing import TYPE_CHECKING

import numpy as np

from nblabel.values.errors import NblabelError
from nblabel.values.query import Bulk, Query, Where

if TYPE_CHECKING:
    from nblabel.openproject import Project
    from nblabel.store.gather import Ids
    from nblabel.store.store import Store

_DRAFTS = Where(state=["draft"])


def arrange(project: "Project", query: Query) -> "Ids":
    """The ids of the items that a query finds, in its order. Raises `NblabelError` for a sort "similar" when
    nothing knows what is alike."""
    if query.sort == "similar":
        found = project.store.match(query.where, project.assist.similar(query.like))
    else:
        found = project.store.arrange(query)
    return found[: query.limit] if query.limit else found


def targets(store: "Store", annotator: str, bulk: Bulk, seen: "Ids | None" = None) -> "Ids":
    """The ids of the items that a bulk act of this annotator means, in the arrangement's order.

    `seen` is the arrangement that the person had before them: in it an item stays that matches no more.
    Without it the query is asked anew; its stretches lie between their ends' places among *all* items,
    since an end itself may match no more. Raises `NblabelError` when an end is not in the project.
    """
    if bulk.act == "submit" and bulk.query.where == _DRAFTS:
        mine = np.fromiter(store.drafts_of(annotator), np.int32)
        return np.sort(mine)
    ids = store.place_all(bulk.query.sort) if seen is None else seen
    if bulk.between:
        ids = ids[_within(store, bulk, ids)]
    if seen is None:
        ids = store.match(bulk.query.where, ids)
    if bulk.but:
        ids = ids[~np.isin(ids, list(store.ids_of(bulk.but).values()))]
    return ids


def _within(store: "Store", bulk: Bulk, ids: "Ids") -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    known = store.ids_of({key for one in bulk.between for key in (one.first, one.last)})
    chosen = np.zeros(len(ids), np.bool_)
    for stretch in bulk.between:
        ends = [_place(ids, known.get(key), key) for key in (stretch.first, stretch.last)]
        chosen[min(ends) : max(ends) + 1] = True
    return chosen


def _place(ids: "Ids", item: int | None, key: str) -> int:
    """Where an item is in an arrangement."""
    found = np.flatnonzero(ids == item) if item is not None else np.empty(0)
    if len(found) == 0:
        raise NblabelError(f"{key!r} is not among the items that were selected. Select them again.")
    return int(found[0])
