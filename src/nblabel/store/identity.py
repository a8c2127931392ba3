"""Who a project is: its uuid, the home it was last opened at, and whose copy it is.

A file opened away from its home is a copy when the project is still at home, and was moved when it is not.
A copy gets a uuid of its own, so that answers kept in a browser for the original are never replayed into it.
When in doubt it is a copy: then the browser asks, where a wrong replay would mix two projects.
"""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, text

_GET = text("SELECT value FROM meta WHERE key = :key")
_PUT = text(
    "INSERT INTO meta (key, value) VALUES (:key, :value) "
    "ON CONFLICT (key) DO UPDATE SET value = excluded.value"
)
_DROP = text("DELETE FROM meta WHERE key = :key")


def get(connection: Connection, key: str) -> Any:
    """The value kept under `key`, or None."""
    found = connection.execute(_GET, {"key": key}).scalar()
    return None if found is None else json.loads(found)


def put(connection: Connection, key: str, value: Any) -> None:
    """Keep `value`, as JSON, under `key`."""
    connection.execute(_PUT, {"key": key, "value": json.dumps(value)})


def drop(connection: Connection, key: str) -> None:
    """Forget what is kept under `key`."""
    connection.execute(_DROP, {"key": key})


def begin(connection: Connection, home: str) -> None:
    """Give a new project its uuid and its home."""
    put(connection, "uuid", str(uuid4()))
    put(connection, "former", [])
    put(connection, "home", home)


def settle(connection: Connection, home: str, still_there: Callable[[str, str], bool]) -> None:
    """Note that the project lives at `home` now; a copy becomes a project of its own.

    `still_there(home, uuid)` says whether the project of that uuid is (also) at that home.
    """
    old, uuid = get(connection, "home"), get(connection, "uuid")
    if old == home:
        return
    if old and uuid and still_there(old, uuid):
        put(connection, "former", [*(get(connection, "former") or []), uuid])
        put(connection, "uuid", str(uuid4()))
    put(connection, "home", home)
