"""CSV: one row per annotation, UTF-8, RFC 4180 quoting; an empty answer is a row without a label."""

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

from nblabel.formats.dataset import Reading, Wanted
from nblabel.formats.form import ALL_TASKS, Format
from nblabel.formats.tidy import Gathering
from nblabel.values.errors import NblabelError

if TYPE_CHECKING:
    import pandas as pd


WHOLE = ("frame", "start", "end", "revision")


class _Lines(io.TextIOWrapper):
    """Ends rows with a line feed alone. The writer ends them with both signs, since it quotes texts for the
    sake of those signs that end a row, and a lone carriage return in a text would end one for readers."""

    def write(self, row: str) -> int:
        return super().write(row.removesuffix("\r\n") + "\n")


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
    whole = {name: "Int64" for name in WHOLE if name in rows}  # what is missing makes floats of them
    with _Lines(path.open("wb"), encoding="utf-8", newline="") as file:
        rows.astype(whole).to_csv(file, index=False, lineterminator="\r\n")


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
