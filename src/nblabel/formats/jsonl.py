"""JSONL: one line per answered item, `{"item", "annotator", "state", "annotations": [...]}`."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from nblabel.formats.report import ExportReport

if TYPE_CHECKING:
    import pandas as pd

LOSES: tuple[str, ...] = ()
OF_THE_ANSWER = ("item", "annotator")


def write(annotations: "pd.DataFrame", answers: "pd.DataFrame", path: Path) -> ExportReport:
    """Writes answered items in the order of `answers`; an empty answer has `"annotations": []`."""
    submitted = answers[answers["state"] == "submitted"]
    lines = _grouped(annotations, submitted)
    with path.open("wb") as file:
        for line in lines:
            file.write(msgspec.json.encode(line) + b"\n")
    return ExportReport("jsonl", path, len(lines), len(annotations), LOSES)


def _grouped(annotations: "pd.DataFrame", answers: "pd.DataFrame") -> list[dict[str, Any]]:
    lines: dict[tuple[str, str], dict[str, Any]] = {}
    for row in answers.to_dict("records"):
        lines[row["item"], row["annotator"]] = {
            "item": row["item"],
            "annotator": row["annotator"],
            "state": row["state"],
            "seconds": _plain(row["seconds"]),
            "created_at": _plain(row["created_at"]),
            "annotations": [],
        }
    for row in annotations.to_dict("records"):
        line = lines.get((row["item"], row["annotator"]))
        if line is not None:
            kept = {name: _plain(value) for name, value in row.items() if name not in OF_THE_ANSWER}
            line["annotations"].append({name: value for name, value in kept.items() if value is not None})
    return list(lines.values())


def _plain(value: Any) -> Any:
    """A table's value as JSON has it: not-a-number and not-a-time are null, times ISO 8601."""
    if value is None or value != value:
        return None
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else value
