"""Suggestions of runs: kept beside the answers, never among them, until a person accepts them.

An accepted suggestion becomes an annotation with the suggestion's id, so that undoing the act opens it again.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, insert, select, update

from nblabel.store import tables
from nblabel.store.about import About, as_time, now_us
from nblabel.store.answers import read_answers
from nblabel.store.labels import Labels
from nblabel.store.standing import CHUNK, Standings, Tally
from nblabel.values.annotation import Annotation, Pixels
from nblabel.values.change import Answer, Change, Edit
from nblabel.values.ids import new_id
from nblabel.values.mask import free_mask, mask_area
from nblabel.values.overlap import is_overridden

_suggestion = tables.suggestion
_item = tables.item
_run = tables.run


class NewSuggestion(msgspec.Struct, frozen=True):
    """What a run says of an item; the annotation's id becomes the suggestion's."""

    item: str
    annotation: Annotation
    score: float | None = None
    uncertainty: float | None = None
    certified: bool = False


class SuggestionRow(msgspec.Struct, frozen=True):
    """A suggestion with the run and the kind of run (`assist`, `job`, `import`) that it comes from."""

    item: str
    annotation: Annotation
    score: float | None
    uncertainty: float | None
    certified: bool
    run: int
    origin: str
    state: str


class RunRow(msgspec.Struct, frozen=True):
    """One run of something that makes suggestions."""

    id: int
    origin: str
    model: str
    details: dict[str, Any]
    created_at: datetime


def add_run(connection: Connection, origin: str, model: str, details: dict[str, Any]) -> int:
    """The id of a new run."""
    row = {"origin": origin, "model": model, "details": msgspec.json.encode(details).decode()}
    made = insert(_run).values(**row, created_at=now_us()).returning(_run.c.id)
    return int(connection.execute(made).scalar_one())


def describe_run(connection: Connection, run: int, details: dict[str, Any]) -> None:
    """Keep other details of a run."""
    told = msgspec.json.encode(details).decode()
    connection.execute(update(_run).where(_run.c.id == run).values(details=told))


def read_runs(connection: Connection) -> list[RunRow]:
    """Every run, oldest first."""
    return [
        RunRow(row.id, row.origin, row.model, msgspec.json.decode(row.details), as_time(row.created_at))
        for row in connection.execute(select(_run).order_by(_run.c.id))
    ]


def put_suggestions(
    connection: Connection, about: About, labels: Labels, run: int, rows: Sequence[NewSuggestion]
) -> int:
    """Keep a run's suggestions; those of unknown items are left out. The number kept."""
    kept = 0
    tally = Tally()
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        standings = Standings(connection, about, labels, {row.item for row in part})
        known = [row for row in part if row.item in standings.rows]
        if known:
            values = [_values(row, run, standings.rows[row.item].id) for row in known]
            connection.execute(insert(_suggestion), values)
        for row in known:
            standings.rows[row.item].suggestions += 1
        standings.settle(tally)
        kept += len(known)
    tally.write(connection)
    return kept


def read_suggestions(
    connection: Connection,
    run: int | None = None,
    items: Iterable[str] | None = None,
    states: Sequence[str] = ("open",),
) -> list[SuggestionRow]:
    """Suggestions in these states, best first within an item, of one run or of some items when given."""
    query = select(_suggestion, _item.c.key, _run.c.origin).where(_suggestion.c.state.in_(states))
    query = query.join(_item, _item.c.id == _suggestion.c.item).join(_run, _run.c.id == _suggestion.c.run)
    if run is not None:
        query = query.where(_suggestion.c.run == run)
    query = query.order_by(_item.c.id, _suggestion.c.score.desc().nulls_last(), _suggestion.c.id)
    if items is None:
        return [_row(row) for row in connection.execute(query)]
    keys, found = list(items), []
    for start in range(0, len(keys), CHUNK):
        part = query.where(_item.c.key.in_(keys[start : start + CHUNK]))
        found += [_row(row) for row in connection.execute(part)]
    return found


def best_first(row: SuggestionRow) -> tuple[bool, float]:
    """What suggestions of an item are sorted by: those with a promise, then by score. Its twin is in the page
    (`js/src/document/suggestions.ts`)."""
    return not row.certified, -(row.score or 0)


def saying_same(rows: Sequence[SuggestionRow], meant: Sequence[SuggestionRow]) -> list[SuggestionRow]:
    """Those of an item's `rows` that say what one of `meant` says: two runs may say one thing."""
    if len(meant) in (0, len(rows)):
        return list(meant)
    said = {_what_it_says(one) for one in meant}
    return [row for row in rows if _what_it_says(row) in said]


def _what_it_says(row: SuggestionRow) -> tuple[int, bytes]:
    return row.annotation.label, msgspec.json.encode(row.annotation.shape)


def accepting_edit(
    connection: Connection,
    about: About,
    labels: Labels,
    annotator: str,
    rows: Sequence[SuggestionRow],
    client: str = "",
) -> Edit:
    """The edit that makes these suggestions this person's answers, final at once.

    A person's answer wins: an item that this annotator has submitted or skipped is left alone, and of the
    others what the answer goes before (see `is_overridden`). Of two that say one thing the better is put.
    """
    standing = read_answers(connection, annotator, by_item := _by_item(rows))
    changes = []
    for key, mine in by_item.items():
        put = acceptable(about, labels, standing[key], mine)
        if put:
            changes.append(Change(key, base=standing[key].version, put=put, state="submitted"))
    return Edit(id=new_id(), kind="accept", changes=changes, client=client)


def rejecting_edit(
    connection: Connection, annotator: str, rows: Sequence[SuggestionRow], client: str = ""
) -> Edit:
    """The edit that closes these suggestions as wrong; what this person has answered stays as it is."""
    standing = read_answers(connection, annotator, by_item := _by_item(rows))
    changes = [
        Change(key, base=standing[key].version, reject=[row.annotation.id for row in mine])
        for key, mine in by_item.items()
    ]
    return Edit(id=new_id(), kind="reject", changes=changes, client=client)


def discard(connection: Connection, about: About, labels: Labels, run: int) -> int:
    """Take away what is open of a run, whoever made it. The number taken."""
    rows = read_suggestions(connection, run)
    tally = Tally()
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        standings = Standings(connection, about, labels, {row.item for row in part})
        for row in part:
            standings.rows[row.item].suggestions -= 1
        ids = [row.annotation.id for row in part]
        connection.execute(update(_suggestion).where(_suggestion.c.id.in_(ids)).values(state="discarded"))
        standings.settle(tally)
    tally.write(connection)
    return len(rows)


def _by_item(rows: Sequence[SuggestionRow]) -> dict[str, list[SuggestionRow]]:
    by_item: dict[str, list[SuggestionRow]] = {}
    for row in rows:
        by_item.setdefault(row.item, []).append(row)
    return by_item


def acceptable(
    about: About, labels: Labels, answer: Answer, rows: Sequence[SuggestionRow]
) -> list[Annotation]:
    """The annotations that accepting these makes; of two that say one thing the first."""
    if answer.state in ("submitted", "skipped"):
        return []
    put: list[Annotation] = []
    for row in rows:
        made = msgspec.structs.replace(row.annotation, source="accepted", run=row.run)
        there = [*answer.annotations, *put]
        free = None if is_overridden(about.task, made, there, labels.root) else _free(made, there)
        put += [free] if free else []
    return put


def _free(made: Annotation, there: Sequence[Annotation]) -> Annotation | None:
    """Of a mask what no other one has yet, since a pixel has one label; None when that is nothing."""
    if not isinstance(made.shape, Pixels):
        return made
    frame = made.shape.frame
    others = [one.shape.rle for one in there if isinstance(one.shape, Pixels) and one.shape.frame == frame]
    rle = free_mask(made.shape.rle, others)
    return msgspec.structs.replace(made, shape=Pixels(rle, frame)) if mask_area(rle) else None


def _values(row: NewSuggestion, run: int, item: int) -> dict[str, Any]:
    return {
        "id": row.annotation.id,
        "run": run,
        "item": item,
        "label": row.annotation.label,
        "annotation": msgspec.json.encode(row.annotation).decode(),
        "score": row.score,
        "uncertainty": row.uncertainty,
        "certified": int(row.certified),
        "created_at": now_us(),
    }


def _row(row: Any) -> SuggestionRow:
    annotation = msgspec.json.decode(row.annotation, type=Annotation)
    return SuggestionRow(
        row.key, annotation, row.score, row.uncertainty, bool(row.certified), row.run, row.origin, row.state
    )
