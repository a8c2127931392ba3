"""Suggestions for the items of each page as it is shown: one job, which grows with the pages."""

import logging
from typing import TYPE_CHECKING, Any

from nblabel.gpt.endpoint import Gpt
from nblabel.values.errors import NblabelError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nblabel.jobs.budget import Budget
    from nblabel.openproject import Project

# A page shows no more than this at once; the wall, which could, is for jobs of its own.
MOST = 60
log = logging.getLogger("nblabel")


class Live:
    """The job of one widget that its pages feed. Called on one thread, which is not the wire's."""

    def __init__(self, project: "Project") -> None:
        self._project = project
        # The job that grows now, and what it was made of; another choice makes another job.
        self._job: Any = None
        self._made: Any = None
        self._shown: Sequence[str] = ()
        self.on = False

    @property
    def job(self) -> int:
        """The job that the pages feed now; 0 for none."""
        return self._job.id if self.on and self._job is not None else 0

    def begin(self, model: Any, budget: "Budget") -> None:
        """From now on asks `model` about what pages show, beginning with what they show now.

        Raises `NblabelError`, before anything leaves, where nobody agreed to that or a key lacks.
        """
        if isinstance(model, Gpt):
            from nblabel.jobs.starting import allowed

            allowed(self._project, model)
        if self._job is None or self._made != (model, budget) or self._state() in ("cancelled", "failed"):
            self._job = self._project.autolabel(model, items=[], budget=budget, live=True)
            self._made = (model, budget)
        elif self._state() == "paused":
            self._job.resume()
        self.on = True
        self._feed()

    def end(self) -> None:
        """Asks no more; what was asked already may still be answered."""
        if self.on and self._state() == "running":
            self._job.pause()
        self.on = False

    def show(self, keys: "Sequence[str]") -> None:
        """A page shows these items now."""
        self._shown = keys
        if self.on:
            self._feed()

    def _feed(self) -> None:
        """Lets the job ask about what is open on the page: no answer is asked for that could not be used."""
        if self._state() not in ("ready", "running", "done"):
            self.on = False  # it was halted, or met its budget: the list of jobs says why
            return
        try:
            self._job.extend(self._wanted(list(self._shown[:MOST])))
        except NblabelError as error:
            self.on = False
            log.warning("nblabel: no more suggestions for each page: %s", error)

    def _state(self) -> str:
        return str(self._job.status()["state"])

    def _wanted(self, keys: list[str]) -> list[str]:
        """Those that wait for this person's answer, and are not asked of them as checks."""
        rows = self._project.store.find(keys)
        answers = self._project.store.answers(self._project.annotator, keys)
        blind = self._project.assist.blind(keys)
        open_ = [key for key in keys if key in rows and key not in blind]
        return [key for key in open_ if key not in answers or answers[key].state in ("unlabeled", "draft")]
