"""The file of a project: whether it is ours, how it comes into being whole, and how it is copied.

The header is read as bytes (https://www.sqlite.org/fileformat.html, section 1.3), so that looking at a file
never changes it.
"""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

from nblabel.store.faults import disk_fault, plain_words
from nblabel.values.errors import NotAProjectError, ProjectExistsError, StorageError

APPLICATION = 0x6E626C62  # "nblb"
_MAGIC = b"SQLite format 3\0"
_ASIDE = ("-journal", "-wal", "-shm")


def is_project(path: Path) -> bool:
    """True when the header of the file at `path` says that nblabel made it."""
    try:
        return _application(path) == APPLICATION
    except OSError:
        return False


def shown(path: Path) -> str:
    """The path for a message, printable also where a file name is not valid text."""
    return os.fsencode(path).decode(errors="replace")


def check_project(path: Path) -> None:
    """Raise `NotAProjectError` unless `path` is a project's file, `StorageError` when it cannot be read."""
    name = shown(path)
    try:
        application = _application(path)
        size = path.stat().st_size
    except IsADirectoryError:
        raise NotAProjectError(f"{name} is a folder, not a project. Name the project's file in it.") from None
    except FileNotFoundError:
        raise NotAProjectError(
            f"There is no project at {name}. Check the path, or make one with create()."
        ) from None
    except OSError as error:
        raise disk_fault(error, name) from error
    if application == APPLICATION:
        return
    if not size:
        what = "is an empty file"
    else:
        what = "is not a database at all" if application is None else "is a database of another program"
    raise NotAProjectError(f"{name} {what}, not an nblabel project. Choose another path.")


def check_writable(path: Path) -> None:
    """Raise `StorageError` unless the file and its folder (for its journal) may be written."""
    for what, thing in (("The file", path), ("The folder", path.parent)):
        if not os.access(thing, os.W_OK):
            raise StorageError(
                f"{what} {shown(thing)} is read-only for you, so the project cannot be opened for labeling. "
                "Ask for the right to write there, or open a copy of it in a folder of yours."
            )


@contextmanager
def drafted(path: Path) -> Iterator[Path]:
    """A path to build a file at, which becomes `path` when the block ends well, and vanishes when not.

    Raises `ProjectExistsError` when something is at `path`, also when it came there meanwhile.
    """
    if os.path.lexists(path):
        raise _exists(path)
    if not path.parent.is_dir():
        raise StorageError(
            f"The folder {shown(path.parent)} does not exist. Make it first, or choose another path."
        )
    draft = path.with_name(f".{path.name}.{token_hex(6)}.new")
    try:
        yield draft
        _publish(draft, path)
    except OSError as error:
        raise disk_fault(error, shown(path)) from error
    finally:
        for leftover in (draft, *(draft.with_name(draft.name + aside) for aside in _ASIDE)):
            leftover.unlink(missing_ok=True)


def copy(source: sqlite3.Connection, path: Path) -> None:
    """Copy the open database into the new file `path`, safely on the disk; raises `StorageError`."""
    with plain_words(shown(path)), contextlib.closing(sqlite3.connect(path)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
        with target:
            target.execute("DELETE FROM meta WHERE key = 'heartbeat'")  # nobody has the copy open


def _application(path: Path) -> int | None:
    with path.open("rb") as file:
        header = file.read(100)
    if len(header) < 100 or not header.startswith(_MAGIC):
        return None
    return int.from_bytes(header[68:72], "big")


def _exists(path: Path) -> ProjectExistsError:
    return ProjectExistsError(
        f"There is already something at {shown(path)}, and it is not overwritten. "
        "Open it with open(), or choose another path."
    )


def _publish(draft: Path, path: Path) -> None:
    _to_disk(draft)
    try:
        os.link(draft, path)  # unlike rename, it never replaces a file that came there meanwhile
    except FileExistsError:
        raise _exists(path) from None
    except OSError:  # a file system without hard links
        if os.path.lexists(path):
            raise _exists(path) from None
        draft.rename(path)
    if os.name == "posix":
        _to_disk(path.parent)


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
