"""The store's rooms for jobs: what a model was asked to do, and what became of it."""

from collections.abc import Iterable, Sequence
from typing import Any

from nblabel.store import jobs, replies, settling
from nblabel.store.jobs import JobItem, JobRow, NewJob, Spent
from nblabel.store.offering import Offering
from nblabel.store.settling import Reserved, Settled


class Jobbing(Offering):
    """What `Store` keeps of jobs. Items are ids here."""

    # --- jobs -----------------------------------------------------------------------------------------

    def add_job(self, new: NewJob, items: Sequence[int]) -> int:
        """The id of a new job over these items, ready to start."""
        job = self.database.write(lambda c: jobs.add_job(c, new))
        self.extend_job(job, items)
        self.set_job(job, state="ready")
        return job

    def extend_job(self, job: int, items: Sequence[int]) -> int:
        """Put more items to a job; how many it did not have. In parts, so that an answer need not wait."""
        count = 0
        for start in range(0, len(items), jobs.STEP):
            part = items[start : start + jobs.STEP]
            count += self.database.write(lambda c, part=part: jobs.add_job_items(c, job, part))  # type: ignore[misc]
        return count

    def begin_rehearsal(self, job: int, items: Sequence[int]) -> None:
        """Let these items be a job's rehearsal, instead of those of an earlier one."""

        def work(connection: Any) -> None:
            jobs.clear_rehearsal(connection, job)
            jobs.add_job_items(connection, job, items, rehearsal=True)

        self.database.write(work)

    def set_job(self, job: int, **facts: Any) -> None:
        """Set columns of a job."""
        self.database.write(lambda c: jobs.set_job(c, job, **facts))

    def jobs(self) -> list[JobRow]:
        """Every job, newest first."""
        return self.database.read(jobs.read_jobs)

    def job(self, job: int) -> JobRow:
        """One job. Raises JobError."""
        return self.database.read(lambda c: jobs.read_job(c, job))

    def job_items(
        self,
        job: int,
        rehearsal: bool = False,
        states: Sequence[str] = (),
        limit: int | None = None,
        after: int = 0,
    ) -> list[JobItem]:
        """The items of a job, in their order."""
        return self.database.read(lambda c: jobs.read_job_items(c, job, rehearsal, states, limit, after))

    def job_states(self, job: int, rehearsal: bool = False) -> dict[str, int]:
        """How many items of a job are in each state."""
        return self.database.read(lambda c: jobs.count_states(c, job, rehearsal))

    def job_said(self, job: int) -> list[tuple[int, str]]:
        """What a job's model said of items, as JSON."""
        return self.database.read(lambda c: jobs.read_said(c, job))

    def count_open(self, run: int) -> int:
        """How many suggestions of a run are open, of items that no person has answered."""
        return self.database.read(lambda c: jobs.count_open(c, run))

    # --- while it runs --------------------------------------------------------------------------------

    def take_job(self, job: int, owner: str, running: Iterable[int]) -> JobRow:
        """Make `owner` the one who runs it. Raises JobError when somebody does."""
        alive = list(running)
        return self.database.write(lambda c: settling.take_job(c, job, owner, alive))

    def beat_job(self, job: int, owner: str, **facts: Any) -> None:
        """Say that it is still run by `owner`. Raises TakenOverError."""
        self.database.write(lambda c: settling.beat(c, job, owner, **facts))

    def note_asked(self, job: int, owner: str, rows: Sequence[Reserved], rehearsal: bool) -> None:
        """Note, before anything is sent, that these are asked and what they can cost."""
        self.database.write(lambda c: settling.note_asked(c, job, owner, rows, rehearsal))

    def reserve_more(self, job: int, owner: str, item: int | None, more: Spent, rehearsal: bool) -> None:
        """Note, before it is sent, another request of an item, or (None) of the job itself."""
        self.database.write(lambda c: settling.reserve_more(c, job, owner, item, more, rehearsal))

    def settle_job(self, job: int, used: Spent, released: Spent) -> None:
        """Note what requests of the job itself did cost."""
        self.database.write(lambda c: settling.settle_job(c, job, used, released))

    def keep_answers(
        self, job: int, owner: str, run: int, rows: Sequence[Settled], rehearsal: bool = False
    ) -> None:
        """Store what became of items, whole or not at all."""
        self._write(
            lambda c, about, known: settling.keep_answers(c, about, known, job, owner, run, rows, rehearsal)
        )

    def finish_job(self, job: int, owner: str, state: str, reason: str = "") -> bool:
        """Let it rest in this state; False when it was to be done and items joined. Raises TakenOverError."""
        return self.database.write(lambda c: settling.finish_job(c, job, owner, state, reason))

    def ask_again(self, job: int) -> int:
        """Let a job's failed items be asked again; how many."""
        return self.database.write(lambda c: settling.waiting_again(c, job))

    # --- what was paid, and agreed to -----------------------------------------------------------------

    def replies(self, keys: Iterable[str]) -> dict[str, str]:
        """Answers that were paid for, as JSON, by those of these keys that are known."""
        wanted = list(keys)
        return self.database.read(lambda c: replies.find_replies(c, wanted))

    def agree(self, endpoint: str, person: str) -> None:
        """Note that this person agrees that items are sent there."""
        self.database.write(lambda c: replies.agree(c, endpoint, person))

    def is_agreed(self, endpoint: str) -> bool:
        """Whether somebody has agreed to that."""
        return self.database.read(lambda c: replies.is_agreed(c, endpoint))
