"""Saving an edit: one transaction writes events, answers, standings, counters, claims and the act's place.

What cannot be applied is recorded all the same: a change made on another version than the stored one is a
*conflict*, one that can never be is *refused*. Neither touches the answer.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import BindParameter, Connection, bindparam, insert, select

from nblabel.store import acts, tables
from nblabel.store.about import About, ProjectPausedError, now_us
from nblabel.store.labels import Labels
from nblabel.store.ledger import Ledger, Refused
from nblabel.store.rules import objection
from nblabel.store.standing import CHUNK, Standing, Standings
from nblabel.values.annotation import Annotation
from nblabel.values.change import Answer, Change, Edit, apply

_answer = tables.answer
_edit = tables.edit
_items: BindParameter[Any] = bindparam("items", expanding=True)
_who: BindParameter[Any] = bindparam("who")
_OLD = select(_answer).where(_answer.c.item.in_(_items), _answer.c.annotator == _who)
_KINDS = select(_edit.c.id, _edit.c.kind).where(_edit.c.id.in_(bindparam("ids", expanding=True)))
_NEW_EDIT = insert(_edit)
_encode = msgspec.json.encode
_decode = msgspec.json.Decoder(list[Annotation]).decode


class Result(msgspec.Struct, frozen=True):
    """What became of one edit: nothing refused means all of it is in the store."""

    edit: str
    refusals: list[Refused]


class Old(NamedTuple):
    """A stored answer before a change, with what the wire does not carry."""

    answer: Answer
    revision: int
    seconds: float | None


class Desk(NamedTuple):
    """What saving one edit needs at hand."""

    connection: Connection
    about: About
    labels: Labels
    annotator: str
    edit: Edit
    now: int


def save_edit(
    connection: Connection, about: About, labels: Labels, annotator: str, edit: Edit, origin: str
) -> Result:
    """Store one edit; one that is known already gets the same result and writes nothing.

    Raises `ProjectPausedError` when the project takes no answers.
    """
    known = acts.find_act(connection, edit.id)
    if known is not None:
        return Result(edit.id, msgspec.json.decode(known.verdict, type=list[Refused]))
    if about.status != "running":
        raise ProjectPausedError(f"{about.name!r} is {about.status} and takes no answers now.")
    desk = Desk(connection, about, labels, annotator, edit, now_us())
    ledger = Ledger(annotator)
    wrong = _turning_objection(desk)
    for part in _parts(desk):
        _save_part(desk, ledger, part, wrong)
    if wrong and not ledger.refusals:
        ledger.refusals.append(Refused("", "refused", wrong))
    ledger.tally.write(connection)
    _write_edit(desk, ledger, origin)
    if wrong is None:
        _stack(desk, ledger)
    return Result(edit.id, ledger.refusals)


def _turning_objection(desk: Desk) -> str | None:
    """Why an undo or redo cannot be, or None."""
    edit = desk.edit
    if edit.kind not in ("undo", "redo"):
        return None
    act = acts.find_act(desk.connection, edit.undoes or "")
    if act is None or act.annotator != desk.annotator or act.stack == "":
        return f"There is no such act of {desk.annotator} to {edit.kind}."
    if act.stack != ("done" if edit.kind == "undo" else "undone"):
        return "It was done again already." if edit.kind == "redo" else "It was undone already."
    return None


def _parts(desk: Desk) -> Iterator[Sequence[Change]]:
    edit = desk.edit
    if edit.changes or edit.undoes is None:
        for start in range(0, len(edit.changes), CHUNK):
            yield edit.changes[start : start + CHUNK]
    else:
        yield from acts.turning_changes(desk.connection, edit.undoes, redo=edit.kind == "redo")


def _save_part(desk: Desk, ledger: Ledger, part: Sequence[Change], wrong: str | None) -> None:
    standings = Standings(desk.connection, desk.about, desk.labels, {change.item for change in part})
    olds = _read_olds(desk, [row.id for row in standings.rows.values()])
    made_by = _makers(desk, part)
    seen: set[str] = set()
    for change in part:
        row = standings.rows.get(change.item)
        old = olds.get(row.id, Old(Answer(), 0, None)) if row else Old(Answer(), 0, None)
        why = wrong or _item_objection(change, row, seen)
        seen.add(change.item)
        _apply(desk, ledger, change, row, old, why, made_by)
    ledger.write_part(desk.connection)
    standings.settle(ledger.tally, told=True)


def _item_objection(change: Change, row: Standing | None, seen: set[str]) -> str | None:
    if row is None:
        return f"There is no item {change.item!r} in this project."
    if change.item in seen:
        return f"{change.item!r} is twice in one edit."
    return None


def _apply(
    desk: Desk,
    ledger: Ledger,
    change: Change,
    row: Standing | None,
    old: Old,
    why: str | None,
    makers: dict[str, str],
) -> None:
    after, inverse = apply(old.answer, change, desk.edit.id)
    if why is None and change.base != old.answer.version:
        reason = f"{change.item!r} was changed elsewhere in the meantime."
        return _refuse(desk, ledger, change, row, Refused(change.item, "conflict", reason))
    why = why or objection(desk.about, desk.labels, change, after)
    if why is not None or row is None:
        return _refuse(desk, ledger, change, row, Refused(change.item, "refused", why or ""))
    ledger.items += 1
    ledger.events.append(_event(desk, change, row, "applied", inverse))
    ledger.answers.append(_answer_row(desk, row, old, after, makers.get(after.version, "")))
    ledger.count(row, old.answer, after)
    return None


def _refuse(desk: Desk, ledger: Ledger, change: Change, row: Standing | None, refused: Refused) -> None:
    ledger.refusals.append(refused)
    ledger.events.append(_event(desk, change, row, refused.why, None))


def _event(
    desk: Desk, change: Change, row: Standing | None, outcome: str, inverse: Change | None
) -> dict[str, Any]:
    names = {
        str(a.label): desk.labels.by_id[a.label].path for a in change.put if a.label in desk.labels.by_id
    }
    return {
        "edit": desk.edit.id,
        "item": row.id if row else None,
        "key": "" if row else change.item.replace("\0", "\ufffd"),
        "outcome": outcome,
        "change": _encode(change).decode(),
        "inverse": None if inverse is None else _encode(inverse).decode(),
        "run": next((a.run for a in change.put if a.run is not None), None),
        "label_names": _encode(names).decode(),
    }


def _answer_row(desk: Desk, row: Standing, old: Old, after: Answer, made_by: str) -> dict[str, Any]:
    seconds = old.seconds
    if desk.edit.seconds is not None:
        seconds = (seconds or 0) + desk.edit.seconds / len(desk.edit.changes)
    return {
        "item": row.id,
        "annotator": desk.annotator,
        "version": after.version,
        "state": after.state,
        "annotations": _encode(after.annotations).decode(),
        "note": after.note,
        "revision": old.revision + 1,
        "made_by": made_by,
        "seconds": seconds,
        "created_at": desk.now,
    }


def _read_olds(desk: Desk, ids: list[int]) -> dict[int, Old]:
    return {
        row.item: Old(
            Answer(row.version, row.state, _decode(row.annotations), row.note), row.revision, row.seconds
        )
        for row in desk.connection.execute(_OLD, {"items": ids, "who": desk.annotator})
    }


def _makers(desk: Desk, part: Sequence[Change]) -> dict[str, str]:
    """The kind of edit that each version was made by; an undo restores that too."""
    makers: dict[str, str] = {desk.edit.id: desk.edit.kind}
    earlier = list({change.becomes for change in part if change.becomes})
    if earlier:
        makers.update({row.id: row.kind for row in desk.connection.execute(_KINDS, {"ids": earlier})})
    return makers


def _write_edit(desk: Desk, ledger: Ledger, origin: str) -> None:
    edit = desk.edit
    turning = edit.kind in ("undo", "redo")
    row = {
        "id": edit.id,
        "annotator": desk.annotator,
        "client": edit.client,
        "kind": edit.kind,
        "origin": origin,
        "undoes": edit.undoes,
        "at": edit.at,
        "seconds": edit.seconds,
        "items": ledger.items,
        "finals": 0 if turning else ledger.finals,
        "stack": "done" if ledger.items and not turning else "",
        "verdict": _encode(ledger.refusals).decode(),
        "created_at": desk.now,
    }
    desk.connection.execute(_NEW_EDIT, row)


def _stack(desk: Desk, ledger: Ledger) -> None:
    edit = desk.edit
    if edit.kind in ("undo", "redo"):
        acts.restack(desk.connection, edit.undoes or "", "undone" if edit.kind == "undo" else "done")
    elif ledger.items:
        acts.drop_undone(desk.connection, desk.annotator, edit.client)
