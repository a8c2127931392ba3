"""Who has the project open on a file system where locks cannot be trusted: a row refreshed every few seconds.

A second host is refused while the first one's row is fresh. A host that finds another's name in its own row
has been taken over, and stops writing.
"""

import contextlib
import json
import os
import socket
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from nblabel.store import identity
from nblabel.values.errors import StorageError

EVERY = 10.0  # seconds between two beats
STALE = 60.0  # seconds after which a silent host counts as gone
_KEY = "heartbeat"


@dataclass(frozen=True)
class Host:
    """This process on this machine. `boot` tells two machines of one name apart."""

    name: str
    boot: str
    pid: int

    @classmethod
    def here(cls) -> "Host":
        """The host and process that ask."""
        boot = Path("/proc/sys/kernel/random/boot_id")
        return cls(socket.gethostname(), boot.read_text().strip() if boot.exists() else "", os.getpid())


def take(connection: Connection, host: Host, place: str) -> None:
    """Write the first beat, or raise `StorageError` while another host's beat is fresh."""
    other: dict[str, Any] | None = identity.get(connection, _KEY)
    if other and (other["host"], other["boot"]) != (host.name, host.boot):
        age = time.time() - other["at"]
        if age < STALE:
            raise StorageError(_refusal(place, other, max(1, round(STALE - age))))
    beat(connection, host)


def refuse_if_held(path: Path, place: str) -> None:
    """Raise `StorageError` naming who holds the locked file at `path`, when its last beat tells."""
    past_locks = f"{path.absolute().as_uri()}?immutable=1"
    with (
        contextlib.suppress(sqlite3.Error),
        contextlib.closing(sqlite3.connect(past_locks, uri=True)) as look,
    ):
        row = look.execute("SELECT value FROM meta WHERE key = ?", (_KEY,)).fetchone()
        other = json.loads(row[0]) if row else None
        if other and time.time() - other["at"] < STALE:
            raise StorageError(_refusal(place, other, max(1, round(STALE - time.time() + other["at"]))))


def keep(connection: Connection, host: Host, place: str) -> None:
    """Write the next beat, or raise `StorageError` when another host has taken over."""
    other: dict[str, Any] | None = identity.get(connection, _KEY)
    if other and (other["host"], other["boot"], other["pid"]) != (host.name, host.boot, host.pid):
        raise StorageError(
            f"{place} was taken over by {other['host']} (process {other['pid']}) while this program was "
            "silent. Nothing was changed: close it there, then open it here again."
        )
    beat(connection, host)


def beat(connection: Connection, host: Host) -> None:
    """Say that `host` has the project open now."""
    identity.put(connection, _KEY, {"host": host.name, "boot": host.boot, "pid": host.pid, "at": time.time()})


def leave(connection: Connection) -> None:
    """Say that nobody has the project open."""
    identity.drop(connection, _KEY)


def _refusal(place: str, other: dict[str, Any], wait: int) -> str:
    return (
        f"{place} is open on {other['host']} (process {other['pid']}), and its file system cannot carry two "
        f"programs at once. Close the project there and open it again. If {other['host']} has died, wait "
        f"{wait} seconds: then it is taken over by itself. "
        "To work on several hosts, keep the project in PostgreSQL."
    )
