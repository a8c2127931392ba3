"""What was spent at an endpoint this month, over all of a person's projects: a small file beside their data.

What a request can cost at most is taken from the month before it is sent, in a transaction that other kernels
see, and given back in part once its price is known. What a killed kernel had taken stays taken.
"""

import contextlib
import logging
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from nblabel.store.jobs import JobError

log = logging.getLogger("nblabel")
T = TypeVar("T")
# Seconds that one kernel waits for another's transaction.
PATIENCE = 10.0
_TABLE = (
    "CREATE TABLE IF NOT EXISTS spent (endpoint TEXT, month TEXT, money REAL, PRIMARY KEY (endpoint, month))"
)
_READ = "SELECT money FROM spent WHERE endpoint = ? AND month = ?"
_SET = "INSERT INTO spent VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET money = excluded.money"


def this_month() -> str:
    """As in "2025-03", UTC."""
    return datetime.now(UTC).strftime("%Y-%m")


class Monthly:
    """The account of one endpoint; `limit` is the most money of a month, None: it is only counted.

    Where the file cannot be kept, JobError is raised if there is a limit.
    """

    def __init__(self, endpoint: str, limit: float | None, path: Path | None = None) -> None:
        self._endpoint, self.limit = endpoint, limit
        self._path = path or _place()

    def spent(self) -> float:
        """What was spent, or is taken, this month."""
        return self._within(lambda c: self._sum(c, this_month()), 0.0)

    def fits(self, money: float) -> bool:
        """Whether so much more could be taken."""
        return self.limit is None or self.spent() + money <= self.limit

    def take(self, money: float) -> str:
        """Takes so much, where the month has it; the month that it is taken from, "" where it has not."""

        def work(connection: sqlite3.Connection) -> str:
            month = this_month()
            total = self._sum(connection, month) + money
            if self.limit is not None and total > self.limit:
                return ""
            connection.execute(_SET, (self._endpoint, month, total))
            return month

        return self._within(work, this_month())

    def give_back(self, month: str, money: float) -> None:
        """Gives back what was taken of a month and is not needed."""

        def work(connection: sqlite3.Connection) -> None:
            left = max(self._sum(connection, month) - money, 0.0)
            connection.execute(_SET, (self._endpoint, month, left))

        if money > 0:
            self._within(work, None)

    def _sum(self, connection: sqlite3.Connection, month: str) -> float:
        row = connection.execute(_READ, (self._endpoint, month)).fetchone()
        return float(row[0]) if row else 0.0

    def _within(self, work: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        """The result of `work`, in a transaction that no other kernel overlaps."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            opened = sqlite3.connect(self._path, timeout=PATIENCE, isolation_level=None)
            with contextlib.closing(opened) as connection:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute(_TABLE)
                result = work(connection)
                connection.execute("COMMIT")
                return result
        except (sqlite3.Error, OSError) as error:
            if self.limit is not None:
                raise JobError(
                    f"What was spent this month is kept in {self._path}, which cannot be used ({error}); "
                    "without it a monthly budget cannot be held."
                ) from None
            log.info("nblabel: what was spent this month is not counted: %s", error)
            return otherwise


def _place() -> Path:
    from platformdirs import user_data_path

    return user_data_path("nblabel", appauthor=False) / "spent.sqlite"
