"""Outside formats, a file each, and what each keeps.

`nl.formats()` is the contract's name for the table of them, and this room is called `nblabel.formats`: Python
puts the room where the function would be. So the room itself can be called, and gives the table.
"""

import sys
from types import ModuleType
from typing import TYPE_CHECKING

from nblabel.formats import coco, csv, jsonl, masks, voc, yolo
from nblabel.formats.form import Format
from nblabel.values.errors import NblabelError

if TYPE_CHECKING:
    import pandas as pd

FORMATS = {
    one.name: one for one in (csv.FORMAT, jsonl.FORMAT, coco.FORMAT, yolo.FORMAT, voc.FORMAT, masks.FORMAT)
}


def format_for(name: str, task: str) -> Format:
    """The format of this name. Raises `NblabelError`, naming those that do, when it cannot hold the task."""
    if name not in FORMATS:
        raise NblabelError(f"There is no format {name!r}. Formats: {', '.join(FORMATS)}.")
    found = FORMATS[name]
    if task not in found.tasks:
        others = ", ".join(one.name for one in FORMATS.values() if task in one.tasks)
        raise NblabelError(
            f"{name} is for {' and '.join(found.tasks)}, and this is a project for {task}. For it: {others}."
        )
    return found


def table() -> "pd.DataFrame":
    """`format, tasks, path, keeps, loses`: what each format is for, and what it cannot hold."""
    import pandas as pd

    rows = [(f.name, ", ".join(f.tasks), f.path, f.keeps, f.loses) for f in FORMATS.values()]
    return pd.DataFrame(rows, columns=["format", "tasks", "path", "keeps", "loses"])


class _Room(ModuleType):
    def __call__(self) -> "pd.DataFrame":
        """The table of formats."""
        return table()


sys.modules[__name__].__class__ = _Room
