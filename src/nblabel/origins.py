"""Which source a thing to add is: one that the project knows, perhaps in another place, or a new one."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

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
        known = (row.kind, row.root, row.spec)
        if known == (source.kind, source.root, spec | {"prefix": prefix}):
            return row.id, prefix
    for row in rows:
        if _has_moved(project, row, source):
            project.store.set_source_root(row.id, source.root)
            project.gallery.moved()
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
    known = project.store.paths(row.id)
    return any((new / path).exists() for path in islice(known, MOVED_SAMPLE))


def prefix_of(row: SourceRow) -> str:
    """What the keys of a source's items begin with."""
    return str(row.spec.get("prefix", ""))


def _names(name: str) -> Iterator[str]:
    yield f"{name}/"
    number = 2
    while True:
        yield f"{name}-{number}/"
        number += 1
