"""Folders and globs, on disk and on any fsspec file system."""

import glob
import os
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from typing import Any, Self

from nblabel.media.found import GONE, Found, status_of
from nblabel.media.medium import PICTURES, Medium
from nblabel.media.places import as_name, as_path, file_system, forget_archives
from nblabel.values.errors import SourceError


def split_pattern(place: str) -> tuple[str, str]:
    """The folder before the first part of `place` that has wildcards, and the rest."""
    parts = place.split("/")
    at = next(i for i, part in enumerate(parts) if glob.has_magic(part))
    return "/".join(parts[:at]) + ("/" if at == 1 and parts[0] == "" else ""), "/".join(parts[at:])


def matches(names: list[str], pattern: list[str]) -> bool:
    """Whether a path, in its parts, matches a glob, in its parts; `**` is any number of folders."""
    if not pattern:
        return not names
    if pattern[0] == "**":
        return any(matches(names[skip:], pattern[1:]) for skip in range(len(names) + 1))
    return bool(names) and fnmatch(names[0], pattern[0]) and matches(names[1:], pattern[1:])


class LocalTree:
    """A folder with its subfolders, or those files below it that match a glob (`root` is escaped)."""

    kind = "folder"
    keyed = False

    def __init__(self, root: str, pattern: str | None = None, medium: Medium = PICTURES) -> None:
        self.root = root
        self.pattern = pattern
        self.medium = medium
        self._folder = as_name(root)
        self._before = os.path.join(self._folder, "")  # joined by hand below: a million times
        self.unread: list[tuple[str, str]] = []

    @classmethod
    def of_glob(cls, place: str, medium: Medium = PICTURES) -> Self:
        root, pattern = split_pattern(place.replace(os.sep, "/"))
        return cls(as_path(os.path.abspath(root or ".")), pattern, medium)

    def to_spec(self) -> dict[str, Any]:
        return {"kind": self.kind, "root": self.root, "pattern": self.pattern} | self.medium.to_spec()

    def find(self) -> Iterator[Found]:
        """Every file of the medium; hidden files and other endings are passed over.

        Links are followed, also out of the root, but each folder is walked once, and a link to a file
        that is below the root itself is passed over: it is found at its own place.
        """
        self.unread = []
        self._real = os.path.join(os.path.realpath(self._folder), "")
        if not os.path.isdir(self._folder):
            raise SourceError(
                f"The folder {self.root} is missing; if it moved, tell where with project.relocate(old, new)."
            )
        names = self._walk() if self.pattern is None else self._matching(self.pattern.split("/"))
        empty = True
        for name in names:
            found = self._found(name)
            if found.reason == GONE and not os.path.islink(self._before + name):
                continue  # it went while we walked: somebody's temporary file
            empty = False
            yield found
        if empty:
            where = os.path.join(self.root, self.pattern or "")
            raise SourceError(f"There are no {self.medium.told} in {where}; check the path and the endings.")

    def _found(self, name: str) -> Found:
        size, mtime, inode, reason = status_of(self._before + name)
        path = self._path(name)
        name = path.rpartition("/")[2]
        return Found(path, path, name, size=size, mtime_ns=mtime, reason=reason, inode=inode)

    def _path(self, name: str) -> str:
        return as_path(name if os.sep == "/" else name.replace(os.sep, "/"))

    def _matching(self, pattern: list[str]) -> Iterator[str]:
        levels = None if "**" in pattern else len(pattern)
        return (name for name in self._walk(levels) if matches(name.split(os.sep), pattern))

    def _walk(self, levels: int | None = None) -> Iterator[str]:
        """Names relative to the root, depth first, sorted in each folder; links to folders come last."""
        seen: set[tuple[int, int]] = set()
        folders, links = [""], list[str]()
        while folders or links:
            folder = folders.pop() if folders else links.pop(0)
            try:
                status = os.stat(self._before + folder)
            except OSError:  # it went while we walked
                continue
            if (status.st_dev, status.st_ino) in seen:
                continue
            seen.add((status.st_dev, status.st_ino))
            files, below, linked = self._list(folder)
            yield from files
            if levels is None or (folder.count(os.sep) + 2 if folder else 1) < levels:
                folders += reversed(below)
                links += linked

    def _list(self, folder: str) -> tuple[list[str], list[str], list[str]]:
        """Files, folders and links to folders in one folder, each sorted.

        One that cannot be read is empty, and noted in `unread`.
        """
        files, below, linked = list[str](), list[str](), list[str]()
        above = os.path.join(folder, "")
        try:
            with os.scandir(self._before + folder) as entries:
                for entry in entries:
                    if entry.name.startswith("."):
                        continue
                    if _is_folder(entry):
                        (linked if entry.is_symlink() else below).append(above + entry.name)
                    elif self.medium.is_entry(entry) and not self._leads_back(entry):
                        files.append(above + entry.name)
        except OSError as error:
            if not folder:
                raise SourceError(f"The folder {self.root} cannot be read: {error.strerror}.") from error
            self.unread.append((self._path(folder), f"The folder cannot be read: {error.strerror}"))
        return sorted(files), sorted(below), sorted(linked)

    def _leads_back(self, entry: os.DirEntry[str]) -> bool:
        """True for a link to a file that is found without it."""
        if not entry.is_symlink():
            return False
        real = os.path.realpath(entry.path)
        if not real.startswith(self._real) or not os.path.isfile(real):
            return False
        parts = real[len(self._real) :].split(os.sep)
        if any(part.startswith(".") for part in parts) or not self.medium.is_name(parts[-1]):
            return False
        return self.pattern is None or matches(parts, self.pattern.split("/"))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False


class RemoteTree:
    """A folder, a glob or one file at a URL that fsspec knows. It is listed whole before it is yielded."""

    kind = "folder"
    keyed = False
    unread: tuple[tuple[str, str], ...] = ()

    def __init__(self, root: str, pattern: str | None = None, medium: Medium = PICTURES) -> None:
        self.root = root
        self.pattern = pattern
        self.medium = medium

    @classmethod
    def at(cls, url: str, medium: Medium = PICTURES) -> Self:
        head, mark, tail = url.partition("::")
        scheme, rest = head.split("://", 1)
        if "*" not in rest and (scheme.startswith("http") or not glob.has_magic(rest)):
            return cls(url, None, medium)  # a question mark in a web address is no wildcard
        root, pattern = split_pattern(rest)
        return cls(f"{scheme}://{root}{mark}{tail}", pattern, medium)

    def to_spec(self) -> dict[str, Any]:
        return {"kind": self.kind, "root": self.root, "pattern": self.pattern} | self.medium.to_spec()

    def find(self) -> Iterator[Found]:
        """Every file of the medium, sorted by path."""
        forget_archives()
        fs, base = self._opened()
        base = base.rstrip("/")
        listed = self._listed(fs, base)
        names = sorted(n for n in listed if self.medium.is_name(n.rpartition("/")[2]))
        if not names:
            told = f"There are no {self.medium.told} at {self.root}"
            raise SourceError(f"{told}; check the address and the file endings.")
        for name in names:
            yield self._found(base, name, listed[name])

    def _opened(self) -> tuple[Any, str]:
        try:
            return file_system(self.root)
        except SourceError:
            raise
        except Exception as error:  # each file system has errors of its own
            raise SourceError(f"{self.root} cannot be opened: {error}") from error

    def _listed(self, fs: Any, base: str) -> dict[str, Any]:
        try:
            fs.invalidate_cache()
            if self.pattern is not None:
                return dict(fs.glob(f"{base}/{self.pattern}" if base else self.pattern, detail=True))
            if not fs.exists(base) and not fs.isdir(base):
                raise SourceError(f"There is nothing at {self.root}; check its spelling.")
            if fs.isfile(base) and not fs.isdir(base):
                raise SourceError(f"{self.root} is a file, not a folder; to add it alone give a list of it.")
            return dict(fs.find(base, detail=True))
        except SourceError:
            raise
        except Exception as error:  # each file system has errors of its own
            raise SourceError(f"{self.root} cannot be listed: {error}") from error

    def _found(self, base: str, name: str, info: Any) -> Found:
        path = name.removeprefix(base).lstrip("/")
        return Found(
            path, path, path.rpartition("/")[2], size=int(info.get("size") or 0), mtime_ns=_when(info)
        )


def _when(info: Any) -> int:
    """Whatever the file system says of when a file changed, as ns; 0 when it says nothing."""
    for field in ("mtime", "LastModified", "last_modified", "updated", "created", "date_time"):
        value = info.get(field)
        if isinstance(value, int | float):
            return int(value * 1e9)
        if hasattr(value, "timestamp"):
            return int(value.timestamp() * 1e9)
        if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d", value):
            return int(re.sub(r"\D", "", value)[:18])
    return 0
