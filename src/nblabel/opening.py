"""The doors to a project: create, open, or both at once so that a cell can run again and again."""

import contextlib
import os
import re
import sys
import threading
import weakref
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nblabel.host import default_annotator
from nblabel.media.textsources import is_of_texts
from nblabel.openproject import Project
from nblabel.store.store import Store
from nblabel.values.errors import NblabelError, NotAProjectError, ProjectExistsError
from nblabel.values.labels import Label, as_labels

if TYPE_CHECKING:
    import pandas as pd

    from nblabel.widget.labeler import Labeler

TASKS = ("multiclass", "multilabel", "boxes", "polygons", "masks", "spans")
MEDIA = ("image", "text")
# The tasks that go with one medium only.
MEDIUM = {"boxes": "image", "polygons": "image", "masks": "image", "spans": "text"}
Where = str | os.PathLike[str]

# The instructions of a new project: the questions that decide most disagreements later.
TEMPLATE = """# How to label

- **No label fits**: skip the item and say why.
- **Several labels fit**: {several}
- **Partly hidden**: label what you can still recognise; skip what you cannot.
- **At the border**: an object that is cut off counts like a whole one.
- **Poor picture**: blurred or dark pictures are labelled when you are sure, else skipped.
- **Not sure**: give your best guess when it is better than two to one, else skip.
"""
TEMPLATE_OF_TEXTS = """# How to label

- **No label fits**: skip the document and say why.
- **Several labels fit**: {several}
- **Read to the end** before you decide; a heading may promise what the text does not keep.
- **Quotes and irony**: label what the writer means.
- **Not sure**: give your best guess when it is better than two to one, else skip.
"""
SEVERAL_OF_TEXTS = {
    "multiclass": "choose the one that the document is about.",
    "multilabel": "choose all of them.",
    "spans": "mark each; marks may overlap.",
}
SEVERAL = {"multiclass": "choose the one that the picture is about.", "multilabel": "choose all of them."}

_open: "weakref.WeakValueDictionary[tuple[str, str], Project]" = weakref.WeakValueDictionary()


def create(
    where: Where,
    task: str = "multiclass",
    labels: Iterable[str | Label] = (),
    media: str | None = None,
    name: str | None = None,
    instructions: str | None = None,
    consensus: tuple[int, int] = (1, 1),
    seed: int = 0,
    annotator: str | None = None,
    lease_minutes: float = 30,
) -> Project:
    """Makes a new project in a file (`birds.nblabel`) or in a PostgreSQL database, and opens it.

    Whoever creates it owns it. `labels` are paths (`Animal/Cat`) or `Label`s; `instructions` are Markdown or
    a link, None for a template. Raises `ProjectExistsError` when it is there already.
    """
    if task not in TASKS:
        raise NblabelError(f"There is no task {task!r}. Tasks: {', '.join(TASKS)}.")
    medium = media or MEDIUM.get(task, "image")
    if medium not in MEDIA:
        raise NblabelError(f"There is no medium {media!r}. Media: {', '.join(MEDIA)}.")
    if medium != MEDIUM.get(task, medium):
        raise NblabelError(f"The task {task!r} does not go with the medium {medium!r}.")
    given = as_labels(labels)
    owner = annotator or default_annotator()
    text = _template(task, medium) if instructions is None else instructions
    store = Store.create(
        where,
        name=name or _named(where),
        task=task,
        media=medium,
        owner=owner,
        instructions=text,
        consensus=consensus,
        seed=seed,
        lease_minutes=lease_minutes,
    )
    project = Project(store, annotator=owner)
    project.labels.add_missing(given)
    return _remember(where, name, project)


def open(where: Where, name: str | None = None, annotator: str | None = None) -> Project:  # noqa: A001
    """Opens a project. Raises `NotAProjectError`, `ProjectTooNewError` or `StorageError`."""
    return _remember(where, name, Project(Store.open(where, name), annotator))


def project(
    where: Where,
    task: str | None = None,
    labels: Iterable[str | Label] = (),
    media: str | None = None,
    name: str | None = None,
    annotator: str | None = None,
    **settings: Any,
) -> Project:
    """Opens the project, or creates it: the same cell runs again and again.

    Adds labels that are new, and refuses another task or medium. `settings` are those of `create` and are
    used only then. Run again in one kernel, it gives the project that is already open.
    """
    found = _remembered(where, name, annotator) or _open_or_create(
        where, name, annotator, task=task or "multiclass", media=media, **settings
    )
    for given, kept, what in ((task, found.task, "task"), (media, found.media, "medium")):
        if given is not None and given != kept:
            raise NblabelError(
                f"{found.name!r} has the {what} {kept!r}, not {given!r}; both are fixed at creation. "
                "Give the new project another name."
            )
    found.labels.add_missing(as_labels(labels))
    return found


def label(
    source: Any,
    labels: Iterable[str | Label] = (),
    task: str | None = None,
    name: str | None = None,
    columns: Mapping[str, str] | None = None,
    annotator: str | None = None,
    layout: str = "3x3",
    height: int = 660,
    media: str | None = None,
    encoding: str | None = None,
) -> "Labeler":
    """The one-liner: opens or creates `<source's name>.nblabel` here, adds the source, shows the widget.

    Whether it holds pictures or documents is told by its files, columns or task when `media` is left out.
    """
    stem = name or _stem(source)
    where = f"{stem}.nblabel"
    if media is None and not Path(where).exists() and MEDIUM.get(task or "") is None:
        media = "text" if is_of_texts(source, columns) else None
    found = project(where, task=task, labels=labels, media=media, annotator=annotator)
    found.add(source, columns=columns, encoding=encoding)
    return found.label(layout=layout, height=height)


def projects(where: Where = ".") -> "pd.DataFrame":
    """The projects of a folder or a database: `name, task, media, status, total, submitted, created_at`."""
    import pandas as pd

    columns = ["name", "task", "media", "status", "total", "submitted", "created_at"]
    return pd.DataFrame(list(Store.summaries(where)), columns=columns)


def is_url(where: Where) -> bool:
    """True for a database URL, False for a file."""
    return isinstance(where, str) and "://" in where


def _template(task: str, medium: str) -> str:
    if medium == "text":
        return TEMPLATE_OF_TEXTS.format(several=SEVERAL_OF_TEXTS[task])
    return TEMPLATE.format(several=SEVERAL.get(task, "draw each."))


def _open_or_create(where: Where, name: str | None, annotator: str | None, **settings: Any) -> Project:
    exists = name is not None if is_url(where) else Path(where).exists()
    if exists:
        try:
            return open(where, name, annotator)
        except NotAProjectError:
            if not is_url(where):
                raise
    try:
        return create(where, name=name, annotator=annotator, **settings)
    except ProjectExistsError:  # somebody else made it at this moment
        return open(where, name, annotator)


def _named(where: Where) -> str:
    """A file project is named after its file; one in a database must be given a name."""
    if is_url(where):
        raise NblabelError('A project in a database needs a name: name="birds".')
    return Path(where).stem


def _key(where: Where, name: str | None, annotator: str) -> tuple[str, str]:
    place = f"{where}#{name}" if is_url(where) else str(Path(where).resolve())
    return place, annotator


def _remember(where: Where, name: str | None, project: Project) -> Project:
    _open[_key(where, name, project.annotator)] = project
    if "ipykernel" in sys.modules:
        threading.Thread(target=_read_ahead, args=[project], name="nblabel-read", daemon=True).start()
    return project


def _read_ahead(project: Project) -> None:
    """Reads once what a first page will read, while the person writes the line that shows it."""
    with contextlib.suppress(NblabelError):  # closed again already: nothing to show
        keys = project.next(1)
        project.store.find(keys)
        project.store.answers(project.annotator, keys)
        project.store.acts(project.annotator)
        project.progress()


def _remembered(where: Where, name: str | None, annotator: str | None) -> Project | None:
    found = _open.get(_key(where, name, annotator or default_annotator()))
    return found if found is not None and not found.closed else None


def _stem(source: Any) -> str:
    """A project's name from where its items come from: `photos/` gives `photos`."""
    if isinstance(source, (str, os.PathLike)):
        parts = [
            part for part in re.split(r"[/\\]", os.fspath(source)) if part and not set(part) & set("*?[")
        ]
        stem = Path(parts[-1]).stem if parts and parts[-1] not in (".", "..") else Path(source).resolve().name
        if stem:
            return stem
    return "project"
