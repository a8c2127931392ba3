"""What a source yields: one `Found` per item, and how a path or a table's row becomes one."""

import os
from stat import S_ISREG

from msgspec import Struct

ENDINGS = frozenset(["jpg", "jpeg", "jpe", "jfif", "png", "bmp", "tif", "tiff", "webp", "gif"])
BATCH = 5000


class Found(Struct, frozen=True, gc=False):
    """One item found at a source.

    `path` is relative to the source's root (see `places`), `size` in bytes and `mtime_ns` are 0 where the
    place does not tell. `reason` says why it cannot be read; `frames` is 1 unless it was looked into.
    `label` is one label path, or several; `confidence` is between 0 and 1.
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


def is_picture_name(name: str) -> bool:
    """True for a visible name with an ending that is read, in upper or lower case."""
    return not name.startswith(".") and name.rpartition(".")[2].lower() in ENDINGS and "." in name


def stamp(place: str) -> tuple[int, int, str | None]:
    """Size in bytes, time of change in ns, and the reason why not, of a local file."""
    try:
        status = os.stat(place)
    except FileNotFoundError:
        return 0, 0, "The file is gone"
    except (OSError, ValueError) as error:
        return 0, 0, f"The file cannot be reached: {getattr(error, 'strerror', None) or error}"
    if not S_ISREG(status.st_mode):  # opening a pipe would wait for ever
        return 0, status.st_mtime_ns, "Not a file"
    return status.st_size, status.st_mtime_ns, None
