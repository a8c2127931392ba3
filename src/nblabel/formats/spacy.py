"""spaCy: documents of one `DocBin` (`.spacy`), as `spacy train` reads them.

All spans are in `doc.spans["sc"]`, overlapping ones too; those that begin and end with tokens and overlap no
longer one are `doc.ents` as well. A span that cuts a token has that whole token there, and its own offsets in
`doc.user_data["nblabel"]`, beside the item's key. Labels of whole documents are `doc.cats`, 1.0 or 0.0 for
each. The tokenizer is the blank one of a language, `language="de"`, or that of none in particular ("xx").
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nblabel.formats.dataset import Dataset, Frame, Region
from nblabel.formats.form import PROVENANCE, Format, Option
from nblabel.formats.longest import longest
from nblabel.formats.losses import count
from nblabel.formats.spacy_library import quickly, the_library
from nblabel.formats.spacy_reading import GROUP, OURS, read
from nblabel.values.annotation import Range
from nblabel.values.errors import NblabelError

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

ATTRIBUTES = ("ENT_IOB", "ENT_TYPE")


def write(dataset: Dataset, path: Path) -> list[str]:
    """Writes the documents, and tells which spans are not what spaCy calls entities."""
    spacy = the_library()
    language = dataset.options.get("language", "xx")
    try:
        tokenize = spacy.blank(language).tokenizer
    except (ImportError, ValueError, OSError) as error:
        raise NblabelError(f"spaCy has no language {language!r}, or needs more for it: {error}") from error
    told: Counter[str] = Counter()
    bin_ = spacy.tokens.DocBin(attrs=ATTRIBUTES, store_user_data=True)
    with quickly():
        for frame in dataset.frames:
            assert frame.text is not None
            doc = tokenize(frame.text)
            if dataset.task == "spans":
                _mark(doc, frame, told)
            else:
                _classify(doc, frame, dataset)
            bin_.add(doc)
    path.write_bytes(bin_.to_bytes())
    return _told(told)


def _classify(doc: "Doc", frame: Frame, dataset: Dataset) -> None:
    chosen = {region.label: region.id for region in frame.regions}
    doc.cats = {label.path: float(label.path in chosen) for label in dataset.labels}
    doc.user_data[OURS] = {"item": frame.item, "ids": chosen}


def _mark(doc: "Doc", frame: Frame, told: Counter[str]) -> None:
    exact: dict[str, tuple[str, int, int]] = {}
    group, whole = [], []
    for region, span in _spans(doc, frame):
        assert isinstance(region.shape, Range)
        start, end = region.shape.start, region.shape.end
        if span is not None:
            group.append(span)
        if span is None or (span.start_char, span.end_char) != (start, end):
            exact[region.id] = region.label, start, end
        elif span[0].is_space or span[-1].is_space:
            told["blank"] += 1
        else:
            whole.append(span)
    doc.spans[GROUP] = group
    places = [(span.start_char, span.end_char) for span in whole]
    entities = [whole[n] for n in longest(places)]
    doc.set_ents(entities, default="outside")
    doc.user_data[OURS] = {"item": frame.item, "exact": dict(sorted(exact.items()))}
    told["cut"] += len(exact)
    told["over"] += len(whole) - len(entities)


def _spans(doc: "Doc", frame: Frame) -> "Iterator[tuple[Region, Span | None]]":
    """Each region with the tokens that it touches; None where it is all between them."""
    for region in frame.regions:
        assert isinstance(region.shape, Range)
        start, end = region.shape.start, region.shape.end
        settings: dict[str, Any] = {"label": region.label, "span_id": region.id}
        span = doc.char_span(start, end, alignment_mode="expand", **settings)
        yield region, span if span is not None and len(span) else None


def _told(told: Counter[str]) -> list[str]:
    beside = f'in doc.spans["{GROUP}"] and no entity'
    return [
        PROVENANCE,
        *count(told["over"], f"span overlaps a longer one: {beside}", f"spans overlap longer ones: {beside}"),
        *count(
            told["cut"],
            f"span cuts a token: it is whole {beside}; its offsets are in doc.user_data",
            f"spans cut tokens: they are whole {beside}; their offsets are in doc.user_data",
        ),
        *count(
            told["blank"],
            f"span begins or ends with white space: it is {beside}",
            f"spans begin or end with white space: they are {beside}",
        ),
    ]


FORMAT = Format(
    name="spacy",
    tasks=("multiclass", "multilabel", "spans"),
    path="file",
    keeps="labels, spans, overlapping ones too, ids, keys of documents; empty answers",
    loses=f"{PROVENANCE}; colours of labels",
    read=read,
    write=write,
    sized=("multiclass", "multilabel", "spans"),
    media=("text",),
    options={"language": Option("xx", told="the code of a language of spaCy, as 'en'")},
)
