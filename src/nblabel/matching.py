"""Which item a name in somebody's file means: by key, by path, then by the name alone where it is unique.

A document can be meant by its text, too.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from nblabel.values.errors import AnnotationError, NblabelError

if TYPE_CHECKING:
    from nblabel.store.items import ItemRow


class Matching:
    """The items of a project by everything that they may be called. Names are compared, never opened."""

    def __init__(self, rows: Iterable["ItemRow"]) -> None:
        self.rows = {row.item: row for row in rows}
        by_path, by_name, by_stem, by_bare = (defaultdict[str, list[str]](list) for _ in range(4))
        for row in self.rows.values():
            path = PurePosixPath(row.path)
            by_path[row.path].append(row.item)
            by_name[path.name].append(row.item)
            by_stem[_stem(row.item)].append(row.item)
            by_bare[_stem(path.name)].append(row.item)
        self._ways = (by_path, by_name, by_stem, by_bare)

    def find(self, name: str, item: str = "") -> "ItemRow":
        """The item of that key, else the one of that name. Raises AnnotationError for none, and for several.

        A name may be a path (`photos/a.jpg`, also with backslashes) and may lack its ending.
        """
        for key in (item, name):
            if key in self.rows:
                return self.rows[key]
        path = name.replace("\\", "/")
        base = path.rpartition("/")[2]
        for way, wanted in zip(self._ways, (path, base, path, base), strict=True):
            found = way.get(wanted, [])
            if len(found) > 1:
                raise AnnotationError(
                    f"{len(found)} items are called {wanted!r}; the file has to name the item by its key."
                )
            if found:
                return self.rows[found[0]]
        raise AnnotationError(f"This project has no item {item or name!r}.")


def _stem(name: str) -> str:
    suffix = PurePosixPath(name).suffix
    return name[: len(name) - len(suffix)] if suffix else name


class MatchingDocuments:
    """The documents of a project by name and by text. `read` gives a row's text, or raises NblabelError.

    `lengths` are those of the documents that were asked for so far, in code points.
    """

    def __init__(self, known: Matching, read: "Callable[[ItemRow], str]") -> None:
        self._known = known
        self._read = read
        self._by_text: dict[bytes, list[ItemRow]] | None = None
        self.lengths: dict[str, int] = {}

    def known(self, name: str, item: str = "") -> tuple[str, str]:
        """Key and text of the item that a file calls so. AnnotationError: no such item, or none to read."""
        row = self._known.find(name, item)
        try:
            text = self._read(row)
        except NblabelError as error:
            raise AnnotationError(f"Its text cannot be read: {error}") from error
        self.lengths[row.item] = len(text)
        return row.item, text

    def worded(self, text: str, exactly: bool = True) -> tuple[str, str]:
        """Key and text of the only item with this text; not `exactly`: but for white space.

        The first call reads every document once. Raises AnnotationError when there is none, or several.
        """
        rows = self._index().get(_mark(text), [])
        found = [(row.item, own) for row in rows if (own := self._read(row)) == text or not exactly]
        if len(found) != 1:
            several = f"{len(found)} items have the text" if found else "No item of this project has the text"
            raise AnnotationError(
                f"{several} {_shortened(text)!r}; the file has to name the item by its key."
            )
        self.lengths[found[0][0]] = len(found[0][1])
        return found[0]

    def _index(self) -> "dict[bytes, list[ItemRow]]":
        if self._by_text is None:
            self._by_text = defaultdict(list)
            for row in self._known.rows.values():
                try:
                    self._by_text[_mark(self._read(row))].append(row)
                except NblabelError:
                    continue  # a document that cannot be read is nobody's
        return self._by_text


def _mark(text: str) -> bytes:
    """The same for texts that differ in white space only."""
    return hashlib.blake2b("".join(text.split()).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _shortened(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
