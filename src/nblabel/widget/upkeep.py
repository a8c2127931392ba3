"""What a page asks that takes a while: looking at the sources again, and a copy of the project to keep."""

import tempfile
import threading
from collections import OrderedDict
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from nblabel.beside import beside
from nblabel.intake import AddReport
from nblabel.openproject import Project
from nblabel.values.errors import NblabelError
from nblabel.values.ids import new_id
from nblabel.widget import protocol as wire
from nblabel.widget.link import Answer, Reply

T = TypeVar("T")
PART_BYTES = 512 * 1024
# A browser puts the parts together in its memory.
MOST_BYTES = 2**30
# Copies that pages may still be fetching; older ones are dropped.
COPIES = 2


class Upkeep:
    """Serves `Refresh`, `Backup` and `Fetch`, on threads of their own."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._copies: OrderedDict[str, tempfile.TemporaryDirectory[str]] = OrderedDict()
        self._lock = threading.Lock()

    def refresh(self, client: str, ask: wire.Refresh) -> Future[Answer]:
        return beside(lambda: refreshed(self._project, self._project.refresh()))

    def backup(self, client: str, ask: wire.Backup) -> Future[Answer]:
        return beside(self._copied)

    def fetch(self, client: str, ask: wire.Fetch) -> Reply:
        with self._lock:
            folder = self._copies.get(ask.copy)
        if folder is None:
            raise NblabelError("This copy is no longer there; ask for another one.")
        with _file_in(folder).open("rb") as file:
            file.seek(max(0, ask.start))
            return Reply(wire.Part(max(0, ask.start)), [file.read(PART_BYTES)])

    def close(self) -> None:
        """Drops the copies."""
        self._keep_newest(0)

    def _copied(self) -> wire.Copy:
        _refuse_too_large(self._project)
        folder = tempfile.TemporaryDirectory(prefix="nblabel-backup-", ignore_cleanup_errors=True)
        size = self._project.backup(_file_in(folder)).stat().st_size
        name = new_id()
        with self._lock:
            self._copies[name] = folder
        self._keep_newest(COPIES)
        return wire.Copy(name, _download_name(self._project.name), size)

    def _keep_newest(self, count: int) -> None:
        with self._lock:
            old = [self._copies.popitem(last=False)[1] for _ in range(len(self._copies) - count)]
        for folder in old:
            folder.cleanup()


def refreshed(project: Project, report: AddReport) -> wire.Refreshed:
    """A report as the page is told it."""
    failed = report.failed
    places = failed[failed["item"] == ""]
    return wire.Refreshed(
        added=report.added,
        updated=report.updated,
        renamed=report.renamed,
        missing=report.missing,
        failed=len(failed) - len(places),
        at=iso(project.store.progress()["last_refresh"]),
        trouble=" ".join(places["reason"].astype(str)),
        flagged=report.flagged,
    )


def iso(at: datetime | None) -> str:
    """A time in UTC as JSON has it, to the second; "" for none."""
    return "" if at is None else at.isoformat(timespec="seconds").replace("+00:00", "Z")


def _refuse_too_large(project: Project) -> None:
    home = Path(project.about.home)
    size = home.stat().st_size if home.is_file() else 0
    if size > MOST_BYTES:
        raise NblabelError(
            f"The project's file has {size / 2**30:.1f} GB, too much for a download through the notebook. "
            "Run project.backup('copy.nblabel') and download that file."
        )


def _file_in(folder: "tempfile.TemporaryDirectory[str]") -> Path:
    return Path(folder.name) / "copy.nblabel"


def _download_name(name: str) -> str:
    """The project's name as a file name on any system."""
    plain = "".join(letter if letter.isalnum() or letter in " ._-" else "-" for letter in name)
    return f"{plain.strip(' .') or 'project'}.nblabel"
