"""CoNLL files read back: each token is found again in the item's text, and the tags become spans.

The first column is the token, the last its tag; columns are parted by a tab or by spaces. BIO, BILOU and
their kin (IOB1, BIOES) are told apart by their letters alone. Which item a document is about says
`-DOCSTART-<tab>key`, `# id = key` or `# newdoc id = key`; without any of them the item is known by its text,
but for white space: the whole of what lies between two `-DOCSTART-`, or a sentence.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from nblabel.formats.conll_tokens import place_of, unescaped
from nblabel.formats.dataset import Documents, Entry, Reading, Region, Wanted
from nblabel.values.annotation import Range, Shape
from nblabel.values.errors import AnnotationError, LabelError, NblabelError
from nblabel.values.labels import Label

START = "-DOCSTART-"
NO_ID = ("-X-", "O", "_")
_ID = re.compile(r"# ?(?:newdoc )?id(?: ?= ?| )(?P<id>\S.*)$")
_COMMENT = re.compile(r"# ?[\w ]+? = ")
# What a tag's letter says: whether a span begins with the token, and whether it ends with it.
_LETTERS = {
    "B": (True, False),
    "I": (False, False),
    "M": (False, False),
    "L": (False, True),
    "E": (False, True),
    "U": (True, True),
    "S": (True, True),
    "W": (True, True),
}


class _Line(NamedTuple):
    number: int
    token: str
    tag: str


class _LineError(Exception):
    """What is wrong with a document, and in which line."""

    def __init__(self, number: int, reason: str) -> None:
        super().__init__(reason)
        self.number = number


@dataclass(slots=True)
class _Unit:
    """The lines of one document, by sentence. `names` are what it may be called; none: known by its words."""

    number: int
    names: tuple[str, ...] = ()
    sentences: list[list[_Line]] = field(default_factory=lambda: [[]])
    begun: bool = False  # by a line that says that a document begins

    def lines(self) -> Iterator[_Line]:
        for sentence in self.sentences:
            yield from sentence


def read(path: Path, wanted: Wanted) -> Reading:
    """The spans of such a file. A document with a token that is not in its text is failed, with the line."""
    assert wanted.documents is not None
    gathering = _Gathering(wanted.documents)
    try:
        with path.open(encoding="utf-8-sig", newline="\n") as file:
            for unit in _units(file):
                gathering.take(unit)
    except (OSError, UnicodeDecodeError) as error:
        raise NblabelError(f"{str(path)!r} cannot be read: {error}.") from error
    return gathering.reading


def _units(lines: Iterable[str]) -> Iterator[_Unit]:
    """The documents of a file; what belongs to none that was begun is one for each sentence."""
    unit = _Unit(1)
    for number, raw in enumerate(lines, 1):
        line = raw.rstrip("\r\n")
        names = _names(line)
        if names is not None or not (line.strip() or unit.begun):
            yield unit
            unit = _Unit(number if names is not None else number + 1, names or (), begun=names is not None)
        elif not line.strip():
            unit.sentences.append([])
        elif not _COMMENT.match(line):
            columns = _columns(line)
            unit.sentences[-1].append(_Line(number, columns[0], columns[-1] if len(columns) > 1 else ""))
    yield unit


def _columns(line: str) -> list[str]:
    return [column.strip() for column in line.split("\t")] if "\t" in line else line.split()


def _names(line: str) -> tuple[str, ...] | None:
    """What the document that this line begins may be called; None of another line."""
    if line.startswith(START):
        columns = _columns(line)
        if columns[0] == START:
            name = columns[1] if len(columns) == 3 else "O"
            return () if name in NO_ID else (unescaped(name), name)
    found = _ID.match(line)
    if found is None:
        return None
    name = found["id"].partition("\t")[0].strip()
    return name, unescaped(name)


class _Gathering:
    """Documents of one file, each put to its item."""

    def __init__(self, documents: Documents) -> None:
        self.reading = Reading()
        self._documents = documents
        self._said: dict[str, list[tuple[str, Shape]]] = {}

    def take(self, unit: _Unit) -> None:
        """Reads one document, or tells why not."""
        sentences = [one for one in unit.sentences if one]
        if not sentences and not unit.names:
            return
        name = unit.names[0] if unit.names else ""
        try:
            key, text = self._item(unit)
        except AnnotationError as error:
            if len(sentences) > 1 and not unit.names:  # the items may be its sentences
                for one in sentences:
                    self.take(_Unit(one[0].number, sentences=[one]))
            else:
                self.reading.failed.append((name, f"line {unit.number}", str(error)))
            return
        try:
            self._put(unit, key, list(_spans(unit, text)))
        except _LineError as fault:
            self.reading.failed.append((key, f"line {fault.number}", str(fault)))

    def _item(self, unit: _Unit) -> tuple[str, str]:
        """Key and text. Raises AnnotationError when there is no such item."""
        if not unit.names:
            return self._documents.worded("".join(line.token for line in unit.lines()), exactly=False)
        *others, last = unit.names
        for name in others:
            try:
                return self._documents.known(name, name)
            except AnnotationError:
                continue
        return self._documents.known(last, last)

    def _put(self, unit: _Unit, key: str, regions: list[Region]) -> None:
        said = [(region.label, region.shape) for region in regions]
        if key in self._said:
            if self._said[key] != said:
                raise _LineError(
                    unit.number, "The document is there twice, with other spans; the first ones count."
                )
            return
        self._said[key] = said
        known = {label.path for label in self.reading.labels}
        new = dict.fromkeys(region.label for region in regions if region.label not in known)
        self.reading.labels += map(Label, new)
        self.reading.entries.append(Entry(key, f"line {unit.number}", (0, 0), regions, key))


def _spans(unit: _Unit, text: str) -> Iterator[Region]:
    """The spans of a document, in order. Raises _LineError at the first line that does not fit the text."""
    after, start, number = 0, 0, unit.number
    for sentence in unit.sentences:
        span: Region | None = None
        for line in sentence:
            here, number = _start(line, text, after), line.number
            after = here + len(line.token)
            begins, ends, label = _tag(line)
            if span is not None and label == span.label and not begins:
                span = replace(span, shape=Range(start, after))
            else:
                if span is not None:
                    yield span
                start = here
                span = Region(label, Range(here, after), place=f"line {number}") if label else None
            if span is not None and ends:
                yield span
                span = None
        if span is not None:
            yield span
    if text[after:].strip():
        raise _LineError(number, f"The item's text goes on behind it: {text[after:].strip()[:30]!r}.")


def _start(line: _Line, text: str, after: int) -> int:
    start = place_of(text, line.token, after)
    if start is None:
        there = text[after:].lstrip()[:30]
        told = f"the item's text goes on with {there!r}" if there else "the item's text ends before it"
        raise _LineError(line.number, f"The token is {line.token!r}, and {told}.")
    return start


def _tag(line: _Line) -> tuple[bool, bool, str]:
    """Whether a span begins and ends with this token, and its label, "" outside of any."""
    if line.tag == "O":
        return False, False, ""
    letter, _, name = line.tag.partition("-")
    if letter not in _LETTERS or not name:
        raise _LineError(
            line.number, f"The tag {line.tag!r} is neither O nor a label behind B-, I-, L-, U-, E- or S-."
        )
    try:
        return *_LETTERS[letter], Label(unescaped(name)).path
    except LabelError as error:
        raise _LineError(line.number, str(error)) from error
