"""Tables whose rows are documents: files (CSV, TSV, JSON lines, Parquet) and DataFrames.

A row's text is stored with the project. Its key is what a key column says, else a hash of the text, so that
the same text is one item wherever it stands. Rows come one at a time; one that is no document is told in
`unread` with its reason.
"""

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from nblabel.media.found import Found
from nblabel.media.listing import (
    chosen_columns,
    confidence_of,
    is_missing,
    label_of,
    listed_columns,
    optional_text,
    storable,
)
from nblabel.media.medium import Medium
from nblabel.media.places import locate
from nblabel.media.rows import Row, mend, read_rows
from nblabel.media.sources import Source
from nblabel.media.texts import objection
from nblabel.values.errors import SourceError

ROLES = ("text", "label", "confidence", "key", "group")
# A key made from a text: this sign and so many hexadecimal digits.
HASHED, DIGITS = "#", 24
_NAME = 48
_SLICE = 5000
Chosen = dict[str, str]


class Table:
    """Table files, found by a source of files. `columns` maps roles to columns; None: by their names."""

    kind = "table"
    keyed = True

    def __init__(self, files: Source, columns: Mapping[str, str] | None, encoding: str | None) -> None:
        self.root = files.root
        self.medium = Medium("table", encoding)
        self.unread: list[tuple[str, str]] = []
        self._files = files
        self._columns = dict(columns) if columns is not None else None

    def to_spec(self) -> dict[str, Any]:
        files = self._files.to_spec()
        if files["kind"] == "files":
            files["paths"] = [one.path for one in self._files.find()]
        del files["root"]
        return {"kind": self.kind, "root": self.root, "files": files, "columns": self._columns} | (
            {"encoding": self.medium.encoding} if self.medium.encoding else {}
        )

    def stamps(self) -> dict[str, tuple[int, int]]:
        """Size and time of change of each file. Raises SourceError when there is none."""
        return {one.path: (one.size, one.mtime_ns) for one in self._files.find()}

    def find(self) -> Iterator[Found]:
        """Every row, in the order of the tables. Raises SourceError as the reading of a table does."""
        self.unread = []
        files = list(self._files.find())
        for one in files:
            if one.reason is not None and len(files) > 1:
                self.unread.append((one.path, one.reason))
                continue
            if one.reason is not None:
                raise SourceError(f"{one.path}: {one.reason}.")
            chosen: Chosen = {}
            place, encoding = locate(self.root, one.path), self.medium.encoding
            rows = read_rows(place, self._choose(one.path, chosen), encoding)
            yield from _found(rows, one.path, chosen, encoding, self.unread)

    def _choose(self, place: str, chosen: Chosen) -> Callable[[Sequence[str]], Sequence[str]]:
        def choose(have: Sequence[str]) -> Sequence[str]:
            chosen.update(choose_columns(place, have, self._columns))
            return list(dict.fromkeys(chosen.values()))

        return choose


class Frame:
    """A DataFrame whose rows are documents. It cannot be looked at again: only what it holds is kept."""

    kind = "rows"
    root = ""
    keyed = True
    medium = Medium("text")

    def __init__(self, table: Any, columns: Mapping[str, str] | None) -> None:
        have = [name for name in table.columns if isinstance(name, str)]
        self._chosen = choose_columns("The DataFrame", have, columns)
        for name in self._chosen.values():
            if have.count(name) > 1:
                raise SourceError(f"The DataFrame has the column {name!r} twice; rename one.")
        if not len(table):
            raise SourceError("The DataFrame has no rows.")
        self._table = table
        self.unread: list[tuple[str, str]] = []

    def to_spec(self) -> dict[str, Any]:
        return {"kind": self.kind, "root": self.root, "columns": self._chosen}

    def find(self) -> Iterator[Found]:
        """Every row, in the order of the table."""
        self.unread = []
        yield from _found(self._rows(), "", self._chosen, None, self.unread)

    def _rows(self) -> Iterator[Row]:
        names = list(dict.fromkeys(self._chosen.values()))
        for start in range(0, len(self._table), _SLICE):
            part = self._table.iloc[start : start + _SLICE]
            columns = [part[name].tolist() for name in names]
            for n, values in enumerate(zip(*columns, strict=True), start + 1):
                yield Row(n, dict(zip(names, values, strict=True)))


def is_made(found: Found) -> bool:
    """True when the key of a row was made from its text, which so never changes."""
    return not found.mtime_ns


def choose_columns(place: str, have: Sequence[str], columns: Mapping[str, str] | None) -> Chosen:
    """Columns by role. Raises SourceError, listing the columns there are, when one is missing."""
    chosen = chosen_columns(place, have, columns, ROLES)
    if "text" not in chosen:
        raise SourceError(
            f"Say which column of {place} holds the text: columns={{'text': …}}; there are "
            f"{listed_columns(have)}."
        )
    return chosen


def _found(
    rows: Iterator[Row], file: str, chosen: Chosen, encoding: str | None, unread: list[tuple[str, str]]
) -> Iterator[Found]:
    now = time.time_ns()
    for row in rows:
        try:
            yield _document(row, file, chosen, encoding, now)
        except SourceError as error:
            unread.append((f"{file}#row={row.number}", str(error)))


def _document(row: Row, file: str, chosen: Chosen, encoding: str | None, now: int) -> Found:
    """The document of a row. Raises SourceError with the reason when it is none."""
    here = f"{file} row {row.number}" if file else f"Row {row.number}"
    if row.reason is not None:
        raise SourceError(f"{here} {row.reason}")
    cells = {role: row.cells[column] for role, column in chosen.items()}
    text = _text(cells["text"], here)
    reason = objection(text, here)
    if reason is not None and (why := mend(text, encoding)) is not None:
        reason = f"{here} {why}"
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=DIGITS // 2 + 8).digest()
    made = "key" not in chosen
    key = HASHED + digest[:-8].hex() if made else _key(cells["key"], row.number)
    return Found(
        key,
        f"{file}#{key}",
        _first_words(text) if made else key,
        None if "group" not in cells else optional_text(cells["group"], row.number, "group"),
        len(text),
        0 if made else now,
        reason,
        None if "label" not in cells else label_of(cells["label"], row.number, "label"),
        None if cells.get("confidence", "") == "" else confidence_of(cells["confidence"], row.number, ""),
        fingerprint=int.from_bytes(digest[-8:], signed=True),
        text=text if reason is None else None,
    )


def _text(value: Any, here: str) -> str:
    if isinstance(value, str):
        return value
    if is_missing(value):
        raise SourceError(f"{here} has no text")
    if isinstance(value, int | float):
        return str(value)
    raise SourceError(f"{here} holds a {type(value).__name__} where its text should be")


def _key(value: Any, number: int) -> str:
    text = "" if is_missing(value) else str(value)
    if not text:
        raise SourceError(f"Row {number} has no key; fill it in, or leave the key column out")
    return storable(text, number, "key")


def _first_words(text: str) -> str:
    """What a text without a name is called: how it begins."""
    words = " ".join(text[: 8 * _NAME].split())
    plain = "".join(letter if letter.isprintable() else " " for letter in words)
    return plain if len(plain) <= _NAME else plain[: _NAME - 1].rsplit(" ", 1)[0] + "…"
