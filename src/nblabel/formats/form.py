"""What a format is: its name, what it is for, and how it is written and read."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from nblabel.formats.dataset import Dataset, Reading, Wanted

if TYPE_CHECKING:
    import pandas as pd

ALL_TASKS = ("multiclass", "multilabel", "boxes", "polygons", "masks", "spans")
# What no outside format has a place for.
PROVENANCE = "who answered, when, how long it took and what each annotation was made by"

Write = Callable[[Dataset, Path], list[str]]
WriteTables = Callable[["pd.DataFrame", "pd.DataFrame", Path], None]
Read = Callable[[Path, Wanted], Reading]


@dataclass(frozen=True)
class Format:
    """`write` writes regions and says in words what was lost; `write_tables` writes the tidy tables instead.

    `sized` are the tasks for which it needs the sizes of pictures; `write` is given no frame without one.
    `read` raises `NblabelError` when the place holds nothing of the kind; single faults go into `failed`.
    """

    name: str
    tasks: tuple[str, ...]
    path: Literal["file", "folder"]
    keeps: str
    loses: str
    read: Read
    write: Write | None = None
    write_tables: WriteTables | None = None
    sized: tuple[str, ...] = ()
