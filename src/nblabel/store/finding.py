"""The store's rooms for looking things up among all items: queries, stretches of what they find, facets."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, select

from nblabel.store import arrange, orders, tables
from nblabel.store.columns import Columns
from nblabel.store.database import Database
from nblabel.store.door import Door
from nblabel.store.gather import Ids
from nblabel.store.items import ItemRow, to_row
from nblabel.store.standing import CHUNK
from nblabel.values.query import Query, Sort, Where

_item, _answer = tables.item, tables.answer


class Finding(Door):
    """What `Store` finds by query. Items are ids here: an arrangement is an array of them, in order.

    The first query reads all items into memory, seconds at a million; `warm` does it beforehand. None of
    this may be called from within a work of the database.
    """

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.columns = Columns(database)

    def warm(self) -> None:
        """Bring the columns in memory up to date, and the order by name, which takes longest."""
        with self.columns.look() as columns:
            orders.place_all(self.database, columns, "work")
            joined = columns.joined
            kept = columns.kept.get("name", (-1,))[0] == joined
        if not kept:  # nobody waits for this one until it is asked for
            order = orders.by_name(self.database)
            with self.columns.look() as columns:
                if columns.joined == joined:
                    columns.kept["name"] = (joined, order)

    def arrange(self, query: Query) -> Ids:
        """The ids of the items that a query finds, in its order."""
        return arrange.arrange(self.database, self.columns, self._known(), query)

    def place_all(self, sort: Sort) -> Ids:
        """The ids of all items in this order."""
        with self.columns.look() as columns:
            return orders.place_all(self.database, columns, sort)

    def match(self, where: Where, ids: Ids) -> Ids:
        """Those of these ids that the filter lets through."""
        with self.columns.look() as columns:
            kept: Ids = ids[arrange.match(self.database, columns, self._known(), where)[ids]]
            return kept

    def facets(self) -> dict[str, Any]:
        """What there is to filter and sort by: the fields of the message `Facts`."""
        labels = self._known()
        with self.columns.look() as columns:
            return arrange.facets(columns, labels)

    def ids_of(self, keys: Iterable[str]) -> dict[str, int]:
        """The ids of items by key; unknown keys are left out."""
        return arrange.ids_of(self.database, keys)

    def keys_of(self, ids: Sequence[int] | Ids) -> list[str]:
        """The keys of items by id, in the order given."""
        return arrange.keys_of(self.database, ids)

    def stretch(self, ids: Ids) -> list[ItemRow]:
        """The rows of these items, in the order given."""
        wanted = [int(item) for item in ids]

        def work(connection: Connection) -> dict[int, ItemRow]:
            rows: dict[int, ItemRow] = {}
            for start in range(0, len(wanted), CHUNK):
                query = select(_item).where(_item.c.id.in_(wanted[start : start + CHUNK]))
                rows.update({row.id: to_row(row) for row in connection.execute(query)})
            return rows

        found = self.database.read(work)
        return [found[item] for item in wanted if item in found]

    def under(self, labels: Sequence[int]) -> set[int]:
        """These labels, those under them, and all that were merged into one of them."""
        return set(arrange.with_those_under(self._known(), labels))

    def drafts_of(self, annotator: str) -> Collection[int]:
        """The ids of the items that this annotator has a draft of."""
        query = select(_answer.c.item).where(_answer.c.annotator == annotator, _answer.c.state == "draft")
        return self.database.read(lambda c: set(c.execute(query).scalars()))

    def _known(self) -> Any:
        return self._read(lambda _, __, known: known)
