"""How far the work is, and what happened: read from counters and the append-only history."""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, func, literal_column, select

from nblabel.store import tables
from nblabel.store.about import as_time, now_us, read_about, read_counters
from nblabel.store.interface import Database
from nblabel.store.labels import Labels
from nblabel.values.change import Change

PAGE = 2000
MANY = 1000
STATES = ("unlabeled", "draft", "submitted", "skipped", "voting", "needs_review", "broken")
_HOUR = 3_600_000_000
_PAUSE = 300_000_000  # a longer silence than five minutes is a break, not work
_RECENT = 200
# The rate of fewer answers, or of less time, says nothing of the next hour.
_ENOUGH, _LONG = 10, 60_000_000
_edit = tables.edit
_event = tables.event


class EventRow(msgspec.Struct, frozen=True):
    """One thing that happened to one item. `outcome` is applied, conflict or refused.

    `gesture` is the edit it was part of, `undoes` the edit it took back or did again; `label_names` are the
    paths of its labels as they were then.
    """

    event: int
    item: str
    annotator: str
    kind: str
    outcome: str
    change: Change
    gesture: str
    undoes: str | None
    run: int | None
    client: str
    seconds: float | None
    created_at: datetime
    label_names: dict[int, str]


class Changes(NamedTuple):
    """The newest event's id, the keys touched (None: more than 1,000), and the one page that did it or "".

    `pool`: how many items there are, how many of them are broken, and how often files of theirs have changed
    or gone, all of which happens without an event.
    """

    last: int
    items: list[str] | None
    client: str
    pool: tuple[int, int, int]


def read_summary(connection: Connection) -> dict[str, Any]:
    """A project in one line: `name, task, media, status, total, submitted, created_at`."""
    about, counters = read_about(connection), read_counters(connection)
    return {
        **{name: getattr(about, name) for name in ("name", "task", "media", "status")},
        "total": counters.get("total", 0),
        "submitted": counters.get("state:submitted", 0),
        "created_at": about.created_at,
    }


def read_progress(connection: Connection, labels: Labels, annotator: str | None = None) -> dict[str, Any]:
    """The counts of `project.progress()`; `per_label` is by label id, drafts included.

    With an annotator also `mine`: the answers that they submitted or skipped.
    """
    counters = read_counters(connection)
    per_label = {row.id: 0 for row in labels.rows if row.merged_into is None}
    for row in labels.rows:
        per_label[labels.root(row.id)] += counters.get(f"label:{row.id}", 0)
    per_hour = _rate(connection)
    open_now = counters.get("open", 0)
    refreshed = connection.execute(select(func.max(tables.source.c.refreshed_at))).scalar()
    return {
        "total": counters.get("total", 0),
        **{state: counters.get(f"state:{state}", 0) for state in STATES},
        "suggested": counters.get("suggested", 0),
        "certified": counters.get("certified", 0),
        "per_label": per_label,
        **({} if annotator is None else {"mine": _done(connection, annotator)}),
        "per_hour": per_hour,
        "seconds_left": open_now * 3600 / per_hour if per_hour else None,
        "last_refresh": as_time(refreshed),
    }


def iterate_history(database: Database, key: str | None = None) -> Iterator[EventRow]:
    """Every event (of one item), oldest first; memory stays flat."""
    columns = (_edit.c.annotator, _edit.c.kind, _edit.c.undoes, _edit.c.client, _edit.c.seconds)
    query = select(_event, tables.item.c.key.label("name"), _edit.c.created_at, *columns)
    query = query.join(_edit, _edit.c.id == _event.c.edit)
    query = query.join(tables.item, tables.item.c.id == _event.c.item, isouter=True)
    if key is not None:
        query = query.where(tables.item.c.key == key)
    last = 0
    while True:
        page = query.where(_event.c.id > last).order_by(_event.c.id).limit(PAGE)
        rows = database.read(lambda connection, page=page: connection.execute(page).all())  # type: ignore[misc]
        if not rows:
            return
        last = rows[-1].id
        yield from (_row(row) for row in rows)


def changes_since(connection: Connection, event: int | None) -> Changes:
    """What was touched after `event`; with None nothing, and where to begin."""
    last = connection.execute(select(func.max(_event.c.id))).scalar() or 0
    counters = read_counters(connection)
    pool = (counters.get("total", 0), counters.get("state:broken", 0), counters.get("refiled", 0))
    if event is None or event >= last:
        return Changes(last, [], "", pool)
    within = (_event.c.id > event, _event.c.id <= last, _event.c.outcome == "applied")
    query = select(tables.item.c.key, _edit.c.client).distinct()
    query = query.join(_event, _event.c.item == tables.item.c.id).join(_edit, _edit.c.id == _event.c.edit)
    rows = connection.execute(query.where(*within).limit(2 * MANY)).all()
    clients = {row.client for row in rows}
    items = sorted({row.key for row in rows})
    client = clients.pop() if len(clients) == 1 else ""
    return Changes(last, None if len(items) > MANY else items, client, pool)


def _done(connection: Connection, annotator: str) -> int:
    person = tables.annotator.c
    return connection.execute(select(person.done).where(person.name == annotator)).scalar() or 0


def _rate(connection: Connection) -> float | None:
    """Answers made final per hour of work, from the newest of the last hour; None until it says much."""
    fresh = (_edit.c.finals > literal_column("0"), _edit.c.created_at > now_us() - _HOUR)
    query = select(_edit.c.created_at, _edit.c.finals).where(*fresh)
    rows = list(reversed(connection.execute(query.order_by(_edit.c.seq.desc()).limit(_RECENT)).all()))
    times = [row.created_at for row in rows]
    spent = sum(min(later - sooner, _PAUSE) for sooner, later in pairwise(times))
    done = sum(row.finals for row in rows[1:])
    return round(done * _HOUR / spent, 1) if done >= _ENOUGH and spent >= _LONG else None


def _row(row: Any) -> EventRow:
    return EventRow(
        row.id, row.name or row.key, row.annotator, row.kind, row.outcome,
        msgspec.json.decode(row.change, type=Change), row.edit, row.undoes, row.run, row.client, row.seconds,
        as_time(row.created_at), msgspec.json.decode(row.label_names, type=dict[int, str]),
    )  # fmt: skip
