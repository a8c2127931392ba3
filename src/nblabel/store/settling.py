"""What happens to a job's items while it runs: noted as asked, answered, given back, found after a kill.

Each function is the work of one transaction. Only who has taken the job may write; whoever was thought dead
and is not gets `TakenOverError`.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, func, select, update

from nblabel.store import tables
from nblabel.store.about import About, now_us
from nblabel.store.jobs import TWICE, JobError, JobRow, Spent, is_alive, read_job
from nblabel.store.labels import Labels
from nblabel.store.replies import Reply, put_replies
from nblabel.store.rows import among, run
from nblabel.store.suggestions import NewSuggestion, put_suggestions
from nblabel.values.annotation import Annotation
from nblabel.values.query import ItemState

_job, _one, _item = tables.job, tables.job_item, tables.item
# Items in these states wait for a person's answer.
OPEN: tuple[ItemState, ...] = ("unlabeled", "draft")
ANSWERED = "A person answered it meanwhile."
_NOTHING = Spent()


class TakenOverError(JobError):
    """Another kernel runs this job by now."""


class Reserved(msgspec.Struct, frozen=True):
    """An item (its id) that is about to be asked, and the most that it can cost."""

    item: int
    most: Spent


class Settled(msgspec.Struct, frozen=True):
    """What became of an item (its id): `state` done, failed, passed, or waiting again where it was not asked.

    `used` is what it did cost, `held` what it may have cost beside; what was reserved for it ends with that.
    `said` is JSON; the suggestions are kept while no person has answered.
    """

    item: int
    state: str
    reason: str = ""
    used: Spent = _NOTHING
    held: Spent = _NOTHING
    said: str = ""
    suggestions: Sequence[NewSuggestion] = ()
    reply: Reply | None = None


# How often an item is asked whose outcome gets lost with the kernel: once more where it costs money. A model
# of one's own may be what ends the kernel: then the items that it dies of have failed in the end.
TRIES = {"gpt": 2, "own": 3}


def take_job(connection: Connection, job: int, owner: str, running: Iterable[int]) -> JobRow:
    """Make `owner` the one who runs a job, and set straight what an earlier one left behind.

    What was asked then has an unknown outcome: what was reserved for it stays so, and it is asked once more;
    the second time it has failed. Raises JobError when somebody runs it.
    """
    row = read_job(connection, job)
    if is_alive(row, running):
        raise JobError(f"Job {job} is running already; project.jobs() shows how far it is.")
    _recover(connection, job, TRIES.get(row.kind, 2))
    now = {"owner": owner, "beat": now_us(), "state": "running", "reason": ""}
    connection.execute(update(_job).where(_job.c.id == job).values(**now))
    return read_job(connection, job)


def beat(connection: Connection, job: int, owner: str, **facts: Any) -> None:
    """Say that the job is still run by `owner`, and what else is to be said. Raises TakenOverError."""
    mine = update(_job).where(_job.c.id == job, _job.c.owner == owner)
    if connection.execute(mine.values(beat=now_us(), **facts)).rowcount != 1:
        raise TakenOverError(f"Job {job} was taken over by another kernel.")


def note_asked(
    connection: Connection, job: int, owner: str, rows: Sequence[Reserved], rehearsal: bool
) -> None:
    """Note that these items are about to be asked. Raises TakenOverError."""
    beat(connection, job, owner, records=_job.c.records + sum(row.most.records for row in rows))
    _each(
        connection,
        "UPDATE job_item SET state = 'asked', tries = tries + 1, reserved_in = ?, reserved_out = ?, "
        "reserved_requests = ? WHERE job = ? AND rehearsal = ? AND item = ?",
        [(*row.most[:3], job, int(rehearsal), row.item) for row in rows],
    )


def reserve_more(
    connection: Connection, job: int, owner: str, item: int | None, more: Spent, rehearsal: bool
) -> None:
    """Note that another request of an item (None: of the job itself) is about to go out."""
    if item is None:
        beat(
            connection, job, owner,
            held_in=_job.c.held_in + more.tokens_in,
            held_out=_job.c.held_out + more.tokens_out,
            held_requests=_job.c.held_requests + more.requests,
        )  # fmt: skip
        return
    beat(connection, job, owner)
    run(
        connection,
        "UPDATE job_item SET reserved_in = reserved_in + ?, reserved_out = reserved_out + ?, "
        "reserved_requests = reserved_requests + ? WHERE job = ? AND rehearsal = ? AND item = ?",
        more.tokens_in, more.tokens_out, more.requests, job, int(rehearsal), item,
    )  # fmt: skip


def settle_job(connection: Connection, job: int, used: Spent, released: Spent) -> None:
    """Note what requests of the job itself did cost, and give back what was held for them."""
    change = {
        "tokens_in": _job.c.tokens_in + used.tokens_in,
        "tokens_out": _job.c.tokens_out + used.tokens_out,
        "requests": _job.c.requests + used.requests,
        "held_in": _job.c.held_in - released.tokens_in,
        "held_out": _job.c.held_out - released.tokens_out,
        "held_requests": _job.c.held_requests - released.requests,
    }
    connection.execute(update(_job).where(_job.c.id == job).values(**change))


def keep_answers(
    connection: Connection,
    about: About,
    labels: Labels,
    job: int,
    owner: str,
    run_id: int,
    rows: Sequence[Settled],
    rehearsal: bool,
) -> None:
    """Store what became of items, whole: answers, what they cost, replies, suggestions.

    Where another kernel has taken the job over, only the replies are kept, since they were paid for, and
    TakenOverError is raised after that by the caller's next `beat`.
    """
    put_replies(connection, [row.reply for row in rows if row.reply is not None])
    if connection.execute(select(_job.c.owner).where(_job.c.id == job)).scalar() != owner:
        return
    free = _free(connection, rows) if not rehearsal else set()
    _settle(connection, job, rows, free, rehearsal)
    offered = [one for row in rows if row.item in free for one in row.suggestions]
    if offered and not rehearsal:
        put_suggestions(connection, about, labels, run_id, _wanted(connection, labels, offered))
    _count(connection, job, rows, free, rehearsal)


def finish_job(connection: Connection, job: int, owner: str, state: str, reason: str) -> bool:
    """Let a job rest in this state. False when it was to be done and items joined meanwhile.

    Raises TakenOverError.
    """
    if state == "done":
        waits = select(_one.c.item).where(_one.c.job == job, _one.c.rehearsal == 0, _one.c.state == "waiting")
        if connection.execute(waits.limit(1)).first() is not None:
            return False
    beat(connection, job, owner, state=state, reason=reason)
    return True


def waiting_again(connection: Connection, job: int) -> int:
    """Let the items that failed be asked again, because a person wants it. How many."""
    failed = update(_one).where(_one.c.job == job, _one.c.state == "failed")
    again = failed.where(_one.c.rehearsal == 0).values(state="waiting", tries=0, reason="")
    count = connection.execute(again).rowcount
    change = update(_job).where(_job.c.id == job)
    connection.execute(change.values(failed=_job.c.failed - count))
    return count


def _recover(connection: Connection, job: int, most: int) -> None:
    of = (_one.c.job == job, _one.c.state == "asked")
    sums = [func.coalesce(func.sum(_one.c[f"reserved_{what}"]), 0) for what in ("in", "out", "requests")]
    held = connection.execute(select(*sums).where(*of)).one()
    twice = select(func.count()).where(*of, _one.c.tries >= most, _one.c.rehearsal == 0)
    failed = connection.execute(twice).scalar_one()
    nothing = {"reserved_in": 0, "reserved_out": 0, "reserved_requests": 0}
    change = update(_one).where(*of)
    connection.execute(change.where(_one.c.tries >= most).values(state="failed", reason=TWICE, **nothing))
    connection.execute(change.where(_one.c.tries < most).values(state="waiting", **nothing))
    more = {
        "held_in": _job.c.held_in + int(held[0]),
        "held_out": _job.c.held_out + int(held[1]),
        "held_requests": _job.c.held_requests + int(held[2]),
        "failed": _job.c.failed + failed,
    }
    connection.execute(update(_job).where(_job.c.id == job).values(**more))


def _free(connection: Connection, rows: Sequence[Settled]) -> set[int]:
    """Those of these items that no person has answered."""
    ids = among([row.item for row in rows])
    found = run(connection, f"SELECT id, state FROM item WHERE id IN {ids}")
    return {item for item, state in found if state in OPEN}


def _settle(
    connection: Connection, job: int, rows: Sequence[Settled], free: set[int], rehearsal: bool
) -> None:
    """`tries` is taken back where an item was not asked after all."""
    given = []
    for row in rows:
        answered = row.state == "done" and not rehearsal and row.item not in free
        state, reason = ("passed", ANSWERED) if answered else (row.state, row.reason)
        used, back = row.used, int(state == "waiting")
        given.append((
            state, reason, row.said, back, used.tokens_in, used.tokens_out, used.requests,
            job, int(rehearsal), row.item,
        ))  # fmt: skip
    _each(
        connection,
        "UPDATE job_item SET state = ?, reason = ?, said = ?, tries = tries - ?, reserved_in = 0, "
        "reserved_out = 0, reserved_requests = 0, tokens_in = tokens_in + ?, tokens_out = tokens_out + ?, "
        "requests = requests + ? WHERE job = ? AND rehearsal = ? AND item = ?",
        given,
    )


def _each(connection: Connection, sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Runs a statement for each row; its parameters are written `?`."""
    if rows:
        own = sql if connection.dialect.name == "sqlite" else sql.replace("?", "%s")
        connection.exec_driver_sql(own, list(rows))


def _count(
    connection: Connection, job: int, rows: Sequence[Settled], free: set[int], rehearsal: bool
) -> None:
    used, held = _NOTHING, _NOTHING
    for row in rows:
        used, held = used.plus(row.used), held.plus(row.held)
    change: dict[str, Any] = {
        "tokens_in": _job.c.tokens_in + used.tokens_in,
        "tokens_out": _job.c.tokens_out + used.tokens_out,
        "requests": _job.c.requests + used.requests,
        "records": _job.c.records + used.records,
        "held_in": _job.c.held_in + held.tokens_in,
        "held_out": _job.c.held_out + held.tokens_out,
        "held_requests": _job.c.held_requests + held.requests,
    }
    if not rehearsal:
        done = sum(row.state == "done" and row.item in free for row in rows)
        failed = sum(row.state == "failed" for row in rows)
        passed = sum(row.state == "passed" or (row.state == "done" and row.item not in free) for row in rows)
        change |= {"done": _job.c.done + done, "failed": _job.c.failed + failed}
        change["passed"] = _job.c.passed + passed
    connection.execute(update(_job).where(_job.c.id == job).values(**change))


def _wanted(connection: Connection, labels: Labels, offered: Sequence[NewSuggestion]) -> list[NewSuggestion]:
    """Without what a person has rejected before, whoever had said it."""
    suggestion = tables.suggestion
    query = select(_item.c.key, suggestion.c.annotation).join(_item, _item.c.id == suggestion.c.item)
    query = query.where(suggestion.c.state == "rejected")
    query = query.where(_item.c.key.in_({one.item for one in offered}))
    refused = {
        (row.key, says(labels, msgspec.json.decode(row.annotation, type=Annotation)))
        for row in connection.execute(query)
    }
    return [one for one in offered if (one.item, says(labels, one.annotation)) not in refused]


def says(labels: Labels, annotation: Annotation) -> tuple[int, bytes]:
    """A label and a shape, whoever says it and under whatever id."""
    return labels.root(annotation.label), msgspec.json.encode(annotation.shape)
