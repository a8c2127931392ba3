"""A project: everything a notebook can ask of it. Knows no Jupyter; `label()` imports the widget."""

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from nblabel import adding, answering
from nblabel.autolabeling import Autolabeling
from nblabel.documents import Documents
from nblabel.gallery import Gallery
from nblabel.host import cache_folder, default_annotator, keeps_its_disk
from nblabel.labelset import Labels
from nblabel.listeners import Listener
from nblabel.refreshing import Refreshing
from nblabel.store.store import Store
from nblabel.values.change import Edit
from nblabel.values.errors import NblabelError
from nblabel.watching import Watch
from nblabel.where import Chosen

if TYPE_CHECKING:
    import pandas as pd

    from nblabel.intake import AddReport
    from nblabel.jobs.budget import Budget
    from nblabel.store.gather import Ids
    from nblabel.store.items import ItemRow
    from nblabel.store.saving import Result, Working
    from nblabel.values.public import Value
    from nblabel.values.query import Query
    from nblabel.widget.labeler import Labeler
    from nblabel.widget.map.widget import Map

T = TypeVar("T")


class Project(Autolabeling):
    """An open project, as `nl.create`, `nl.open` and `nl.project` give it. Safe to use from several threads.

    Every method that takes `annotator=None` means the person this project was opened for.
    """

    def __init__(self, store: Store, annotator: str | None = None) -> None:
        super().__init__(store)
        self.annotator = annotator or default_annotator()
        self.durable = keeps_its_disk(store.about.home)
        # Everything in it can be made again.
        self.cache = cache_folder(store.about.home, store.about.uuid)
        self.gallery = Gallery(store, self.cache)
        self.documents = Documents(store, self._listeners.answers_changed)
        self._closed = False
        # Sources are looked at one at a time: two looks would find the same new files.
        self.sources_lock = threading.RLock()
        self._refreshing = Refreshing(self, self._listeners)
        self.labels = Labels(store, self._listeners.labels_changed)

    # --- the project itself --------------------------------------------------------------------------

    def backup(self, path: str | os.PathLike[str]) -> Path:
        """Copies the open project into one file at `path`, which must not exist yet."""
        self.store.backup(path)
        return Path(path)

    @property
    def closed(self) -> bool:
        """True after `close()`."""
        return self._closed

    def close(self) -> None:
        """Ends its threads and leaves one file that can be moved and copied. Closing twice is harmless."""
        self._closed = True
        self.rest_jobs()
        self.assist.stop()
        self._listeners.close()
        self.gallery.close()
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<nblabel project {self.name!r}: {self.task}, {self.media}>"

    def _repr_mimebundle_(self, **options: Any) -> Any:
        """As a cell's last line, a project shows its labeler."""
        return self.label()._repr_mimebundle_(**options)

    def _display_(self) -> "Labeler":
        """The same in marimo, which asks by this name."""
        return self.label()

    # --- items ---------------------------------------------------------------------------------------

    def add(
        self,
        source: Any,
        columns: Mapping[str, str] | None = None,
        labels_as: str | None = "suggestions",
        frames: str = "together",
        progress: bool = True,
        encoding: str | None = None,
    ) -> "AddReport":
        """Adds items from a folder, glob, list of files, table, DataFrame or fsspec URL; no file is copied.

        `columns` maps `image` or `text` and optionally `label`, `confidence`, `key`, `group` to column names.
        Labels that come along are stored as `"answers"`, as `"suggestions"`, or not at all (None). A file of
        several frames is one item whose regions carry `frame` (`frames="together"`), or an item for each of
        them, called `scan.tif#frame=3` and counted from 0 (`"separate"`). The same source again adds what is
        new and updates what changed. `encoding` is that of documents, None for UTF-8. Raises `SourceError`
        when nothing can be read there.
        """
        return self._told(adding.add(self, source, columns, labels_as, frames, progress, encoding))

    def refresh(self) -> "AddReport":
        """Looks again at every source: new files join, changed and renamed ones are updated, vanished ones
        marked as missing. While another refresh runs, waits for that one and gives its report."""
        return self._refreshing()

    def watch(self, minutes: float = 10) -> Watch:
        """Refreshes every so many minutes, and sooner when few items are left; `.stop()` ends it."""
        return Watch(self, minutes)

    def relocate(self, old: str | os.PathLike[str], new: str | os.PathLike[str]) -> None:
        """Tells the project that the pictures under `old` are now under `new`. Keys and answers stay."""
        adding.relocate(self, os.fspath(old), os.fspath(new))
        self.gallery.moved()
        self.documents.moved()

    def items(self, state: str | None = None) -> "pd.DataFrame":
        """One row per item in work order: `item, uri, state, revision, votes, cluster, missing`."""
        from nblabel import tables

        return tables.items(self.store, state)

    def read(self, item: str, frame: int = 0) -> Any:
        """The item's picture, upright, DICOM through its default window (`nblabel.media.dicom`), or its text.

        Raises `ImageError` or `DocumentError` with the reason when it cannot be read.
        """
        row = self.row(item)
        return self.documents.text(row) if self.media == "text" else self.gallery.read(row, frame)

    def next(self, n: int = 1, annotator: str | None = None, exclude: Sequence[str] = ()) -> list[str]:
        """Up to `n` item keys in work order, claimed by that annotator; `[]` at the end.

        The same keys come again until they are answered or released. `exclude` leaves some out.
        """
        return self.store.next(annotator or self.annotator, n, exclude=exclude)

    def row(self, item: str) -> "ItemRow":
        """The item's row. Raises `NblabelError` when there is no such item."""
        try:
            return self.store.find([item])[item]
        except KeyError:
            raise NblabelError(f"This project has no item {item!r}; project.items() lists them.") from None

    def mark_broken(self, reasons: Mapping[str, str]) -> None:
        """Notes why these items' files cannot be decoded; they leave the queue and show the reason."""
        self.store.mark_all_broken(reasons)
        self._listeners.answers_changed()

    # --- answers -------------------------------------------------------------------------------------

    def annotate(
        self,
        item: str,
        annotations: "Value | Sequence[Value]",
        annotator: str | None = None,
        seconds: float | None = None,
    ) -> None:
        """Stores an answer as Submit does; replaces this annotator's earlier one.

        A label path, or a list of them, stands for `Choice`; `[]` is an explicit "nothing here" (every task
        but multiclass). Raises `AnnotationError` and changes nothing when it cannot be.
        """
        self.annotate_many({item: annotations}, annotator=annotator, seconds=seconds)

    def annotate_many(
        self,
        answers: "Mapping[str, Value | Sequence[Value]]",
        annotator: str | None = None,
        seconds: float | None = None,
    ) -> None:
        """Stores many answers in one transaction, taken back by one `undo()`."""
        answering.annotate(self, answers, annotator or self.annotator, seconds)
        self._listeners.answers_changed()

    def skip(self, item: str, reason: str = "", annotator: str | None = None) -> None:
        """Skips an item: it comes back only when asked for."""
        answering.skip(self, item, reason, annotator or self.annotator)
        self._listeners.answers_changed()

    def undo(self, annotator: str | None = None) -> bool:
        """Takes back this annotator's last act, itself an event. False when there is none."""
        return self._turn(annotator, self.store.undo_edit)

    def redo(self, annotator: str | None = None) -> bool:
        """Does the last act again that was taken back. False when there is none."""
        return self._turn(annotator, self.store.redo_edit)

    def save(
        self,
        edits: Sequence[Edit],
        annotator: str | None = None,
        seen: "Callable[[Query], Ids | None]" = lambda query: None,
        working: "Working | None" = None,
    ) -> "list[Result]":
        """Stores edits in order; what became of each. Raises `NblabelError` when the store takes none now.

        `seen` gives the arrangement that the person had before them (ids of items), for bulk edits;
        `working(edit, done, total)` is told how far a large one is.
        """
        return self._told(answering.save(self, edits, annotator or self.annotator, seen, working))

    def annotations(
        self, votes: bool = False, drafts: bool = False, where: Mapping[str, Any] | None = None
    ) -> "pd.DataFrame":
        """Tidy: one row per annotation of the project's answers; with `votes`, of everyone's."""
        from nblabel import tables

        return tables.annotations(
            self.store, self.documents.labelled, votes, drafts, Chosen(self.store, where)
        )

    def answers(self, where: Mapping[str, Any] | None = None) -> "pd.DataFrame":
        """One row per item and annotator, so that an empty answer is visible."""
        from nblabel import tables

        return tables.answers(self.store, Chosen(self.store, where))

    def history(self, item: str | None = None) -> "pd.DataFrame":
        """Every event, oldest first; nothing is ever taken out of it."""
        from nblabel import tables

        return tables.history(self.store.history(item))

    def progress(self) -> dict[str, Any]:
        """Counts by state (they add up to `total`), per label, the rate and the time left in seconds."""
        counts = dict(self.store.progress())
        paths = {row.id: row.path for row in self.store.labels(all=True)}
        counts["per_label"] = {paths[label]: n for label, n in counts["per_label"].items()}
        return counts

    # --- the screen ------------------------------------------------------------------------------------

    def label(
        self,
        layout: str = "3x3",
        assist: Any = "auto",
        height: int = 660,
        budget: "Budget | None" = None,
        **where: Any,
    ) -> "Labeler":
        """The widget, over the items that `where` lets through; show it as a cell's last line.

        `assist`: "auto" starts assistance by itself when there is enough to learn from, True at once, False
        leaves it to the button. A model (`nl.gpt(...)`, or anything with `predict`) suggests labels for the
        items of each page as it is shown, within `budget`; raises `NblabelError` where it may not be asked.
        """
        from nblabel.widget.labeler import Labeler

        return Labeler(self, layout=layout, height=height, where=where, assist=assist, budget=budget)

    def review(self, **where: Any) -> "Labeler":
        """The same over items with suggestions, the least certain first, many at a time."""
        labeler = self.label(layout="3x4", **({"state": ["unlabeled", "draft"]} | where))
        labeler.look_through("uncertain")
        return labeler

    def map(self, height: int = 520) -> "Map":
        """The items on a plane, similar ones near each other, joined with the open labelers."""
        from nblabel.widget.map.widget import Map

        return Map(self, self.assist.embeddings, height, lambda: self.assist.training()["features"])

    def listen(self, listener: Listener) -> None:
        """Tells `listener` of changes for as long as it lives."""
        self._listeners.add(listener)

    def _turn(self, annotator: str | None, find: Callable[[str], Edit | None]) -> bool:
        return self._told(answering.take_back(self, annotator or self.annotator, find))

    def _told(self, done: T) -> T:
        """`done`, after the listeners were told that answers changed."""
        self._listeners.answers_changed()
        return done
