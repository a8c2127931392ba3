"""What the rooms of the store may ask of a database, whichever it is."""

import atexit
from abc import ABC, abstractmethod
from collections.abc import Callable
from os import PathLike
from types import TracebackType
from typing import Any, Literal, Self, TypeVar
from weakref import WeakSet

from sqlalchemy import Connection, Engine, event

from nblabel.values.errors import StorageError

T = TypeVar("T")
Work = Callable[[Connection], T]
# The option of a statement whose texts cannot hold a NUL: ids, words of our own, JSON.
CHECKED = "nblabel_checked"


class Database(ABC):
    """One open project. All methods may be called from any thread; all faults are `StorageError`."""

    dialect: Literal["sqlite", "postgresql"]
    place: str  # how messages call it: the file's path, or the address without its password

    @abstractmethod
    def write(self, work: Work[T]) -> T:
        """The result of `work`, done in one transaction that no other writer of the project overlaps.

        Any exception rolls everything back and is raised here. An interrupt while waiting leaves the
        work to finish. On PostgreSQL, `work` is run again after a deadlock, so it changes nothing else.
        Called from within a work, it joins that work's transaction.
        """

    @abstractmethod
    def read(self, work: Work[T]) -> T:
        """The result of `work`, which sees one snapshot and cannot write."""

    @abstractmethod
    def data_version(self) -> int:
        """An opaque number that is another one whenever anybody, in any process, has written since."""

    @abstractmethod
    def backup(self, path: str | PathLike[str]) -> None:
        """Copy the project as it is now into one new file. Refuses to overwrite."""

    @abstractmethod
    def close(self) -> None:
        """Finish what was begun and let go of the database. Closing twice is harmless."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()


_open: WeakSet[Database] = WeakSet()


def close_at_exit(database: Database) -> None:
    """Close `database` when the program ends, unless it is forgotten before: then it closes by itself."""
    _open.add(database)


@atexit.register
def _close_all() -> None:
    for database in list(_open):
        database.close()


def refuse_nul(engine: Engine) -> None:
    """Make `engine` refuse text with a NUL: PostgreSQL cannot keep it, and SQLite may cut it off."""
    event.listen(engine, "before_cursor_execute", _check_parameters)


def _check_parameters(*given: Any) -> None:
    parameters, context, many = given[3:6]
    if context.execution_options.get(CHECKED):
        return
    for row in parameters if many else (parameters,):
        for value in row.values() if isinstance(row, dict) else row:
            if type(value) is str and "\0" in value:
                shown = value[:40].replace("\0", "\\0")
                raise StorageError(f"A text holds a NUL character ('{shown}') and cannot be kept. Remove it.")
