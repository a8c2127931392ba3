"""Which source a thing to add is: one that the project knows, perhaps in another place, or a new one."""

from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nblabel.media.frames import are_separate
from nblabel.media.sources import Source
from nblabel.store.items import SourceRow

if TYPE_CHECKING:
    from nblabel.openproject import Project

# How many files are looked for before a folder counts as another one of the same name.
MOVED_SAMPLE = 100


def remember(project: "Project", source: Source) -> tuple[int, str]:
    """The source's id, and what its keys begin with: nothing for the first source and where keys are given,
    else its name."""
    rows = project.store.sources()
    spec = source.to_spec()
    for row in rows:
        prefix = prefix_of(row)
        if (row.kind, row.root, _same(row.spec)) == (source.kind, source.root, _same(spec)):
            if row.spec != spec | {"prefix": prefix}:  # read in another way from now on
                project.store.set_source_spec(row.id, spec | {"prefix": prefix})
                project.documents.moved()
            return row.id, prefix
    for row in rows:
        if _has_moved(project, row, source):
            project.store.set_source_root(row.id, source.root)
            project.gallery.moved()
            project.documents.moved()
            return row.id, prefix_of(row)
    name = Path(source.root).name or source.kind
    taken = {prefix_of(row) for row in rows}
    free = not rows or source.keyed
    prefix = "" if free else next(p for p in _names(name) if p not in taken)
    return project.store.add_source(source.kind, source.root, spec | {"prefix": prefix}), prefix


def _has_moved(project: "Project", row: SourceRow, source: Source) -> bool:
    """True when `source` is this one in another place: the old folder is gone, its files are in the new one.

    So a project that was moved together with its pictures goes on, instead of taking them for new ones.
    """
    old, new = Path(row.root), Path(source.root)
    if row.kind != source.kind or old.name != new.name or not new.is_dir() or old.exists():
        return False
    if are_separate(row.spec) != are_separate(source.to_spec()):
        return False
    if _same(row.spec) != _same(source.to_spec()) and row.kind == "table":
        return False
    known = project.store.paths(row.id)
    return any((new / _file(row, path)).exists() for path in islice(known, MOVED_SAMPLE))


def _file(row: SourceRow, path: str) -> str:
    """The file of an item, of a table the table."""
    return path.partition("#")[0] if row.kind == "table" else path


def _same(spec: Mapping[str, Any]) -> dict[str, Any]:
    """What tells a source from others: not how it is read, nor what else its columns say."""
    columns = spec.get("columns") or {}
    told = {role: column for role, column in columns.items() if role in ("text", "key")}
    return {k: v for k, v in spec.items() if k not in ("prefix", "encoding")} | {"columns": told}


def prefix_of(row: SourceRow) -> str:
    """What the keys of a source's items begin with."""
    return str(row.spec.get("prefix", ""))


def _names(name: str) -> Iterator[str]:
    yield f"{name}/"
    number = 2
    while True:
        yield f"{name}-{number}/"
        number += 1
