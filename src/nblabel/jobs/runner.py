"""The thread that a job runs on, from its start to its rest."""

import logging
import threading
import time
from typing import TYPE_CHECKING, Protocol

from nblabel.jobs.budget import Cost
from nblabel.jobs.desk import Desk, plain
from nblabel.store.jobs import JobRow
from nblabel.store.settling import TakenOverError
from nblabel.values.errors import NblabelError

if TYPE_CHECKING:
    from nblabel.openproject import Project

log = logging.getLogger("nblabel")
# Seconds between two signs of life, and between two words to those who listen for answers.
BEAT, TELL = 5.0, 0.5
CLOSED = "The project was closed; resume() goes on."
_running: dict[tuple[str, int], "Runner"] = {}
_door = threading.Lock()


class Worker(Protocol):
    """What asks a model about the items of a desk."""

    def work(self, desk: Desk) -> str:
        """ "done", "stopped" or "budget". Raises NblabelError when nothing can be asked."""


class Runner:
    """Runs one job. `rest` is the state and reason it has afterwards, where that is not "done"."""

    def __init__(
        self,
        project: "Project",
        row: JobRow,
        worker: Worker,
        cost: Cost,
        rehearsal: bool = False,
        rest: tuple[str, str] = ("paused", ""),
    ) -> None:
        self.project, self.row, self.rehearsal = project, row, rehearsal
        self._worker, self._cost, self._rest = worker, cost, rest
        self.outcome = ("", "")
        self.finished = threading.Event()
        self._stopped: tuple[str, str] | None = None
        self._desk: Desk | None = None
        self._told = 0.0
        self._key = project_key(project, row.id)
        self._thread = threading.Thread(target=self._live, name=f"nblabel-job-{row.id}", daemon=True)

    def start(self) -> None:
        with _door:
            _running[self._key] = self
        self._thread.start()

    def stop(self, state: str, reason: str = "") -> None:
        """Let it rest in this state as soon as what is under way has come back."""
        self._stopped = (state, reason)
        if self._desk is not None:
            self._desk.stopping.set()

    # --- the thread -----------------------------------------------------------------------------------

    def _live(self) -> None:
        threading.Thread(target=self._beat, name="nblabel-job-beat", daemon=True).start()
        try:
            while True:
                self.outcome = self._round()
                state, reason = self._rest if self.rehearsal else self.outcome
                if self.project.store.finish_job(self.row.id, self.row.owner, state, reason):
                    break
                self.row = self.project.store.job(self.row.id)  # items joined meanwhile
        except TakenOverError as error:
            self.outcome = ("paused", str(error))
        except NblabelError as error:
            self.outcome = ("paused", str(error))
            log.info("nblabel: job %d could not be brought to its rest: %s", self.row.id, error)
        finally:
            with _door:
                if _running.get(self._key) is self:
                    del _running[self._key]
            self.finished.set()
            self._tell(last=True)

    def _round(self) -> tuple[str, str]:
        labels = frozenset(self.row.options["labels"])
        desk = Desk(self.project, self.row, labels, self.rehearsal, self._cost, self._tell)
        self._desk = desk
        if self._stopped is not None:
            desk.stopping.set()
        ended, fault = "", ""
        try:
            ended = self._worker.work(desk)
        except TakenOverError:
            raise
        except NblabelError as error:
            fault = plain(str(error))
        except Exception as error:
            log.exception("nblabel: job %d failed", self.row.id)
            fault = plain(f"{type(error).__name__}: {error}")
        finally:
            desk.close()
        if desk.trouble is not None:
            return "paused", f"{desk.trouble} resume() goes on."
        if fault and not self.project.closed:
            return "failed", fault
        return self._ended(ended, desk)

    def _ended(self, ended: str, desk: Desk) -> tuple[str, str]:
        if ended == "done":
            return "done", ""
        if ended == "budget":
            limit = desk.purse.full
            return "paused", f"The budget ({limit}) allows no further request: resume(budget=nl.Budget(...))."
        return self._stopped or ("paused", CLOSED)

    def _beat(self) -> None:
        while not self.finished.wait(BEAT):
            try:
                self.project.store.beat_job(self.row.id, self.row.owner)
            except TakenOverError:
                self.stop("paused")
            except NblabelError as error:
                log.info("nblabel: job %d: %s", self.row.id, error)

    def _tell(self, last: bool = False) -> None:
        """Tells listeners, of new suggestions not too often: each time they look at what changed."""
        now = time.monotonic()
        if last or now - self._told > TELL:
            self._told = now
            self.project._listeners.answers_changed()
        self.project._listeners.jobs_changed()


def project_key(project: "Project", job: int) -> tuple[str, int]:
    """What a running job is known by in this process, whichever object it was opened as."""
    return project.store.about.uuid, job


def running(project: "Project", job: int) -> Runner | None:
    """The runner of a job in this process."""
    key = project_key(project, job)
    with _door:
        return _running.get(key)


def all_running(project: "Project") -> list[int]:
    """The jobs of a project that this process runs."""
    mine = project.store.about.uuid
    with _door:
        return [job for uuid, job in _running if uuid == mine]


def stop_all(project: "Project", seconds: float) -> None:
    """Let the jobs that this very project runs rest, and wait so long for them."""
    with _door:
        mine = [one for one in _running.values() if one.project is project]
    for one in mine:
        one.stop("paused", CLOSED)
    for one in mine:
        one.finished.wait(seconds)
