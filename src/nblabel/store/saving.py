"""Saving an edit: one transaction writes events, answers, standings, counters, claims and the act's place.

What cannot be applied is recorded all the same: a change made on another version than the stored one is a
*conflict*, one that can never be is *refused*. Neither touches the answer.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, bindparam, insert, select

from nblabel.store import acts, tables
from nblabel.store.about import About, ProjectPausedError, now_us
from nblabel.store.bulk import JUDGING, bulk_changes, bulk_objection
from nblabel.store.gather import Ids
from nblabel.store.judging import Judged
from nblabel.store.labels import Labels
from nblabel.store.ledger import Ledger, Refused
from nblabel.store.offers import note_judged, read_offers
from nblabel.store.predicted import Predicted
from nblabel.store.recording import Desk, Names, Old, answer_row, event_row
from nblabel.store.rows import among, run
from nblabel.store.rules import objection
from nblabel.store.standing import Standing, Standings
from nblabel.values.annotation import Annotation
from nblabel.values.change import Answer, Change, Edit, apply
from nblabel.values.query import Bulk

_edit = tables.edit
_OLD = (
    "SELECT item, version, state, annotations, note, revision, seconds FROM answer "
    "WHERE annotator = ? AND item IN "
)
_KINDS = select(_edit.c.id, _edit.c.kind).where(_edit.c.id.in_(bindparam("ids", expanding=True)))
_NEW_EDIT = insert(_edit)
# Items written at a time, so that an act on a million passes through a small memory.
PART = 2000
Working = Callable[[str, int, int], None]
Chosen = Sequence[int] | Ids | str
_encode = msgspec.json.encode
_decode = msgspec.json.Decoder(list[Annotation]).decode


class Result(msgspec.Struct, frozen=True):
    """What became of one edit: nothing refused means all of it is in the store."""

    edit: str
    refusals: list[Refused]


_UNTOUCHED = Old(Answer(), 0, None)


class Part(NamedTuple):
    """Some of an edit's items: as they stand, this annotator's answers by item id, and what is to change."""

    standings: Standings
    olds: dict[int, Old]
    changes: Sequence[Change]


def save_edit(
    connection: Connection,
    about: About,
    labels: Labels,
    annotator: str,
    edit: Edit,
    origin: str,
    chosen: Chosen = (),
    working: Working | None = None,
    predicted: Predicted | None = None,
) -> Result:
    """Store one edit; one that is known already gets the same result and writes nothing.

    `chosen`: of a bulk edit the ids of the items it means, or why they cannot be told. `working` is told how
    many items are done, and of how many; `predicted` is what the learning run says that is open.
    Raises `ProjectPausedError` when the project takes no answers.
    """
    known = acts.find_act(connection, edit.id)
    if known is not None:
        return Result(edit.id, msgspec.json.decode(known.verdict, type=list[Refused]))
    if about.status != "running":
        raise ProjectPausedError(f"{about.name!r} is {about.status} and takes no answers now.")
    act = acts.find_act(connection, edit.undoes) if edit.undoes else None
    total = len(edit.changes) or (len(chosen) if edit.bulk else act.items if act else 0)
    share = None if edit.seconds is None else edit.seconds / max(total, 1)
    offered = predicted or Predicted.none()
    desk = Desk(connection, about, labels, annotator, edit, now_us(), total, share, Names(labels), offered)
    ledger = Ledger(annotator)
    wrong = chosen if isinstance(chosen, str) else _edit_objection(desk, act)
    done = 0
    for part in _parts(desk, () if isinstance(chosen, str) else chosen, wrong):
        _save_part(desk, ledger, part, wrong)
        done += PART
        if working is not None:
            working(edit.id, min(done, total), total)
    _tell(desk, ledger, wrong)
    ledger.tally.write(connection)
    _write_edit(desk, ledger, origin)
    if wrong is None:
        _stack(desk, ledger)
    return Result(edit.id, ledger.refusals)


def _edit_objection(desk: Desk, act: Any | None) -> str | None:
    """Why this edit cannot be at all, or None. `act` is what an undo or redo takes back."""
    edit = desk.edit
    if edit.bulk is not None:
        return bulk_objection(desk.about, desk.labels, edit.bulk)
    if edit.kind not in ("undo", "redo"):
        return None
    if act is None or act.annotator != desk.annotator or act.stack == "":
        return f"There is no such act of {desk.annotator} to {edit.kind}."
    if act.stack != ("done" if edit.kind == "undo" else "undone"):
        return "It was done again already." if edit.kind == "redo" else "It was undone already."
    return None


def _parts(desk: Desk, chosen: Sequence[int] | Ids, wrong: str | None) -> Iterator[Part]:
    edit = desk.edit
    if edit.bulk is not None:
        ids = [] if wrong else sorted(int(item) for item in chosen)  # as the rows lie on the disk
        for start in range(0, len(ids), PART):
            yield _bulk_part(desk, edit.bulk, ids[start : start + PART])
    elif edit.changes or edit.undoes is None:
        for start in range(0, len(edit.changes), PART):
            yield _part(desk, edit.changes[start : start + PART])
    else:
        redo = edit.kind == "redo"
        for ids, changes in acts.turning_changes(desk.connection, edit.undoes, redo, PART):
            standings = Standings(desk.connection, desk.about, desk.labels, ids=ids)
            yield Part(standings, _read_olds(desk, ids), changes)


def _part(desk: Desk, changes: Sequence[Change]) -> Part:
    standings = Standings(desk.connection, desk.about, desk.labels, {change.item for change in changes})
    return Part(standings, _read_olds(desk, [row.id for row in standings.rows.values()]), changes)


def _bulk_part(desk: Desk, bulk: Bulk, ids: list[int]) -> Part:
    standings = Standings(desk.connection, desk.about, desk.labels, ids=ids)
    olds = _read_olds(desk, ids)
    answers = {item: old.answer for item, old in olds.items()}
    rows = list(standings.rows.values())
    judges = bulk.act in JUDGING
    offers = read_offers(desk.connection, desk.annotator, desk.predicted, rows) if judges else {}
    changes = list(bulk_changes(desk.about, desk.labels, bulk, rows, answers, offers))
    if offers:
        note_judged(desk.connection, offers, changes)
    return Part(standings, olds, changes)


def _save_part(desk: Desk, ledger: Ledger, part: Part, wrong: str | None) -> None:
    made_by = _makers(desk, part.changes)
    judged = Judged(desk.connection, part.changes, _answers_of(part))
    seen: set[str] = set()
    for change in part.changes:
        row = part.standings.rows.get(change.item)
        old = part.olds.get(row.id, _UNTOUCHED) if row else _UNTOUCHED
        why = wrong or _item_objection(change, row, seen)
        seen.add(change.item)
        _apply(desk, ledger, change, row, old, why, made_by, judged)
    ledger.write_part(desk.connection, judged)
    part.standings.settle(ledger.tally, told=True)


def _answers_of(part: Part) -> dict[str, Answer]:
    rows = part.standings.rows.values()
    return {row.key: part.olds[row.id].answer for row in rows if row.id in part.olds}


def _tell(desk: Desk, ledger: Ledger, wrong: str | None) -> None:
    """Say in words what cannot be said of one item."""
    if wrong and not ledger.refusals:
        ledger.refusals.append(Refused("", "refused", wrong))
    elif ledger.left_out:
        told = f"{len(ledger.left_out):,} of {desk.total:,} were left out. The first: {ledger.left_out[0]}"
        ledger.refusals.append(Refused("", "refused", told))


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
    judged: Judged,
) -> None:
    if why is None and change.base != old.answer.version:
        reason = f"{change.item!r} was changed elsewhere in the meantime."
        return _refuse(desk, ledger, change, row, Refused(change.item, "conflict", reason))
    if why is None and row is not None:
        why = judged.objection(change, row)
    if why is None:
        change = judged.exact(change, old.answer)
    after, inverse = apply(old.answer, change, desk.edit.id)
    why = why or objection(desk.about, desk.labels, change, after)
    if why is not None and desk.edit.bulk is not None:
        ledger.left_out.append(why)
        return None
    if why is not None or row is None:
        return _refuse(desk, ledger, change, row, Refused(change.item, "refused", why or ""))
    ledger.items += 1
    ledger.events.append(event_row(desk, change, row, "applied", inverse))
    ledger.answers.append(answer_row(desk, row, old, after, makers.get(after.version, "")))
    ledger.count(row, old.answer, change, after, judged)
    return None


def _refuse(desk: Desk, ledger: Ledger, change: Change, row: Standing | None, refused: Refused) -> None:
    ledger.refusals.append(refused)
    ledger.events.append(event_row(desk, change, row, refused.why, None))


def _read_olds(desk: Desk, ids: list[int]) -> dict[int, Old]:
    rows = run(desk.connection, _OLD + among(ids), desk.annotator).all()
    return {
        item: Old(Answer(version, state, _decode(annotations), note), revision, seconds)
        for item, version, state, annotations, note, revision, seconds in rows
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
