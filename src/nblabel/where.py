"""`where`: which answers, annotations or suggestions are meant. The same words everywhere."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from nblabel.values.errors import NblabelError

if TYPE_CHECKING:
    from nblabel.store.answers import AnswerRow
    from nblabel.store.store import Store
    from nblabel.store.suggestions import SuggestionRow
    from nblabel.values.annotation import Annotation

KEYS = ("state", "label", "annotator", "source", "run", "group", "ids", "min_score", "max_score", "certified")


class Where:
    """A filter; an empty one lets everything through. Raises `NblabelError` for a word it does not know.

    `state`, `label`, `annotator`, `source`, `run` and `group` take a value or a list of values; a label
    stands for those under it too. `ids` are item keys. `min_score`, `max_score` and
    `certified` speak of suggestions.
    """

    def __init__(self, words: Mapping[str, Any] | None = None) -> None:
        words = words or {}
        unknown = [word for word in words if word not in KEYS]
        if unknown:
            raise NblabelError(f"where does not know {unknown[0]!r}. It knows {', '.join(KEYS)}.")
        self._words = dict(words)

    def answers(self, store: "Store", rows: Iterable["AnswerRow"]) -> Iterator["AnswerRow"]:
        """The answers whose item and annotator are meant."""
        keys = self._items(store)
        for row in rows:
            if (keys is None or row.item in keys) and self._has("annotator", row.annotator):
                yield row

    def suggestions(self, store: "Store", rows: Iterable["SuggestionRow"]) -> Iterator["SuggestionRow"]:
        """The suggestions whose item, run and score are meant."""
        keys = self._items(store)
        low, high = self._words.get("min_score"), self._words.get("max_score")
        for row in rows:
            score = row.score
            if (
                (keys is None or row.item in keys)
                and self._has("run", row.run)
                and self._has("certified", row.certified)
                and (low is None or (score is not None and score >= low))
                and (high is None or (score is not None and score <= high))
            ):
                yield row

    def annotation(self, annotation: "Annotation", path: str) -> bool:
        """True when this annotation, of the label `path`, is meant."""
        labels = self._values("label")
        return (
            (labels is None or any(path == one or path.startswith(f"{one}/") for one in labels))
            and self._has("source", annotation.source)
            and (annotation.run is None or self._has("run", annotation.run))
        )

    def _items(self, store: "Store") -> set[str] | None:
        """Keys of the items whose state, group and ids are meant; None for all."""
        states, groups, ids = self._values("state"), self._values("group"), self._values("ids")
        if states is None and groups is None:
            return ids
        return {
            row.item
            for row in store.items()
            if (states is None or row.state in states)
            and (groups is None or row.group in groups)
            and (ids is None or row.item in ids)
        }

    def _has(self, word: str, value: Any) -> bool:
        wanted = self._values(word)
        return wanted is None or value in wanted

    def _values(self, word: str) -> set[Any] | None:
        value = self._words.get(word)
        if value is None:
            return None
        return {value} if isinstance(value, (str, int, bool)) else set(value)
