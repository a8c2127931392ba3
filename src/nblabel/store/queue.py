"""The work queue: which items to ask a person about next, and who has which in hand.

A single person takes no claims: nobody else could be asked. As soon as two people have touched the project,
or it wants several answers per item, what is handed out is claimed until it is answered, released or expired.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, and_, delete, exists, func, literal_column, select

from nblabel.store import tables
from nblabel.store.about import About, now_us, read_counters
from nblabel.store.rows import put_rows
from nblabel.store.standing import FINAL

_item = tables.item
_claim = tables.claim
_person = tables.annotator
# Written out, not bound: only then do planners know that the index over open items holds the answer.
_IS_OPEN = _item.c.open == literal_column("1")


class Queue:
    """What one open store remembers of the queue: from which rank on each person's open items lie.

    Items stay open to others after one's own vote, so without a place to begin a search would walk over all
    of them again. When too few are found behind that place, it begins at the start.
    """

    def __init__(self) -> None:
        self._begin: dict[str, int] = {}

    def peek(
        self, connection: Connection, about: About, annotator: str, n: int, but: Collection[str]
    ) -> list[str]:
        """Up to n open keys in work order, for a single person."""
        return [row.key for row in self._search(connection, about, annotator, n, but, free_us=None)]

    def claim(
        self, connection: Connection, about: About, annotator: str, n: int, but: Collection[str]
    ) -> list[str]:
        """Up to n open keys claimed by this annotator: those in hand first, then others in work order.

        What is in `but` is on the person's screen already: it is claimed on, if nobody else has it.
        """
        now = now_us()
        until = now + round(about.lease_minutes * 60_000_000)
        shown = _shown(connection, about, annotator, but, now)
        held = _held(connection, about, annotator, now)
        mine = [row for row in held if row.key not in but][:n]
        known = {*but, *(row.key for row in mine)}
        more = self._search(connection, about, annotator, n - len(mine), known, free_us=now)
        _take(connection, annotator, [row.id for row in (*shown, *mine, *more)], until)
        return [row.key for row in (*mine, *more)]

    def _search(
        self,
        connection: Connection,
        about: About,
        annotator: str,
        n: int,
        but: Collection[str],
        free_us: int | None,
    ) -> list[Any]:
        query = select(_item.c.id, _item.c.key, _item.c.rank).where(*_open_to(about, annotator))
        if free_us is not None:
            query = query.where(_is_free(about, annotator, free_us))
        query = query.order_by(_item.c.rank, _item.c.id).limit(n + len(but))
        begin = 0 if about.alone else self._begin.get(annotator, 0)
        rows = connection.execute(query.where(_item.c.rank >= begin)).all() if n > 0 else []
        fresh = [row for row in rows if row.key not in but][:n]
        if len(fresh) < n and begin:
            rows = connection.execute(query).all()
            fresh = [row for row in rows if row.key not in but][:n]
        if rows:
            self._begin[annotator] = rows[0].rank
        return fresh


def open_among(connection: Connection, about: About, annotator: str, keys: Collection[str]) -> list[str]:
    """Those of these keys that are open to this annotator, in the order given."""
    wanted = (_item.c.key.in_(list(keys)), *_open_to(about, annotator))
    found = set(connection.execute(select(_item.c.key).where(*wanted)).scalars()) if keys else set()
    return [key for key in keys if key in found]


def claim_these(
    connection: Connection, about: About, annotator: str, keys: Sequence[str], n: int
) -> list[str]:
    """The first n of these keys that are open to this annotator and in nobody else's hands, claimed."""
    now = now_us()
    free = {row.key: row.id for row in _shown(connection, about, annotator, keys, now)}
    taken = [key for key in keys if key in free][:n]
    until = now + round(about.lease_minutes * 60_000_000)
    _take(connection, annotator, [free[key] for key in taken], until)
    return taken


def knows(connection: Connection, annotator: str) -> bool:
    """Whether this annotator has touched the project before."""
    return connection.execute(select(_person.c.name).where(_person.c.name == annotator)).first() is not None


def welcome(connection: Connection, annotator: str) -> None:
    """Note that this annotator works here."""
    put_rows(connection, _person, [{"name": annotator}])


def is_shared(connection: Connection, about: About) -> bool:
    """Whether what is handed out must be claimed."""
    people = connection.execute(select(_person.c.name).limit(2)).all()
    return len(people) > 1 or not about.alone


def release(connection: Connection, annotator: str) -> None:
    """Give back everything this annotator has in hand."""
    connection.execute(delete(_claim).where(_claim.c.annotator == annotator))


def count_open(connection: Connection, annotator: str) -> int:
    """How many items this annotator may still be asked about."""
    held = connection.execute(select(_person.c.held).where(_person.c.name == annotator)).scalar() or 0
    return read_counters(connection).get("open", 0) - held


def _open_to(about: About, annotator: str) -> list[Any]:
    wanted: list[Any] = [_IS_OPEN]
    if not about.alone:
        answer = tables.answer.c
        final = and_(answer.item == _item.c.id, answer.annotator == annotator, answer.state.in_(FINAL))
        wanted.append(~exists().where(final))
    return wanted


def _is_free(about: About, annotator: str, now: int) -> Any:
    others = and_(_claim.c.item == _item.c.id, _claim.c.annotator != annotator, _claim.c.expires > now)
    in_hand = select(func.count()).select_from(_claim).where(others).scalar_subquery()
    return _item.c.votes + _item.c.skips + in_hand < about.consensus[1]


def _held(connection: Connection, about: About, annotator: str, now: int) -> list[Any]:
    query = select(_item.c.id, _item.c.key).join(_claim, _claim.c.item == _item.c.id)
    mine = (_claim.c.annotator == annotator, _claim.c.expires > now, *_open_to(about, annotator))
    return list(connection.execute(query.where(*mine).order_by(_item.c.rank, _item.c.id)))


def _shown(
    connection: Connection, about: About, annotator: str, keys: Collection[str], now: int
) -> list[Any]:
    wanted = (_item.c.key.in_(list(keys)), *_open_to(about, annotator), _is_free(about, annotator, now))
    return list(connection.execute(select(_item.c.id, _item.c.key).where(*wanted))) if keys else []


def _take(connection: Connection, annotator: str, items: list[int], until: int) -> None:
    rows = [{"item": item, "annotator": annotator, "expires": until} for item in items]
    put_rows(connection, _claim, rows)
