"""Which item a name in somebody's file means: by key, by path, then by the name alone where it is unique."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from nblabel.values.errors import AnnotationError

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
