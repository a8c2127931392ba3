"""Projects in a PostgreSQL database: one schema each, found by name in a small registry.

Every connection has its project's schema as search path, so the same statements serve a file and a schema.
Writers of one project take turns by an advisory lock, which gives them the same rules as in a file.
"""

import hashlib
import re
import time
from os import PathLike
from secrets import token_hex
from typing import NoReturn, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from nblabel.store import identity, migrate
from nblabel.store.faults import plain_words, sqlstate
from nblabel.store.interface import Database, Work, close_at_exit, refuse_nul
from nblabel.store.writer import Writer
from nblabel.values.errors import NotAProjectError, ProjectExistsError, StorageError

T = TypeVar("T")
_REGISTRY = 0x6E626C6162  # the advisory lock of the registry
_TRIES = 5
_AGAIN = {"40001", "40P01"}  # serialization failure, deadlock: nothing happened, do it again
_SETTINGS = (
    "SET lock_timeout = '60s'; SET idle_in_transaction_session_timeout = '10min'; SET timezone = 'UTC'"
)
_NUMBERS = """
    SELECT (SELECT system_identifier FROM pg_control_system())
        || '/' || (SELECT oid FROM pg_database WHERE datname = current_database())
        || '/' || (SELECT oid FROM pg_namespace WHERE nspname = :schema)
"""


class PostgresDatabase(Database):
    """A project's schema, open. Use `open_schema` or `create_schema`."""

    dialect = "postgresql"

    def __init__(self, engine: Engine, name: str, schema: str) -> None:
        self.place = f"{_shown(engine.url)} (project {name})"
        self._engine = engine
        self._lock = _lock_of(schema)
        self._writing: Connection | None = None
        self._writer = Writer(self.place, self._rest)
        close_at_exit(self)

    def write(self, work: Work[T]) -> T:
        return self._writer.run(lambda: self._transact(work))

    def read(self, work: Work[T]) -> T:
        if self._writer.is_here() and self._writing is not None:
            return work(self._writing)
        self._writer.check()
        with plain_words(self.place), self._engine.connect() as connection:
            looking = connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
            with looking.begin():
                return work(looking)

    def data_version(self) -> int:
        """Changes also when something else in the same server writes."""
        snapshot = self.read(lambda c: c.execute(text("SELECT pg_current_snapshot()::text")).scalar_one())
        return int.from_bytes(hashlib.blake2b(snapshot.encode(), digest_size=7).digest(), "big")

    def backup(self, path: str | PathLike[str]) -> NoReturn:
        raise StorageError(
            f"{self.place} is kept by a PostgreSQL server, which has its own way to make copies: "
            "pg_dump --format=custom. Ask whoever runs the server."
        )

    def close(self) -> None:
        if self._writer.is_forked() or not self._writer.close():
            return
        self._engine.dispose()

    def _rest(self, quiet: float) -> float | None:
        return None

    def _transact(self, work: Work[T]) -> T:
        if self._writing is not None:
            return work(self._writing)
        with plain_words(self.place):
            for turn in range(_TRIES):
                try:
                    return self._once(work)
                except DBAPIError as error:
                    if sqlstate(error) not in _AGAIN or turn == _TRIES - 1:
                        raise
                    time.sleep(0.02 * 2**turn)
        raise AssertionError("unreachable")

    def _once(self, work: Work[T]) -> T:
        with self._engine.begin() as connection:
            _take_turn(connection, self._lock)
            self._writing = connection
            try:
                return work(connection)
            finally:
                self._writing = None


def create_schema(address: str, name: str, fill: Work[object]) -> None:
    """Make a project's schema with what `fill` puts in it: whole, or not at all."""
    engine = _engine(address)
    schema = _schema_for(name)
    try:
        with plain_words(_shown(engine.url)), engine.begin() as connection:
            _prepare_registry(connection)
            if _registered(connection, name):
                raise ProjectExistsError(
                    f"There is already a project '{name}' in {_shown(engine.url)}. "
                    "Open it with open(), or choose another name."
                )
            connection.execute(text(f"CREATE SCHEMA {schema}"))
            connection.execute(text(f"SET LOCAL search_path TO {schema}"))
            migrate.migrate(connection)
            identity.begin(connection, _home(connection, schema))
            fill(connection)
            connection.execute(
                text("INSERT INTO nblabel.project (name, schema, version) VALUES (:name, :schema, :version)"),
                {"name": name, "schema": schema, "version": migrate.VERSION},
            )
    finally:
        engine.dispose()


def open_schema(address: str, name: str) -> PostgresDatabase:
    """Open the project `name`, bring it up to date, and settle whether it was copied to another database."""
    engine, schema, found = _find(address, name)
    try:
        with plain_words(_shown(engine.url)), engine.begin() as connection:
            if found < migrate.VERSION:
                _migrate(connection, name, schema)
            if home := _home(connection, schema):
                # a dump restored elsewhere is a copy: what became of the original cannot be seen from here
                identity.settle(connection, home, lambda old, uuid: True)
    except BaseException:
        engine.dispose()
        raise
    return PostgresDatabase(engine, name, schema)


def peek_schema(address: str, name: str, work: Work[T]) -> T:
    """The result of `work` on the project `name`, which is left as it is."""
    engine, _, _ = _find(address, name)
    try:
        with plain_words(_shown(engine.url)), engine.begin() as connection:
            connection.execute(text("SET TRANSACTION READ ONLY"))
            return work(connection)
    finally:
        engine.dispose()


def list_names(address: str) -> list[str]:
    """The names of all projects in the database."""
    engine = _engine(address)
    try:
        with plain_words(_shown(engine.url)), engine.begin() as connection:
            if not _has_registry(connection):
                return []
            return list(connection.execute(text("SELECT name FROM nblabel.project ORDER BY name")).scalars())
    finally:
        engine.dispose()


def _find(address: str, name: str) -> tuple[Engine, str, int]:
    engine = _engine(address)
    try:
        with plain_words(_shown(engine.url)), engine.begin() as connection:
            row = _registered(connection, name) if _has_registry(connection) else None
    finally:
        engine.dispose()
    if row is None:
        known = ", ".join(list_names(address)) or "none yet"
        raise NotAProjectError(f"There is no project '{name}' in {_shown(engine.url)} (there: {known}).")
    schema, version = row
    engine = _engine(address, schema)
    if version > migrate.VERSION:
        raise migrate.too_new(f"{_shown(engine.url)} (project {name})", version, _written_by(engine))
    return engine, schema, version


def _written_by(engine: Engine) -> str | None:
    try:
        with engine.begin() as connection:
            found: str | None = identity.get(connection, "program")
            return found
    except DBAPIError:  # its tables are unknown to us: do without
        return None
    finally:
        engine.dispose()


def _migrate(connection: Connection, name: str, schema: str) -> None:
    _take_turn(connection, _lock_of(schema))
    row = _registered(connection, name)
    if row and row[1] < migrate.VERSION:  # not done by another process meanwhile
        migrate.migrate(connection)
        connection.execute(
            text("UPDATE nblabel.project SET version = :version WHERE name = :name"),
            {"name": name, "version": migrate.VERSION},
        )


def _prepare_registry(connection: Connection) -> None:
    _take_turn(connection, _REGISTRY)
    if not _has_registry(connection):
        connection.execute(text("CREATE SCHEMA IF NOT EXISTS nblabel"))
        connection.execute(
            text(
                "CREATE TABLE nblabel.project (name text PRIMARY KEY, schema text NOT NULL UNIQUE, "
                "version integer NOT NULL, created_at timestamptz NOT NULL DEFAULT now())"
            )
        )


def _has_registry(connection: Connection) -> bool:
    return connection.execute(text("SELECT to_regclass('nblabel.project')")).scalar() is not None


def _registered(connection: Connection, name: str) -> tuple[str, int] | None:
    row = connection.execute(
        text("SELECT schema, version FROM nblabel.project WHERE name = :name"), {"name": name}
    ).first()
    return None if row is None else (row[0], row[1])


def _home(connection: Connection, schema: str) -> str:
    """What tells this schema from one restored elsewhere: numbers that the server gave, not its address.

    "" where the server does not tell its number.
    """
    try:
        with connection.begin_nested():
            found = connection.execute(text(_NUMBERS), {"schema": schema})
            return f"postgresql:{found.scalar_one()}"
    except DBAPIError:
        return ""


def _take_turn(connection: Connection, lock: int) -> None:
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock})


def _lock_of(schema: str) -> int:
    return int.from_bytes(hashlib.blake2b(schema.encode(), digest_size=8).digest(), "big", signed=True)


def _schema_for(name: str) -> str:
    readable = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:30]
    return f"nblabel_{readable or 'project'}_{token_hex(3)}"


def _engine(address: str, schema: str | None = None) -> Engine:
    try:
        url = make_url(address).set(drivername="postgresql+psycopg")
    except ArgumentError:
        raise StorageError(
            "This is not an address of a database. It looks like postgresql+psycopg://user@host/database."
        ) from None
    try:
        engine = create_engine(url, pool_pre_ping=True, hide_parameters=True)
    except (ImportError, NoSuchModuleError):
        raise StorageError("PostgreSQL needs one more package: pip install 'nblabel[postgres]'") from None
    refuse_nul(engine)
    event.listen(engine, "connect", lambda driver, _: _set_up(driver, schema))
    return engine


def _set_up(driver: object, schema: str | None) -> None:
    path = f"; SET search_path TO {schema}" if schema else ""
    cursor = driver.cursor()  # type: ignore[attr-defined]
    cursor.execute(_SETTINGS + path)
    cursor.close()
    driver.commit()  # type: ignore[attr-defined]


def _shown(url: URL) -> str:
    return url.render_as_string(hide_password=True)
