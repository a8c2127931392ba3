"""CoNLL: a token and its tag on each line, as in the shared task of 2003. Tags are BIO, or BILOU.

A document begins with `-DOCSTART-<tab>key<tab>O` and an empty line; programs that know the format pass over
it, others see a token outside of any span. An empty line stands where the text has a line break, unless a
span goes over it. White space in keys and labels, and `%`, are written as in web addresses (`%20`).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from nblabel.formats.conll_reading import NO_ID, START, read
from nblabel.formats.conll_tokens import escaped, tokens, trimmed
from nblabel.formats.dataset import Dataset, Frame
from nblabel.formats.form import PROVENANCE, Format, Option
from nblabel.formats.longest import longest
from nblabel.formats.losses import count, listed
from nblabel.values.annotation import Range

# First, inner, last and only token of a span.
_LETTERS = {"bio": "BIIB", "bilou": "BILU"}


class _Kept(NamedTuple):
    start: int
    end: int
    label: str


def write(dataset: Dataset, path: Path) -> list[str]:
    """Writes the documents, and tells which spans have no place in a row of tokens."""
    lost = _Lost()
    letters = _LETTERS[dataset.options.get("scheme", "bio")]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for frame in dataset.frames:
            assert frame.text is not None
            file.write(f"{START}\t{_name(frame.item)}\tO\n\n")
            spans = lost.kept(frame)
            file.writelines(_lines(frame.text, spans, letters))
    return lost.told(dataset)


def _name(item: str) -> str:
    """The key as a column, which is none of those that say nothing."""
    return f"%{ord(item[0]):02X}{item[1:]}" if item in NO_ID else escaped(item)


def _lines(text: str, spans: Sequence[_Kept], letters: str) -> Iterator[str]:
    """Tokens with their tags, and empty lines; ends with one, unless there is no token."""
    cuts = {edge for span in spans for edge in (span.start, span.end)}
    rest = iter(spans)
    span = next(rest, None)
    before = None
    for start, end in tokens(text, cuts):
        while span is not None and span.end <= start:
            span = next(rest, None)
        inside = span is not None and span.start <= start
        first = span is not None and span.start == start
        if before is not None and "\n" in text[before:start].replace("\r", "\n") and (first or not inside):
            yield "\n"
        tag = "O"
        if span is not None and inside:
            last = end == span.end
            tag = f"{letters[(3 if last else 0) if first else (2 if last else 1)]}-{escaped(span.label)}"
        yield f"{text[start:end]}\t{tag}\n"
        before = end
    if before is not None:
        yield "\n"


class _Lost:
    """Chooses the spans that can be kept, and counts the others."""

    def __init__(self) -> None:
        self._over: Counter[str] = Counter()
        self._blank: Counter[str] = Counter()
        self._trimmed = 0
        self._cut = 0

    def kept(self, frame: Frame) -> list[_Kept]:
        """Of spans that overlap the longest, of equally long ones the first; without white space around."""
        text, fitting = frame.text or "", []
        for region in frame.regions:
            assert isinstance(region.shape, Range)
            start, end = trimmed(text, region.shape.start, region.shape.end)
            if start == end:
                self._blank[frame.item] += 1
                continue
            self._trimmed += (start, end) != (region.shape.start, region.shape.end)
            fitting.append(_Kept(start, end, region.label))
        chosen = [fitting[n] for n in longest([(one.start, one.end) for one in fitting])]
        self._over[frame.item] += len(fitting) - len(chosen)
        edges = {edge for span in chosen for edge in (span.start, span.end)}
        whole = {edge for token in tokens(text) for edge in token}
        self._cut += len(edges - whole)
        return chosen

    def told(self, dataset: Dataset) -> list[str]:
        """What was lost, in words."""
        over, blank = (sorted(+one) for one in (self._over, self._blank))
        spaced = sum(escaped(label.path) != label.path for label in dataset.labels)
        number, nothing = self._over.total(), self._blank.total()
        return [
            PROVENANCE,
            *count(
                sum(len(frame.regions) for frame in dataset.frames),
                "id of an annotation",
                "ids of annotations",
            ),
            *_in(over, number, "span that overlaps a longer one is", "spans that overlap longer ones are"),
            *_in(blank, nothing, "span of white space alone is", "spans of white space alone are"),
            *count(
                self._trimmed,
                "span is written without the white space at its ends",
                "spans are written without the white space at their ends",
            ),
            *count(
                self._cut,
                "token is cut where a span begins or ends inside it",
                "tokens are cut where spans begin or end inside them",
            ),
            *count(
                spaced,
                "label has white space or %, written as in web addresses (%20)",
                "labels have white space or %, written as in web addresses (%20)",
            ),
        ]


def _in(items: list[str], number: int, one: str, several: str) -> list[str]:
    """So many spans left out, with the first items that they are in."""
    if not number:
        return []
    return [f"{count(number, one, several)[0]} left out, of {listed(items, 'item', 'items')[0]}"]


FORMAT = Format(
    name="conll",
    tasks=("spans",),
    path="file",
    keeps="spans and labels, keys of documents; empty answers",
    loses=f"{PROVENANCE}; ids; overlapping spans; white space at the ends of spans",
    read=read,
    write=write,
    sized=("spans",),
    media=("text",),
    options={"scheme": Option("bio", ("bio", "bilou"))},
)
