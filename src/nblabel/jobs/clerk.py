"""Stores the answers of a job as they arrive: on a thread of its own, several in a transaction."""

import logging
import threading
import time
from collections.abc import Callable, Sequence

from nblabel.store.settling import Settled
from nblabel.values.errors import NblabelError

log = logging.getLogger("nblabel")
# Seconds that answers wait for others, to be stored together with them.
GATHER = 0.03
# Seconds between two tries to store where the store takes nothing, and in all once the job has to end.
AGAIN, PATIENCE = 0.5, 60.0


class Clerk:
    """Keeps what it is given by `keep(rows)`, in order. Where that fails `trouble()` is called and it is
    tried again: these answers were paid for."""

    def __init__(
        self,
        keep: Callable[[Sequence[Settled]], None],
        kept: Callable[[], None],
        trouble: Callable[[NblabelError], None],
    ) -> None:
        self._keep, self._kept, self._trouble = keep, kept, trouble
        self._rows: list[Settled] = []
        self._news = threading.Condition()
        self._ending = False
        self._thread = threading.Thread(target=self._live, name="nblabel-job-answers", daemon=True)
        self._thread.start()

    def put(self, row: Settled) -> None:
        """Takes one to be stored; returns at once."""
        with self._news:
            self._rows.append(row)
            self._news.notify()

    def close(self) -> bool:
        """Waits until all is stored. False when the store takes it no more."""
        with self._news:
            self._ending = True
            self._news.notify()
        self._thread.join()
        return not self._rows

    def _live(self) -> None:
        deadline = None
        while True:
            with self._news:
                self._news.wait_for(lambda: self._rows or self._ending)
                if self._ending and not self._rows:
                    return
            if not self._ending:
                time.sleep(GATHER)
            with self._news:
                rows, self._rows = self._rows, []
            if self._stored(rows):
                continue
            with self._news:
                self._rows = rows + self._rows
            now = time.monotonic()
            deadline = deadline or now + PATIENCE
            if self._ending and now > deadline:
                log.error("nblabel: %d answers of a job could not be stored", len(self._rows))
                return
            time.sleep(AGAIN)

    def _stored(self, rows: Sequence[Settled]) -> bool:
        try:
            self._keep(rows)
        except NblabelError as error:
            self._trouble(error)
            return False
        except Exception as error:
            log.exception("nblabel: answers of a job could not be stored")
            self._trouble(NblabelError(f"The answers could not be stored: {type(error).__name__}: {error}"))
            return False
        self._kept()
        return True
