"""`python -m benchmarks.kill_copy_soak`: a writer is killed at random, and the file copied as it lies.

The copy, with its `-wal`, must hold every transaction that was acknowledged, each of them whole. Killed too
while the file is opened and while the log is folded. Writes `results/kill_copy_soak.json`.
"""

import argparse
import multiprocessing
import random
import shutil
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from sqlalchemy import Connection as Transaction
from sqlalchemy import text

from benchmarks import figures
from nblabel.store import connection, sqlite
from nblabel.store.database import Database, create_database, open_database

ROWS = 3  # of one transaction
FULL = 100


@dataclass
class Outcome:
    """What the kills showed. `lost` and `torn` list transactions; `found` counts what the last copy held."""

    kills: int = 0
    in_a_commit: int = 0
    with_a_log: int = 0
    acknowledged: int = 0
    found: int = 0
    lost: list[int] = field(default_factory=list)
    torn: list[int] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """True when every copy held all that was acknowledged, whole."""
        return not (self.lost or self.torn or self.damaged)


def soak(folder: Path, kills: int, seed: int) -> Outcome:
    """Kill a writer `kills` times in `folder`; look at a copy after each."""
    chance, outcome, path = random.Random(seed), Outcome(), folder / "birds.nblabel"
    create_database(path).close()
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["benchmarks.figures", "nblabel.store.database"])
    acknowledged = -1
    for turn in range(kills):
        ours, theirs = processes.Pipe(duplex=False)
        writer = processes.Process(target=_keep_writing, args=(path, theirs, chance.random()), daemon=True)
        writer.start()
        theirs.close()
        _wait(ours, chance)
        writer.kill()
        writer.join()
        acknowledged = max(_drain(ours), acknowledged)
        _look(_copied(path, folder / f"copy-{turn}", outcome), acknowledged, outcome)
        outcome.kills += 1
    outcome.acknowledged = acknowledged + 1
    return outcome


def _keep_writing(path: Path, told: Connection, luck: float) -> None:
    """Write one transaction after another, telling the number of each that was acknowledged, until killed."""
    chance = random.Random(luck)
    connection._LOG_PAGES = chance.choice([20, 4000])  # some are to be killed while the log is folded
    sqlite.QUIET = 0.005
    with open_database(path) as database:
        number = len(_transactions(database))
        while True:
            database.write(lambda transaction: _write(transaction, number))  # noqa: B023
            told.send(number)
            number += 1
            if chance.random() < 0.05:
                time.sleep(0.01)


def _write(transaction: Transaction, number: int) -> None:
    for row in range(ROWS):
        values = {"name": f"{number}/{row}", "n": number}
        transaction.execute(text("INSERT INTO counter (name, n) VALUES (:name, :n)"), values)


def _wait(told: Connection, chance: random.Random) -> None:
    """Until a random moment: mostly in the middle of the writing, sometimes before it begins."""
    if chance.random() < 0.85:
        with suppress(EOFError):
            told.poll(20)
    time.sleep(chance.uniform(0, 0.3))


def _drain(told: Connection) -> int:
    last = -1
    with suppress(EOFError):
        while True:
            last = told.recv()
    return last


def _copied(path: Path, folder: Path, outcome: Outcome) -> Path:
    folder.mkdir()
    log = path.with_name(path.name + "-wal")
    if log.exists() and log.stat().st_size:
        outcome.with_a_log += 1
        shutil.copy(log, folder)
    return Path(shutil.copy(path, folder))


def _look(copy: Path, acknowledged: int, outcome: Outcome) -> None:
    with open_database(copy) as database:
        there = _transactions(database)
        checked = database.read(lambda c: str(c.exec_driver_sql("PRAGMA integrity_check").scalar()))
    outcome.lost += [number for number in range(acknowledged + 1) if number not in there]
    outcome.torn += [number for number, rows in there.items() if rows != ROWS]
    outcome.damaged += [f"{copy}: {checked}"] if checked != "ok" else []
    outcome.in_a_commit += len(there) > acknowledged + 1
    outcome.found = len(there)
    shutil.rmtree(copy.parent)


def _transactions(database: Database) -> dict[int, int]:
    """The rows that each transaction left."""
    count = text("SELECT n, count(*) AS rows FROM counter GROUP BY n")
    return database.read(lambda c: {row.n: row.rows for row in c.execute(count)})


def main() -> int:
    """Soaks and tells; 1 when anything was lost or torn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=FULL)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = soak(Path(folder), given.kills, given.seed)
    row = {
        "kills": outcome.kills,
        "copies_with_a_log": outcome.with_a_log,
        "killed_in_a_commit": outcome.in_a_commit,
        "transactions": outcome.acknowledged,
    }
    bars = [
        figures.at_most("acknowledged transactions lost", len(outcome.lost), 0),
        figures.at_most("transactions torn", len(outcome.torn), 0),
        figures.at_most("copies damaged", len(outcome.damaged), 0),
    ]
    quick = given.kills < FULL
    figures.publish("kill_copy_soak", [row], bars, quick, seed=given.seed)
    return 0 if outcome.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
