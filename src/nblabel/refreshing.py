"""Looking again at every source of a project, one look at a time."""

import threading
import time
from concurrent.futures import CancelledError, Future
from typing import TYPE_CHECKING

from nblabel.documents import STORED
from nblabel.intake import AddReport, Into, Tell, table, take_news
from nblabel.listeners import Listeners
from nblabel.looking import frame_of, look
from nblabel.media.sources import from_spec
from nblabel.media.textsources import table_from_spec
from nblabel.origins import prefix_of
from nblabel.store.items import SourceRow
from nblabel.taking import forget_stamps, rows_unchanged, take_rows
from nblabel.values.errors import SourceError

if TYPE_CHECKING:
    from nblabel.openproject import Project

# How often it is told how far a look is.
TELL_SECONDS = 0.25


class Refreshing:
    """Refreshes a project; who asks while a refresh runs waits for it and shares its report."""

    def __init__(self, project: "Project", listeners: Listeners) -> None:
        self._project = project
        self._listeners = listeners
        self._lock = threading.Lock()
        self._running: Future[AddReport] | None = None

    def __call__(self) -> AddReport:
        """Takes what is new or changed, and marks the items whose files are gone."""
        while True:
            with self._lock:
                running, mine = self._running, Future[AddReport]()
                if running is None:
                    self._running = mine
            if running is None:
                return self._run(mine)
            try:
                return running.result()
            except CancelledError:  # the one who ran it was interrupted: the next one begins anew
                continue

    def _run(self, mine: "Future[AddReport]") -> AddReport:
        try:
            report = _refresh(self._project, _seldom(self._listeners.refreshing))
        except Exception as error:
            self._end()
            mine.set_exception(error)
            raise
        except BaseException:
            self._end()
            mine.cancel()
            raise
        self._end()
        mine.set_result(report)
        self._listeners.refreshed(report)
        return report

    def _end(self) -> None:
        with self._lock:
            self._running = None


def _refresh(project: "Project", tell: Tell) -> AddReport:
    reports: list[AddReport] = []
    done = 0
    for row in project.store.sources():
        with project.sources_lock:
            reports.append(_look_again(project, row, lambda n, before=done: tell(before + n)))  # type: ignore[misc]
        done += reports[-1].added + reports[-1].updated + reports[-1].skipped
    return _together(reports)


def _look_again(project: "Project", row: SourceRow, tell: Tell) -> AddReport:
    if row.kind in STORED:
        return _read_again(project, row, tell)
    known = project.store.files(row.id)
    prefix = prefix_of(row)
    files = {file.path: file.item.removeprefix(prefix).removesuffix(frame_of(file.item)) for file in known}
    source = from_spec(row.spec | {"root": row.root}, ((key, path) for path, key in files.items()))
    try:
        seen = look(source, known, True, tell)
    except SourceError as error:  # the whole place is gone, or empty: its items are missing, not lost
        return _all_gone(project, row, error)
    return take_news(project, Into(row.id, prefix, source), seen)


def _read_again(project: "Project", row: SourceRow, tell: Tell) -> AddReport:
    """The same of a table; a DataFrame cannot be looked at again."""
    if row.kind == "rows":
        return AddReport(0, 0, 0, table([]))
    into = Into(row.id, prefix_of(row), table_from_spec(row.spec | {"root": row.root}))
    try:
        rows = rows_unchanged(project, into)
        if rows is None:
            return take_rows(project, into, None, tell)
    except SourceError as error:
        forget_stamps(project, row.id)
        return _all_gone(project, row, error)
    project.store.mark_refreshed(row.id)
    return AddReport(0, 0, rows, table([]))


def _all_gone(project: "Project", row: SourceRow, error: SourceError) -> AddReport:
    gone = [file.item for file in project.store.files(row.id) if not file.missing]
    project.store.mark_missing(gone)
    project.store.mark_refreshed(row.id)
    return AddReport(0, 0, 0, table([("", row.root, str(error))]), missing=len(gone))


def _seldom(tell: Tell) -> Tell:
    """The same, but at most every quarter of a second."""
    next_time = 0.0

    def told(done: int) -> None:
        nonlocal next_time
        if done % 256 == 0 and (now := time.monotonic()) >= next_time:
            next_time = now + TELL_SECONDS
            tell(done)

    return told


def _together(reports: list[AddReport]) -> AddReport:
    import pandas as pd

    failed = pd.concat([r.failed for r in reports], ignore_index=True) if reports else table([])
    return AddReport(
        sum(r.added for r in reports),
        sum(r.updated for r in reports),
        sum(r.skipped for r in reports),
        failed,
        sum(r.renamed for r in reports),
        sum(r.missing for r in reports),
        sum(r.flagged for r in reports),
    )
