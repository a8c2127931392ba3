"""Looking again at the sources by itself: at an interval, and when the work runs low."""

import logging
import threading
import time
from typing import TYPE_CHECKING

from nblabel.values.errors import NblabelError

if TYPE_CHECKING:
    from nblabel.openproject import Project

# The queue runs low when fewer items than this are open: about the next two pages.
LOW = 24
# How often the queue is looked at, and how soon after a refresh a low queue may cause another.
LOOK_SECONDS, PAUSE_SECONDS = 5.0, 60.0
log = logging.getLogger("nblabel")


class Watch:
    """Refreshes a project every `minutes` on a thread of its own, until `stop()` or the project closes."""

    def __init__(self, project: "Project", minutes: float) -> None:
        if not minutes > 0:
            raise NblabelError(f"watch() refreshes every so many minutes; {minutes!r} is not above 0.")
        self._project = project
        self._seconds = minutes * 60
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="nblabel-refresh", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends it; a refresh under way is finished first. Stopping twice is harmless."""
        self._stop.set()
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _run(self) -> None:
        last = time.monotonic()
        while not self._stop.wait(min(LOOK_SECONDS, self._seconds)) and not self._project.closed:
            try:
                if self._is_due(time.monotonic() - last):
                    self._project.refresh()
                    last = time.monotonic()
            except NblabelError as error:  # a source or a disk that is away now: the next look may go well
                log.warning("nblabel: could not refresh: %s", error)
                last = time.monotonic()

    def _is_due(self, since: float) -> bool:
        low = since >= PAUSE_SECONDS and self._project.store.open_count(self._project.annotator) < LOW
        return low or since >= self._seconds
