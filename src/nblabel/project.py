"""A project: everything a notebook can ask of it. Knows no Jupyter; `label()` imports the widget when asked."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from nblabel import answering, intake, tables
from nblabel.host import default_annotator, keeps_its_disk
from nblabel.labelset import Labels
from nblabel.listeners import Listener, Listeners
from nblabel.store.store import Store
from nblabel.values.change import Edit
from nblabel.values.errors import NblabelError

if TYPE_CHECKING:
    import pandas as pd
    from PIL.Image import Image

    from nblabel.formats.report import ExportReport
    from nblabel.intake import AddReport
    from nblabel.media.pictures import Deliver, Pictures
    from nblabel.store.about import About
    from nblabel.store.items import ItemRow
    from nblabel.values.public import Value
    from nblabel.widget.labeler import Labeler


class Project:
    """An open project, as `nl.create`, `nl.open` and `nl.project` give it. Safe to use from several threads.

    Every method that takes `annotator=None` means the person this project was opened for.
    """

    def __init__(self, store: Store, annotator: str | None = None) -> None:
        self.store = store
        self.annotator = annotator or default_annotator()
        self.durable = keeps_its_disk()
        self._pictures: Pictures | None = None
        self._listeners = Listeners(store)
        self.labels = Labels(store, self._listeners.labels_changed)

    # --- the project itself --------------------------------------------------------------------------

    @property
    def about(self) -> "About":
        """Name, uuid, task, medium, owner, status and settings, as stored now."""
        return self.store.about

    @property
    def name(self) -> str:
        return self.about.name

    @property
    def task(self) -> str:
        return self.about.task

    @property
    def media(self) -> str:
        return self.about.media

    @property
    def status(self) -> str:
        """`running`, `paused` or `complete`."""
        return self.about.status

    @property
    def instructions(self) -> str:
        """Markdown, or an http(s) link; shown before labeling starts."""
        return self.about.instructions

    @instructions.setter
    def instructions(self, text: str) -> None:
        self._set_about(instructions=text)

    @property
    def consensus(self) -> tuple[int, int]:
        """Fewest and most annotators per item."""
        return self.about.consensus

    @consensus.setter
    def consensus(self, bounds: tuple[int, int]) -> None:
        self._set_about(consensus=(int(bounds[0]), int(bounds[1])))

    def pause(self) -> None:
        """Takes no answers until `resume()`; open pages say so and keep what is typed."""
        self._set_about(status="paused")

    def resume(self) -> None:
        """Takes answers again."""
        self._set_about(status="running")

    def complete(self) -> None:
        """Ends the project: pages say so and take no more answers. `resume()` opens it again."""
        self._set_about(status="complete")

    def backup(self, path: str | os.PathLike[str]) -> Path:
        """Copies the open project into one file at `path`, which must not exist yet."""
        self.store.backup(path)
        return Path(path)

    def close(self) -> None:
        """Ends its threads and leaves one file that can be moved and copied. Closing twice is harmless."""
        self._listeners.close()
        if self._pictures is not None:
            self._pictures.close()
            self._pictures = None
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<nblabel project {self.name!r}: {self.task}, {self.media}>"

    def _repr_mimebundle_(self, **options: Any) -> Any:
        """As a cell's last line, a project shows its labeler."""
        return self.label()._repr_mimebundle_(**options)

    # --- items ---------------------------------------------------------------------------------------

    def add(
        self,
        source: Any,
        columns: Mapping[str, str] | None = None,
        labels_as: str | None = "suggestions",
        frames: str = "together",
        progress: bool = True,
    ) -> "AddReport":
        """Adds items from a folder, glob, list of files, DataFrame or fsspec URL; nothing is copied.

        `columns` maps `image` and optionally `label`, `confidence`, `key`, `group` to column names. Labels
        that come along are stored as `"answers"`, as `"suggestions"`, or not at all (None). The same source
        again adds what is new and updates what changed. Raises `SourceError` when nothing can be read there.
        """
        report = intake.add(self, source, columns, labels_as, frames, progress)
        self._listeners.answers_changed()
        return report

    def refresh(self) -> "AddReport":
        """Looks again at every source: new files join, changed ones are updated, vanished ones marked."""
        report = intake.refresh(self)
        self._listeners.answers_changed()
        return report

    def relocate(self, old: str | os.PathLike[str], new: str | os.PathLike[str]) -> None:
        """Tells the project that the pictures under `old` are now under `new`. Keys and answers stay."""
        intake.relocate(self, os.fspath(old), os.fspath(new))

    def items(self, state: str | None = None) -> "pd.DataFrame":
        """One row per item in work order: `item, uri, state, revision, votes, cluster, missing`."""
        return tables.items(self.store, state)

    def read(self, item: str, frame: int = 0) -> "Image":
        """The item's picture, upright. Raises `ImageError` with the reason when it cannot be decoded."""
        from nblabel.media.images import read_image

        return read_image(self.uri(self.row(item)), frame)

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

    def uri(self, row: "ItemRow") -> str:
        """Where the item's file is now: its source's root and its path under it."""
        return intake.uri_of(self.store, row)

    def mark_broken(self, item: str, reason: str) -> None:
        """Notes that an item's file cannot be decoded; it leaves the queue and shows the reason."""
        self.store.mark_broken(item, reason)
        self._listeners.answers_changed()

    # --- answers -------------------------------------------------------------------------------------

    def annotate(
        self, item: str, annotations: "Value | Sequence[Value]", annotator: str | None = None, seconds: float | None = None
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

    def skip(self, item: str, reason: str = "", annotator: str | None = None) -> None:
        """Skips an item: it comes back only when asked for."""
        answering.skip(self, item, reason, annotator or self.annotator)

    def undo(self, annotator: str | None = None) -> bool:
        """Takes back this annotator's last act, itself an event. False when there is none."""
        return answering.take_back(self, annotator or self.annotator, self.store.undo_edit)

    def redo(self, annotator: str | None = None) -> bool:
        """Does the last act again that was taken back. False when there is none."""
        return answering.take_back(self, annotator or self.annotator, self.store.redo_edit)

    def save(self, edits: Sequence[Edit], annotator: str | None = None) -> "list[Outcome]":
        """Stores edits in order; what became of each. Raises `NblabelError` when the store takes none now."""
        outcomes = self.store.save(annotator or self.annotator, edits)
        self._listeners.answers_changed()
        return outcomes

    def annotations(self, votes: bool = False, drafts: bool = False, where: Mapping[str, Any] | None = None) -> "pd.DataFrame":
        """Tidy: one row per annotation of the project's answers; with `votes`, of everyone's."""
        return tables.annotations(self.store, votes, drafts, where)

    def answers(self) -> "pd.DataFrame":
        """One row per item and annotator, so that an empty answer is visible."""
        return tables.answers(self.store)

    def history(self, item: str | None = None) -> "pd.DataFrame":
        """Every event, oldest first; nothing is ever taken out of it."""
        return tables.history(self.store, item)

    def progress(self) -> dict[str, Any]:
        """Counts by state (they add up to `total`), per label, the rate and the time left in seconds."""
        counts = dict(self.store.progress())
        paths = {row.id: row.path for row in self.store.labels(all=True)}
        counts["per_label"] = {paths[label]: n for label, n in counts["per_label"].items()}
        return counts

    # --- out, and the screen -------------------------------------------------------------------------

    def export(self, format: str, path: str | os.PathLike[str], where: Mapping[str, Any] | None = None) -> "ExportReport":
        """Writes the project's answers to `path` as `csv` or `jsonl` (`nl.formats()` lists what each keeps)."""
        from nblabel.formats import write

        return write(format, self.annotations(where=where), self.answers(), Path(path))

    def label(self, layout: str = "3x3", height: int = 660) -> "Labeler":
        """The widget; show it as a cell's last line."""
        from nblabel.widget.labeler import Labeler

        return Labeler(self, layout=layout, height=height)

    def listen(self, listener: Listener) -> None:
        """Tells `listener` of changes for as long as it lives."""
        self._listeners.add(listener)

    def send_pictures(
        self, client: str, rows: "Iterable[ItemRow]", size: int, urgent: bool, deliver: "Deliver"
    ) -> None:
        """Decodes pictures of at most `size` pixels on other threads and hands each to `deliver(item, result)`."""
        intake.want_pictures(self, self._picture_service(), client, rows, size, urgent, deliver)

    def _picture_service(self) -> "Pictures":
        if self._pictures is None:
            self._pictures = intake.picture_service(self.store)
        return self._pictures

    def _set_about(self, **changes: Any) -> None:
        self.store.set_about(**changes)
        self._listeners.about_changed()


