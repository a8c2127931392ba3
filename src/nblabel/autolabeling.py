"""Auto-label jobs of a project: what it is asked to suggest in the background."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from nblabel.assisted import Assisted

if TYPE_CHECKING:
    from nblabel.jobs.assignment import Items
    from nblabel.jobs.budget import Budget
    from nblabel.jobs.job import Job
    from nblabel.jobs.listing import Jobs
    from nblabel.openproject import Project
    from nblabel.values.labels import Label

# Seconds that closing a project waits for answers under way; those that come later are asked once more.
CLOSING = 10.0


class Autolabeling(Assisted):
    """The methods of a project for jobs."""

    def autolabel(
        self,
        model: Any = "assist",
        labels: Sequence[str] | None = None,
        items: "Items" = None,
        budget: "Budget | None" = None,
        live: bool = False,
    ) -> "Job":
        """Makes a job, ready to start: nothing is asked yet.

        `model`: "assist" (what assistance has learnt), an object with `predict`, a function, or
        `nl.gpt(...)`. `labels`: paths, None for all. `items`: None (unlabelled), how many of them, a list of
        keys, or a `where` dict. `budget`: `nl.Budget(...)`, which is never exceeded. A `live` job grows by
        `job.extend(keys)`.
        Raises `NblabelError` naming what cannot be.
        """
        from nblabel.jobs.assignment import assign
        from nblabel.jobs.job import Job

        project = self._project
        given = assign(project, model, labels, items, budget, live)
        if given.kind == "gpt":
            from nblabel.jobs.prompting import prompt_of

            prompt_of(project, given.labels)  # says so when no language model does this task
        made = self.store.add_job(given.new(project.annotator), [int(item) for item in given.items])
        if given.kind != "assist":
            self.job_models[made] = given.model
        self._listeners.jobs_changed()
        return Job(project, made)

    def jobs(self) -> "Jobs":
        """Every job, newest first; shown as a table."""
        from nblabel.jobs.job import Job
        from nblabel.jobs.listing import Jobs

        return Jobs(Job(self._project, row.id) for row in self.store.jobs())

    def job(self, number: int) -> "Job":
        """The job with this number. Raises `NblabelError` when there is none."""
        from nblabel.jobs.job import Job

        return Job(self._project, self.store.job(number).id)

    def suggest_labels(self, items: Iterable[str], model: Any) -> "list[Label]":
        """Labels that `model` (`nl.gpt(...)`) proposes for these items (keys): names with descriptions.

        Those that fit: `project.labels.add(label)`.
        """
        from nblabel.jobs.naming import suggest_labels

        return suggest_labels(self._project, items, model)

    def agree(self, endpoint: str) -> None:
        """Agrees that texts and pictures of this project are sent to `endpoint` (as in `job.endpoint`)."""
        self.store.agree(endpoint, self._project.annotator)

    def agreed(self, endpoint: str) -> bool:
        """Whether somebody has agreed to that."""
        return self.store.is_agreed(endpoint)

    @cached_property
    def job_models(self) -> dict[int, Any]:
        """The models of this kernel's jobs, by job: they are not stored."""
        return {}

    def rest_jobs(self) -> None:
        """Lets the jobs that run here rest; they are found paused when the project is opened again."""
        import sys

        if "nblabel.jobs.runner" in sys.modules:
            from nblabel.jobs.runner import stop_all

            stop_all(self._project, CLOSING)

    @property
    def _project(self) -> "Project":
        return cast("Project", self)


def plan(
    project: "Project",
    model: Any = "assist",
    labels: Sequence[str] | None = None,
    items: "Items" = None,
    budget: "Budget | None" = None,
) -> dict[str, Any]:
    """What such a job would take; keeps nothing, asks nothing: `job.estimate()` with `warnings` (texts) and
    `rehearsable`, the number of answered items to rehearse on. Raises `NblabelError` as `autolabel` does."""
    from nblabel.jobs.assignment import assign, warnings
    from nblabel.jobs.estimating import estimate
    from nblabel.jobs.rehearsal import answered_items

    given = assign(project, model, labels, items, budget)
    told = estimate(project, given)
    return told | {"warnings": warnings(project, given), "rehearsable": len(answered_items(project))}
