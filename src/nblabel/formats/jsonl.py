"""JSONL: one line per answered item, `{"item", "annotator", "state", "annotations": [...]}`.

Of a document its `text` is there too. Lines of others that have no item, `{"text", "spans": [{"start", "end",
"label"}]}`, are known by that text.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from nblabel.formats.dataset import Reading, Wanted
from nblabel.formats.form import ALL_TASKS, Format
from nblabel.formats.tidy import Gathering
from nblabel.values.errors import NblabelError

if TYPE_CHECKING:
    import pandas as pd

OF_THE_ANSWER = ("item", "annotator")


def write_tables(annotations: "pd.DataFrame", answers: "pd.DataFrame", path: Path) -> None:
    """Writes answered items in the order of `answers`; an empty answer has `"annotations": []`."""
    submitted = answers[answers["state"] == "submitted"]
    lines = _grouped(annotations, submitted)
    with path.open("wb") as file:
        for line in lines:
            file.write(msgspec.json.encode(line) + b"\n")


def read(path: Path, wanted: Wanted) -> Reading:
    """The annotations of such lines; each is read by itself."""
    found = Gathering(wanted)
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise NblabelError(f"{str(path)!r} cannot be read: {error}.") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            _read_line(line, f"line {number}", found)
    return found.reading


def _read_line(line: bytes, place: str, found: Gathering) -> None:
    try:
        content = json.loads(line)  # the standard reader, since some programs write NaN, which is no JSON
    except (ValueError, RecursionError) as error:
        found.reading.failed.append(("", place, f"It is not JSON: {error}."))
        return
    item, rows = _said(content, found) if isinstance(content, dict) else (None, None)
    if not isinstance(item, str) or not isinstance(rows, list):
        found.reading.failed.append((str(item or ""), place, "It has no item, or no list of annotations."))
        return
    entry = found.entry(item, place)
    for n, row in enumerate(rows if entry is not None else [], 1):
        if entry is not None:
            found.put(entry, row if isinstance(row, dict) else {}, f"{place}, annotation {n}")


def _said(content: dict[str, Any], found: Gathering) -> tuple[Any, Any]:
    """The key of the item and the list of annotations, as far as they are there."""
    item, rows, text = content.get("item"), content.get("annotations"), content.get("text")
    if item is None and isinstance(text, str):
        spans = content.get("spans")
        if isinstance(spans, list):
            rows = [{"kind": "span", **row} if isinstance(row, dict) else row for row in spans]
        return found.worded(text), rows
    return item, rows


def _grouped(annotations: "pd.DataFrame", answers: "pd.DataFrame") -> list[dict[str, Any]]:
    lines: dict[tuple[str, str], dict[str, Any]] = {}
    for row in answers.to_dict("records"):
        lines[row["item"], row["annotator"]] = {
            "item": row["item"],
            "annotator": row["annotator"],
            "state": row["state"],
            "seconds": _plain(row["seconds"]),
            "created_at": _plain(row["created_at"]),
            **({"text": row["text"]} if "text" in row else {}),
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


FORMAT = Format(
    name="jsonl",
    tasks=ALL_TASKS,
    path="file",
    keeps="every annotation with its id, who, when and how; empty answers",
    loses="colours of labels",
    read=read,
    write_tables=write_tables,
    texts=True,
)
