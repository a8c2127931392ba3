"""What an edit makes of suggestions: accepted, rejected, or open again, in the edit's own transaction.

An accepted suggestion is one whose id an answer holds; taking it off the answer opens it again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec
from sqlalchemy import Connection, bindparam, select, update

from nblabel.store import tables
from nblabel.store.standing import Standing
from nblabel.values.annotation import Annotation
from nblabel.values.change import Answer, Change

CHUNK = 500
_suggestion = tables.suggestion
_FIND = (
    select(_suggestion.c.id, _suggestion.c.item, _suggestion.c.state, tables.run.c.origin)
    .join(tables.run, tables.run.c.id == _suggestion.c.run)
    .where(_suggestion.c.id.in_(bindparam("ids", expanding=True)))
)
_OPEN = ("open", "live")


class Judged:
    """The suggestions that some changes speak of, as they stand; `answers` are those before the changes."""

    def __init__(
        self, connection: Connection, changes: Sequence[Change], answers: Mapping[str, Answer]
    ) -> None:
        self._items: dict[str, int] = {}
        self._states: dict[str, str] = {}
        self._live: set[str] = set()  # of the learning run, which says itself whether they are open
        self._turned: dict[str, list[str]] = {}
        ids = list({id_ for change in changes for id_ in _spoken_of(change, answers.get(change.item))})
        for start in range(0, len(ids), CHUNK):
            for row in connection.execute(_FIND, {"ids": ids[start : start + CHUNK]}):
                self._items[row.id], self._states[row.id] = row.item, row.state
                if row.origin == "assist":
                    self._live.add(row.id)

    def objection(self, change: Change, row: Standing) -> str | None:
        """Why these suggestions cannot be rejected or opened by this change, or None."""
        strange = [one for one in (*change.reject, *change.reopen) if self._items.get(one) != row.id]
        if not strange:
            return None
        return f"{change.item!r} has no suggestion {strange[0]!r} that could be rejected, or opened again."

    def exact(self, change: Change, before: Answer) -> Change:
        """The change with only those rejections that change something, so that its inverse does no more."""
        if not change.reject and not change.reopen:
            return change
        held = {annotation.id for annotation in before.annotations}
        reject = [one for one in change.reject if self._states[one] in _OPEN or one in held]
        reopen = [one for one in change.reopen if self._states[one] == "rejected"]
        return msgspec.structs.replace(change, reject=reject, reopen=reopen)

    def turn(self, change: Change, before: Answer, after: Answer) -> int:
        """Note what becomes of the suggestions of one item; by how many more of them are open."""
        if not self._items:
            return 0
        was, now = ({annotation.id for annotation in answer.annotations} for answer in (before, after))
        opened = 0
        for id_ in self._of(change, before):
            state = self._next(id_, change, was, now)
            opened += (state == "open") - (self._states[id_] == "open")
            if state != self._states[id_]:
                self._states[id_] = state
                self._turned.setdefault(state, []).append(id_)
        return opened

    def write(self, connection: Connection) -> None:
        """Write what has become of them, and forget it."""
        for state, ids in self._turned.items():
            for start in range(0, len(ids), CHUNK):
                among = _suggestion.c.id.in_(ids[start : start + CHUNK])
                connection.execute(update(_suggestion).where(among).values(state=state))
        self._turned.clear()

    def _of(self, change: Change, before: Answer) -> list[str]:
        return [id_ for id_ in set(_spoken_of(change, before)) if id_ in self._items]

    def _next(self, id_: str, change: Change, was: set[str], now: set[str]) -> str:
        state = self._states[id_]
        if id_ in now:
            return "accepted"
        if id_ in change.reject and (state in _OPEN or id_ in was):
            return "rejected"
        if (id_ in was and state == "accepted") or (id_ in change.reopen and state == "rejected"):
            return "live" if id_ in self._live else "open"
        return state


def _spoken_of(change: Change, before: Answer | None) -> Iterator[str]:
    """Ids that may be those of suggestions: what a person made from nothing has no run."""
    yield from change.reject
    yield from change.reopen
    yield from _of_runs(change.put)
    if before is not None and (change.put or change.drop):
        touched = {*change.drop, *[one.id for one in change.put]}
        yield from _of_runs(one for one in before.annotations if one.id in touched)


def _of_runs(annotations: Iterable[Annotation]) -> Iterator[str]:
    return (one.id for one in annotations if one.run is not None or one.source == "accepted")
