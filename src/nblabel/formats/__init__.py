"""Outside formats, a file each. `write(name, annotations, answers, path)` chooses by name."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from nblabel.formats import csv, jsonl
from nblabel.formats.report import ExportReport
from nblabel.values.errors import NblabelError

if TYPE_CHECKING:
    import pandas as pd

Write = Callable[["pd.DataFrame", "pd.DataFrame", Path], ExportReport]
FORMATS: dict[str, "Write"] = {"csv": csv.write, "jsonl": jsonl.write}


def write(name: str, annotations: "pd.DataFrame", answers: "pd.DataFrame", path: Path) -> ExportReport:
    """Writes the tables as `name` says. Raises `NblabelError` for a name or a path that cannot be."""
    if name not in FORMATS:
        raise NblabelError(f"There is no format {name!r}. Formats: {', '.join(sorted(FORMATS))}.")
    if path.is_dir():
        raise NblabelError(f"{str(path)!r} is a folder; {name} needs the name of a file.")
    if not path.parent.exists():
        raise NblabelError(f"The folder {str(path.parent)!r} does not exist; make it first.")
    try:
        return FORMATS[name](annotations, answers, path)
    except OSError as error:
        raise NblabelError(f"Could not write {str(path)!r}: {error.strerror or error}.") from error
