"""The texts of documents: those that came with them, and those that spans were made on."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, func, select, update

from nblabel.store import saving, tables
from nblabel.store.about import About, read_note, write_note
from nblabel.store.answers import to_answer
from nblabel.store.labels import Labels
from nblabel.store.rows import put_texts
from nblabel.store.standing import CHUNK, Standings, Tally, touch
from nblabel.store.suggestions import SuggestionRow, read_suggestions
from nblabel.values.anchoring import Place, Run, anchor
from nblabel.values.annotation import Annotation, Range
from nblabel.values.change import Answer, Change, Edit
from nblabel.values.ids import new_id

_item, _content, _answer, _event = tables.item, tables.content, tables.answer, tables.event
_suggestion = tables.suggestion
# Under which note the earlier places of an item's spans are kept.
_STALE = "stale:"
_NOTE = "note:" + _STALE
# Where spans were in earlier versions of a text, with what they marked: by id of the annotation.
Stale = dict[str, list[tuple[int, int, str]]]


class Anchored(NamedTuple):
    """What became of an item's spans when its text changed: how many went along, and how many are lost."""

    kept: int = 0
    lost: int = 0


def read_beginnings(connection: Connection, keys: Iterable[str], count: int) -> dict[str, tuple[str, int]]:
    """The first `count` code points of the stored texts of these items, and how many they have in all."""
    text = _content.c.text
    return {
        row.key: (row.begin, row.length)
        for row in _chosen(
            connection, keys, func.substr(text, 1, count).label("begin"), func.length(text).label("length")
        )
    }


def read_lengths(connection: Connection, keys: Iterable[str]) -> dict[str, int]:
    """How many code points the stored texts of these items have."""
    length = func.length(_content.c.text).label("length")
    return {row.key: row.length for row in _chosen(connection, keys, length)}


def read_texts(connection: Connection, keys: Iterable[str]) -> dict[str, str]:
    """The stored texts of these items."""
    return {row.key: row.text for row in _chosen(connection, keys, _content.c.text)}


def _chosen(connection: Connection, keys: Iterable[str], *columns: Any) -> Iterator[Any]:
    rest = list(keys)
    query = select(_item.c.key, *columns).join(_content, _item.c.id == _content.c.item)
    for start in range(0, len(rest), CHUNK):
        yield from connection.execute(query.where(_item.c.key.in_(rest[start : start + CHUNK])))


def read_owners(connection: Connection, keys: Iterable[str]) -> dict[str, tuple[int, int | None]]:
    """The source of each of these items, and the fingerprint of what it holds; unknown keys are left out."""
    rest, found = list(keys), {}
    query = select(_item.c.key, _item.c.source, _item.c.fingerprint)
    for start in range(0, len(rest), CHUNK):
        rows = connection.execute(query.where(_item.c.key.in_(rest[start : start + CHUNK])))
        found.update({row.key: (row.source, row.fingerprint) for row in rows})
    return found


def read_worked(connection: Connection, keys: Iterable[str]) -> list[str]:
    """Those of these items that have a stored text, and answers now or once, or suggestions."""
    rest = list(keys)
    found: list[str] = []
    worked = (_item.c.revision > 0) | (_item.c.suggestions > 0)
    query = select(_item.c.key).join(_content, _item.c.id == _content.c.item).where(worked)
    for start in range(0, len(rest), CHUNK):
        found += connection.execute(query.where(_item.c.key.in_(rest[start : start + CHUNK]))).scalars()
    return found


def keep_texts(connection: Connection, texts: dict[str, str]) -> None:
    """Store the texts of items that have none stored."""
    there = read_lengths(connection, texts)
    put_texts(connection, [(text, key) for key, text in texts.items() if key not in there])


def read_stale(connection: Connection, key: str) -> Stale:
    """Where this item's spans were in earlier versions of its text."""
    note = read_note(connection, _STALE + key)
    return msgspec.json.decode(note, type=Stale) if note else {}


def read_all_stale(connection: Connection) -> dict[str, Stale]:
    """The same of every item whose text changed under spans."""
    meta = tables.meta
    query = select(meta.c.key, meta.c.value).where(meta.c.key.startswith(_NOTE, autoescape=True))
    return {
        row.key[len(_NOTE) :]: msgspec.json.decode(msgspec.json.decode(row.value, type=str), type=Stale)
        for row in connection.execute(query)
    }


def lost_of(annotations: Iterable[Annotation], text: str, stale: Stale) -> dict[str, str]:
    """Those of these spans that stand where they stood in an earlier text and mark other characters now,
    by id, with what they marked."""
    lost: dict[str, str] = {}
    for one in annotations:
        if isinstance(one.shape, Range):
            for start, end, marked in stale.get(one.id, ()):
                if (start, end) == (one.shape.start, one.shape.end) and text[start:end] != marked:
                    lost[one.id] = marked
    return lost


def change_text(
    connection: Connection,
    about: About,
    labels: Labels,
    key: str,
    new: str,
    aligned: tuple[str, list[Run]] | None = None,
) -> Anchored:
    """Store an item's new text, and take everybody's spans along: one edit for each annotator.

    Spans whose text is gone stay as they are, and their earlier text is noted; open suggestions of it are
    discarded. `aligned`: the text that was stored, and how it is aligned with the new one, so that the
    transaction need not wait for that. Raises `ProjectPausedError`.
    """
    old = read_texts(connection, [key]).get(key)
    if old is None or old == new:
        return Anchored()
    item = connection.execute(select(_item.c.id).where(_item.c.key == key)).scalar_one()
    answers = _answers(connection, item)
    stale = read_stale(connection, key)
    gone = {who: lost_of(answer.annotations, old, stale) for who, answer in answers.items()}
    runs = aligned[1] if aligned and aligned[0] == old else None
    suggested = [row for row in read_suggestions(connection, items=[key]) if _place(row.annotation)]
    wanted = [*_places(answers, gone), *(_place(row.annotation) or (0, 0) for row in suggested)]
    there = anchor(old, new, wanted, runs)
    _note_places(connection, key, item, old, answers, gone, stale)
    kept = lost = 0
    for who, answer in answers.items():
        put = list(_carried(answer, there, gone[who]))
        edit = Edit(id=new_id(), kind="annotate", changes=[Change(key, base=answer.version, put=put)])
        saving.save_edit(connection, about, labels, who, edit, "script")
        kept, lost = kept + len(put), lost + len(answer.annotations) - len(put) - len(gone[who])
    _carry_suggestions(connection, about, labels, suggested, there)
    put_texts(connection, [(new, key)])
    return Anchored(kept, lost)


def _place(annotation: Annotation) -> Place | None:
    shape = annotation.shape
    return (shape.start, shape.end) if isinstance(shape, Range) else None


def _carry_suggestions(
    connection: Connection,
    about: About,
    labels: Labels,
    rows: list[SuggestionRow],
    there: dict[Place, Place],
) -> None:
    """Take open suggestions of one item along; those whose text is gone are discarded."""
    if not rows:
        return
    standings, tally = Standings(connection, about, labels, {rows[0].item}), Tally()
    row = standings.rows[rows[0].item]
    for each in rows:
        place = there.get(_place(each.annotation) or (0, 0))
        moved = each.annotation if place is None else replace(each.annotation, shape=Range(*place))
        facts = {"annotation": msgspec.json.encode(moved).decode()}
        facts |= {"state": "discarded"} if place is None else {}
        row.suggestions -= place is None
        connection.execute(update(_suggestion).where(_suggestion.c.id == moved.id).values(**facts))
    standings.settle(tally)
    tally.write(connection)
    touch(connection, [row.id])


def _answers(connection: Connection, item: int) -> dict[str, Answer]:
    """Everybody's answers with spans."""
    query = select(_answer).where(_answer.c.item == item, _answer.c.version != "")
    answers = {row.annotator: to_answer(row) for row in connection.execute(query)}
    return {
        who: answer
        for who, answer in answers.items()
        if any(isinstance(one.shape, Range) for one in answer.annotations)
    }


def _places(answers: dict[str, Answer], gone: dict[str, dict[str, str]]) -> list[Place]:
    return [
        (one.shape.start, one.shape.end)
        for who, answer in answers.items()
        for one in answer.annotations
        if isinstance(one.shape, Range) and one.id not in gone[who]
    ]


def _carried(answer: Answer, there: dict[Place, Place], gone: dict[str, str]) -> Iterator[Annotation]:
    """The spans that went along, each at its new place."""
    for one in answer.annotations:
        if isinstance(one.shape, Range) and one.id not in gone:
            place = there.get((one.shape.start, one.shape.end))
            if place is not None:
                yield replace(one, shape=Range(*place))


def _note_places(
    connection: Connection,
    key: str,
    item: int,
    old: str,
    answers: dict[str, Answer],
    gone: dict[str, dict[str, str]],
    stale: Stale,
) -> None:
    """Note what every place marked that a span of this item ever had: an undo may bring it back."""
    places = {one: {(start, end): marked for start, end, marked in kept} for one, kept in stale.items()}
    for past in _ever(connection, item):
        if isinstance(past.shape, Range):
            place = past.shape.start, past.shape.end
            places.setdefault(past.id, {}).setdefault(place, old[slice(*place)])
    for who, answer in answers.items():
        for now in answer.annotations:
            if isinstance(now.shape, Range) and now.id not in gone[who]:
                place = now.shape.start, now.shape.end
                places.setdefault(now.id, {})[place] = old[slice(*place)]
    noted = {one: [(*place, marked) for place, marked in kept.items()] for one, kept in places.items()}
    write_note(connection, _STALE + key, msgspec.json.encode(noted).decode())


def _ever(connection: Connection, item: int) -> Iterator[Annotation]:
    """Every annotation that history has of an item."""
    query = select(_event.c.change, _event.c.inverse).where(
        _event.c.item == item, _event.c.outcome == "applied", _event.c.edit != ""
    )
    for row in connection.execute(query):
        for told in (row.change, row.inverse):
            if told:
                yield from msgspec.json.decode(told, type=Change).put
