"""How items stand in the project's view: state, open or not, and every counter that follows from it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, select, update

from nblabel.store import tables
from nblabel.store.about import About, bump
from nblabel.store.labels import Labels
from nblabel.store.rows import add_rows, among, insert_rows, run, update_rows
from nblabel.values.annotation import Annotation

CHUNK = 500
FINAL = ("submitted", "skipped")
_item = tables.item
_answer = tables.answer
_COLUMNS = (
    "id", "key", "state", "open", "reason", "missing", "votes", "skips", "drafts", "suggestions", "revision",
)  # fmt: skip
_WRITTEN = tuple(name for name in _COLUMNS if name not in ("id", "key"))
_SELECT = select(*(_item.c[name] for name in _COLUMNS))
_READ = _SELECT.where(_item.c.key.in_(bindparam("keys", expanding=True)))
_READ_IDS = f"SELECT {', '.join(_COLUMNS)} FROM item WHERE id IN "
_decode = msgspec.json.Decoder(list[Annotation]).decode


class Standing(msgspec.Struct, gc=False):
    """One item's row as far as its standing goes; `votes`, `skips`, `drafts` count its answers."""

    id: int
    key: str
    state: str
    open: int
    reason: str | None
    missing: int
    votes: int
    skips: int
    drafts: int
    suggestions: int
    revision: int

    @property
    def suggested(self) -> int:
        """1 when an open suggestion waits for a person's answer."""
        return int(self.suggestions > 0 and self.state in ("unlabeled", "draft"))


class Tally:
    """What an act does to the counters, gathered and written once, in the act's transaction."""

    def __init__(self) -> None:
        self.counters: Counter[str] = Counter()
        self.done: Counter[str] = Counter()
        self.held: Counter[str] = Counter()
        self.labels: Counter[int] = Counter()
        self._stood: Counter[tuple[str, int, int]] = Counter()

    def moved(self, before: Standing, after: Standing) -> None:
        """Count one item where it stands now and no longer where it stood."""
        self._stood[before.state, before.open, before.suggested] -= 1
        self._stood[after.state, after.open, after.suggested] += 1

    def write(self, connection: Connection) -> None:
        """Add everything gathered to the stored counters."""
        for (state, is_open, suggested), by in self._stood.items():
            self.counters[f"state:{state}"] += by
            self.counters["open"] += by * is_open
            self.counters["suggested"] += by * suggested
        for label, by in self.labels.items():
            self.counters[f"label:{label}"] += by
        self._stood.clear()
        self.labels.clear()
        bump(connection, self.counters)
        names = sorted({name for which in (self.done, self.held) for name, n in which.items() if n})
        if names:
            rows = [{"name": name, "done": self.done[name], "held": self.held[name]} for name in names]
            add_rows(connection, tables.annotator, rows)


class Standings:
    """Some items of one transaction: read, then changed by the caller, then settled and written."""

    def __init__(
        self,
        connection: Connection,
        about: About,
        labels: Labels,
        keys: Iterable[str] = (),
        ids: Sequence[int] = (),
    ) -> None:
        self._connection, self._about, self._labels = connection, about, labels
        if ids:
            found = run(connection, _READ_IDS + among(ids)).all()
        else:
            found = connection.execute(_READ, {"keys": list(keys)}).all()
        self.rows = {values[1]: Standing(*values) for values in found}
        self._before = {values[1]: Standing(*values) for values in found}
        self._finals = self._read_finals()

    def settle(self, tally: Tally, told: bool = False) -> None:
        """Work out every row's state from its answers; write those that changed and count them.

        Unless the history tells of it already (`told`), those that changed are noted as touched.
        """
        finals = self._read_finals()
        alone, opened = self._about.alone, False
        changed = []
        for key, row in self.rows.items():
            before = self._before[key]
            votes = finals.get(row.id, ())
            agreed = row.votes > 0 if alone else is_agreed(row, votes, self._about, self._labels)
            row.state, row.open = stand(row, self._about, agreed)
            if row == before:
                continue
            changed.append(row)
            opened = opened or row.open != before.open
            tally.moved(before, row)
            if not alone:
                _count_held(tally, self._finals.get(row.id, ()), -before.open)
                _count_held(tally, votes, row.open)
        # to name `open` is to write the index of open items anew, for each row
        names = _WRITTEN if opened else tuple(name for name in _WRITTEN if name != "open")
        values = attrgetter(*names, "id")
        update_rows(self._connection, _item, names, [values(row) for row in changed])
        if not told:
            touch(self._connection, [row.id for row in changed])

    def _read_finals(self) -> dict[int, list[Any]]:
        if self._about.alone or not self.rows:
            return {}
        ids = [row.id for row in self.rows.values()]
        query = select(_answer).where(_answer.c.item.in_(ids), _answer.c.state.in_(FINAL))
        found: dict[int, list[Any]] = {}
        for row in self._connection.execute(query.order_by(_answer.c.created_at, _answer.c.annotator)):
            found.setdefault(row.item, []).append(row)
        return found


def touch(connection: Connection, items: Iterable[int]) -> None:
    """Note that these items (ids) are other than before though nobody answered them: a file, a suggestion.

    Whoever keeps items in memory, in whichever process, reads them again.
    """
    rows = [("", item, "touched", "") for item in items]
    insert_rows(connection, tables.event, ("edit", "item", "outcome", "change"), rows)


def stand(row: Standing, about: About, agreed: bool) -> tuple[str, int]:
    """An item's state (the first that holds) and whether anybody may still be asked about it."""
    full = row.votes + row.skips >= about.consensus[1]
    if row.reason is not None:
        return "broken", 0
    wanted = int(not row.missing)
    if agreed:
        return "submitted", 0
    if row.votes:
        return ("needs_review", 0) if full else ("voting", wanted)
    if row.skips:
        return "skipped", int(wanted and not full)
    return ("draft" if row.drafts else "unlabeled"), wanted


def is_agreed(row: Standing, finals: Sequence[Any], about: About, labels: Labels) -> bool:
    """Whether the item has an answer of the project: the only one asked for, a majority, or the owner's."""
    if about.alone:
        return row.votes > 0
    return winner(finals, about, labels) is not None


def winner(finals: Sequence[Any], about: About, labels: Labels) -> Any | None:
    """The answer row (oldest first in `finals`) that speaks for the project, or None while undecided.

    The owner's decision goes before all votes; where one answer is enough, the newest counts; else the
    oldest of a strict majority of identical label sets with at least the least number of votes.
    """
    votes = [row for row in finals if row.state == "submitted"]
    decided = [row for row in votes if row.made_by == "resolve"]
    if decided or (votes and about.alone):
        return (decided or votes)[-1]
    sets = [frozenset(labels.root(a.label) for a in _decode(row.annotations)) for row in votes]
    for chosen, n in Counter(sets).most_common(1):
        if n >= about.consensus[0] and 2 * n > len(sets):
            return votes[sets.index(chosen)]
    return None


def change_consensus(connection: Connection, new: About, labels: Labels) -> None:
    """Settle again every item that has final answers, under another number of annotators per item.

    While one answer is enough nobody holds a final answer to an open item, so `held` is counted anew.
    """
    if new.alone:
        connection.execute(update(tables.annotator).values(held=0))
    resettle(connection, new, labels, (_item.c.votes > 0) | (_item.c.skips > 0))


def resettle(connection: Connection, about: About, labels: Labels, where: Any) -> None:
    """Settle again every item that `where` holds for, after the rules themselves changed."""
    tally, last = Tally(), 0
    while True:
        query = select(_item.c.id, _item.c.key).where(_item.c.id > last, where)
        found = connection.execute(query.order_by(_item.c.id).limit(CHUNK)).all()
        if not found:
            break
        last = found[-1].id
        Standings(connection, about, labels, [row.key for row in found]).settle(tally)
    tally.write(connection)


def _count_held(tally: Tally, finals: Sequence[Any], by: int) -> None:
    if by:
        for row in finals:
            tally.held[row.annotator] += by
