"""Answers that were paid for, kept by what was asked; and who agreed that items are sent where."""

from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import Connection, select

from nblabel.store import tables
from nblabel.store.about import now_us
from nblabel.store.rows import put_rows

_reply, _consent = tables.reply, tables.consent


class Reply(msgspec.Struct, frozen=True):
    """An answer, as JSON, under the key of all that it depends on."""

    cache_key: str
    said: str
    tokens_in: int
    tokens_out: int


def put_replies(connection: Connection, replies: Sequence[Reply]) -> None:
    """Keep these answers, over those of the same keys."""
    now = now_us()
    rows = {one.cache_key: msgspec.structs.asdict(one) | {"created_at": now} for one in replies}
    put_rows(connection, _reply, list(rows.values()))


def find_replies(connection: Connection, keys: Iterable[str]) -> dict[str, str]:
    """What was said under those of these keys that are known."""
    query = select(_reply.c.cache_key, _reply.c.said).where(_reply.c.cache_key.in_(list(keys)))
    return {row.cache_key: row.said for row in connection.execute(query)}


def agree(connection: Connection, endpoint: str, person: str) -> None:
    """Note that this person agrees that items are sent to this address."""
    row = {"endpoint": endpoint, "person": person, "created_at": now_us()}
    put_rows(connection, _consent, [row])


def is_agreed(connection: Connection, endpoint: str) -> bool:
    """Whether somebody has."""
    query = select(_consent.c.person).where(_consent.c.endpoint == endpoint)
    return connection.execute(query).scalar() is not None
