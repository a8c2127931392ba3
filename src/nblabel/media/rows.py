"""The rows of a table file, one at a time, so that a million of them need no more memory than a few.

CSV and TSV by Python's csv module, which leaves every character of a cell as it is; JSON lines by msgspec;
Parquet by pyarrow, an optional extra. A row that cannot be read is told with its reason and costs nothing
else.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import IO, Any, NamedTuple

import msgspec

from nblabel.media.medium import file_name
from nblabel.media.places import file_system, is_url
from nblabel.media.texts import codec, likely_encoding
from nblabel.values.errors import SourceError

# The longest cell, in characters: beyond it a quote was opened and never closed.
_CELL = 50_000_000
# How many lines of JSON are looked at to know which columns there are.
_AHEAD = 100
_PARQUET = 1000
# A byte that is no text in the given encoding, as Python writes it (PEP 383).
_UNDECODED = re.compile("[\udc80-\udcff]")


class Row(NamedTuple):
    """A row by its number (from 1, headers not counted): cells by column, or why it cannot be read."""

    number: int
    cells: Mapping[str, Any]
    reason: str | None = None


Columns = Callable[[Sequence[str]], Sequence[str]]


def read_rows(place: str, choose: Columns, encoding: str | None = None) -> Iterator[Row]:
    """Every row of the table at a path or URL.

    `choose(columns)` is given the columns there are and says which are wanted; it raises SourceError when
    one is missing. Raises SourceError for a file that is no such table.
    """
    read = _READERS.get(file_name(place).rpartition(".")[2].lower())
    if read is None:
        raise SourceError(f"{place} is no table; there are csv, tsv, jsonl, ndjson and parquet.")
    try:
        with _opened(place) as file:
            yield from read(file, place, choose, encoding)
    except OSError as error:
        raise SourceError(f"{place} cannot be read: {error.strerror or error}.") from error


def _opened(place: str) -> Any:
    if not is_url(place):
        return open(place, "rb")
    try:
        fs, path = file_system(place)
        return fs.open(path, "rb")
    except (OSError, SourceError):
        raise
    except Exception as error:  # each file system has errors of its own
        raise SourceError(f"{place} cannot be read: {error}") from error


def mend(text: str, encoding: str | None) -> str | None:
    """Why a cell's text is not of the table's encoding, with what it looks like; None when it is."""
    if _UNDECODED.search(text) is None:
        return None
    try:
        data = text.encode(encoding or "utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return None  # half a character that came so: told as such
    told = f"is not {encoding or 'UTF-8'}"
    likely = likely_encoding(data)
    if likely is None or (encoding and codec(likely) == codec(encoding)):
        return f'{told}; say what it is: project.add(…, encoding="…")'
    return f'{told}; it looks like {likely}: project.add(…, encoding="{likely}")'


# --- CSV and TSV --------------------------------------------------------------------------------------


def _read_csv(file: IO[bytes], place: str, choose: Columns, encoding: str | None) -> Iterator[Row]:
    csv.field_size_limit(max(csv.field_size_limit(), _CELL))
    delimiter = "\t" if file_name(place).lower().endswith(".tsv") else ","
    try:
        with _lines(file, place, encoding) as lines:
            header = next(csv.reader(lines, delimiter=delimiter), [])
            header, delimiter = _parted(header, delimiter)
            wanted = _columns(header, place, choose)
            at = {name: header.index(name) for name in wanted}
            counted = _Counted(lines)
            for number, cells in enumerate(csv.reader(counted, delimiter=delimiter), 1):
                if counted.is_open():
                    yield Row(number, {}, "opens a quote that is never closed")
                elif len(cells) == len(header):
                    yield Row(number, {name: cells[index] for name, index in at.items()})
                elif cells:
                    yield Row(number, {}, f"has {len(cells)} cells where the header has {len(header)}")
    except csv.Error as error:
        raise SourceError(f"{place} is no {delimiter!r}-separated table: {error}.") from error
    except UnicodeDecodeError as error:
        raise SourceError(f"{place} is not {encoding or 'UTF-8'}: {error.reason}.") from error


class _Counted:
    """The lines of a table, with the quotes of those that its reader took for a row."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._next = next(lines, None)
        self._count = self._quotes = 0

    def __iter__(self) -> Iterator[str]:
        while self._next is not None:
            line, self._next = self._next, next(self._lines, None)
            self._count += 1
            self._quotes += line.count('"')
            yield line

    def is_open(self) -> bool:
        """True when the row that was read just now went on to the end of the file after an odd quote."""
        found = self._next is None and self._count > 1 and self._quotes % 2 == 1
        self._count = self._quotes = 0
        return found


def _parted(header: list[str], delimiter: str) -> tuple[list[str], str]:
    """The header's cells; a header of one cell may have been parted by another sign."""
    if len(header) == 1:
        for other in (";", "\t"):
            if other in header[0]:
                return next(csv.reader(header, delimiter=other)), other
    return header, delimiter


def _lines(file: IO[bytes], place: str, encoding: str | None) -> Any:
    """The file as text, its line ends untouched; bytes that are none become lone surrogates."""
    reader: Any = file if hasattr(file, "peek") else io.BufferedReader(file)
    if encoding is None and reader.peek(2)[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise SourceError(f'{place} is not UTF-8; it looks like utf-16: project.add(…, encoding="utf-16").')
    return io.TextIOWrapper(reader, codec(encoding), "surrogateescape", newline="")


def _columns(have: Sequence[str], place: str, choose: Columns) -> Sequence[str]:
    if not have:
        raise SourceError(f"{place} has no rows.")
    twice = next((name for name in have if have.count(name) > 1), None)
    wanted = choose(have)
    if twice in wanted:
        raise SourceError(f"{place} has the column {twice!r} twice; rename one.")
    return wanted


# --- JSON lines ---------------------------------------------------------------------------------------


def _read_json(file: IO[bytes], place: str, choose: Columns, encoding: str | None) -> Iterator[Row]:
    with _lines(file, place, encoding) as lines:
        objects = (_object(number, line) for number, line in enumerate(lines, 1) if line.strip())
        first = list(islice(objects, _AHEAD))
        if not first:
            raise SourceError(f"{place} has no rows.")
        wanted = choose(list(dict.fromkeys(name for row in first for name in row.cells)))
        for row in chain(first, objects):
            yield row._replace(cells={name: row.cells.get(name) for name in wanted})


def _object(number: int, line: str) -> Row:
    try:
        found = _loaded(line)
    except ValueError as error:
        return Row(number, {}, f"is not JSON: {error}")
    if not isinstance(found, dict):
        return Row(number, {}, "is no JSON object")
    return Row(number, found)


def _loaded(line: str) -> Any:
    """Of one line; json takes the half characters that msgspec refuses, so that they can be told of."""
    try:
        return msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeEncodeError):
        try:
            return json.loads(line)
        except RecursionError:
            raise ValueError("too deeply nested") from None


# --- Parquet ------------------------------------------------------------------------------------------


def _read_parquet(file: IO[bytes], place: str, choose: Columns, encoding: str | None) -> Iterator[Row]:
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError:
        told = f'{place}: Parquet needs pyarrow; pip install "nblabel[parquet]" brings it.'
        raise SourceError(told) from None
    try:
        with ParquetFile(file) as table:
            wanted = _columns(table.schema_arrow.names, place, choose)
            number = 0
            for batch in table.iter_batches(_PARQUET, columns=list(wanted)):
                cells = [batch.column(name).to_pylist() for name in wanted]
                for values in zip(*cells, strict=True):
                    number += 1
                    yield Row(number, dict(zip(wanted, values, strict=True)))
    except ArrowException as error:
        raise SourceError(f"{place} is no Parquet file that can be read: {error}.") from error


_READERS: dict[str, Callable[[IO[bytes], str, Columns, str | None], Iterator[Row]]] = {
    "csv": _read_csv,
    "tsv": _read_csv,
    "jsonl": _read_json,
    "ndjson": _read_json,
    "parquet": _read_parquet,
}
