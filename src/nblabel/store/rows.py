"""Writing rows over those that are there, or adding to them; each statement is built once."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, insert
from sqlalchemy.dialects import postgresql, sqlite

from nblabel.store.interface import CHECKED

_postgresql: Any = postgresql.psycopg.dialect


def put_rows(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows, all with the same columns, over those with the same primary key."""
    if rows:
        connection.execute(_upsert(connection.dialect.name, table, tuple(rows[0]), False), rows)


def add_rows(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows of numbers, or add them to those with the same primary key."""
    if rows:
        connection.execute(_upsert(connection.dialect.name, table, tuple(rows[0]), True), rows)


def insert_rows(
    connection: Connection,
    table: Table,
    names: tuple[str, ...],
    rows: Sequence[tuple[Any, ...]],
    checked: bool = False,
) -> None:
    """Insert many new rows given as tuples in the order of `names`, straight through the driver.

    `checked`: the caller has seen to it that no text holds a NUL.
    """
    if rows:
        statement = _insert(connection.dialect.name, table, names)
        connection.exec_driver_sql(statement, list(rows), {CHECKED: checked})


def put_tuples(
    connection: Connection, table: Table, names: tuple[str, ...], rows: Sequence[tuple[Any, ...]]
) -> None:
    """As `put_rows`, many rows at a time: tuples in the order of `names`, which is the table's.

    The caller has seen to it that no text holds a NUL.
    """
    if rows:
        statement = _upsert_text(connection.dialect.name, table, names)
        connection.exec_driver_sql(statement, list(rows), {CHECKED: True})


def put_texts(connection: Connection, rows: Sequence[tuple[str, str]]) -> None:
    """Store the texts of items, over those that are there: each with its item's key.

    The caller has seen to it that no text holds a NUL.
    """
    if rows:
        mark = "?" if connection.dialect.name == "sqlite" else "%s"
        connection.exec_driver_sql(
            f"INSERT INTO content (item, text) SELECT id, CAST({mark} AS TEXT) FROM item WHERE key = {mark} "
            "ON CONFLICT (item) DO UPDATE SET text = excluded.text",
            list(rows),
            {CHECKED: True},
        )


def update_rows(
    connection: Connection, table: Table, names: tuple[str, ...], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Set the columns `names` of many rows: tuples of their values with the row's `id` at the end.

    The caller has seen to it that no text holds a NUL.
    """
    if rows:
        mark = "?" if connection.dialect.name == "sqlite" else "%s"
        given = ", ".join(f'"{name}" = {mark}' for name in names)
        connection.exec_driver_sql(
            f'UPDATE "{table.name}" SET {given} WHERE id = {mark}', list(rows), {CHECKED: True}
        )


def run(connection: Connection, sql: str, *given: Any) -> Any:
    """The result of a statement straight through the driver; its parameters are written `?`.

    For statements with ids in them, which are new each time: nothing is prepared that is used only once.
    """
    if connection.dialect.name != "sqlite":
        sql = sql.replace("?", "%s")
    return connection.exec_driver_sql(sql, given) if given else connection.exec_driver_sql(sql)


def among(ids: Iterable[int]) -> str:
    """A list of ids as SQL; a list of thousands of parameters takes longer to prepare than to run."""
    return f"({','.join([str(int(one)) for one in ids]) or 'NULL'})"


@cache
def _upsert_text(dialect: str, table: Table, names: tuple[str, ...]) -> str:
    statement = _upsert(dialect, table, names, False)
    return str(statement.compile(dialect=_style(dialect), column_keys=list(names)))


@cache
def _upsert(dialect: str, table: Table, names: tuple[str, ...], add: bool) -> Any:
    statement: Any = (sqlite if dialect == "sqlite" else postgresql).insert(table)
    keys = [column.name for column in table.primary_key]
    new = statement.excluded
    rest = {name: table.c[name] + new[name] if add else new[name] for name in names if name not in keys}
    if not rest:
        return statement.on_conflict_do_nothing(index_elements=keys)
    return statement.on_conflict_do_update(index_elements=keys, set_=rest)


@cache
def _insert(dialect: str, table: Table, names: tuple[str, ...]) -> str:
    return str(insert(table).inline().compile(dialect=_style(dialect), column_keys=list(names)))


def _style(dialect: str) -> Any:
    return sqlite.dialect(paramstyle="qmark") if dialect == "sqlite" else _postgresql(paramstyle="format")
