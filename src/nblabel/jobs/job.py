"""`Job`: a model's work on a project's items, as a person starts it, watches it and stops it."""

import time
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from nblabel.jobs import runner
from nblabel.jobs.assignment import Assignment, items_of, restored
from nblabel.jobs.budget import Budget
from nblabel.jobs.telling import info_of, status_of
from nblabel.store.jobs import JobError, JobRow, owner_here

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from nblabel.gpt.endpoint import Gpt
    from nblabel.openproject import Project
    from nblabel.store.gather import Ids

# Seconds that `pause` and `cancel` wait for what is under way; it goes on by itself after that.
SOON = 10.0
# How states of items are told to people.
WORDS = {"passed": "left"}
RESTS = ("done", "cancelled", "failed", "paused", "ready")


class Job:
    """One job of a project; any number of these objects may stand for it. Safe from any thread."""

    def __init__(self, project: "Project", id_: int) -> None:
        self._project = project
        self.id = id_

    # --- what it is -----------------------------------------------------------------------------------

    @property
    def _row(self) -> JobRow:
        return self._project.store.job(self.id)

    @property
    def kind(self) -> str:
        """`assist`, `own` or `gpt`."""
        return self._row.kind

    @property
    def model(self) -> str:
        """The model's name."""
        return self._row.model

    @property
    def run(self) -> int | None:
        """The run that its suggestions belong to; None before the start."""
        return self._row.run

    @property
    def labels(self) -> list[int]:
        """The labels (ids) that it may suggest."""
        return list(self._row.options["labels"])

    @property
    def budget(self) -> Budget:
        """What it may spend at most."""
        return Budget(**self._row.options.get("budget", {}))

    @property
    def endpoint(self) -> str:
        """Where items are sent; "" for nowhere."""
        return str(self._row.options.get("endpoint", ""))

    @property
    def live(self) -> bool:
        """Whether it grows by `extend`."""
        return bool(self._row.options.get("live"))

    @property
    def created_at(self) -> datetime:
        """When it was made, UTC."""
        return self._row.created_at

    @property
    def gpt(self) -> "Gpt | None":
        """The model behind an endpoint that it asks; None of others. As it was stored, without any key."""
        row = self._row
        known = self._project.job_models.get(self.id)
        if row.kind != "gpt" or known is not None:
            return known if row.kind == "gpt" else None
        return restored(self._project, "gpt", row.options | {"redact": False}, None)  # type: ignore[no-any-return]

    @property
    def reason(self) -> str:
        """Why it stands as it does, in words; "" when there is nothing to say."""
        return str(self.status()["reason"])

    # --- what it would take ---------------------------------------------------------------------------

    def estimate(self) -> dict[str, Any]:
        """`model, items, text_records, labels, tokens_low, tokens_high, cost_low, cost_high`, and `endpoint`.

        Costs are None where the model's price is not known. No item is sent; a server of this machine may be
        asked what it can do, since that decides how many answers an item takes.
        """
        from nblabel.jobs.estimating import estimate

        return estimate(self._project, self._assignment(), probing=True)

    def rehearse(self, n: int = 50) -> "pd.DataFrame":
        """Asks about up to n items that people answered, drawn by chance, and compares: `label, count,
        precision, precision_low, precision_high, recall`; 95 % intervals. It costs what the answers cost,
        within the budget. No suggestion comes of it. `.attrs["all"]` is of all labels together."""
        from nblabel.jobs.rehearsing import rehearse

        return rehearse(self._project, self, n)

    @property
    def rehearsal(self) -> "pd.DataFrame | None":
        """What the last rehearsal found; None before the first."""
        from nblabel.jobs.rehearsal import as_table

        paths = {row.id: row.path for row in self._project.store.labels(all=True)}
        return as_table(self.rehearsed, paths) if self.rehearsed else None

    @property
    def rehearsed(self) -> list[dict[str, Any]]:
        """The same with label ids, as plain data; the label 0 stands for all together."""
        return list(self._row.rehearsal.get("labels", []))

    def disagreements(self) -> "pd.DataFrame":
        """Where people and model disagreed in the rehearsal, the surest first: `item, answered, said,
        score`."""
        from nblabel.jobs.rehearsing import disagreements

        return disagreements(self._project, self)

    # --- running --------------------------------------------------------------------------------------

    def start(self) -> "Job":
        """Starts it in the background. Raises NblabelError (no consent, no key, another is at it)."""
        if (state := self.status()["state"]) != "ready":
            raise JobError(f"Job {self.id} is {state}; job.resume() goes on with one that rests.")
        self._go()
        return self

    def resume(self, model: Any = None, budget: Budget | None = None) -> "Job":
        """Goes on where it stopped; what is done is not asked again, what failed is where all else is done.

        `model` is needed for one's own after a restart of the kernel; `budget` replaces the one it had.
        """
        state = self.status()["state"]
        if state == "cancelled":
            raise JobError(f"Job {self.id} was cancelled. Make another: answers that were paid are kept.")
        if state == "running":
            raise JobError(f"Job {self.id} is running already.")
        if model is not None:
            self._project.job_models[self.id] = restored(self._project, self.kind, self._row.options, model)
        if budget is not None:
            limits = Budget.of(budget)
            self._project.store.set_job(self.id, options=self._row.options | {"budget": limits.details()})
        if not self._row.todo:
            self._project.store.ask_again(self.id)
        self._go()
        return self

    def extend(self, keys: Iterable[str]) -> int:
        """Puts more items to it, and goes on when it had nothing left to do; how many are new to it."""
        items = items_of(self._project, list(keys))
        count = self._project.store.extend_job(self.id, [int(item) for item in items])
        if count and self.status()["state"] in ("ready", "done") and self.live:
            self._go()
        return count

    def pause(self) -> "Job":
        """Asks nothing more for now; what is under way is waited for."""
        self._rest("paused")
        return self

    def cancel(self) -> "Job":
        """Ends it for good. What it suggested stays until it is answered, or `project.discard(job.run)`."""
        self._rest("cancelled")
        return self

    def wait(self, seconds: float | None = None) -> bool:
        """True once it rests (done, failed, paused, cancelled); False on time-out."""
        end = None if seconds is None else time.monotonic() + seconds
        while True:
            left = None if end is None else max(0.0, end - time.monotonic())
            here = runner.running(self._project, self.id)
            if here is not None:
                here.finished.wait(left)
            elif self.status()["state"] in RESTS:
                return True
            if left == 0:
                return runner.running(self._project, self.id) is None and self.status()["state"] in RESTS
            if here is None:  # in another kernel
                time.sleep(min(0.2, left or 0.2))

    # --- how far it is --------------------------------------------------------------------------------

    def status(self) -> dict[str, Any]:
        """`state, reason, done, total, failed, left, tokens, cost, held, requests, rehearsing`.

        `done` counts what is settled without failure, `left` among it those that people answered meanwhile.
        `cost` is what was used for certain, `held` what requests with an unknown outcome may have cost; both
        None without a price. While it rehearses, the numbers are the rehearsal's.
        """
        return status_of(self._project, self._row)

    def info(self) -> dict[str, Any]:
        """`status()` and what else a list of jobs shows, as plain data: `id, model, kind, run, budget,
        endpoint, live, created, suggested` (open suggestions) and `rehearsal` (as `rehearsed`)."""
        return info_of(self._project, self._row)

    def report(self) -> "pd.DataFrame":
        """One row per item, in the job's order: `item, state, reason`; `state` is one of `waiting asked done
        failed left`."""
        import pandas as pd

        rows = [
            (one.key, WORDS.get(one.state, one.state), one.reason)
            for one in self._project.store.job_items(self.id)
        ]
        return pd.DataFrame(rows, columns=["item", "state", "reason"])

    def said(self, items: "Ids", labels: "NDArray[np.int32]") -> "NDArray[np.float32]":
        """What it said of these items (ids, ascending), as scores (n, k) of these labels; NaN of others."""
        from nblabel.jobs.scores import scores

        return scores(self._project.store.job_said(self.id), items, labels)

    def __repr__(self) -> str:
        told = self.status()
        more = f", {told['failed']:,} failed" if told["failed"] else ""
        state = f"{told['state']} ({told['reason']})" if told["reason"] else told["state"]
        return f"<Job {self.id}, {self.model}: {state}, {told['done']:,} of {told['total']:,} done{more}>"

    # --- within ---------------------------------------------------------------------------------------

    def _go(self, rehearsal: list[int] | None = None) -> runner.Runner:
        from nblabel.jobs.starting import go

        return go(self._project, self._row, rehearsal)

    def _rest(self, state: str) -> None:
        here = runner.running(self._project, self.id)
        if here is not None:
            here.stop(state)
            here.finished.wait(SOON)
            return
        if self.status()["state"] in ("cancelled", "done"):
            return
        if state == "paused" and self.status()["state"] != "running":
            return
        # Whoever runs it elsewhere finds that the job is not theirs any more.
        self._project.store.set_job(self.id, state=state, reason="", owner=f"nobody, says {owner_here()}")
        self._project._listeners.jobs_changed()

    def _assignment(self) -> Assignment:
        row, store = self._row, self._project.store
        known = self._project.job_models.get(self.id)
        model = restored(self._project, row.kind, row.options, known) if row.kind == "gpt" else known
        items = np.array([one.item for one in store.job_items(self.id)], np.int32)
        return Assignment(row.kind, model, row.model, tuple(row.options["labels"]), items, self.budget)
