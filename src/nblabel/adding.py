"""What `project.add` is given: told apart, remembered, and taken in; and sources that moved."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nblabel.documents import STORED
from nblabel.intake import AddReport, Into, Tell, take
from nblabel.media.frames import checked
from nblabel.media.sources import Apart, Source, source_of
from nblabel.media.textsources import is_of_texts, text_source
from nblabel.origins import remember
from nblabel.taking import take_rows
from nblabel.values.errors import NblabelError, SourceError

if TYPE_CHECKING:
    from nblabel.openproject import Project

WHOLE = ("multiclass", "multilabel")
LABELS_AS = ("answers", "suggestions", None)


def add(
    project: "Project",
    what: Any,
    columns: Mapping[str, str] | None,
    labels_as: str | None,
    frames: str,
    progress: bool,
    encoding: str | None = None,
) -> AddReport:
    """Adds every item of a source, remembered so that it can be looked at again."""
    if labels_as not in LABELS_AS:
        raise NblabelError(f'labels_as is "answers", "suggestions" or None, not {labels_as!r}.')
    if labels_as and columns and "label" in columns and project.task not in WHOLE:
        raise NblabelError(
            f"The labels of a table are of whole items, and {project.name!r} is for {project.task}: leave "
            "them out, or import_annotations brings what was marked."
        )
    with _told(progress) as tell:
        source = _source(project, what, columns, frames, encoding)
        with project.sources_lock:
            into = Into(*remember(project, source), source)
            taking = take_rows if source.kind in STORED else take
            return taking(project, into, labels_as, tell)


def _source(
    project: "Project", what: Any, columns: Mapping[str, str] | None, frames: str, encoding: str | None
) -> Source:
    separate = checked(frames) == "separate"
    if project.media == "text":
        if separate:
            raise NblabelError('Documents have no frames; leave frames="separate" out.')
        return text_source(what, columns, encoding)
    if encoding is not None:
        raise NblabelError(f"encoding= is for documents; {project.name!r} has pictures.")
    if not _is_folder(what) and is_of_texts(what, columns):
        raise NblabelError(
            f'These are documents, and {project.name!r} has pictures; make another project with media="text".'
        )
    source = source_of(what, columns)
    return Apart(source) if separate else source


def _is_folder(what: Any) -> bool:
    return isinstance(what, str | os.PathLike) and os.path.isdir(what)


def relocate(project: "Project", old: str, new: str) -> None:
    """Changes the root of every source under `old`. Raises `SourceError` when there is none, or no `new`."""
    before, after = str(Path(old).resolve()), Path(new).resolve()
    if not after.is_dir():
        raise SourceError(f"There is no folder {str(after)!r}; move the files first.")
    moved = False
    for row in project.store.sources():
        if row.root == before or row.root.startswith(before + "/"):
            project.store.set_source_root(row.id, str(after) + row.root[len(before) :])
            moved = True
    if not moved:
        raise SourceError(_nothing_under(before, [row.root for row in project.store.sources()]))


def _nothing_under(place: str, roots: list[str]) -> str:
    above = next((root for root in roots if place.startswith(root.rstrip("/") + "/")), None)
    if above is not None:
        return f"{place!r} is part of a source that lies at {above!r}: move and name that folder as a whole."
    return f"No source lies under {place!r}. Sources: {', '.join(map(repr, roots)) or 'none yet'}."


@contextmanager
def _told(progress: bool) -> Iterator[Tell]:
    """Something to tell of progress: a bar, when it is wanted and takes longer than a moment."""
    if not progress:
        yield lambda _: None
        return
    from tqdm.auto import tqdm  # type: ignore[import-untyped]

    with tqdm(desc="Adding items", unit=" items", delay=2) as bar:
        yield lambda done: bar.update(done - bar.n)
