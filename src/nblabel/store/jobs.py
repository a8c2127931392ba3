"""Jobs and their items: what a model was asked to do, how far it is, what it used.

Nothing is asked before it is noted as asked, with the most that it can cost, in a transaction of its own; and
an answer is stored with what it did cost. So whatever ends in between, no money is forgotten.
"""

import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, func, insert, select, update

from nblabel.store import tables
from nblabel.store.about import as_time, now_us
from nblabel.store.heartbeat import Host
from nblabel.store.rows import insert_rows
from nblabel.values.errors import NblabelError

_job, _one, _item = tables.job, tables.job_item, tables.item
STALE = 60_000_000  # microseconds after which a silent owner counts as gone
ENDED = "The kernel that ran it has ended; resume() goes on."
TWICE = "Asked twice, and each time the kernel ended before the answer was there: it may have been paid."
_NAMES = ("job", "item", "rehearsal", "seq")
STEP = 20_000


class JobError(NblabelError):
    """A job that cannot be, or that cannot do this now."""


class Spent(NamedTuple):
    """What was used, or is reserved: tokens in and out, requests, text records."""

    tokens_in: int = 0
    tokens_out: int = 0
    requests: int = 0
    records: int = 0

    def plus(self, other: "Spent") -> "Spent":
        return Spent(*(a + b for a, b in zip(self, other, strict=True)))

    def less(self, other: "Spent") -> "Spent":
        return Spent(*(a - b for a, b in zip(self, other, strict=True)))


class NewJob(msgspec.Struct, frozen=True):
    """A job to be: `model` in words, `options` without any key."""

    kind: str
    model: str
    options: dict[str, Any]
    annotator: str


class JobRow(msgspec.Struct, frozen=True):
    """A job as it stands. `used` is for certain, `held` of requests whose outcome nobody knows."""

    id: int
    kind: str
    model: str
    options: dict[str, Any]
    state: str
    reason: str
    annotator: str
    run: int | None
    owner: str
    beat: int
    total: int
    done: int
    failed: int
    passed: int
    used: Spent
    held: Spent
    rehearsal: dict[str, Any]
    created_at: datetime

    @property
    def todo(self) -> int:
        """Items that are neither done nor failed nor passed over."""
        return self.total - self.done - self.failed - self.passed


class JobItem(NamedTuple):
    """An item of a job, by id and key, at the place `seq`; `state` as in the table."""

    seq: int
    item: int
    key: str
    state: str
    tries: int
    reason: str
    said: str


def owner_here() -> str:
    """Who runs jobs in this process."""
    host = Host.here()
    return f"{host.name} {host.boot} {host.pid}"


def add_job(connection: Connection, new: NewJob) -> int:
    """The id of a new job that is still being made."""
    row = {"kind": new.kind, "model": new.model, "annotator": new.annotator, "created_at": now_us()}
    options = msgspec.json.encode(new.options).decode()
    made = insert(_job).values(**row, options=options).returning(_job.c.id)
    return int(connection.execute(made).scalar_one())


def add_job_items(connection: Connection, job: int, items: Sequence[int], rehearsal: bool = False) -> int:
    """Put items (ids) to a job, behind those that it has; those that it has are left out. How many joined."""
    of = (_one.c.job == job, _one.c.rehearsal == int(rehearsal))
    known: set[int] = set()
    if not rehearsal and connection.execute(select(_job.c.total).where(_job.c.id == job)).scalar_one():
        known = set(connection.execute(select(_one.c.item).where(*of)).scalars())
    last = select(_one.c.seq).where(*of).order_by(_one.c.seq.desc()).limit(1)
    start = 1 + (connection.execute(last).scalar() or 0)
    fresh = [item for item in dict.fromkeys(items) if item not in known]
    rows = [(job, item, int(rehearsal), start + n) for n, item in enumerate(fresh)]
    insert_rows(connection, _one, _NAMES, rows, checked=True)
    if not rehearsal:
        more = {"total": _job.c.total + len(rows)}
        connection.execute(update(_job).where(_job.c.id == job).values(**more))
    return len(rows)


def clear_rehearsal(connection: Connection, job: int) -> None:
    """Forget the items of a job's rehearsal, unless one is asked: what it costs is not known yet."""
    gone = _one.delete().where(_one.c.job == job, _one.c.rehearsal == 1, _one.c.state != "asked")
    connection.execute(gone)


def set_job(connection: Connection, job: int, **facts: Any) -> None:
    """Set columns of a job; `options` and `rehearsal` as plain data."""
    for name in ("options", "rehearsal"):
        if name in facts:
            facts[name] = msgspec.json.encode(facts[name]).decode()
    connection.execute(update(_job).where(_job.c.id == job).values(**facts))


def read_jobs(connection: Connection, job: int | None = None) -> list[JobRow]:
    """Every job, newest first, or the one of this id."""
    query = select(_job).where(_job.c.state != "making").order_by(_job.c.id.desc())
    rows = connection.execute(query if job is None else query.where(_job.c.id == job))
    return [_row(row) for row in rows]


def read_job(connection: Connection, job: int) -> JobRow:
    """The job of this id. Raises JobError."""
    found = read_jobs(connection, job)
    if not found:
        raise JobError(f"This project has no job {job}; project.jobs() lists them.")
    return found[0]


def read_job_items(
    connection: Connection,
    job: int,
    rehearsal: bool = False,
    states: Sequence[str] = (),
    limit: int | None = None,
    after: int = 0,
) -> list[JobItem]:
    """The items of a job in their order, those in these states when given, behind the place `after`."""
    query = select(_one, _item.c.key).join(_item, _item.c.id == _one.c.item)
    query = query.where(_one.c.job == job, _one.c.rehearsal == int(rehearsal)).order_by(_one.c.seq)
    query = query.where(_one.c.seq > after)
    if states:
        query = query.where(_one.c.state.in_(states))
    return [
        JobItem(row.seq, row.item, row.key, row.state, row.tries, row.reason, row.said)
        for row in connection.execute(query if limit is None else query.limit(limit))
    ]


def count_states(connection: Connection, job: int, rehearsal: bool) -> dict[str, int]:
    """How many items of a job are in each state."""
    query = select(_one.c.state, func.count()).where(_one.c.job == job, _one.c.rehearsal == int(rehearsal))
    return {row[0]: row[1] for row in connection.execute(query.group_by(_one.c.state))}


def count_open(connection: Connection, run: int) -> int:
    """How many suggestions of a run are open, of items that wait for an answer."""
    one = tables.suggestion.c
    query = select(func.count()).select_from(tables.suggestion).join(_item, _item.c.id == one.item)
    query = query.where(one.run == run, one.state == "open", _item.c.state.in_(("unlabeled", "draft")))
    return connection.execute(query).scalar_one()


def read_said(connection: Connection, job: int) -> list[tuple[int, str]]:
    """What a job's model said: item (id) and JSON, of its rehearsal too."""
    query = select(_one.c.item, _one.c.said).where(_one.c.job == job, _one.c.state == "done")
    return [(row.item, row.said) for row in connection.execute(query) if row.said]


def is_alive(row: JobRow, running: Iterable[int]) -> bool:
    """Whether somebody runs this job; `running` are the jobs of this project that this process runs."""
    if row.state != "running":
        return False
    if row.owner == owner_here():
        return row.id in running
    return now_us() - row.beat < STALE and not _is_dead(row.owner)


def _is_dead(owner: str) -> bool:
    """True when the owner was a process of this machine that is no more."""
    host = Host.here()
    name, boot, pid = [*owner.split(" "), "", ""][:3]
    if not boot or (name, boot) != (host.name, host.boot):  # only where there is a boot id: on Linux
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except (OSError, ValueError):
        return False
    return False


def _row(row: Any) -> JobRow:
    decode = msgspec.json.decode
    return JobRow(
        row.id, row.kind, row.model, decode(row.options), row.state, row.reason, row.annotator, row.run,
        row.owner, row.beat, row.total, row.done, row.failed, row.passed,
        Spent(row.tokens_in, row.tokens_out, row.requests, row.records),
        Spent(row.held_in, row.held_out, row.held_requests),
        decode(row.rehearsal) if row.rehearsal else {},
        as_time(row.created_at),
    )  # fmt: skip
