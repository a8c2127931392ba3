"""From sources to items: what is new or changed is stored, with the labels that came along."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from nblabel import answering, suggesting
from nblabel.looking import Pair, Seen, known_again, look
from nblabel.media.found import BATCH, Found
from nblabel.media.frames import apart
from nblabel.media.places import locate
from nblabel.media.sources import Apart, Source, scan
from nblabel.store.files import FileRow
from nblabel.store.items import NewItem
from nblabel.values.public import Choice

if TYPE_CHECKING:
    import pandas as pd

    from nblabel.openproject import Project

Tell = Callable[[int], None]
# Labels that come along are stored in edits of this many items, so that none is too large to take back.
LABELS_AT_ONCE = 1000
# Files of answered items that one look reads to know them again; opening them takes about a second.
LEARNT_AT_ONCE = 20_000


@dataclass(frozen=True, repr=False)
class AddReport:
    """What `add` and `refresh` did. `failed`: a row `item, uri, reason` for each file that cannot be read.

    `renamed` are among `updated`; `missing` are items whose files are gone since the last look; `flagged` are
    spans whose text is gone from a document that changed.
    """

    added: int
    updated: int
    skipped: int
    failed: "pd.DataFrame"
    renamed: int = 0
    missing: int = 0
    flagged: int = 0

    def __repr__(self) -> str:
        """Counts only, since the table of what failed would fill the cell: `failed=2 (report.failed)`."""
        always = ("added", "updated", "skipped")
        told = [f"{name}={getattr(self, name)}" for name in always]
        told.append(f"failed={len(self.failed)}" + (" (report.failed)" if len(self.failed) else ""))
        rest = [one.name for one in fields(self) if one.name not in (*always, "failed")]
        told += [f"{name}={getattr(self, name)!r}" for name in rest if getattr(self, name)]
        return f"{type(self).__name__}({', '.join(told)})"


class Into(NamedTuple):
    """A source as the project remembers it: its id, what its keys begin with, and where it lies."""

    id: int
    prefix: str
    source: Source

    def key(self, found: Found) -> str:
        """The key that a file's item has, unless another has it."""
        return self.prefix + found.key

    def keys(self, found: Found) -> list[str]:
        """The same, of each item of the file: several where frames are items of their own."""
        return apart(self.key(found), found.frames) if isinstance(self.source, Apart) else [self.key(found)]

    def items(self, found: Found) -> list[NewItem]:
        """What is to be stored of a file."""
        if not isinstance(self.source, Apart):  # a million times
            return [new_item(found, self.prefix + found.key, found.name, found.frames)]
        cut = len(self.prefix) + len(found.key)
        return [new_item(found, key, found.name + key[cut:], 1) for key in self.keys(found)]

    def failed(self, here: Iterable[tuple[str, Found]]) -> list[tuple[str, str, str]]:
        """`item, uri, reason` of those of these files that cannot be read."""
        root = self.source.root
        return [(key, locate(root, found.path), found.reason) for key, found in here if found.reason]

    def unread(self) -> list[tuple[str, str, str]]:
        """The same of folders."""
        return [("", locate(self.source.root, path), reason) for path, reason in self.source.unread]


def new_item(found: Found, key: str, name: str, frames: int) -> NewItem:
    """What is to be stored of a thing found, under this key and name."""
    return NewItem(
        key,
        found.path,
        name,
        found.group,
        frames,
        found.size,
        found.mtime_ns,
        found.reason,
        found.text,
        inode=found.inode,
        fingerprint=found.fingerprint,
        settled=found.key != found.path,
    )


def take(project: "Project", into: Into, labels_as: str | None, tell: Tell) -> AddReport:
    """Adds what a source holds; when it is known, what is new or changed in it.

    `tell(n)` is called with the number of files that were looked at so far. Raises `SourceError`.
    """
    known = project.store.files(into.id)
    if not known:
        return _take_first(project, into, labels_as, tell)
    # a shorter list, or another table, says nothing of what it leaves out
    seen = look(into.source, known, into.source.kind == "folder", tell)
    return take_news(project, into, seen, labels_as)


def take_news(project: "Project", into: Into, seen: Seen, labels_as: str | None = None) -> AddReport:
    """Stores what a look at a known source found."""
    counts = project.store.add_items(into.id, _batches(seen.given(into.items)))
    missing, back = seen.vanished(into.items), [row.item for pair in seen.back for row in pair.group]
    project.store.mark_missing(missing)
    project.store.mark_missing(back, missing=False)
    project.store.learn_files(_learnt(seen.learnt))
    project.store.learn_files(known_again(project.store.unknown_files(into.id, LEARNT_AT_ONCE), into.source))
    project.store.mark_refreshed(into.id)
    flagged = project.documents.follow([row.item for pair in seen.changed for row in pair.group])
    pairs = [*seen.same, *seen.back, *seen.learnt, *seen.changed, *seen.moved]
    here = [(row.item, pair.found) for pair in pairs for row in pair.group]
    here += [(key, found) for found in seen.fresh for key in into.keys(found)]
    keep_labels(project, {key: found for key, found in here if found.label is not None}, labels_as)
    same = sum(len(pair.group) for pair in (*seen.same, *seen.learnt))
    return AddReport(
        counts.added,
        counts.updated + len(back),
        counts.skipped + same,
        table([*into.failed(here), *into.unread()]),
        renamed=sum(len(pair.group) for pair in seen.moved),
        missing=len(missing),
        flagged=flagged,
    )


def _take_first(project: "Project", into: Into, labels_as: str | None, tell: Tell) -> AddReport:
    """Adds a source that has no items yet, as it streams in."""
    failed: list[tuple[str, str, str]] = []
    labels: dict[str, Found] = {}

    def new_items() -> Iterator[list[NewItem]]:
        done = 0
        for batch in scan(into.source):
            telling = (found for found in batch if found.reason or found.label is not None)
            here = [(key, found) for found in telling for key in into.keys(found)]
            failed.extend(into.failed(here))
            labels.update((key, found) for key, found in here if found.label is not None)
            done += len(batch)
            tell(done)
            yield list(chain.from_iterable(map(into.items, batch)))

    counts = project.store.add_items(into.id, new_items())
    project.store.mark_refreshed(into.id)
    keep_labels(project, labels, labels_as)
    return AddReport(counts.added, counts.updated, counts.skipped, table([*failed, *into.unread()]))


def _batches(items: Iterator[NewItem]) -> Iterator[list[NewItem]]:
    while batch := list(islice(items, BATCH)):
        yield batch


def _learnt(pairs: list[Pair]) -> list[FileRow]:
    """Files that lie on another inode now, with what they are known by from now on."""
    return [
        msgspec.structs.replace(row, inode=found.inode, fingerprint=found.fingerprint or row.fingerprint)
        for group, found in pairs
        for row in group
    ]


def keep_labels(project: "Project", found: Mapping[str, "Found"], labels_as: str | None) -> None:
    """Stores the labels that came along, by key of item, as answers or suggestions.

    They are of whole items: where shapes are drawn they say nothing.
    """
    if not found or labels_as is None or project.task not in ("multiclass", "multilabel"):
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


def table(failed: Iterable[tuple[str, str, str]]) -> "pd.DataFrame":
    """`item, uri, reason` of what cannot be read."""
    import pandas as pd

    return pd.DataFrame(list(failed), columns=["item", "uri", "reason"])
