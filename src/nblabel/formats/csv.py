"""CSV: one row per annotation, UTF-8, RFC 4180 quoting; an empty answer is a row without a label."""

from pathlib import Path
from typing import TYPE_CHECKING

from nblabel.formats.report import ExportReport

if TYPE_CHECKING:
    import pandas as pd

LOSES: tuple[str, ...] = ()


def write(annotations: "pd.DataFrame", answers: "pd.DataFrame", path: Path) -> ExportReport:
    """Writes the tidy table; answered items without annotations come last, so that they are not forgotten."""
    import pandas as pd

    submitted = answers[answers["state"] == "submitted"]
    empty = submitted[submitted["count"] == 0][
        ["item", "annotator", "source", "revision", "seconds", "created_at"]
    ]
    rows = pd.concat([annotations, empty], ignore_index=True) if len(empty) else annotations
    rows.to_csv(path, index=False, encoding="utf-8")
    return ExportReport("csv", path, rows["item"].nunique(), len(annotations), LOSES)
