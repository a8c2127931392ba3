"""The stack of undo and redo: which acts stand, which are taken back, and what turns them round."""

from collections.abc import Iterator
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, select, update

from nblabel.store import tables
from nblabel.values.change import Change, Edit
from nblabel.values.ids import new_id

SENT = 100
_edit = tables.edit
_event = tables.event
_FIND = select(_edit).where(_edit.c.id == bindparam("edit"))
_DROP = (
    update(_edit)
    .where(
        _edit.c.annotator == bindparam("who"), _edit.c.stack == "undone", _edit.c.client == bindparam("page")
    )
    .values(stack="dropped")
)
_decode = msgspec.json.Decoder(Change).decode


class ActRow(msgspec.Struct, frozen=True):
    """One step of undo or redo. `changes` turn it round; empty when it touched more than 100 items."""

    edit: str
    kind: str
    items: int
    undone: bool
    changes: list[Change]


def read_acts(
    connection: Connection, annotator: str, client: str | None, limit: int, before: str = "", after: str = ""
) -> list[ActRow]:
    """Acts around the place where undo and redo meet (of one client, or of all), oldest first.

    At most `limit` done acts, the newest (of those older than the act `before`, when given), and at most
    `limit` undone ones, the oldest (of those newer than `after`). With one of the two, only that side.
    """
    acts: list[Any] = []
    if not after:
        done = _standing(annotator, client, ("done",), before).order_by(_edit.c.seq.desc()).limit(limit)
        acts += connection.execute(done).all()
    if not before:
        undone = _standing(annotator, client, ("undone",), after).order_by(_edit.c.seq.asc()).limit(limit)
        acts += connection.execute(undone).all()
    acts.sort(key=lambda act: act.seq)
    changes = _changes(connection, {act.id: act.stack == "undone" for act in acts if act.items <= SENT})
    return [
        ActRow(act.id, act.kind, act.items, act.stack == "undone", changes.get(act.id, [])) for act in acts
    ]


def turning_edit(connection: Connection, annotator: str, client: str | None, redo: bool) -> Edit | None:
    """The edit that takes back this annotator's newest act, or does the last undone one again."""
    place = _edit.c.seq.asc() if redo else _edit.c.seq.desc()
    query = _standing(annotator, client, ("undone",) if redo else ("done",)).order_by(place).limit(1)
    act = connection.execute(query).first()
    if act is None:
        return None
    return Edit(id=new_id(), kind="redo" if redo else "undo", undoes=act.id, client=client or "")


def find_act(connection: Connection, edit: str) -> Any | None:
    """The row of an edit by its id."""
    return connection.execute(_FIND, {"edit": edit}).first()


def turning_changes(
    connection: Connection, act: str, redo: bool, most: int
) -> Iterator[tuple[list[int], list[Change]]]:
    """What takes an act back (or does it again), worked out from its events, `most` items at a time.

    With the ids of the items.
    """
    columns = (_event.c.id, _event.c.item, _event.c.edit, _event.c.change, _event.c.inverse)
    query = select(*columns).where(_event.c.edit == act, _event.c.outcome == "applied")
    last = 0
    while True:
        rows = connection.execute(query.where(_event.c.id > last).order_by(_event.c.id).limit(most)).all()
        if not rows:
            return
        last = rows[-1].id
        yield [row.item for row in rows], [_turn(row, redo) for row in rows]


def restack(connection: Connection, act: str, stack: str) -> None:
    """Say where an act stands now."""
    connection.execute(update(_edit).where(_edit.c.id == act).values(stack=stack))


def drop_undone(connection: Connection, annotator: str, client: str) -> None:
    """After a new act, what this client had taken back cannot be done again."""
    connection.execute(_DROP, {"who": annotator, "page": client})


def _standing(annotator: str, client: str | None, stacks: tuple[str, ...], beyond: str = "") -> Any:
    """Acts of these stacks; `beyond` an act: those older than it when done, newer when undone."""
    query = select(_edit).where(_edit.c.annotator == annotator, _edit.c.stack.in_(stacks))
    if beyond:
        place = select(_edit.c.seq).where(_edit.c.id == beyond).scalar_subquery()
        query = query.where(_edit.c.seq < place if stacks == ("done",) else _edit.c.seq > place)
    return query if client is None else query.where(_edit.c.client == client)


def _changes(connection: Connection, undone: dict[str, bool]) -> dict[str, list[Change]]:
    found: dict[str, list[Change]] = {}
    applied = (_event.c.edit.in_(undone), _event.c.outcome == "applied")
    for row in connection.execute(select(_event).where(*applied).order_by(_event.c.id)):
        found.setdefault(row.edit, []).append(_turn(row, undone[row.edit]))
    return found


def _turn(event: Any, redo: bool) -> Change:
    if not redo:
        return _decode(event.inverse)
    change = _decode(event.change)
    return msgspec.structs.replace(change, becomes=event.edit if change.becomes is None else change.becomes)
