"""CSV: one row per annotation, UTF-8, RFC 4180 quoting; an empty answer is a row without a label."""

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING

from nblabel.formats.dataset import Reading, Wanted
from nblabel.formats.form import ALL_TASKS, Format
from nblabel.formats.tidy import Gathering
from nblabel.values.errors import NblabelError

if TYPE_CHECKING:
    import pandas as pd


def write_tables(annotations: "pd.DataFrame", answers: "pd.DataFrame", path: Path) -> None:
    """Writes the tidy table; answered items without annotations come last, so that they are not forgotten.

    The rings of a polygon are JSON.
    """
    import pandas as pd

    submitted = answers[answers["state"] == "submitted"]
    empty = submitted[submitted["count"] == 0][
        ["item", "annotator", "source", "revision", "seconds", "created_at"]
    ]
    if "parts" in annotations:
        annotations = annotations.assign(parts=[json.dumps(parts) for parts in annotations["parts"]])
    rows = pd.concat([annotations, empty], ignore_index=True) if len(empty) else annotations
    rows.to_csv(path, index=False, encoding="utf-8")


def read(path: Path, wanted: Wanted) -> Reading:
    """The annotations of such a table; it needs the column `item`, and `label`."""
    found = Gathering(wanted)
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            if "item" not in (rows.fieldnames or ()):
                raise NblabelError(f"{str(path)!r} has no column 'item' with the keys of the items.")
            for row in rows:
                place = f"line {rows.line_num}"
                entry = found.entry(row["item"], place)
                if entry is not None and (row.get("label") or row.get("kind")):
                    found.put(entry, row, place)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise NblabelError(f"{str(path)!r} cannot be read: {error}.") from error
    return found.reading


FORMAT = Format(
    name="csv",
    tasks=ALL_TASKS,
    path="file",
    keeps="every annotation with its id, who, when and how; empty answers",
    loses="colours of labels",
    read=read,
    write_tables=write_tables,
)
