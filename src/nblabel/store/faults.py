"""What the databases complain of, in plain words: what happened, what it means, the way out."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from nblabel.values.errors import StorageError

FULL = "There is no space left for {place}. Nothing was changed: free some space on its disk and try again."
LOCKED = (
    "{place} is locked by another program. Nothing was changed: close whatever else has it open "
    "(a database browser, a backup, another notebook) and try again."
)
READ_ONLY = (
    "{place} cannot be written: it, its folder or its disk is read-only for you. Nothing was changed: "
    "ask for the right to write there, or copy the project to a folder of yours and open the copy."
)
GONE = (
    "{place} was deleted, moved or replaced while it was open. Nothing was changed: put it back in its "
    "place, or close this project and open it where it is now."
)
CANNOT_OPEN = "{place} cannot be opened. Check that its folder exists and that you may read and write there."
BROKEN_DISK = (
    "The disk of {place} refused to read or write. Nothing was changed: check the disk (full, over its "
    "quota, unplugged, disconnected) and try again."
)
DAMAGED = (
    "{place} is damaged. Work with the latest copy (project.backup(), or the file ending in .before-v…), "
    "and keep the damaged file: much of it can usually be recovered."
)
NO_MEMORY = "There was not enough memory to work with {place}. Nothing was changed."

_SQLITE = {
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_BUSY: LOCKED,
    sqlite3.SQLITE_LOCKED: LOCKED,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_PERM: READ_ONLY,
    sqlite3.SQLITE_AUTH: READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: CANNOT_OPEN,
    sqlite3.SQLITE_IOERR: BROKEN_DISK,
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: DAMAGED,
    sqlite3.SQLITE_NOMEM: NO_MEMORY,
}
_POSTGRES = {
    "42P01": GONE,
    "42501": "You have no right to do this in {place}. Nothing was changed: ask its owner to grant it.",
    "25006": "{place} takes no changes now (it is read-only). Nothing was changed: connect to its primary.",
    "53100": FULL,
    "53200": NO_MEMORY,
    "55P03": LOCKED,
    "57P01": "The connection to {place} was ended by its server. Nothing was changed: try again.",
}
_LOST = "The connection to {place} was lost. Try again when the server can be reached."
_UNREACHABLE = (
    "{place} cannot be reached: {detail}. Check the address, the names and the password in it, "
    "and that the server is running."
)
_REFUSED = "{place} refused: {detail}. Nothing was changed: try again, or ask whoever runs the server."
_DISK = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EFBIG: FULL,
    errno.EROFS: READ_ONLY,
    errno.EACCES: READ_ONLY,
    errno.EPERM: READ_ONLY,
    errno.ENOENT: CANNOT_OPEN,
}


@contextmanager
def plain_words(place: str) -> Iterator[None]:
    """Turn the faults of a database at `place` into `StorageError`; mistakes in a statement stay."""
    try:
        yield
    except (DBAPIError, PoolTimeout, sqlite3.Error) as error:
        told = _told(error)
        if told is None:
            raise
        raise StorageError(told.replace("{place}", place)) from error


def disk_fault(error: OSError, place: str) -> StorageError:
    """The `StorageError` for what the file system said about `place`."""
    told = _DISK.get(error.errno or 0, BROKEN_DISK + f" ({error.strerror or error})")
    return StorageError(told.replace("{place}", place))


def sqlstate(error: BaseException) -> str:
    """The five-letter code of PostgreSQL, or "" where there is none."""
    return getattr(getattr(error, "orig", error), "sqlstate", None) or ""


def _told(error: Exception) -> str | None:
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, sqlite3.Error):
        return _told_by_sqlite(cause)
    if isinstance(error, PoolTimeout):
        return LOCKED
    return _told_by_postgres(error, cause)


def _told_by_sqlite(cause: sqlite3.Error) -> str | None:
    code = getattr(cause, "sqlite_errorcode", None)
    if code == sqlite3.SQLITE_READONLY_DBMOVED:
        return GONE
    if code is not None:
        return _SQLITE.get(code & 0xFF)
    return None


def _told_by_postgres(error: Exception, cause: BaseException) -> str | None:
    state = sqlstate(cause)
    if state in _POSTGRES:
        return _POSTGRES[state]
    if isinstance(error, IntegrityError | ProgrammingError | DataError):
        return None
    if getattr(error, "connection_invalidated", False):
        return _LOST
    detail = str(cause).strip().splitlines()
    told = _REFUSED if state else _UNREACHABLE
    return told.replace("{detail}", detail[0] if detail else type(cause).__name__)
