"""What a source yields: one `Found` per item, and how a path or a table's row becomes one."""

import os
from stat import S_ISREG

from msgspec import Struct

ENDINGS = frozenset(
    ["jpg", "jpeg", "jpe", "jfif", "png", "bmp", "tif", "tiff", "webp", "gif", "dcm", "dicom"]
)
BATCH = 5000
GONE = "The file is gone"
_INODE = (1 << 63) - 1


class Found(Struct, frozen=True, gc=False):
    """One item found at a source.

    `path` is relative to the source's root (see `places`), `size` in bytes and `mtime_ns` are 0 where the
    place does not tell. `reason` says why it cannot be read; `frames` is 1 unless it was looked into.
    `label` is one label path, or several; `confidence` is between 0 and 1. `inode` is the file's number on
    its disk (0: not known), `fingerprint` what its content says (None: not read). `text` is that of a table's
    row.
    """

    key: str
    path: str
    name: str
    group: str | None = None
    size: int = 0
    mtime_ns: int = 0
    reason: str | None = None
    label: str | tuple[str, ...] | None = None
    confidence: float | None = None
    frames: int = 1
    inode: int = 0
    fingerprint: int | None = None
    text: str | None = None


def is_unnamed_dicom(name: str, place: str) -> bool:
    """True for a DICOM file without an ending, or with a number for one, as scanners and archives write them.

    It is opened for a look at its mark. A DICOMDIR, the index of a medium, is no picture.
    """
    _, dot, ending = name.rpartition(".")
    if name.startswith((".", "DICOMDIR")) or (dot and not ending.isdecimal()):
        return False
    try:
        if not S_ISREG(os.stat(place).st_mode):
            return False
        with open(place, "rb") as file:
            return file.read(132)[128:] == b"DICM"
    except OSError:
        return False


def stamp(place: str) -> tuple[int, int, str | None]:
    """Size in bytes, time of change in ns, and the reason why not, of a local file."""
    size, mtime_ns, _, reason = status_of(place)
    return size, mtime_ns, reason


def status_of(place: str) -> tuple[int, int, int, str | None]:
    """Size in bytes, time of change in ns, inode, and the reason why not, of a local file."""
    try:
        status = os.stat(place)
    except FileNotFoundError:
        return 0, 0, 0, GONE
    except (OSError, ValueError) as error:
        return 0, 0, 0, f"The file cannot be reached: {getattr(error, 'strerror', None) or error}"
    if not S_ISREG(status.st_mode):  # opening a pipe would wait for ever
        return 0, status.st_mtime_ns, 0, "Not a file"
    # some file systems use all 64 bits, which a database's integers have not
    return status.st_size, status.st_mtime_ns, status.st_ino & _INODE, None
