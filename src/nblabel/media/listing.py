"""Files named one by one: a list of paths or URLs, or a DataFrame's column of them."""

import os
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Self

from nblabel.media.found import Found, status_of
from nblabel.media.medium import PICTURES, Medium
from nblabel.media.places import as_path, is_url, locate
from nblabel.values.errors import SourceError

ROLES = ("image", "label", "confidence", "key", "group")


class Listing:
    """Files named one by one, in the order given. Keys are paths relative to `root`, unless given.

    `root` is the current folder when every file is below it, else the folder or URL that all share.
    """

    kind = "files"
    unread: tuple[tuple[str, str], ...] = ()

    def __init__(
        self, root: str, entries: Iterable[Found], keyed: bool = False, medium: Medium = PICTURES
    ) -> None:
        self.root = root
        self.keyed = keyed
        self.medium = medium
        self._entries = entries

    @classmethod
    def of_files(cls, files: Iterable[Any], medium: Medium = PICTURES) -> Self:
        """A list of str or Path. Raises SourceError on an empty list, on doubles, and on what is no path."""
        places = [_place(file, row) for row, file in enumerate(files)]
        if not places:
            raise SourceError("The list of files is empty.")
        root, paths = _below_one_root(places)
        _unique(paths, "file", "leave one of them out.")
        return cls(root, [Found(path, path, path.rpartition("/")[2]) for path in paths], medium=medium)

    @classmethod
    def of_table(cls, table: Any, columns: Mapping[str, str] | None = None) -> Self:
        """A DataFrame. Raises SourceError on missing columns, an empty table, doubled keys, odd values."""
        names = _columns(table, columns)
        if not len(table):
            raise SourceError("The DataFrame has no rows.")
        root, paths = _below_one_root(
            [_place(v, row) for row, v in enumerate(table[names["image"]].tolist())]
        )
        keys = (
            [_text(v, row, "key") for row, v in enumerate(table[names["key"]].tolist())]
            if "key" in names
            else paths
        )
        advice = (
            "give columns={'key': …} a column that tells them apart."
            if keys is paths
            else "make keys unique."
        )
        _unique(keys, "key", advice)
        count = len(paths)
        groups = _column(table, names, "group", optional_text, count)
        labels = _column(table, names, "label", label_of, count)
        confidences = _column(table, names, "confidence", confidence_of, count)
        return cls(
            root,
            [
                Found(key, path, path.rpartition("/")[2], group=group, label=label, confidence=confidence)
                for key, path, group, label, confidence in zip(
                    keys, paths, groups, labels, confidences, strict=True
                )
            ],
            keyed=keys is not paths,
        )

    def to_spec(self) -> dict[str, Any]:
        keyed = {"keyed": True} if self.keyed else {}
        return {"kind": self.kind, "root": self.root} | keyed | self.medium.to_spec()

    def find(self) -> Iterator[Found]:
        """Every file, with its size and time when it is on this machine; a missing one has a `reason`."""
        for one in self._entries:
            place = locate(self.root, one.path)
            size, mtime, inode, reason = (0, 0, 0, None) if is_url(place) else status_of(place)
            yield Found(
                one.key, one.path, one.name, one.group, size, mtime, reason, one.label, one.confidence,
                inode=inode,
            )  # fmt: skip


def _columns(table: Any, columns: Mapping[str, str] | None) -> dict[str, str]:
    chosen = chosen_columns("The DataFrame", table.columns, columns, ROLES)
    if "image" not in chosen:
        listed = listed_columns(table.columns)
        raise SourceError(f"Say which column holds the files: columns={{'image': …}}; there are {listed}.")
    return chosen


def chosen_columns(
    place: str, have: Iterable[Any], columns: Mapping[str, str] | None, roles: Sequence[str]
) -> dict[str, str]:
    """Columns of `place` by role: those given, else those called like a role. Raises SourceError, listing the
    columns there are, for a role that is none and for a column that is missing.
    """
    there = list(have)
    named = [column for column in there if isinstance(column, str)]
    if columns is None:
        columns = {role: role for role in roles if role in named}
    for role, column in columns.items():
        if role not in roles:
            raise SourceError(f"columns= knows {', '.join(roles)}, not {role!r}.")
        if column not in named:
            raise SourceError(f"{place} has no column {column!r}; it has {listed_columns(there)}.")
    return dict(columns)


def listed_columns(columns: Iterable[Any]) -> str:
    """The columns there are, as an error tells of them."""
    return ", ".join(map(repr, columns)) or "none"


def _column(table: Any, names: dict[str, str], role: str, read: Any, count: int) -> Sequence[Any]:
    if role not in names:
        return [None] * count
    return [read(value, row, role) for row, value in enumerate(table[names[role]].tolist())]


def is_missing(value: Any) -> bool:
    """True for None, NaN, NaT and pandas' NA."""
    if value is None or type(value).__name__ in {"NAType", "NaTType"}:
        return True
    return isinstance(value, float) and value != value


def _text(value: Any, row: int, role: str) -> str:
    text = "" if is_missing(value) else str(value)
    if not text:
        raise SourceError(f"Row {row} has no {role}; drop the row or fill it in.")
    return storable(text, row, role)


def storable(text: str, row: int, role: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise SourceError(f"Row {row}: the {role} {text!r} holds half a character; mend it.") from error
    if "\0" in text:
        raise SourceError(f"Row {row}: the {role} {text!r} holds a NUL character; take it out.")
    return text


def optional_text(value: Any, row: int, role: str) -> str | None:
    return None if is_missing(value) or value == "" else storable(str(value), row, role)


def label_of(value: Any, row: int, role: str) -> str | tuple[str, ...] | None:
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list | tuple | set | frozenset):
        many = sorted(value) if isinstance(value, set | frozenset) else value
        return tuple(_text(one, row, role) for one in many)
    return optional_text(value, row, role)


def confidence_of(value: Any, row: int, role: str) -> float | None:
    if is_missing(value):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = -1
    if not 0 <= number <= 1:
        raise SourceError(f"Row {row}: the confidence {value!r} is not a number from 0 to 1.")
    return number


def _place(file: Any, row: int) -> str:
    if not isinstance(file, str | os.PathLike):
        raise SourceError(f"Row {row} holds {file!r}, not the path or URL of a file.")
    text = os.fsdecode(os.fspath(file))
    if not text or "\0" in text:
        raise SourceError(f"Row {row} holds {text!r}, which is not the path of a file.")
    return text.removeprefix("file://") if text.startswith("file://") else text


def _unique(keys: Sequence[Hashable], what: str, advice: str) -> None:
    if len(set(keys)) == len(keys):
        return
    seen: set[Hashable] = set()
    twice = next(key for key in keys if key in seen or seen.add(key))  # type: ignore[func-returns-value]
    raise SourceError(f"The {what} {twice!r} is there twice; {advice}")


def _below_one_root(places: list[str]) -> tuple[str, list[str]]:
    """One root for all places, and each one's path below it; the root is "" when they share none."""
    urls = [is_url(place) for place in places]
    if any(urls):
        root = _shared_url(places) if all(urls) else ""
        if root:
            return root, [place[len(root) + 1 :] for place in places]
        return root, [p if url else as_path(os.path.abspath(p)) for p, url in zip(places, urls, strict=True)]
    full = [os.path.abspath(os.path.expanduser(place)) for place in places]
    here = os.getcwd()
    inside = os.path.join(here, "")
    root = here if all(f.startswith(inside) for f in full) else _shared_folder(full)
    cut = len(os.path.join(root, ""))
    return as_path(root), [as_path(f[cut:] if os.sep == "/" else f[cut:].replace(os.sep, "/")) for f in full]


def _shared_folder(full: list[str]) -> str:
    try:
        return os.path.commonpath([os.path.dirname(f) for f in full])
    except ValueError:  # different drives
        return ""


def _shared_url(places: list[str]) -> str:
    """`scheme://…` up to the last slash that all share; "" for chained URLs, different hosts, odd slashes."""
    first = os.path.commonprefix(places)  # noqa: RUF071 (cut back to a slash below)
    if any("::" in place or "/../" in place for place in places) or first.count("/") < 3:
        return ""
    root = first[: first.rindex("/")]
    return "" if root.endswith("/") or any(place.startswith(f"{root}//") for place in places) else root
