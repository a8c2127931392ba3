"""How nblabel talks to a SQLite file: its pragmas, its transactions, its log."""

import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError
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
    if shared:
        engine = engine_of(path)
        try:
            connection = writing(engine)
            if _journal(connection, "wal"):
                return engine, connection, True
            connection.close()
        except (OperationalError, sqlite3.OperationalError) as error:
            if not _is_without_shared_memory(error):
                raise
    engine = engine_of(path, alone=True)
    connection = writing(engine)
    _journal(connection, "delete")  # this also takes in a log that was left behind
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
    connection.execute(f"PRAGMA wal_autocheckpoint={_LOG_PAGES}")
    return connection


def _journal(connection: Connection, mode: str) -> bool:
    took: str = driver(connection).execute(f"PRAGMA journal_mode={mode}").fetchone()[0]
    return took == mode


def _is_without_shared_memory(error: Exception) -> bool:
    code = getattr(getattr(error, "orig", error), "sqlite_errorcode", 0)
    return code & 0xFF == sqlite3.SQLITE_IOERR


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
