"""`where`: which items, answers, annotations or suggestions are meant. The same words everywhere.

People write labels as paths and one value or a list of them; inside it is a `values.query.Where`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from numbers import Real
from typing import TYPE_CHECKING, Any, get_args

import msgspec

from nblabel.store.gather import SOURCES
from nblabel.values.errors import LabelError, NblabelError
from nblabel.values.labels import join_path, split_path
from nblabel.values.query import ItemState, Query, Where

if TYPE_CHECKING:
    from nblabel.store.answers import AnswerRow
    from nblabel.store.labels import LabelRow
    from nblabel.store.store import Store
    from nblabel.store.suggestions import SuggestionRow
    from nblabel.values.annotation import Annotation

KEYS = Where.__struct_fields__
STATES = get_args(ItemState)
# What is said of an annotation or of its answer; all else is said of the item.
_OF_ANNOTATIONS: dict[str, Any] = {"label": [], "source": [], "run": [], "annotator": []}
_OF_SUGGESTIONS: dict[str, Any] = {
    "label": [], "source": [], "run": [],
    "suggested": [], "certified": None, "min_score": None, "max_score": None,
}  # fmt: skip


def read_where(words: Mapping[str, Any] | None, labels: Sequence["LabelRow"]) -> Where:
    """The filter that these words mean; `labels` are all of the project's.

    Raises `NblabelError` naming a word, state, source or label that is not known, and what is.
    """
    given = {word: value for word, value in (words or {}).items() if value is not None}
    for word in given:
        if word not in KEYS:
            raise NblabelError(f"where does not know {word!r}. It knows {', '.join(KEYS)}.")
    return Where(**{word: _READERS[word](word, value, labels) for word, value in given.items()})


def to_words(where: Where, labels: Sequence["LabelRow"]) -> dict[str, Any]:
    """The filter as people write it: labels by path, only what is asked for."""
    words: dict[str, Any] = msgspec.to_builtins(where)
    paths = {row.id: row.path for row in labels}
    for word in ("label", "suggested"):
        if word in words:
            words[word] = [paths[label] for label in words[word] if label in paths]
    return words


class Chosen:
    """What a `where` means among a store's answers and suggestions; without words, all of them."""

    def __init__(self, store: "Store", words: Mapping[str, Any] | None = None) -> None:
        self._store = store
        self._where = read_where(words, store.labels(all=True))
        self._labels = store.under([*self._where.label, *self._where.suggested])

    def answers(self, rows: Iterable["AnswerRow"]) -> Iterator["AnswerRow"]:
        """The answers meant: with an annotation that is meant, where annotations are spoken of."""
        keys, where = self._items(_OF_ANNOTATIONS), self._where
        spoken = bool(where.label or where.source or where.run)
        for row in rows:
            if (
                (keys is None or row.item in keys)
                and (not where.annotator or row.annotator in where.annotator)
                and (not spoken or any(self.annotation(one) for one in row.answer.annotations))
            ):
                yield row

    def annotation(self, annotation: "Annotation") -> bool:
        """True when an annotation of such an answer is meant."""
        where = self._where
        return (
            (not where.label or annotation.label in self._labels)
            and (not where.source or annotation.source in where.source)
            and (not where.run or annotation.run in where.run)
        )

    def suggestions(self, rows: Iterable["SuggestionRow"]) -> Iterator["SuggestionRow"]:
        """The suggestions meant; their score, run and label are their own."""
        keys = self._items(_OF_SUGGESTIONS)
        return (row for row in rows if (keys is None or row.item in keys) and self._suggests(row))

    def _suggests(self, row: "SuggestionRow") -> bool:
        where, score = self._where, row.score
        return (
            (not self._labels or row.annotation.label in self._labels)
            and (not where.source or row.annotation.source in where.source)
            and (not where.run or row.run in where.run)
            and (where.certified is None or row.certified == where.certified)
            and (where.min_score is None or (score is not None and score >= where.min_score))
            and (where.max_score is None or (score is not None and score <= where.max_score))
        )

    def _items(self, own: Mapping[str, Any]) -> set[str] | None:
        """Keys of the items that all but its `own` words let through; None for all."""
        rest = msgspec.structs.replace(self._where, **own)
        if rest == Where():
            return None
        if rest == Where(ids=rest.ids):
            return set(rest.ids)
        return set(self._store.keys_of(self._store.arrange(Query(rest))))


def _several(value: Any) -> list[Any]:
    return [value] if isinstance(value, str) or not isinstance(value, Iterable) else list(value)


def _texts(word: str, value: Any, labels: Sequence["LabelRow"]) -> list[str]:
    found = _several(value)
    for one in found:
        if not isinstance(one, str):
            raise NblabelError(f"where: {word} takes a text or a list of texts, not {one!r}.")
    return found


def _numbers(word: str, value: Any, labels: Sequence["LabelRow"]) -> list[int]:
    found = _several(value)
    for one in found:
        if not hasattr(one, "__index__"):
            raise NblabelError(f"where: {word} takes a whole number or a list of them, not {one!r}.")
    return [one.__index__() for one in found]


def _out_of(known: Sequence[str]) -> Callable[[str, Any, Sequence["LabelRow"]], list[str]]:
    def read(word: str, value: Any, labels: Sequence["LabelRow"]) -> list[str]:
        found = _texts(word, value, labels)
        for one in found:
            if one not in known:
                raise NblabelError(f"where: there is no {word} {one!r}. There are {', '.join(known)}.")
        return found

    return read


def _paths(word: str, value: Any, labels: Sequence["LabelRow"]) -> list[int]:
    by_path = {row.path: row.id for row in labels}
    found = []
    for path in _texts(word, value, labels):
        known = by_path.get(join_path(split_path(path)))
        if known is None:
            names = ", ".join(repr(row.path) for row in labels[:20] if row.merged_into is None)
            raise LabelError(f"where: there is no label {path!r}. Labels: {names or 'none yet'}.")
        found.append(known)
    return found


def _truth(word: str, value: Any, labels: Sequence["LabelRow"]) -> bool:
    if isinstance(value, Iterable) or value not in (True, False):
        raise NblabelError(f"where: {word} is True or False, not {value!r}.")
    return bool(value)


def _score(word: str, value: Any, labels: Sequence["LabelRow"]) -> float:
    if not isinstance(value, Real) or not 0 <= float(value) <= 1:
        raise NblabelError(f"where: {word} is a number from 0 to 1, not {value!r}.")
    return float(value)


def _text(word: str, value: Any, labels: Sequence["LabelRow"]) -> str:
    if not isinstance(value, str):
        raise NblabelError(f"where: {word} is a part of an item's key or text, not {value!r}.")
    return value


_READERS: dict[str, Callable[[str, Any, Sequence["LabelRow"]], Any]] = {
    "state": _out_of(STATES),
    "label": _paths,
    "suggested": _paths,
    "certified": _truth,
    "min_score": _score,
    "max_score": _score,
    "cluster": _numbers,
    "annotator": _texts,
    "source": _out_of(SOURCES),
    "run": _numbers,
    "doubt": _truth,
    "text": _text,
    "group": _texts,
    "ids": _texts,
}
