"""Answers as they are stored: one annotator's for some items, everybody's, and the project's own."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from nblabel.store import tables
from nblabel.store.about import About, as_time
from nblabel.store.interface import Database
from nblabel.store.labels import Labels
from nblabel.store.standing import CHUNK, winner
from nblabel.values.annotation import Annotation
from nblabel.values.change import Answer

PAGE = 2000
_answer = tables.answer
_item = tables.item
_decode = msgspec.json.Decoder(list[Annotation]).decode


class AnswerRow(msgspec.Struct, frozen=True):
    """An answer with whose it is. `revision` counts its changes; `seconds` sums the time it took."""

    item: str
    annotator: str
    answer: Answer
    revision: int
    seconds: float | None
    created_at: datetime


def read_answers(connection: Connection, annotator: str, keys: Iterable[str]) -> dict[str, Answer]:
    """This annotator's answer to each of these items; untouched or unknown ones have an empty one."""
    rest = list(keys)
    found = {key: Answer() for key in rest}
    for start in range(0, len(rest), CHUNK):
        wanted = (_item.c.key.in_(rest[start : start + CHUNK]), _answer.c.annotator == annotator)
        query = select(_item.c.key, _answer).join(_item, _item.c.id == _answer.c.item).where(*wanted)
        found.update({row.key: to_answer(row) for row in connection.execute(query)})
    return found


def iterate_votes(database: Database) -> Iterator[AnswerRow]:
    """Every answer that somebody gave and did not take back, item by item; memory stays flat."""
    given = (_answer.c.version != "", _answer.c.state != "unlabeled")
    query = select(_item.c.key, _answer).join(_item, _item.c.id == _answer.c.item).where(*given)
    last = (0, "")
    while True:
        item, annotator = last
        after = (_answer.c.item > item) | ((_answer.c.item == item) & (_answer.c.annotator > annotator))
        page = query.where(after).order_by(_answer.c.item, _answer.c.annotator).limit(PAGE)
        rows = database.read(_all(page))
        if not rows:
            return
        last = (rows[-1].item, rows[-1].annotator)
        yield from (_row(row) for row in rows)


def iterate_final(
    database: Database, about: About, labels: Labels, drafts: bool = False
) -> Iterator[AnswerRow]:
    """The project's answer of every item that has one; with `drafts`, else the newest unfinished one."""
    last = 0
    while True:
        page = database.read(_page_of_items(last, drafts))
        if not page:
            return
        for rows in page.values():
            chosen = winner(rows, about, labels)
            unfinished = [row for row in rows if row.state == "draft"]
            if chosen is None and drafts and unfinished:
                chosen = unfinished[-1]
            if chosen is not None:
                yield _row(chosen)
        last = max(page)


def to_answer(row: Any) -> Answer:
    """The value of a stored answer."""
    return Answer(row.version, row.state, _decode(row.annotations), row.note)


def _page_of_items(last: int, drafts: bool) -> Callable[[Connection], dict[int, list[Any]]]:
    states = ("submitted", "draft") if drafts else ("submitted",)
    wanted = (_item.c.votes > 0) | (_item.c.drafts > 0) if drafts else _item.c.votes > 0

    def work(connection: Connection) -> dict[int, list[Any]]:
        some = select(_item.c.id).where(_item.c.id > last, wanted).order_by(_item.c.id).limit(PAGE)
        ids = list(connection.execute(some).scalars())
        if not ids:
            return {}
        within = (_answer.c.item.between(ids[0], ids[-1]), _answer.c.state.in_(states))
        query = select(_item.c.key, _answer).join(_item, _item.c.id == _answer.c.item).where(*within)
        page: dict[int, list[Any]] = {item: [] for item in ids}
        order = (_answer.c.item, _answer.c.created_at, _answer.c.annotator)
        for row in connection.execute(query.order_by(*order)):
            page.setdefault(row.item, []).append(row)
        return page

    return work


def _all(query: Any) -> Callable[[Connection], list[Any]]:
    return lambda connection: list(connection.execute(query))


def _row(row: Any) -> AnswerRow:
    return AnswerRow(
        row.key, row.annotator, to_answer(row), row.revision, row.seconds, as_time(row.created_at)
    )
