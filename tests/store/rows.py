"""The smallest thing to keep: rows of `counter`, for tests of the database alone."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Connection, text

from nblabel.store.database import Database


def put(*names: str) -> Callable[[Connection], None]:
    """Work that writes one row for each name."""

    def work(connection: Connection) -> None:
        for name in names:
            connection.execute(text("INSERT INTO counter (name, n) VALUES (:name, 1)"), {"name": name})

    return work


def together(*works: Callable[[], object]) -> None:
    """Run the works at once, a thread each; raises what the first of them raised."""
    with ThreadPoolExecutor(len(works)) as threads:
        for done in [threads.submit(work) for work in works]:
            done.result()


def select(connection: Connection) -> list[str]:
    """Work that reads the names of all rows."""
    return sorted(connection.execute(text("SELECT name FROM counter")).scalars())


def names(database: Database) -> list[str]:
    """The names of all rows."""
    return database.read(select)
