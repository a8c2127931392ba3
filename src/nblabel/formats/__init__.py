"""Outside formats, a file each. `write(format, annotations, answers, path)` chooses by name."""

from pathlib import Path
from typing import TYPE_CHECKING

from nblabel.formats import csv, jsonl
from nblabel.formats.report import ExportReport
from nblabel.values.errors import NblabelError

if TYPE_CHECKING:
    import pandas as pd

FORMATS = {"csv": csv, "jsonl": jsonl}


def write(format: str, annotations: "pd.DataFrame", answers: "pd.DataFrame", path: Path) -> ExportReport:
    """Writes the tables as `format` names it. Raises `NblabelError` for a name or a path that cannot be."""
    if format not in FORMATS:
        raise NblabelError(f"There is no format {format!r}. Formats: {', '.join(sorted(FORMATS))}.")
    if path.is_dir():
        raise NblabelError(f"{str(path)!r} is a folder; {format} needs the name of a file.")
    if not path.parent.exists():
        raise NblabelError(f"The folder {str(path.parent)!r} does not exist; make it first.")
    try:
        return FORMATS[format].write(annotations, answers, path)
    except OSError as error:
        raise NblabelError(f"Could not write {str(path)!r}: {error.strerror or error}.") from error
