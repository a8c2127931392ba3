"""Who is told when a project changes: open widgets, of changes made here, by scripts and by other kernels."""

import contextlib
import logging
import threading
import weakref
from typing import TYPE_CHECKING, Protocol

from nblabel.values.errors import NblabelError

if TYPE_CHECKING:
    from nblabel.intake import AddReport
    from nblabel.store.store import Store

# How often another kernel's changes are looked for while a widget is open. One cheap read each.
LOOK_SECONDS = 1.0
log = logging.getLogger("nblabel")


class Listener(Protocol):
    """Told on any thread; must return at once."""

    def answers_changed(self, items: list[str] | None, client: str) -> None:
        """These items (None: many) have other answers; `client` names the page that did it, "" for none."""

    def labels_changed(self) -> None: ...

    def about_changed(self) -> None: ...

    def refreshing(self, done: int) -> None:
        """Sources are looked at: so many files so far."""

    def refreshed(self, report: "AddReport") -> None:
        """All sources were looked at."""

    def training_changed(self) -> None:
        """Assistance has come further, or halted."""

    def suggestions_changed(self) -> None:
        """A run says other things of items than before."""

    def jobs_changed(self) -> None:
        """A job has come further, or halted; what it suggests may be more than before."""


class Listeners:
    """Holds listeners weakly, so that a forgotten widget can go. One thread looks and tells."""

    def __init__(self, store: "Store") -> None:
        self._store = store
        self._alive: weakref.WeakSet[Listener] = weakref.WeakSet()
        self._news = threading.Event()
        self._closed = False
        self._watcher: threading.Thread | None = None
        self._look: _Look | None = None

    def add(self, listener: Listener) -> None:
        self._alive.add(listener)
        if self._watcher is None:
            # What is saved from here on is told, however late the watcher gets to run.
            self._look = self._first_look()
            self._watcher = threading.Thread(target=self._watch, name="nblabel-watch", daemon=True)
            self._watcher.start()

    def answers_changed(self) -> None:
        """Something was saved here: look at once."""
        self._news.set()

    labels_changed = about_changed = answers_changed

    def refreshing(self, done: int) -> None:
        """A refresh has looked at so many files."""
        for listener in list(self._alive):
            listener.refreshing(done)

    def refreshed(self, report: "AddReport") -> None:
        """A refresh has ended."""
        for listener in list(self._alive):
            listener.refreshed(report)
        self.answers_changed()

    def learnt(self, suggestions: bool) -> None:
        """Assistance has come further; with `suggestions` it says other things of items."""
        for listener in list(self._alive):
            try:
                listener.training_changed()
                if suggestions:
                    listener.suggestions_changed()
            except Exception:  # whoever listens must not halt learning
                log.exception("nblabel: %s could not take what was learnt", type(listener).__name__)

    def jobs_changed(self) -> None:
        """A job has come further, or halted."""
        for listener in list(self._alive):
            try:
                listener.jobs_changed()
            except Exception:  # whoever listens must not halt a job
                log.exception("nblabel: %s could not take how a job stands", type(listener).__name__)

    def close(self) -> None:
        self._closed = True
        self._news.set()
        if self._watcher is not None and threading.current_thread() is not self._watcher:
            self._watcher.join(timeout=5)

    def _watch(self) -> None:
        while not self._closed:
            try:
                if self._look is None:
                    self._look = _Look(self._store)
                elif self._alive:
                    self._look.again(list(self._alive))
            except NblabelError as error:  # a full disk or a lost server: the next look may go well
                log.info("nblabel: could not look for changes: %s", error)
            self._news.wait(LOOK_SECONDS)
            self._news.clear()

    def _first_look(self) -> "_Look | None":
        with contextlib.suppress(NblabelError):  # the watcher tries again
            return _Look(self._store)
        return None


class _Look:
    """What was known at the last look, and what is new since."""

    def __init__(self, store: "Store") -> None:
        self._store = store
        self._last, _, _, self._pool = store.changes_since(None)
        # Another number on each thread's connection: the first look again always asks.
        self._version: int | None = None
        self._about, self._labels = store.about, store.labels(all=True)

    def again(self, listeners: list[Listener]) -> None:
        version = self._store.data_version()
        if version == self._version:
            return
        self._version = version
        changes = self._store.changes_since(self._last)
        self._last = changes.last
        if changes.pool != self._pool:
            changes = changes._replace(items=None, client="")
        self._pool = changes.pool
        about, labels = self._store.about, self._store.labels(all=True)
        for listener in listeners:
            if changes.items is None or changes.items:
                listener.answers_changed(changes.items, changes.client)
            if labels != self._labels:
                listener.labels_changed()
            if about != self._about:
                listener.about_changed()
        self._about, self._labels = about, labels
