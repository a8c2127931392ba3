"""The orders that items can be looked through in: worked out on the columns in memory."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nblabel.store import gather
from nblabel.store.columns import ABSENT, Columns
from nblabel.store.gather import Ids
from nblabel.store.interface import Database
from nblabel.store.live import all_suggestions
from nblabel.store.natural import natural_order
from nblabel.values.errors import NblabelError
from nblabel.values.query import Sort

NO_DOUBTS = (
    "Nothing looks for doubtful answers in this project yet, so {what}. Assistance does: "
    "project.assist.start()."
)


def place_all(database: Database, columns: Columns, sort: Sort) -> Ids:
    """The ids of all items in this order; to be called within `columns.look()`."""
    if sort == "similar":
        raise NblabelError("Similar to what? Items are sorted by likeness to others that are selected.")
    if sort == "doubt" and not len(columns.doubts.item):
        raise NblabelError(NO_DOUBTS.format(what="they cannot be sorted by it"))
    good_for = columns.joined if sort in ("work", "name") else columns.changed
    kept = columns.kept.get(sort)
    if kept is None or kept[0] != good_for:
        kept = columns.kept[sort] = (good_for, _SORTS[sort](database, columns))
    return kept[1]


def _by_work(database: Database, columns: Columns) -> Ids:
    ids = np.flatnonzero(columns.state != ABSENT).astype(np.int32)
    return ids[np.argsort(columns.rank[ids], kind="stable")]


def by_name(database: Database) -> Ids:
    """The ids of all items by key, as people expect (see `natural`); others run meanwhile."""
    ids, names = database.read(gather.names)
    order: Ids = ids[natural_order(names, len(ids))].astype(np.int32)
    return order


def _by_name(database: Database, columns: Columns) -> Ids:
    order = by_name(database)
    return order[order < len(columns.state)]  # without those that joined just now


def _by_newest(database: Database, columns: Columns) -> Ids:
    rows = columns.answers
    return _by_value(database, columns, _highest(columns, rows["item"], rows["at"], 0), 0, down=True)


def _by_doubt(database: Database, columns: Columns) -> Ids:
    rows = columns.doubts
    best = _highest(columns, rows.item, rows.doubt, gather.NO_SCORE)
    return _by_value(database, columns, best, gather.NO_SCORE, down=True)


def _by_cluster(database: Database, columns: Columns) -> Ids:
    return _by_value(database, columns, columns.cluster, -1, down=False)


def _by_score(down: bool) -> Callable[[Database, Columns], Ids]:
    def order(database: Database, columns: Columns) -> Ids:
        rows = all_suggestions(columns)
        best = _highest(columns, rows["item"], rows["score"], gather.NO_SCORE)
        return _by_value(database, columns, best, gather.NO_SCORE, down)

    return order


def _by_value(database: Database, columns: Columns, values: NDArray[Any], none: float, down: bool) -> Ids:
    """All items by these values (one for each id), those with `none` last; equal ones in work order."""
    work = place_all(database, columns, "work")
    mine = values[work]
    has = mine != none
    keys = -mine[has] if down else mine[has]
    return np.concatenate([work[has][np.argsort(keys, kind="stable")], work[~has]])


def _highest(columns: Columns, items: Any, values: Any, none: float) -> NDArray[Any]:
    """For each id the highest of its values."""
    best = np.full(len(columns.state), none, values.dtype)
    rising = np.argsort(values, kind="stable")
    best[items[rising]] = values[rising]  # the last one written stays
    return best


_SORTS: dict[str, Callable[[Database, Columns], Ids]] = {
    "work": _by_work,
    "name": _by_name,
    "newest": _by_newest,
    "cluster": _by_cluster,
    "uncertain": _by_score(down=False),
    "certain": _by_score(down=True),
    "doubt": _by_doubt,
}
