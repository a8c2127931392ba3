"""Outside formats, a file each, and what each keeps.

`nl.formats()` is the contract's name for the table of them, and this room is called `nblabel.formats`: Python
puts the room where the function would be. So the room itself can be called, and gives the table.
"""

import sys
from types import ModuleType
from typing import TYPE_CHECKING

from nblabel.formats import coco, conll, csv, jsonl, masks, spacy, voc, yolo
from nblabel.formats.form import Format
from nblabel.values.errors import NblabelError

if TYPE_CHECKING:
    import pandas as pd

_ALL = (csv, jsonl, coco, yolo, voc, masks, conll, spacy)
FORMATS: dict[str, Format] = {room.FORMAT.name: room.FORMAT for room in _ALL}


def format_for(name: str, task: str, media: str = "image") -> Format:
    """The format of this name. Raises `NblabelError`, naming those that do, when it cannot hold the task."""
    if name not in FORMATS:
        raise NblabelError(f"There is no format {name!r}. Formats: {', '.join(FORMATS)}.")
    found = FORMATS[name]
    others = ", ".join(one.name for one in FORMATS.values() if task in one.tasks and media in one.media)
    if task in found.tasks and media not in found.media:
        told = "pictures" if media == "image" else "documents"
        raise NblabelError(f"{name} is not for {told}, which this project has. For them: {others}.")
    if task not in found.tasks:
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
