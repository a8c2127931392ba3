"""What spans mark: the characters between their ends, of the text that they were made on."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Protocol, TypeVar

from nblabel.store.texts import lost_of
from nblabel.values.annotation import Annotation, Range

if TYPE_CHECKING:
    from nblabel.store.store import Store

# So many annotations are told at a time, with the texts of their items in memory.
AT_ONCE = 500
Texts = Callable[[Iterable[str]], dict[str, str]]


class _OfItem(Protocol):
    @property
    def item(self) -> str: ...


T = TypeVar("T", bound=_OfItem)


class Marked(dict[str, str | None]):
    """The text of each span that was read lately, by id; `lost` are those whose text is gone since."""

    def __init__(self, store: "Store", texts: Texts) -> None:
        self._store = store
        self._texts = texts
        self.lost: set[str] = set()

    def read(self, chosen: Iterable[tuple[T, Annotation]]) -> Iterator[tuple[T, Annotation]]:
        """The same pairs, each after its text is known."""
        waiting, stale = iter(chosen), None
        while part := list(islice(waiting, AT_ONCE)):
            stale = self._store.all_stale() if stale is None else stale
            texts = self._texts(dict.fromkeys(row.item for row, _ in part))
            self.clear()
            for row, one in part:
                text = texts.get(row.item)
                lost = lost_of([one], text or "", stale.get(row.item, {}))
                if one.id in lost:
                    self.lost.add(one.id)
                self[one.id] = lost.get(one.id, _part(one, text))
            yield from part


def _part(annotation: Annotation, text: str | None) -> str | None:
    shape = annotation.shape
    return text[shape.start : shape.end] if text is not None and isinstance(shape, Range) else None
