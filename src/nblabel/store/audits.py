"""Checks of the machine: items that a person answers before seeing any suggestion, and what they said.

Only an answer given on the page of work that asked for it counts (`Change.blind`). One that came by another
way (under a filter, by a bulk act, from a script) makes the check void, which counts against the machine:
else the person's choice of what to answer would decide which checks there are.
"""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

import msgspec
from sqlalchemy import Connection, insert, select

from nblabel.store import tables
from nblabel.store.about import now_us
from nblabel.store.rows import among, run

_audit = tables.audit
_decode = msgspec.json.Decoder(list[int]).decode
AuditKind = Literal["audit", "blind"]


class NewAudit(NamedTuple):
    """An item (its id) to be asked about. `weight`: how much the draw has to count, 1 where it was even."""

    item: int
    kind: AuditKind
    weight: float = 1.0


class AuditRow(NamedTuple):
    """A check in the order of asking; `labels` (ids) are those answered, `state` as in `tables`."""

    item: int
    annotator: str
    kind: str
    weight: float
    state: str
    labels: tuple[int, ...]


class Checked(NamedTuple):
    """What a person answered to an item of theirs, if it was asked for as a check."""

    item: int
    state: str
    labels: Sequence[int]
    blind: bool


def put_audits(connection: Connection, annotator: str, rows: Sequence[NewAudit]) -> None:
    """Note that these items are asked for as checks; those that this annotator was asked are left out."""
    query = select(_audit.c.item).where(
        _audit.c.item.in_([row.item for row in rows]), _audit.c.annotator == annotator
    )
    known = set(connection.execute(query).scalars())
    fresh = {row.item: row for row in rows if row.item not in known}
    values = [
        {
            "item": row.item,
            "annotator": annotator,
            "kind": row.kind,
            "weight": row.weight,
            "created_at": now_us(),
        }
        for row in fresh.values()
    ]
    if values:
        connection.execute(insert(_audit), values)


def read_audits(connection: Connection) -> list[AuditRow]:
    """Every check, in the order of asking."""
    return [
        AuditRow(row.item, row.annotator, row.kind, row.weight, row.state, tuple(_decode(row.labels)))
        for row in connection.execute(select(_audit).order_by(_audit.c.seq))
    ]


def read_blind(connection: Connection, annotator: str, keys: Iterable[str]) -> set[str]:
    """Those of these items that this annotator answers as checks."""
    item = tables.item.c
    query = select(item.key).join(_audit, _audit.c.item == item.id)
    query = query.where(_audit.c.annotator == annotator, item.key.in_(list(keys)))
    return set(connection.execute(query).scalars())


def settle_audits(connection: Connection, annotator: str, checked: Sequence[Checked]) -> None:
    """Note what was answered to those of these items that are checks: in the transaction of the answers.

    The first answer that is not blind makes a check void for good; a blind one may be corrected.
    """
    whose = among([one.item for one in checked])
    asked = run(
        connection, f"SELECT item, state FROM audit WHERE item IN {whose} AND annotator = ?", annotator
    )
    states = dict(tuple(row) for row in asked.all())
    for one in checked:
        before = states.get(one.item)
        if before is None or before == "void" or (not one.blind and before != "asked"):
            continue
        state = "void" if not one.blind else "skipped" if one.state == "skipped" else "answered"
        labels = msgspec.json.encode(sorted(set(one.labels))).decode()
        where = "item = ? AND annotator = ?"
        run(
            connection,
            f"UPDATE audit SET state = ?, labels = ? WHERE {where}",
            state, labels, one.item, annotator,
        )  # fmt: skip
