"""Every item of a project as columns in memory, so that a filter or a sort of a million answers at once.

Arrays have a place for every item id. What an item has any number of (answers, labels, suggestions) are
`Rows`. Read once, in parts that nobody waits for long; from then on only what was touched is read again:
each thing that changes an item leaves an event behind it.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from nblabel.store import gather
from nblabel.store.gather import Ids, Part
from nblabel.store.interface import Database
from nblabel.store.predicted import Doubts, Predicted

STEP = 50_000  # items read at a time
_EVENTS = 20_000  # events taken up at a time
ABSENT = 255  # the state of an id that no item has
Mask = NDArray[np.bool_]


class Names:
    """Words as small numbers, in the order in which they came."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._codes: dict[str, int] = {}

    def code(self, word: str) -> int:
        """The number of a word, a new one for a new word."""
        found = self._codes.setdefault(word, len(self.words))
        if found == len(self.words):
            self.words.append(word)
        return found

    def find(self, words: list[str]) -> list[int]:
        """The numbers of those words that are known."""
        return [self._codes[word] for word in words if word in self._codes]


class Rows:
    """Any number of rows for each item, as equally long columns; `item` says whose a row is."""

    def __init__(self, types: dict[str, type]) -> None:
        self._types = types
        self.columns: dict[str, NDArray[Any]] = {name: np.empty(0, kind) for name, kind in types.items()}

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self.columns[name]

    def __len__(self) -> int:
        return len(self.columns["item"])

    @property
    def nbytes(self) -> int:
        return sum(column.nbytes for column in self.columns.values())

    def extend(self, parts: list[dict[str, NDArray[Any]]]) -> None:
        """Add rows at the end."""
        for name, kind in self._types.items():
            new: list[NDArray[Any]] = [part[name].astype(kind) for part in parts]
            self.columns[name] = np.concatenate([self.columns[name], *new])

    def drop(self, items: Mask) -> None:
        """Take away the rows of these items (a truth for each id)."""
        keep = ~items[self.columns["item"]]
        if not keep.all():
            self.columns = {name: column[keep] for name, column in self.columns.items()}


class Columns:
    """The columns of one open project. Use them within `look()`; safe from any thread.

    By item id: `state` (a code of `gather.STATES`, `ABSENT` where there is no item), `missing`, `rank`,
    `source`, `group` (a code of `groups`) and `cluster`, both -1 for none.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.RLock()
        self._event = -1  # the newest event taken up; -1 before the first reading
        self._item = 0  # the newest item taken up
        self.joined = 0  # another number whenever items joined
        self.changed = 0  # another number whenever anything changed
        self.people, self.groups = Names(), Names()
        self.state = np.full(1, ABSENT, np.uint8)
        self.missing = np.zeros(1, np.bool_)
        self.rank = np.zeros(1, np.int64)
        self.source = np.zeros(1, np.int32)
        self.group = np.full(1, -1, np.int32)
        self.cluster = np.full(1, -1, np.int32)
        self.answers = Rows({"item": np.int32, "who": np.int32, "made": np.uint8, "at": np.int64})
        self.labels = Rows({"item": np.int32, "who": np.int32, "label": np.int32})
        self.suggestions = Rows(
            {"item": np.int32, "label": np.int32, "score": np.float32, "sure": np.bool_, "run": np.int32}
        )
        # What a person rejected, whoever had said it.
        self.refused = Rows({"item": np.int32, "label": np.int32})
        self.runs = Rows({"item": np.int32, "run": np.int32})
        # What the learning run says, the items whose predictions nobody is to see, and what of it is open.
        self.predicted = Predicted.none()
        self.hidden: Ids = np.empty(0, np.int32)
        self.doubts = Doubts.none()
        self.open_now: tuple[int, Predicted] | None = None
        self.kept: dict[str, tuple[int, Ids]] = {}  # orders, by sort, with the number they are good for

    @contextmanager
    def look(self) -> Iterator["Columns"]:
        """These columns as the project is now, for as long as the `with` lasts. The first look reads them.

        Not to be used from within a transaction of this thread.
        """
        with self._lock:
            self._sync()
            yield self

    @property
    def loaded(self) -> bool:
        """False until they were read."""
        return self._event >= 0

    @property
    def nbytes(self) -> int:
        """The memory that they take."""
        single = (self.state, self.missing, self.rank, self.source, self.group, self.cluster)
        rows = (self.answers, self.labels, self.suggestions, self.refused, self.runs)
        orders = sum(order.nbytes for _, order in self.kept.values())
        return sum(column.nbytes for column in single) + sum(each.nbytes for each in rows) + orders

    def _sync(self) -> None:
        event, item = self._database.read(_newest)
        if self._event < 0:  # everything that is there is read below, whatever happened to it
            self._event = event
        if item > self._item:
            self._grow(item)
            self._join(item)
        while self._event < event:
            until = min(self._event + _EVENTS, event)
            self._take_up(self._event, until)
            self._event = until

    def _grow(self, item: int) -> None:
        more = item + 1 - len(self.state)
        if more <= 0:
            return
        for name, nothing in (("state", ABSENT), ("missing", 0), ("rank", 0), ("source", 0)):
            column = getattr(self, name)
            setattr(self, name, np.concatenate([column, np.full(more, nothing, column.dtype)]))
        for name in ("group", "cluster"):
            setattr(self, name, np.concatenate([getattr(self, name), np.full(more, -1, np.int32)]))

    def _join(self, item: int) -> None:
        parts = []
        for first in range(self._item + 1, item + 1, STEP):
            last = min(first + STEP - 1, item)
            parts.append(self._database.read(lambda c, a=first, b=last: gather.between(c, a, b)))  # type: ignore[misc]
            self._put_items(parts[-1])
        self._put_rows(parts)
        self._item = item
        self.joined += 1
        self.changed += 1

    def _take_up(self, after: int, until: int) -> None:
        part = self._database.read(lambda c: gather.touched(c, after, until))
        known = part.touched[part.touched <= self._item]
        if not len(known):
            return
        gone = np.zeros(len(self.state), np.bool_)
        gone[known] = True
        for rows in (self.answers, self.labels, self.suggestions, self.refused, self.runs):
            rows.drop(gone)
        self._put_items(part.only(self._item))
        self._put_rows([part.only(self._item)])
        self.changed += 1

    def _put_items(self, part: Part) -> None:
        ids = part.items["item"]
        self.state[ids] = part.items["standing"] >> 1
        self.missing[ids] = part.items["standing"] & 1
        for name in ("rank", "source", "cluster"):
            getattr(self, name)[ids] = part.items[name]
        for group, members in part.groups:
            self.group[members] = self.groups.code(group)

    def _put_rows(self, parts: list[Part]) -> None:
        self.answers.extend([self._by(who, rows) for part in parts for who, rows in part.answers])
        self.labels.extend([self._by(who, rows) for part in parts for who, rows in part.labels])
        self.suggestions.extend([part.suggestions for part in parts])
        self.refused.extend([part.refused for part in parts])
        self.runs.extend([part.runs for part in parts])

    def _by(self, who: str, rows: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        return {**rows, "who": np.full(len(rows["item"]), self.people.code(who), np.int32)}


def _newest(connection: Connection) -> tuple[int, int]:
    """The ids of the newest event and of the newest item, 0 where there is none."""
    event = connection.execute(text("SELECT max(id) FROM event")).scalar()
    item = connection.execute(text("SELECT max(id) FROM item")).scalar()
    return event or 0, item or 0
