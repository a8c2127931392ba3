"""What the project itself is: the rows of `meta`, and the counters that spare every act a count."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal, overload

import msgspec
from sqlalchemy import Connection, select

from nblabel.store import tables
from nblabel.store.rows import add_rows, put_rows
from nblabel.values.errors import NblabelError

Status = Literal["running", "paused", "complete"]


class ProjectPausedError(NblabelError):
    """The project is paused or complete and takes no answers. Nothing was changed."""


class About(msgspec.Struct, frozen=True):
    """The project's own facts. `consensus` is (least, most) annotators per item.

    `former` are the uuids of what it is a copy of; `home` is where it lies.
    """

    uuid: str
    name: str
    task: str
    media: str
    owner: str
    created_at: datetime
    instructions: str = ""
    status: Status = "running"
    consensus: tuple[int, int] = (1, 1)
    seed: int = 0
    lease_minutes: float = 30
    former: list[str] = []
    home: str = ""
    labels_version: int = 0
    generations: int = 0

    @property
    def alone(self) -> bool:
        """True when one answer settles an item."""
        return self.consensus[1] == 1


_FACTS = [field.name for field in msgspec.structs.fields(About)]
_READ = select(tables.meta.c.key, tables.meta.c.value).where(tables.meta.c.key.in_(_FACTS))
_NOTE = "note:"


def read_about(connection: Connection) -> About:
    """The project's facts."""
    pairs = ",".join(f'"{row.key}":{row.value}' for row in connection.execute(_READ))
    return msgspec.json.decode("{" + pairs + "}", type=About)


def write_meta(connection: Connection, values: dict[str, Any]) -> None:
    """Store these facts, each as JSON, over what was there."""
    rows = [{"key": key, "value": msgspec.json.encode(value).decode()} for key, value in values.items()]
    put_rows(connection, tables.meta, rows)


def read_note(connection: Connection, key: str) -> str | None:
    """What was noted under `key`, or None."""
    query = select(tables.meta.c.value).where(tables.meta.c.key == _NOTE + key)
    found = connection.execute(query).scalar()
    return None if found is None else msgspec.json.decode(found, type=str)


def write_note(connection: Connection, key: str, text: str) -> None:
    """Note `text` under `key`."""
    write_meta(connection, {_NOTE + key: text})


def write_notes(connection: Connection, notes: Mapping[str, str]) -> None:
    """Note a text under each of these keys."""
    write_meta(connection, {_NOTE + key: text for key, text in notes.items()})


def bump(connection: Connection, changes: dict[str, int]) -> None:
    """Add to counters by name; those that are not there start at 0."""
    rows = [{"name": name, "n": n} for name, n in sorted(changes.items()) if n]
    add_rows(connection, tables.counter, rows)


def read_counters(connection: Connection) -> dict[str, int]:
    """Every counter: `state:<state>`, `label:<id>`, `open`, `total`, `suggested`."""
    return {row.name: row.n for row in connection.execute(select(tables.counter)) if row.n}


def now_us() -> int:
    """The time now in whole microseconds since 1970 UTC."""
    return time.time_ns() // 1000


@overload
def as_time(microseconds: int) -> datetime: ...
@overload
def as_time(microseconds: None) -> None: ...
def as_time(microseconds: int | None) -> datetime | None:
    """A stored time as a timezone-aware datetime in UTC; None stays None."""
    return None if microseconds is None else datetime.fromtimestamp(microseconds / 1_000_000, UTC)
