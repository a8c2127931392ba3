"""Makes small thumbnails that nobody waits for yet, while nobody waits for others.

One thread of the lowest priority that the system has for it; it rests as long as it worked, so that browser
and kernel have the machine for themselves whenever they need it.
"""

import contextlib
import os
import threading
import time
from collections.abc import Iterator

from nblabel.media.pictures import Job
from nblabel.media.sheets import Fresh, Sheets
from nblabel.values.errors import NblabelError

QUIET_SECONDS = 1.0
MOST_REST_SECONDS = 0.5
Parts = Iterator[list[Job]]


class Ahead:
    """Follows one page at a time: the one that looked through its items last."""

    def __init__(self, sheets: Sheets) -> None:
        self._sheets = sheets
        self._parts: Parts | None = None
        self._heard = time.monotonic()
        self._change = threading.Condition()
        self._closed = False
        self._thread: threading.Thread | None = None

    def follow(self, parts: Parts) -> None:
        """Makes these, part after part, in place of those before; the iterator runs on the thread here."""
        with self._change:
            self._heard = time.monotonic()
            self._parts = parts
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._work, name="nblabel-ahead", daemon=True)
                self._thread.start()
            self._change.notify_all()

    def rest(self) -> None:
        """Somebody waits for pictures now."""
        self._heard = time.monotonic()

    def close(self) -> None:
        """Stops after the picture in hand, if its place answers."""
        with self._change:
            self._closed = True
            self._parts = None
            self._change.notify_all()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(1)

    def _work(self) -> None:
        with contextlib.suppress(AttributeError, OSError):  # on Linux a thread can be nicer than its process
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 19)
        while (parts := self._next()) is not None:
            with contextlib.suppress(NblabelError):  # the project was closed meanwhile
                for jobs in parts:
                    if not self._make(jobs, parts):
                        break
            with self._change:
                if self._parts is parts:
                    self._parts = None

    def _next(self) -> Parts | None:
        with self._change:
            while self._parts is None and not self._closed:
                self._change.wait()
            return self._parts

    def _is_quiet(self, parts: Parts) -> bool:
        """Waits until nobody waits for pictures; False when other parts are to be made, or none."""
        with self._change:
            while self._parts is parts:
                left = self._heard + QUIET_SECONDS - time.monotonic()
                if left <= 0:
                    return True
                self._change.wait(left)
            return False

    def _make(self, jobs: list[Job], parts: Parts) -> bool:
        """Makes and keeps those that are not kept; False when it was told to stop."""
        if not self._is_quiet(parts):
            return False
        known = self._sheets.find(jobs)
        fresh: list[Fresh] = []
        goes_on = True
        for job in jobs:
            if job in known:
                continue
            if not (goes_on := self._is_quiet(parts)):
                break
            began = time.monotonic()
            with contextlib.suppress(Exception):  # what is wrong is said when somebody looks at it
                if isinstance(made := self._sheets.make(job), Fresh):
                    fresh.append(made)
            time.sleep(min(MOST_REST_SECONDS, time.monotonic() - began))
        if fresh:
            self._sheets.keep(fresh)
        return goes_on
