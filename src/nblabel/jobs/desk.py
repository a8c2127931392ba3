"""What a job's work has before it: its items in order, its purse, and where outcomes go."""

import math
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from nblabel.jobs.budget import Budget, Closed, Cost, Purse
from nblabel.jobs.clerk import Clerk
from nblabel.jobs.monthly import Monthly
from nblabel.jobs.said import Said, suggestions
from nblabel.store.jobs import JobRow, Spent
from nblabel.store.replies import Reply
from nblabel.store.settling import ANSWERED, OPEN, Reserved, Settled

if TYPE_CHECKING:
    from nblabel.openproject import Project
    from nblabel.store.items import ItemRow
    from nblabel.values.errors import NblabelError

RECORD = 1000  # characters of a text record


class Task(NamedTuple):
    """An item that is to be asked about; `tries` is how often it was before."""

    id: int
    row: "ItemRow"
    tries: int

    @property
    def key(self) -> str:
        """What it is called in the purse and in questions: no other name of anything is a number."""
        return str(self.id)


class Desk:
    """One run of a job's work, from any thread. `stop()` is true when it is to end."""

    def __init__(
        self,
        project: "Project",
        row: JobRow,
        labels: frozenset[int],
        rehearsal: bool,
        cost: Cost,
        told: Callable[[], None],
    ) -> None:
        self.project, self.row, self.labels, self.rehearsal = project, row, labels, rehearsal
        self.stopping = threading.Event()
        self.trouble: NblabelError | None = None
        self._at = 0
        self._texts: dict[str, str] = {}
        budget = Budget(**row.options.get("budget", {}))
        # What a local server charges is nobody's business unless a limit is set.
        counted = bool(row.options.get("endpoint")) or budget.monthly is not None
        place = str(row.options.get("endpoint") or row.model)
        monthly = Monthly(place, budget.monthly) if counted and row.kind == "gpt" else None
        self.purse = Purse(budget, cost, row, self._reserve, self._free, monthly)
        about = project.about
        self.task, self.media = about.task, about.media
        self._clerk = Clerk(self._keep, told, self._halt)

    def stop(self) -> bool:
        return self.stopping.is_set() or self.project.closed

    # --- items ----------------------------------------------------------------------------------------

    def take(self, count: int) -> list[Task]:
        """The next items that are to be asked about, at most `count`; what a person answered is passed over.

        [] at the end.
        """
        store = self.project.store
        while not self.stop():
            found = store.job_items(self.row.id, self.rehearsal, ("waiting",), count, self._at)
            if not found:
                return []
            self._at = found[-1].seq
            rows = store.find([one.key for one in found])
            tasks = []
            for one in found:
                row = rows[one.key]
                if row.state not in OPEN and not self.rehearsal and row.state != "broken":
                    self._clerk.put(Settled(one.item, "passed", ANSWERED))
                else:
                    tasks.append(Task(one.item, row, one.tries))
            if tasks:
                self._texts = self._stored(tasks)
                return tasks
        return []

    def note(self, booked: list[tuple[Task, Spent]]) -> None:
        """Keeps, before anything is sent, that these items are asked, and the most that they can cost."""
        rows = [Reserved(task.id, most) for task, most in booked]
        self.project.store.note_asked(self.row.id, self.row.owner, rows, self.rehearsal)

    def read(self, task: Task) -> Any:
        """An item's picture or text. Raises NblabelError with the reason when it cannot be read."""
        if self.media != "text":
            return self.project.gallery.read(task.row, 0)
        known = self._texts.get(task.row.item)
        return self.project.documents.text(task.row) if known is None else known

    def _stored(self, tasks: list[Task]) -> dict[str, str]:
        """The texts of these items that are stored, for one query; none of a broken one."""
        if self.media != "text":
            return {}
        return self.project.documents.stored([task.row for task in tasks if task.row.reason is None])

    def records(self, content: Any) -> int:
        """How many text records this content is."""
        return math.ceil(len(content) / RECORD) if isinstance(content, str) else 0

    # --- outcomes -------------------------------------------------------------------------------------

    def done(self, task: Task, said: Said, reply: Reply | None = None, closed: Closed | None = None) -> None:
        """This was said of an item."""
        offered = suggestions(said, self.task, self.labels, task.row.item, self.row.run or 0)
        used, held = _money(closed)
        self._clerk.put(Settled(task.id, "done", _noted(said), used, held, said.to_json(), offered, reply))

    def failed(self, task: Task, reason: str, closed: Closed | None = None) -> None:
        """Nothing came of an item, for this reason."""
        used, held = _money(closed)
        self._clerk.put(Settled(task.id, "failed", plain(reason), used, held))

    def back(self, task: Task, closed: Closed) -> None:
        """An item was noted as asked, and nothing came of it since the job is ending: it waits again."""
        used, held = _money(closed)
        if not closed.sent:
            used = used._replace(records=-closed.reserved.records)
        self._clerk.put(Settled(task.id, "waiting", "", used, held))

    def close(self) -> bool:
        """Waits until all outcomes are stored. False when the store takes them no more."""
        return self._clerk.close()

    def _keep(self, rows: Any) -> None:
        job = self.row
        self.project.store.keep_answers(job.id, job.owner, job.run or 0, rows, self.rehearsal)

    def _reserve(self, key: str, more: Spent) -> None:
        job = self.row
        item = int(key) if key.isdecimal() else None  # None: a request of the job itself
        self.project.store.reserve_more(job.id, job.owner, item, more, self.rehearsal)

    def _free(self, used: Spent, released: Spent) -> None:
        self.project.store.settle_job(self.row.id, used, released)

    def _halt(self, error: "NblabelError") -> None:
        """The store takes no answers: nothing more is to be asked."""
        self.trouble = error
        self.stopping.set()


def plain(text: str) -> str:
    """Words of a model or an endpoint in one line that any database can keep."""
    kept = text.replace("\0", " ").encode("utf-8", "replace").decode()
    return " ".join(kept.split())[:500]


def _money(closed: Closed | None) -> tuple[Spent, Spent]:
    """What is to be added to the job's sums; its records were counted when the item was noted."""
    if closed is None:
        return Spent(), Spent()
    return closed.used._replace(records=0), closed.held


def _noted(said: Said) -> str:
    if said.canary:
        return "The text tried to give instructions; look at this item yourself."
    return f"{said.dropped} of its words were of no use." if said.dropped else ""
