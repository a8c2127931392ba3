"""The store's rooms for documents: their texts, and spans that follow them."""

from collections.abc import Iterable

from nblabel.store import texts
from nblabel.store.acting import Acting
from nblabel.store.texts import Anchored, Stale
from nblabel.values.anchoring import align


class Keeping(Acting):
    """What `Store` keeps of documents: the texts of a table's rows, and of files those that have spans."""

    def text(self, key: str) -> str | None:
        """The stored text of an item: the one it was added with, or that its spans were made on."""
        return self.texts([key]).get(key)

    def texts(self, keys: Iterable[str]) -> dict[str, str]:
        """The stored texts of these items; those without one are left out."""
        return self.database.read(lambda c: texts.read_texts(c, keys))

    def beginnings(self, keys: Iterable[str], count: int) -> dict[str, tuple[str, int]]:
        """The first `count` code points of these stored texts, and how many they have in all."""
        return self.database.read(lambda c: texts.read_beginnings(c, keys, count))

    def lengths(self, keys: Iterable[str]) -> dict[str, int]:
        """How many code points these stored texts have."""
        return self.database.read(lambda c: texts.read_lengths(c, keys))

    def owners(self, keys: Iterable[str]) -> dict[str, tuple[int, int | None]]:
        """The source (an id) of each of these items, and its fingerprint; unknown keys are left out."""
        return self.database.read(lambda c: texts.read_owners(c, keys))

    def worked(self, keys: Iterable[str]) -> list[str]:
        """Those of these items that have a stored text, and answers now or once, or suggestions."""
        return self.database.read(lambda c: texts.read_worked(c, keys))

    def keep_texts(self, given: dict[str, str]) -> None:
        """Store the texts of items that have none stored."""
        self.database.write(lambda c: texts.keep_texts(c, given))

    def change_text(self, key: str, text: str) -> Anchored:
        """Store an item's new text, everybody's spans taken along in the same transaction.

        Nothing when none is stored, or this one. Raises `ProjectPausedError`.
        """
        old = self.text(key)
        if old is None or old == text:
            return Anchored()
        aligned = old, align(old, text)
        return self._write(lambda c, about, known: texts.change_text(c, about, known, key, text, aligned))

    def stale(self, key: str) -> Stale:
        """Where an item's spans were in earlier versions of its text."""
        return self.database.read(lambda c: texts.read_stale(c, key))

    def all_stale(self) -> dict[str, Stale]:
        """The same of every item whose text changed under spans."""
        return self.database.read(texts.read_all_stale)
