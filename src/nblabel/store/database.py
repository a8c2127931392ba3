"""Where projects are kept, by path or by address: make one, open one, look for them.

A path is a project's own SQLite file. An address `postgresql+psycopg://user@host/database` is a PostgreSQL
database that holds any number of projects by name.
"""

from dataclasses import dataclass
from os import PathLike, fspath
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection

from nblabel.store import file, opening
from nblabel.store.interface import Database, Work
from nblabel.values.errors import StorageError

__all__ = ["Database", "Place", "create_database", "list_projects", "open_database", "peek_database"]

T = TypeVar("T")


@dataclass(frozen=True)
class Place:
    """Where one project is kept: what `open_database` takes. `name` is None for a file."""

    where: str
    name: str | None = None


def _nothing(connection: Connection) -> None:
    pass


def create_database(
    where: str | PathLike[str], name: str | None = None, fill: Work[object] = _nothing
) -> Database:
    """Make a new project and open it. `fill` puts its first rows in, in the same transaction.

    The project is there whole or not at all. Raises `ProjectExistsError`, `StorageError`.
    """
    if is_address(where):
        from nblabel.store import postgres

        postgres.create_schema(fspath(where), _named(name), fill)
        return postgres.open_schema(fspath(where), _named(name))
    path = _path(where)
    opening.create_file(path, fill)
    return opening.open_file(path)


def open_database(where: str | PathLike[str], name: str | None = None) -> Database:
    """Open a project, bring its tables up to date, and notice whether it was moved or copied.

    Raises `NotAProjectError`, `ProjectTooNewError`, `StorageError`.
    """
    if is_address(where):
        from nblabel.store import postgres

        return postgres.open_schema(fspath(where), _named(name))
    return opening.open_file(_path(where))


def peek_database(where: str | PathLike[str], name: str | None, work: Work[T]) -> T:
    """The result of `work`, which reads a project without opening it: nothing of the project changes."""
    if is_address(where):
        from nblabel.store import postgres

        return postgres.peek_schema(fspath(where), _named(name), work)
    return opening.peek_file(_path(where), work)


def list_projects(where: str | PathLike[str]) -> list[Place]:
    """Every project that lies in a folder (its subfolders not) or in a PostgreSQL database, by name."""
    if is_address(where):
        from nblabel.store import postgres

        return [Place(fspath(where), name) for name in postgres.list_names(fspath(where))]
    folder = _path(where)
    if not folder.is_dir():
        raise StorageError(f"There is no folder {folder} to look for projects in. Check the path.")
    return [Place(str(path)) for path in sorted(folder.glob("*.nblabel")) if file.is_project(path)]


def is_address(where: str | PathLike[str]) -> bool:
    """True for the address of a PostgreSQL database, False for a path."""
    text = fspath(where)
    if "://" not in text:
        return False
    if text.startswith(("postgresql://", "postgresql+psycopg://")):
        return True
    scheme = text.partition("://")[0]
    raise StorageError(
        f"A project cannot be kept at {scheme}://…: give the path of a file, or postgresql+psycopg://host/database."
    )


def _path(where: str | PathLike[str]) -> Path:
    if "\0" in fspath(where):
        raise StorageError("A path cannot hold a NUL character. Choose another name.")
    return Path(where).expanduser().resolve()


def _named(name: str | None) -> str:
    if not name:
        raise StorageError("A PostgreSQL database holds many projects: say which one with name=….")
    return name
