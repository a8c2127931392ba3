"""How a job rehearses: it asks about answered items on its thread, and what it finds is kept with it."""

from typing import TYPE_CHECKING, Any

from nblabel.jobs.rehearsal import as_table, compare, differ, draw, figures
from nblabel.store.jobs import JobError

if TYPE_CHECKING:
    import pandas as pd

    from nblabel.jobs.job import Job
    from nblabel.openproject import Project


def rehearse(project: "Project", job: "Job", count: int) -> "pd.DataFrame":
    """Runs a rehearsal to its end. Raises JobError when nothing came of it, with the reason."""
    paths = {row.id: row.path for row in project.store.labels(all=True)}
    if job.kind == "assist":
        rows = _measured(project, job)
        project.store.set_job(job.id, rehearsal={"labels": rows})
        return as_table(rows, paths)
    if (state := job.status()["state"]) in ("running", "cancelled"):
        raise JobError(f"Job {job.id} is {state}; a rehearsal comes before.")
    before = project.store.job(job.id).used
    running = job._go(rehearsal=draw(project, count, seed=job.id))
    try:
        running.finished.wait()
    except BaseException:  # an interrupted cell: what is under way comes home, nothing more is asked
        running.stop("paused")
        raise
    compared = compare(project, job.id, job.labels)
    if not compared:
        raise JobError(f"The rehearsal found nothing. {_why(project, job, running.outcome[1])}")
    rows = figures(compared, job.labels)
    spent = project.store.job(job.id).used.less(before)
    project.store.set_job(job.id, rehearsal={"labels": rows, "items": len(compared), "tokens": [*spent[:2]]})
    project._listeners.jobs_changed()
    table = as_table(rows, paths)
    table.attrs |= {"items": len(compared), "tokens": spent.tokens_in + spent.tokens_out}
    return table


def disagreements(project: "Project", job: "Job") -> "pd.DataFrame":
    """The items of a rehearsal that people and model differ on: `item, answered, said, score`."""
    import pandas as pd

    paths = {row.id: row.path for row in project.store.labels(all=True)}
    rows = []
    for one in differ(compare(project, job.id, job.labels)):
        answered = ", ".join(_told(annotation, paths) for annotation in one.answered)
        said = ", ".join(_told(mark.annotation, paths) for mark in one.said)
        scores = [mark.score for mark in one.said if mark.score is not None]
        rows.append((one.item, answered, said, max(scores, default=None)))
    return pd.DataFrame(rows, columns=["item", "answered", "said", "score"])


def _told(annotation: Any, paths: dict[int, str]) -> str:
    """A label, and where a span of it is."""
    shape, path = annotation.shape, paths.get(annotation.label, "")
    return f"{path} [{shape.start}:{shape.end}]" if hasattr(shape, "end") else path


def _measured(project: "Project", job: "Job") -> list[dict[str, Any]]:
    """What assistance knows of itself: it was judged on answers that it had not seen."""
    told = project.assist.training()
    known = {one["label"]: one for one in told["per_label"]}
    if not known:
        raise JobError("Assistance has not been judged yet: project.assist.start(), then answer some items.")
    counts = project.store.progress()["per_label"]
    whole = {"label": 0, "count": told["answers"], "precision": told["accuracy"],
             "low": told["accuracy_low"], "high": told["accuracy_high"], "recall": None}  # fmt: skip
    return [whole] + [
        {
            "label": label,
            "count": counts.get(label, 0),
            "precision": known.get(label, {}).get("precision"),
            "low": known.get(label, {}).get("precision_low"),
            "high": known.get(label, {}).get("precision_high"),
            "recall": known.get(label, {}).get("recall"),
        }
        for label in job.labels
    ]


def _why(project: "Project", job: "Job", reason: str) -> str:
    failed = project.store.job_items(job.id, rehearsal=True, states=("failed",), limit=1)
    return reason or (failed[0].reason if failed else "It was stopped.")
