"""A `DocBin` of spaCy read back: spans, entities, or categories of documents.

Which item a document is says the key that an export noted; without one it is known by its text, which is
compared exactly, then but for white space (a document made of words alone has single spaces).
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nblabel.formats.dataset import Documents, Entry, Reading, Region, Wanted
from nblabel.formats.spacy_library import quickly, the_library
from nblabel.values.annotation import Range, Whole
from nblabel.values.errors import AnnotationError, LabelError, NblabelError
from nblabel.values.ids import is_id
from nblabel.values.labels import Label

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

# Where spaCy's own span categorizer looks for spans, and where ours is in a document's user data.
GROUP = "sc"
OURS = "nblabel"


def read(path: Path, wanted: Wanted) -> Reading:
    """What the documents of a DocBin say; each is matched by itself. Labels that none has come along."""
    the_library()
    with quickly():
        return _read(_docs(path), wanted)


def _read(docs: "Iterator[Doc]", wanted: Wanted) -> Reading:
    assert wanted.documents is not None
    reading, labels = Reading(), dict[str, Label]()
    for number, doc in enumerate(docs, 1):
        place = f"document {number}"
        ours = doc.user_data.get(OURS)
        noted = ours if isinstance(ours, dict) else {}
        name = str(noted.get("item", ""))
        try:
            key, text = _item(doc.text, name, wanted.documents)
            found = _spans(doc, noted, text) if wanted.task == "spans" else _choices(doc, noted, wanted.task)
            regions = [Region(Label(one.label).path, one.shape, one.id, one.score) for one in found]
            told = [Label(label) for label in (doc.cats if wanted.task != "spans" else ())]
        except (AnnotationError, LabelError) as error:
            reading.failed.append((name, place, str(error)))
            continue
        for label in (*told, *(Label(region.label) for region in regions)):
            labels.setdefault(label.path, label)
        reading.entries.append(Entry(key, place, (0, 0), regions, key))
    reading.labels = list(labels.values())
    return reading


def _docs(path: Path) -> "Iterator[Doc]":
    spacy = the_library()
    try:
        docs = spacy.tokens.DocBin().from_bytes(path.read_bytes()).get_docs(spacy.vocab.Vocab())
        for doc in docs:
            len(doc.text)  # the words of a broken file are known only by their numbers
            yield doc
    except Exception as error:  # whatever spaCy stumbles over in a file that is none of its own
        raise NblabelError(f"{str(path)!r} is no DocBin that spaCy can read: {error}") from error


def _item(text: str, name: str, documents: Documents) -> tuple[str, str]:
    """Key and text of the item. Raises AnnotationError when there is none, or it has another text."""
    if name:
        key, own = documents.known(name, name)
        if own != text:
            raise AnnotationError("The item's text is another than the document's: spans would shift.")
        return key, own
    try:
        return documents.worded(text)
    except AnnotationError:
        return documents.worded(text, exactly=False)


def _spans(doc: "Doc", noted: dict[Any, Any], text: str) -> Iterator[Region]:
    """The spans as offsets of the item's text. Raises AnnotationError for a document without any mark."""
    group = _group(doc)
    if not group and not noted and not doc.has_annotation("ENT_IOB"):
        raise AnnotationError(f'The document has neither doc.spans["{GROUP}"] nor entities.')
    exact = _exact(noted)
    moved = _moved(doc.text, text)
    for span in group:
        start, end = span.start_char, span.end_char
        if span.id_ in exact:
            _, *own = exact[span.id_]
            if _touched(doc, own[0], own[1]) == (start, end):
                start, end = own
        start, end = moved(start, end)
        yield Region(span.label_, Range(start, end), span.id_ if is_id(span.id_) else "")
    for own_id, (label, start, end) in exact.items():
        if _touched(doc, start, end) is None:  # no token is in it, so that the group could not have it
            yield Region(label, Range(start, end), own_id)


def _group(doc: "Doc") -> "list[Span]":
    """The spans that count: those of the categorizer's group, else entities, else of every other group."""
    if GROUP in doc.spans:
        return list(doc.spans[GROUP])
    return list(doc.ents) or [span for group in doc.spans.values() for span in group]


def _touched(doc: "Doc", start: int, end: int) -> tuple[int, int] | None:
    """Where the tokens that a range touches begin and end; None when there are none."""
    span = doc.char_span(start, end, alignment_mode="expand")
    return (span.start_char, span.end_char) if span is not None and len(span) else None


def _exact(noted: dict[Any, Any]) -> dict[str, tuple[str, int, int]]:
    """Label and offsets of spans that cut tokens, by id, as an export noted them."""
    told = noted.get("exact")
    found: dict[str, tuple[str, int, int]] = {}
    for one, said in told.items() if isinstance(told, dict) else ():
        match said:
            case (str() as label, int() as start, int() as end) if is_id(one):
                found[one] = label, start, end
    return found


def _moved(text: str, own: str) -> Callable[[int, int], tuple[int, int]]:
    """From offsets of a text to those of one that differs in white space only; spans lose it at both ends."""
    if text == own:
        return lambda start, end: (start, end)
    here = [n for n, character in enumerate(text) if not character.isspace()]
    there = [n for n, character in enumerate(own) if not character.isspace()]

    def move(start: int, end: int) -> tuple[int, int]:
        first, last = bisect_left(here, start), bisect_left(here, end) - 1
        if first > last:
            raise AnnotationError(f"The span {start} to {end} is white space, which the item's text has not.")
        return there[first], there[last] + 1

    return move


def _choices(doc: "Doc", noted: dict[Any, Any], task: str) -> list[Region]:
    """The categories of a half and more; of a multiclass document the likeliest."""
    if not doc.cats and not noted:
        raise AnnotationError("The document has no categories (doc.cats).")
    try:
        scores = {str(label): float(score) for label, score in doc.cats.items()}
    except (TypeError, ValueError) as error:
        raise AnnotationError(f"A category (doc.cats) is no number: {error}.") from error
    chosen = [label for label, score in scores.items() if score >= 0.5]
    if task == "multiclass":
        chosen = sorted(scores, key=lambda label: -scores[label])[:1]
    told = noted.get("ids")
    ids = told if isinstance(told, dict) else {}
    return [
        Region(label, Whole(), str(ids.get(label, "")), scores[label] if 0 < scores[label] < 1 else None)
        for label in chosen
    ]
