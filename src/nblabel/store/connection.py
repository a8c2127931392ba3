"""How nblabel talks to a SQLite file: its pragmas, its transactions, its log."""

import contextlib
import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from nblabel.store.interface import refuse_nul

PATIENCE = 10.0  # seconds that a connection waits for another process
_LOG_PAGES = 4000  # during a long run of writes the log is folded every 16 MB


def engine_of(path: Path, alone: bool = False) -> Engine:
    """An engine whose every connection is a new one; `alone` holds the file against everybody else."""
    engine = create_engine(
        "sqlite://",
        creator=lambda: _connect(path, alone),
        poolclass=NullPool,
        pool_reset_on_return=None,  # closing rolls back
    )
    event.listen(engine, "begin", _begin)
    refuse_nul(engine)
    return engine


def plain(path: Path) -> sqlite3.Connection:
    """A bare connection, in no transaction."""
    return sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)


def writing(engine: Engine) -> Connection:
    """A connection whose transactions take the write lock at once, so that they never fail half way."""
    return engine.execution_options(writes=True).connect()


def reading(engine: Engine) -> Connection:
    """A connection that refuses to write."""
    connection = engine.connect()
    driver(connection).execute("PRAGMA query_only=ON")
    return connection


def driver(connection: Connection) -> sqlite3.Connection:
    """The bare connection under `connection`, for what must not begin a transaction."""
    found = connection.connection.driver_connection
    assert isinstance(found, sqlite3.Connection)
    return found


def for_writing(path: Path, shared: bool) -> tuple[Engine, Connection, bool]:
    """An engine, its writing connection, and whether others may use the file too.

    Shared takes a write-ahead log. Where that is not to be had, the file is held alone, with a journal.
    """
    if shared and _can_share(path):
        engine = engine_of(path)
        return engine, writing(engine), True
    engine = engine_of(path, alone=True)
    connection = writing(engine)
    # this also takes in a log that was left behind
    driver(connection).execute("PRAGMA journal_mode=DELETE").fetchone()
    return engine, connection, False


def fold(connection: sqlite3.Connection) -> None:
    """Fold the log into the file and empty it, without waiting for anybody who reads."""
    connection.execute("PRAGMA busy_timeout=0")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    connection.execute(f"PRAGMA busy_timeout={int(PATIENCE * 1000)}")


def _connect(path: Path, alone: bool) -> sqlite3.Connection:
    connection = plain(path)
    if alone:  # before anything looks at the file: then a log needs no shared memory
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
    connection.execute("PRAGMA trusted_schema=OFF")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA synchronous=FULL")
    # 64 MB: adding a million items touches the whole index of keys, in no order
    connection.execute("PRAGMA cache_size=-65536")
    connection.execute(f"PRAGMA wal_autocheckpoint={_LOG_PAGES}")
    return connection


def _can_share(path: Path) -> bool:
    """True when the file has, or has been given, a write-ahead log with its shared memory."""
    with contextlib.closing(plain(path)) as trial:
        try:
            took: str = trial.execute("PRAGMA journal_mode=WAL").fetchone()[0]
            trial.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN):
                return False
            raise
    return took == "wal"


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
