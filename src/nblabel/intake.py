"""From sources to items: adding, looking again, moving, and finding a file again later."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nblabel import answering, suggesting
from nblabel.media.places import locate
from nblabel.media.sources import Source, from_spec, scan, source_of
from nblabel.store.items import ItemRow, NewItem, SourceRow
from nblabel.values.errors import NblabelError, SourceError
from nblabel.values.public import Choice

if TYPE_CHECKING:
    import pandas as pd

    from nblabel.media.found import Found
    from nblabel.openproject import Project

LABELS_AS = ("answers", "suggestions", None)
# Labels that come along are stored in edits of this many items, so that none is too large to take back.
LABELS_AT_ONCE = 1000
# How many files are looked for before a folder counts as another one of the same name.
MOVED_SAMPLE = 100


@dataclass(frozen=True)
class AddReport:
    """What `add` and `refresh` did. `failed`: a row `item, uri, reason` for each file that cannot be read."""

    added: int
    updated: int
    skipped: int
    failed: "pd.DataFrame"


def add(
    project: "Project",
    what: Any,
    columns: Mapping[str, str] | None,
    labels_as: str | None,
    progress: bool,
) -> AddReport:
    """Adds every item of a source, remembered so that it can be looked at again."""
    if labels_as not in LABELS_AS:
        raise NblabelError(f'labels_as is "answers", "suggestions" or None, not {labels_as!r}.')
    if project.media != "image":
        raise NblabelError(
            f"This version of nblabel reads pictures; {project.name!r} is a {project.media} project."
        )
    return _take(project, source_of(what, columns), labels_as, progress)


def refresh(project: "Project") -> AddReport:
    """Looks again at every source: takes what is new or changed and marks the items whose files are gone."""
    return _together([_look_again(project, row) for row in project.store.sources()])


def _look_again(project: "Project", row: SourceRow) -> AddReport:
    known = _known(project, row.id)
    start = len(_prefix(row))
    source = from_spec(
        row.spec | {"root": row.root}, ((old.item[start:], path) for path, old in known.items())
    )
    seen: set[str] = set()
    try:
        report = _take(project, source, None, False, seen)
    except SourceError as error:  # the whole place is gone, or empty: its items are missing, not lost
        report = AddReport(0, 0, 0, _table([("", row.root, str(error))]))
    gone = [old.item for path, old in known.items() if path not in seen and not old.missing]
    back = [old.item for path, old in known.items() if path in seen and old.missing]
    project.store.mark_missing(gone)
    project.store.mark_missing(back, missing=False)
    return report


def relocate(project: "Project", old: str, new: str) -> None:
    """Changes the root of every source under `old`. Raises `SourceError` when there is none, or no `new`."""
    before, after = str(Path(old).resolve()), Path(new).resolve()
    if not after.is_dir():
        raise SourceError(f"There is no folder {str(after)!r}; move the pictures first.")
    moved = False
    for row in project.store.sources():
        if row.root == before or row.root.startswith(before + "/"):
            project.store.set_source_root(row.id, str(after) + row.root[len(before) :])
            moved = True
    if not moved:
        roots = ", ".join(repr(row.root) for row in project.store.sources())
        raise SourceError(f"No source lies under {before!r}. Sources: {roots or 'none yet'}.")


def _take(
    project: "Project", source: Source, labels_as: str | None, progress: bool, seen: set[str] | None = None
) -> AddReport:
    """Adds what a source holds; puts the paths that are there into `seen`."""
    source_id, prefix = _remember(project, source)
    known = _known(project, source_id)
    failed: list[tuple[str, str, str]] = []
    labels: dict[str, Found] = {}

    def unchanged(found: "Found") -> bool:
        old = known.get(found.path)
        same = old is not None and (old.size, old.mtime_ns) == (found.size, found.mtime_ns)
        return same and old is not None and old.reason is None

    def new_items() -> Iterator[list[NewItem]]:
        for batch in _shown(scan(source, unchanged), progress):
            items = [_new_item(found, prefix) for found in batch]
            for found, item in zip(batch, items, strict=True):
                if seen is not None:
                    seen.add(found.path)
                if found.reason:
                    failed.append((item.key, locate(source.root, found.path), found.reason))
                if found.label is not None and labels_as is not None:
                    labels[item.key] = found
            yield items

    counts = project.store.add_items(source_id, new_items())
    _store_labels(project, labels, labels_as)
    return AddReport(counts.added, counts.updated, counts.skipped, _table(failed))


def _known(project: "Project", source: int) -> dict[str, ItemRow]:
    """The items of a source by their paths."""
    return {row.path: row for row in project.store.items() if row.source == source}


def _remember(project: "Project", source: Source) -> tuple[int, str]:
    """The source's id, and what its keys begin with: nothing for the first source, else its name."""
    rows = project.store.sources()
    spec = source.to_spec()
    for row in rows:
        if (row.kind, row.root) == (source.kind, source.root) and row.spec == spec | {"prefix": _prefix(row)}:
            return row.id, _prefix(row)
    for row in rows:
        if _has_moved(project, row, source):
            project.store.set_source_root(row.id, source.root)
            project.gallery.moved()
            return row.id, _prefix(row)
    name = Path(source.root).name or source.kind
    taken = {_prefix(row) for row in rows}
    prefix = "" if not rows else next(p for p in _names(name) if p not in taken)
    return project.store.add_source(source.kind, source.root, spec | {"prefix": prefix}), prefix


def _has_moved(project: "Project", row: SourceRow, source: Source) -> bool:
    """True when `source` is this one in another place: the old folder is gone, its files are in the new one.

    So a project that was moved together with its pictures goes on, instead of taking them for new ones.
    """
    old, new = Path(row.root), Path(source.root)
    if row.kind != source.kind or old.name != new.name or not new.is_dir() or old.exists():
        return False
    known = project.store.paths(row.id)
    return any((new / path).exists() for path in islice(known, MOVED_SAMPLE))


def _prefix(row: SourceRow) -> str:
    return str(row.spec.get("prefix", ""))


def _names(name: str) -> Iterator[str]:
    yield f"{name}/"
    number = 2
    while True:
        yield f"{name}-{number}/"
        number += 1


def _new_item(found: "Found", prefix: str) -> NewItem:
    return NewItem(
        key=prefix + found.key,
        path=found.path,
        name=found.name,
        group=found.group,
        frames=found.frames,
        size=found.size,
        mtime_ns=found.mtime_ns,
        reason=found.reason,
    )


def _store_labels(project: "Project", found: Mapping[str, "Found"], labels_as: str | None) -> None:
    if not found:
        return
    paths = {
        key: (one.label,) if isinstance(one.label, str) else tuple(one.label or ())
        for key, one in found.items()
    }
    project.labels.add_missing(dict.fromkeys(path for several in paths.values() for path in several))
    if labels_as == "suggestions":
        given = {key: ([Choice(p) for p in several], found[key].confidence) for key, several in paths.items()}
        suggesting.put(project, given, origin="import", model="import")
        return
    keys = list(paths)
    for start in range(0, len(keys), LABELS_AT_ONCE):
        part = {key: [Choice(p) for p in paths[key]] for key in keys[start : start + LABELS_AT_ONCE]}
        answering.annotate(project, part, project.annotator, kind="import", source="import")


def _shown(batches: Iterable[list["Found"]], progress: bool) -> Iterator[list["Found"]]:
    """The same batches, with a progress bar when it is wanted and takes longer than a moment."""
    if not progress:
        yield from batches
        return
    from tqdm.auto import tqdm  # type: ignore[import-untyped]

    with tqdm(desc="Adding items", unit=" items", delay=2) as bar:
        for batch in batches:
            yield batch
            bar.update(len(batch))


def _table(failed: Iterable[tuple[str, str, str]]) -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame(list(failed), columns=["item", "uri", "reason"])


def _together(reports: list[AddReport]) -> AddReport:
    import pandas as pd

    failed = pd.concat([r.failed for r in reports], ignore_index=True) if reports else _table([])
    return AddReport(
        sum(r.added for r in reports),
        sum(r.updated for r in reports),
        sum(r.skipped for r in reports),
        failed,
    )
