"""A project's documents: the text of each item, its beginning, and which spans have lost theirs.

The text of a table's row is stored with the project; that of a file is read when it is wanted. Once a file
has spans, the text they were made on is stored too, so that a later version of it can be compared.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from nblabel.media.found import status_of
from nblabel.media.places import is_url, locate
from nblabel.media.texts import read_document
from nblabel.store.about import ProjectPausedError
from nblabel.store.texts import lost_of
from nblabel.values.errors import DocumentError, ImageError

if TYPE_CHECKING:
    from nblabel.store.items import ItemRow, SourceRow
    from nblabel.store.store import Store

# The kinds of sources whose texts are stored.
STORED = ("table", "rows")
# What is remembered: characters of whole texts, and beginnings.
TEXTS = 20_000_000
BEGINNINGS = 5_000
KEPT = 100_000
COUNT = 1_200
Beginning = tuple[str, int]


class _Known(NamedTuple):
    """The beginning of a file's text and its length, as of a size and time of change."""

    stamp: tuple[int, int]
    begin: str
    length: int


class Documents:
    """Reads documents, from any thread. `changed()` is called when spans were taken along to a new text."""

    def __init__(self, store: "Store", changed: Callable[[], None]) -> None:
        self._store = store
        self._changed = changed
        self._sources: dict[int, SourceRow] = {}
        self._texts: OrderedDict[str, tuple[tuple[int, int], str]] = OrderedDict()
        self._held = 0
        self._begun: OrderedDict[str, _Known] = OrderedDict()
        self._kept: set[str] = set()
        self._lock = threading.Lock()

    # --- reading -------------------------------------------------------------------------------------

    def text(self, row: "ItemRow") -> str:
        """The item's text. Raises `DocumentError` with the reason when it cannot be read."""
        stamp = self._stamp(row)
        with self._lock:
            held = self._texts.get(row.item)
            if held is not None and held[0] == stamp:
                self._texts.move_to_end(row.item)
                return held[1]
        text, _, current = (self._stored(row), 0, True) if self._is_stored(row) else self._read(row)
        if current:
            self._remember(row.item, stamp, text)
        return text

    def stored(self, rows: Sequence["ItemRow"]) -> dict[str, str]:
        """The texts of those of these items whose texts came with them, by key, for one query."""
        return self._store.texts([row.item for row in rows if self._is_stored(row)])

    def beginnings(
        self, rows: Sequence["ItemRow"], count: int = COUNT
    ) -> "dict[str, Beginning | DocumentError]":
        """The first `count` code points of each item's text and its length in all, or why it cannot be read.

        Stored texts come with one query; a file is read whole the first time, since nothing else tells its
        length.
        """
        found: dict[str, Beginning | DocumentError] = dict(self.at_hand(rows, count))
        for row in rows:
            if row.item not in found:
                try:
                    text = self.text(row)
                except DocumentError as error:
                    found[row.item] = error
                else:
                    found[row.item] = text[:count], len(text)
        return found

    def at_hand(self, rows: Sequence["ItemRow"], count: int = COUNT) -> dict[str, Beginning]:
        """The same of those items that need no file to be read, for one query; the others are left out."""
        found = self._store.beginnings([row.item for row in rows if self._is_stored(row)], count)
        for row in rows:
            known = self._begun.get(row.item)
            if known is not None and count <= COUNT and known.stamp == self._stamp(row):
                found[row.item] = known.begin[:count], known.length
        return found

    def lengths(self, rows: Iterable["ItemRow"]) -> dict[str, int]:
        """How many code points each item's text has. Raises `DocumentError`."""
        several = list(rows)
        found = self._store.lengths([row.item for row in several if self._is_stored(row)])
        for row in several:
            if row.item not in found:
                known = self._begun.get(row.item)
                fresh = known is not None and known.stamp == self._stamp(row)
                found[row.item] = known.length if known and fresh else len(self.text(row))
        return found

    def known_length(self, item: str) -> int | None:
        """The same of a text that was read lately or is stored, without a look at its file; else None."""
        known = self._begun.get(item)
        return known.length if known is not None else self._store.lengths([item]).get(item)

    # --- spans and the texts they are of ---------------------------------------------------------------

    def labelled(self, items: Iterable[str]) -> dict[str, str]:
        """The texts that these items' spans are of; an item without a stored text is read.

        Those that cannot be read are left out.
        """
        wanted = list(items)
        texts = self._store.texts(wanted)
        missing = [item for item in wanted if item not in texts]
        for item, row in self._store.find(missing).items():
            try:
                texts[item] = self.text(row)
            except DocumentError:
                continue
        return texts

    def keep(self, rows: Iterable["ItemRow"]) -> None:
        """Stores the texts of these files, since spans are made on them.

        They are kept as they were last given out, even where the file is another by now: its spans go along
        when it is read next.
        """
        texts: dict[str, str] = {}
        if len(self._kept) > KEPT:
            self._kept.clear()
        for row in rows:
            if self._is_stored(row):
                self._kept.add(row.item)
            elif row.item not in self._kept:
                try:
                    texts[row.item] = self._given(row.item) or self.text(row)
                except DocumentError:  # nothing to keep: what is marked cannot be told
                    continue
        if texts:
            self._store.keep_texts(texts)
            self._kept |= texts.keys()

    def _given(self, item: str) -> str | None:
        with self._lock:
            held = self._texts.get(item)
        return held[1] if held is not None else None

    def follow(self, items: Sequence[str]) -> int:
        """Reads those of these changed files that have spans, which go along; how many spans are lost."""
        if not items:
            return 0
        rows = self._store.find(self._store.worked(items))
        return sum(self._read(row)[1] for row in rows.values() if not self._is_stored(row))

    def keeps(self, item: str) -> bool:
        """True when it is known that the item's text is stored."""
        return item in self._kept

    def lost(self, item: str, annotator: str) -> dict[str, str]:
        """This annotator's spans whose text is gone from the item, by id, with what they marked."""
        stale = self._store.stale(item)
        if not stale:
            return {}
        answer = self._store.answers(annotator, [item])[item]
        return lost_of(answer.annotations, self._store.text(item) or "", stale)

    # --- where ---------------------------------------------------------------------------------------

    def place(self, row: "ItemRow") -> str:
        """Where the item's file is now, a path or a URL. Raises `DocumentError` for one out of its root."""
        try:
            return locate(self._source(row).root, row.path)
        except ImageError as error:
            raise DocumentError(str(error)) from None

    def moved(self) -> None:
        """Forgets where sources were."""
        self._sources = {}

    def _source(self, row: "ItemRow") -> "SourceRow":
        if row.source not in self._sources:
            self._sources = {each.id: each for each in self._store.sources()}
        return self._sources[row.source]

    def _is_stored(self, row: "ItemRow") -> bool:
        return self._source(row).kind in STORED

    def _stamp(self, row: "ItemRow") -> tuple[int, int]:
        """Another pair when the text is another: size and time of change, of a local file as they are now."""
        known = (row.size or 0, row.mtime_ns or 0)
        if self._is_stored(row):
            return known
        try:
            place = self.place(row)
        except DocumentError:
            return known
        return known if is_url(place) else status_of(place)[:2]

    def _stored(self, row: "ItemRow") -> str:
        text = self._store.text(row.item) if row.reason is None else None
        if text is None:
            raise DocumentError(row.reason or "The text is not stored")
        return text

    def _read(self, row: "ItemRow") -> tuple[str, int, bool]:
        """A file's text, how many spans of an earlier one are lost (the others went along to it first), and
        whether it is the text of the file as it is now."""
        kept = self._store.text(row.item)
        spec: Mapping[str, Any] = self._source(row).spec
        try:
            text = read_document(self.place(row), spec.get("encoding"))
        except DocumentError:
            if kept is not None:  # what the spans are of is not lost with the file
                return kept, 0, False
            raise
        if kept is None or kept == text:
            return text, 0, True
        try:
            lost = self._store.change_text(row.item, text).lost
        except ProjectPausedError:  # no answer may be changed now: theirs is the text as it was
            return kept, 0, False
        self._changed()
        return text, lost, True

    def _remember(self, item: str, stamp: tuple[int, int], text: str) -> None:
        with self._lock:
            before = self._texts.pop(item, None)
            self._held += len(text) - (len(before[1]) if before else 0)
            self._texts[item] = (stamp, text)
            while self._held > TEXTS and len(self._texts) > 1:
                _, (_, gone) = self._texts.popitem(last=False)
                self._held -= len(gone)
            self._begun.pop(item, None)
            self._begun[item] = _Known(stamp, text[:COUNT], len(text))
            if len(self._begun) > BEGINNINGS:
                self._begun.popitem(last=False)
