"""The texts of documents for the page: beginnings with their items, and passages when they are asked for."""

import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from itertools import islice

from nblabel.documents import COUNT, Beginning
from nblabel.openproject import Project
from nblabel.store.items import ItemRow
from nblabel.values.errors import DocumentError, NblabelError
from nblabel.widget import protocol as wire

# The most code points in one passage.
PIECE = 65_536
# Seconds that items wait for beginnings that are not at hand. What comes later the page asks for.
PATIENCE = 0.03
# Parts of the wall that are read ahead.
AHEAD_PARTS = 2
log = logging.getLogger("nblabel")

Begun = Beginning | DocumentError


class Reading:
    """Answers `Read`, and tells with items how their documents begin. In a project of pictures it rests."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._on = project.media == "text"
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="nblabel-read")
        self._begins = ThreadPoolExecutor(4, thread_name_prefix="nblabel-begin")
        self._follower = ThreadPoolExecutor(1, thread_name_prefix="nblabel-read-ahead")
        # What is being read, by item.
        self._coming: dict[str, Future[Begun]] = {}
        self._lock = threading.Lock()
        # Counts what is read ahead: a newer wish takes the place of the one before.
        self._turn = 0

    def beginnings(self, rows: Sequence[ItemRow]) -> Mapping[str, Begun]:
        """How these documents begin and how long they are, or why they cannot be read.

        Those that take long to read are left out, and go on being read: the page asks for them.
        """
        whole = [row for row in rows if not row.reason] if self._on else []
        if not whole:
            return {}
        found: dict[str, Begun] = dict(self._project.documents.at_hand(whole, COUNT))
        coming = {row.item: self._soon(row) for row in whole if row.item not in found}
        wait(coming.values(), timeout=PATIENCE)
        found |= {item: one.result() for item, one in coming.items() if one.done() and not one.cancelled()}
        self._note_broken({item: str(one) for item, one in found.items() if isinstance(one, DocumentError)})
        return found

    def make_ahead(self, parts: Iterator[list[ItemRow]]) -> None:
        """Reads the documents next to those in view, so that they are at hand when they are looked at.

        Takes the place of what was asked before.
        """
        if not self._on:
            return
        self._turn += 1
        with suppress(RuntimeError):  # closed meanwhile
            self._follower.submit(self._follow, parts, self._turn)

    def read(self, client: str, ask: wire.Read) -> Future[wire.Passage]:
        """The passage that is asked for; its errors are the document's."""
        return self._readers.submit(self._read, ask)

    def close(self) -> None:
        self._turn += 1
        for threads in (self._readers, self._begins, self._follower):
            threads.shutdown(wait=False, cancel_futures=True)

    def _read(self, ask: wire.Read) -> wire.Passage:
        project = self._project
        try:
            text = project.documents.text(project.row(ask.item))
        except DocumentError as error:
            self._note_broken({ask.item: str(error)})
            raise
        start, count = max(ask.start, 0), min(max(ask.count, 1), PIECE)
        lost = project.documents.lost(ask.item, project.annotator) if project.task == "spans" else {}
        return wire.Passage(start, text[start : start + count], len(text), lost)

    def _soon(self, row: ItemRow) -> Future[Begun]:
        with self._lock:
            if row.item not in self._coming:
                self._coming[row.item] = self._begins.submit(self._begin, row)
            return self._coming[row.item]

    def _begin(self, row: ItemRow) -> Begun:
        try:
            text = self._project.documents.text(row)
            return text[:COUNT], len(text)
        except DocumentError as error:
            return error
        finally:
            with self._lock:
                self._coming.pop(row.item, None)

    def _follow(self, parts: Iterator[list[ItemRow]], turn: int) -> None:
        for part in islice(parts, AHEAD_PARTS):
            known = self._project.documents.at_hand(part, COUNT)
            for row in part:
                if turn != self._turn:
                    return
                if row.item not in known and not row.reason:
                    # The documents remember it; one that cannot be read is told of when the page asks.
                    with suppress(DocumentError):
                        self._project.documents.text(row)

    def _note_broken(self, reasons: Mapping[str, str]) -> None:
        """The page is told of its tiles even when the store takes nothing now."""
        if not reasons:
            return
        try:
            self._project.mark_broken(reasons)
        except NblabelError as error:
            log.info("nblabel: broken documents could not be noted: %s", error)
