"""Which items a query finds, and in which order: worked out on the columns in memory."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from sqlalchemy import Connection, select

from nblabel.store import gather, tables
from nblabel.store.columns import ABSENT, Columns, Mask
from nblabel.store.gather import SOURCES, STATES, Ids
from nblabel.store.interface import Database
from nblabel.store.labels import Labels
from nblabel.store.live import all_suggestions
from nblabel.store.orders import NO_DOUBTS, place_all
from nblabel.store.standing import CHUNK
from nblabel.values.errors import NblabelError
from nblabel.values.query import Query, Sort, Where

_item = tables.item
# How long a key is that was made from a text (see `media.tables`).
MADE_KEY = 25
# An answer is doubtful from here on: the model finds another label likelier.
DOUBTFUL = 0.5


def arrange(database: Database, columns: Columns, labels: Labels, query: Query) -> Ids:
    """The ids of the items that a query finds, in its order, as the project is now."""
    with columns.look():
        order = place_all(database, columns, query.sort)
        if query.where == Where():
            return order
        return order[match(database, columns, labels, query.where)[order]]


def match(database: Database, columns: Columns, labels: Labels, where: Where) -> Mask:
    """A truth for each id: the item is one that the filter lets through. Within `columns.look()`."""
    found = _standing(columns, where)
    if where.doubt is not None:
        found &= _doubtful(columns) == where.doubt
    for hits in (_answered(columns, labels, where), _suggested(columns, labels, where)):
        if hits is not None:
            found &= hits
    if where.text:
        found &= _marked(columns, _with_text(database, where.text))
    if where.ids:
        found &= _marked(columns, ids_of(database, where.ids).values())
    return found


def _doubtful(columns: Columns) -> Mask:
    if not len(columns.doubts.item):
        raise NblabelError(NO_DOUBTS.format(what="leave `doubt` out of the filter"))
    return _marked(columns, columns.doubts.item[columns.doubts.doubt >= DOUBTFUL])


def _standing(columns: Columns, where: Where) -> Mask:
    """Items in these states, clusters and groups."""
    found: Mask = columns.state != ABSENT
    if where.state:
        found &= _any_of([STATES.index(state) for state in where.state], 256)[columns.state]
    if where.cluster:
        found &= np.isin(columns.cluster, where.cluster)
    if where.group:
        found &= np.isin(columns.group, columns.groups.find(where.group))
    return found


def ids_of(database: Database, keys: Iterable[str]) -> dict[str, int]:
    """The ids of items by key; unknown keys are left out."""
    rest, found = list(keys), {}

    def work(connection: Connection, part: list[str]) -> dict[str, int]:
        rows = connection.execute(select(_item.c.key, _item.c.id).where(_item.c.key.in_(part)))
        return {row.key: row.id for row in rows}

    for start in range(0, len(rest), CHUNK):
        part = rest[start : start + CHUNK]
        found.update(database.read(lambda c, part=part: work(c, part)))  # type: ignore[misc]
    return found


def keys_of(database: Database, ids: Iterable[Any]) -> list[str]:
    """The keys of items by id, in the order given."""
    rest, found = [int(item) for item in ids], {}

    def work(connection: Connection, part: list[int]) -> dict[int, str]:
        rows = connection.execute(select(_item.c.id, _item.c.key).where(_item.c.id.in_(part)))
        return {row.id: row.key for row in rows}

    for start in range(0, len(rest), CHUNK):
        part = rest[start : start + CHUNK]
        found.update(database.read(lambda c, part=part: work(c, part)))  # type: ignore[misc]
    return [found[item] for item in rest if item in found]


def with_those_under(labels: Labels, wanted: Iterable[int]) -> list[int]:
    """These labels, those under them, and all that were merged into one of them. Raises `LabelError`."""
    known = {labels.root(labels.need(label).id) for label in wanted}
    under = []
    for row in labels.rows:
        above: int | None = labels.root(row.id)
        while above is not None and above not in known:
            parent = labels.by_id[above].parent
            above = None if parent is None else labels.root(parent)
        if above is not None:
            under.append(row.id)
    return under


def facets(columns: Columns, labels: Labels) -> dict[str, Any]:
    """What there is to filter by: the fields of the message `Facts`, `labels` by id. Within `look()`."""
    states = np.bincount(columns.state, minlength=256)
    suggested = all_suggestions(columns)
    scores = bool((suggested["score"] != gather.NO_SCORE).any())
    clusters = np.unique(columns.cluster[columns.cluster >= 0])
    made = np.bitwise_or.reduce(columns.answers["made"]) if len(columns.answers) else 0
    asked: list[tuple[Sort, bool]] = [
        ("work", True),
        ("uncertain", scores),
        ("certain", scores),
        ("cluster", len(clusters) > 0),
        ("name", True),
        ("newest", len(columns.answers) > 0),
        ("doubt", len(columns.doubts.item) > 0),
    ]
    return {
        "states": {name: int(states[code]) for code, name in enumerate(STATES) if states[code]},
        "labels": _label_counts(columns, labels),
        "groups": sorted(columns.groups.words),
        "annotators": sorted(columns.people.words),
        "sources": [name for n, name in enumerate(SOURCES) if made >> n & 1],
        "runs": [int(n) for n in np.union1d(columns.runs["run"], suggested["run"])],
        "clusters": [int(n) for n in clusters],
        "suggested": [int(n) for n in np.unique(suggested["label"])],
        "scores": scores,
        "sorts": [sort for sort, means_something in asked if means_something],
    }


def _label_counts(columns: Columns, labels: Labels) -> dict[str, int]:
    """How many items have each label, merged ones counted as what they became."""
    rows = columns.labels
    roots = np.zeros(max(labels.by_id, default=0) + 1, np.int64)
    for label in labels.by_id:
        roots[label] = labels.root(label)
    pairs = np.unique(rows["item"].astype(np.int64) * len(roots) + roots[rows["label"]])
    counts = np.bincount(pairs % len(roots), minlength=len(roots))
    return {str(label): int(n) for label, n in enumerate(counts) if n}


def _answered(columns: Columns, labels: Labels, where: Where) -> Mask | None:
    """Items with an answer of these labels, people and sources; with the label and person of one answer."""
    hits: Mask | None = None
    people = columns.people.find(where.annotator)
    if where.label:
        rows = columns.labels
        keep = np.isin(rows["label"], with_those_under(labels, where.label))
        if where.annotator:
            keep &= _any_of(people, len(columns.people.words))[rows["who"]]
        hits = _marked(columns, rows["item"][keep])
    if where.source or (where.annotator and not where.label):
        wanted = sum(1 << SOURCES.index(name) for name in set(where.source) if name in SOURCES)
        rows = columns.answers
        keep = (rows["made"] & wanted) > 0 if where.source else np.ones(len(rows), np.bool_)
        if where.annotator:
            keep &= _any_of(people, len(columns.people.words))[rows["who"]]
        more = _marked(columns, rows["item"][keep])
        hits = more if hits is None else hits & more
    return hits


def _suggested(columns: Columns, labels: Labels, where: Where) -> Mask | None:
    """Items with an open suggestion for which all of this holds; a run may have made answers instead."""
    asked = (where.suggested, where.certified, where.min_score, where.max_score)
    if not where.run and asked == ([], None, None, None):
        return None
    rows: Any = all_suggestions(columns)
    keep = np.ones(len(rows["item"]), np.bool_)
    if where.suggested:
        keep &= np.isin(rows["label"], with_those_under(labels, where.suggested))
    if where.certified is not None:
        keep &= rows["sure"] == where.certified
    if where.min_score is not None:
        keep &= rows["score"] >= np.float32(max(where.min_score, 0))
    if where.max_score is not None:
        keep &= (rows["score"] <= np.float32(where.max_score)) & (rows["score"] != gather.NO_SCORE)
    if where.run:
        keep &= np.isin(rows["run"], where.run)
    hits = _marked(columns, rows["item"][keep])
    if asked == ([], None, None, None):
        made = columns.runs
        hits |= _marked(columns, made["item"][np.isin(made["run"], where.run)])
    return hits


def _with_text(database: Database, wanted: str) -> Any:
    like = "LIKE" if database.dialect == "sqlite" else "ILIKE"
    part = "".join(f"!{letter}" if letter in "!%_" else letter for letter in wanted)
    # a key that was made from a text says nothing: its digits would match words
    named = f"key {like} :part ESCAPE '!' AND NOT (key LIKE '#%' AND length(key) = {MADE_KEY})"
    stored = f"id IN (SELECT item FROM content WHERE text {like} :part ESCAPE '!')"
    query = f"({named}) OR {stored}"
    return database.read(lambda c: gather.matching(c, query, part=f"%{part}%"))


def _marked(columns: Columns, ids: Any) -> Mask:
    marks = np.zeros(len(columns.state), np.bool_)
    chosen = np.fromiter(ids, np.int64) if not isinstance(ids, np.ndarray) else ids
    marks[chosen[chosen < len(marks)]] = True
    return marks


def _any_of(codes: Iterable[int], size: int) -> Mask:
    table = np.zeros(size, np.bool_)
    table[list(codes)] = True
    return table
