"""A project's store: one door to its rooms. Every method is one transaction, or one snapshot."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain
from typing import Any

from sqlalchemy import Connection

from nblabel.store import about as facts
from nblabel.store import (
    answers,
    files,
    items,
    joining,
    progress,
    queue,
    saving,
    suggestions,
)
from nblabel.store.about import About
from nblabel.store.answers import AnswerRow
from nblabel.store.database import Database
from nblabel.store.files import FileRow
from nblabel.store.items import Added, ItemRow, NewItem, SourceRow
from nblabel.store.jobbing import Jobbing
from nblabel.store.labels import Labels
from nblabel.store.predicted import note_shown
from nblabel.store.progress import Changes, EventRow
from nblabel.store.saving import Result
from nblabel.store.suggestions import NewSuggestion, RunRow, SuggestionRow
from nblabel.values.change import Answer


class Store(Jobbing):
    """An open project's items, labels, answers, history, queue and suggestions, on either database.

    Safe from any thread. Faults of the database are `StorageError`; labels are ids, items are keys.
    """

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._queue = queue.Queue()

    # --- items ----------------------------------------------------------------------------------------

    def add_source(self, kind: str, root: str, spec: dict[str, Any]) -> int:
        """The id of a source, the same one for the same kind, root and spec."""
        return self.database.write(lambda c: items.add_source(c, kind, root, spec))

    def sources(self) -> list[SourceRow]:
        """Where the items come from, in the order they joined."""
        return self.database.read(items.read_sources)

    def set_source_root(self, source: int, root: str) -> None:
        """Say where a source lies now."""
        self.database.write(lambda c: items.set_source_root(c, source, root))

    def set_source_spec(self, source: int, spec: dict[str, Any]) -> None:
        """Say how a source is read now."""
        self.database.write(lambda c: items.set_source_spec(c, source, spec))

    def add_items(self, source: int, batches: Iterable[list[NewItem]]) -> Added:
        """Add, update or skip items; each batch is one transaction, so memory stays flat.

        While one batch is written the next is read, so that a million files do not wait for each other.
        """
        waiting = iter(batches)
        first = next(waiting, [])
        if not first:
            return Added()
        generation = self._write(lambda c, about, _: joining.start_batch(c, about, source))

        def write(batch: list[NewItem]) -> Added:
            return self._write(
                lambda c, about, known: joining.add_batch(c, about, known, source, generation, batch)
            )

        total = Added()
        with ThreadPoolExecutor(1, thread_name_prefix="nblabel-add") as beside:
            writing: Future[Added] | None = None
            for batch in chain([first], waiting, [[]]):
                one = writing.result() if writing else Added()
                total = Added(*(a + b for a, b in zip(total, one, strict=True)))
                writing = beside.submit(write, batch) if batch else None
        return total

    def mark_refreshed(self, source: int) -> None:
        """Say that a source was looked at just now."""
        self.database.write(lambda c: joining.mark_refreshed(c, source))

    def files(self, source: int) -> list[FileRow]:
        """The files behind a source's items, as they were last seen."""
        return self.database.read(lambda c: files.read_files(c, source))

    def unknown_files(self, source: int, count: int) -> list[FileRow]:
        """Files without a fingerprint whose items somebody has worked on."""
        return self.database.read(lambda c: files.read_unknown(c, source, count))

    def learn_files(self, rows: Iterable[FileRow]) -> None:
        """Keep what these files are known by."""
        for part in files.parts(rows):
            self.database.write(lambda c, part=part: files.learn(c, part))  # type: ignore[misc]

    def mark_broken(self, key: str, reason: str | None) -> None:
        """Say why an item cannot be read; None says that it can again."""
        self.mark_all_broken({key: reason})

    def mark_all_broken(self, reasons: Mapping[str, str | None]) -> None:
        """`mark_broken` for several items, in one transaction."""

        def write(connection: Connection, about: About, known: Labels) -> None:
            for key, reason in reasons.items():
                items.mark_broken(connection, about, known, key, reason)

        self._write(write)

    def mark_missing(self, keys: Iterable[str], missing: bool = True) -> None:
        """Say that these items' files are gone, or back: nobody is asked about missing ones."""
        for part in files.parts(keys):  # so that an answer need not wait for all
            self._write(lambda c, about, known, part=part: items.mark_missing(c, about, known, part, missing))  # type: ignore[misc]

    def items(self, state: str | None = None) -> list[ItemRow]:
        """Every item (in this state), in work order."""
        return self.database.read(lambda c: items.read_items(c, state))

    def find(self, keys: Iterable[str]) -> dict[str, ItemRow]:
        """The rows of these items; unknown keys are left out."""
        return self.database.read(lambda c: items.find(c, keys))

    def paths(self, source: int) -> dict[str, str]:
        """The keys of a source's items by their paths."""
        return self.database.read(lambda c: items.read_paths(c, source))

    # --- the queue ------------------------------------------------------------------------------------

    def next(self, annotator: str, n: int, exclude: Collection[str] = ()) -> list[str]:
        """Up to n keys open to this annotator, in work order, claimed when several people work here.

        The same keys again until they are answered or released; `exclude` are those in hand already.
        """
        about, known, shared = self.database.read(
            lambda c: (a := facts.read_about(c), queue.knows(c, annotator), queue.is_shared(c, a))
        )
        if not known:
            self.database.write(lambda c: queue.welcome(c, annotator))
            shared = self.database.read(lambda c: queue.is_shared(c, about))
        if not shared:
            return self.database.read(lambda c: self._queue.peek(c, about, annotator, n, exclude))
        return self.database.write(lambda c: self._queue.claim(c, about, annotator, n, exclude))

    def release(self, annotator: str) -> None:
        """Give back what this annotator has in hand."""
        self.database.write(lambda c: queue.release(c, annotator))

    def open_count(self, annotator: str) -> int:
        """How many items this annotator may still be asked about."""
        return self.database.read(lambda c: queue.count_open(c, annotator))

    # --- answers --------------------------------------------------------------------------------------

    def answers(self, annotator: str, keys: Iterable[str]) -> dict[str, Answer]:
        """This annotator's answer to each of these items."""
        return self.database.read(lambda c: answers.read_answers(c, annotator, keys))

    def votes(self) -> Iterator[AnswerRow]:
        """Everybody's answers, item by item."""
        return answers.iterate_votes(self.database)

    def final_answers(self, drafts: bool = False) -> Iterator[AnswerRow]:
        """The project's answer of every item that has one; with `drafts`, else the newest unfinished one."""
        about, known = self._read(lambda _, about, known: (about, known))
        return answers.iterate_final(self.database, about, known, drafts)

    # --- what happened --------------------------------------------------------------------------------

    def history(self, key: str | None = None) -> Iterator[EventRow]:
        """Every event (of one item), oldest first."""
        return progress.iterate_history(self.database, key)

    def changes_since(self, event: int | None) -> Changes:
        """What was touched after `event`; with None nothing, and where to begin."""
        return self.database.read(lambda c: progress.changes_since(c, event))

    # --- suggestions ----------------------------------------------------------------------------------

    def add_run(self, origin: str, model: str, details: dict[str, Any] | None = None) -> int:
        """The id of a new run of something that makes suggestions."""
        return self.database.write(lambda c: suggestions.add_run(c, origin, model, details or {}))

    def runs(self) -> list[RunRow]:
        """Every run, oldest first."""
        return self.database.read(suggestions.read_runs)

    def put_suggestions(self, run: int, rows: Sequence[NewSuggestion]) -> int:
        """Keep a run's suggestions; the number kept (those of unknown items are not)."""
        return self._write(lambda c, about, known: suggestions.put_suggestions(c, about, known, run, rows))

    def accept(self, annotator: str, rows: Sequence[SuggestionRow]) -> tuple[Result, int]:
        """Make these suggestions this person's answers: final at once, one undo step. How many were put."""

        def work(connection: Connection, about: About, known: Labels) -> tuple[Result, int]:
            note_shown(connection, rows)
            edit = suggestions.accepting_edit(connection, about, known, annotator, rows)
            saved = saving.save_edit(connection, about, known, annotator, edit, "script")
            return saved, sum(len(change.put) for change in edit.changes)

        return self._write(work)

    def reject(self, annotator: str, rows: Sequence[SuggestionRow]) -> Result:
        """Close these suggestions as wrong: one undo step."""

        def work(connection: Connection, about: About, known: Labels) -> Result:
            note_shown(connection, rows)
            edit = suggestions.rejecting_edit(connection, annotator, rows)
            return saving.save_edit(connection, about, known, annotator, edit, "script")

        return self._write(work)

    def discard(self, run: int) -> int:
        """Take away what is open of a run; how many."""
        return self._write(lambda c, about, known: suggestions.discard(c, about, known, run))
