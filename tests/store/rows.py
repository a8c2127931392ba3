"""The smallest thing to keep: rows of `counter`, for tests of the database alone."""

from collections.abc import Callable

from sqlalchemy import Connection, text

from nblabel.store.database import Database


def put(*names: str) -> Callable[[Connection], None]:
    """Work that writes one row for each name."""

    def work(connection: Connection) -> None:
        for name in names:
            connection.execute(text("INSERT INTO counter (name, n) VALUES (:name, 1)"), {"name": name})

    return work


def select(connection: Connection) -> list[str]:
    """Work that reads the names of all rows."""
    return sorted(connection.execute(text("SELECT name FROM counter")).scalars())


def names(database: Database) -> list[str]:
    """The names of all rows."""
    return database.read(select)
