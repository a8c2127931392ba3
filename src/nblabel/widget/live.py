"""Suggestions for the items of each page as it is shown: one job, which grows with the pages."""

import logging
from typing import TYPE_CHECKING, Any

import msgspec

from nblabel.gpt.endpoint import Gpt
from nblabel.values.errors import NblabelError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nblabel.jobs.budget import Budget
    from nblabel.jobs.job import Job
    from nblabel.openproject import Project

# A page shows no more than this at once; the wall, which could, is for jobs of its own.
MOST = 60
# A job in these states takes more items, or will never do anything again.
GROWING, ENDED = ("ready", "running", "done"), ("cancelled", "failed")
log = logging.getLogger("nblabel")


class Live:
    """The job of one widget that its pages feed. Called on one thread, which is not the wire's."""

    def __init__(self, project: "Project") -> None:
        self._project = project
        self._job: Job | None = None
        self._model: Any = None
        self._budget: Budget | None = None
        self._shown: Sequence[str] = ()
        self.on = False

    @property
    def job(self) -> int:
        """The job that the pages feed now; 0 for none, -1 while there was nothing yet to ask about."""
        if not self.on:
            return 0
        return -1 if self._job is None else self._job.id

    def begin(self, model: Any, budget: "Budget") -> None:
        """From now on asks `model` about what pages show, beginning with what they show now.

        Raises `NblabelError`, before anything leaves, where nobody agreed to that or a key lacks.
        """
        if isinstance(model, Gpt):
            from nblabel.jobs.starting import allowed

            allowed(self._project, model)
        self._model, self._budget = model, budget
        self._job = self._fitting()
        if self._job is not None and self._job.status()["state"] == "paused":
            self._job.resume()
        self.on = True
        self._feed()

    def end(self) -> None:
        """The person wants no more of it."""
        if self.on and self._job is not None and self._job.status()["state"] == "running":
            self._job.pause()
        self.on = False

    def leave(self) -> None:
        """The widget is shown no longer; what was asked for it is still answered."""
        self.on = False

    def show(self, keys: "Sequence[str]") -> None:
        """A page shows these items now."""
        self._shown = keys
        if self.on:
            self._feed()

    def _feed(self) -> None:
        """Lets the job ask about what is open on the page: no answer is asked for that could not be used."""
        try:
            if self._job is not None and self._job.status()["state"] not in GROWING:
                self.on = False  # it was halted, failed or met its budget: the list of jobs says why
                return
            self._job = self._fitting()
            if keys := self._wanted(list(self._shown[:MOST])):
                self._job = self._job or self._project.autolabel(
                    self._model, items=[], budget=self._budget, live=True
                )
                self._job.extend(keys)
        except NblabelError as error:
            self.on = False
            log.warning("nblabel: no more suggestions for each page: %s", error)

    def _fitting(self) -> "Job | None":
        """The job of this model, these limits and the labels of now, where there is one.

        Raises `NblabelError` where there can be none.
        """
        from nblabel.jobs.assignment import assign

        project = self._project
        wanted = assign(project, self._model, None, [], self._budget, live=True)
        options = _plain(wanted.new(project.annotator).options)
        for row in project.store.jobs():
            known = project.job_models.get(row.id)
            mine = wanted.kind == "gpt" or known is self._model
            same = row.kind == wanted.kind and mine and _plain(row.options) == options
            if same and row.state not in ENDED:
                project.job_models[row.id] = self._model
                return project.job(row.id)
        return None

    def _wanted(self, keys: list[str]) -> list[str]:
        """Those that wait for this person's answer, and are not asked of them as checks."""
        rows = self._project.store.find(keys)
        answers = self._project.store.answers(self._project.annotator, keys)
        blind = self._project.assist.blind(keys)
        open_ = [key for key in keys if key in rows and key not in blind]
        return [key for key in open_ if key not in answers or answers[key].state in ("unlabeled", "draft")]


def _plain(options: dict[str, Any]) -> dict[str, Any]:
    """As it is after it was kept."""
    found: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(options))
    return found
