"""How a job gets going: its model is found, its leave to send anything is checked, its thread starts."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nblabel.gpt.endpoint import Gpt
from nblabel.gpt.faults import ConsentError, KeyMissingError
from nblabel.jobs import runner
from nblabel.jobs.assignment import restored
from nblabel.jobs.budget import Cost
from nblabel.jobs.runner import Runner, Worker
from nblabel.store.jobs import JobRow, owner_here

if TYPE_CHECKING:
    from nblabel.openproject import Project


def go(project: "Project", row: JobRow, rehearsal: list[int] | None = None) -> Runner:
    """Starts a job, or its rehearsal on these items (ids).

    Raises ConsentError and KeyMissingError before anything leaves, JobError when somebody runs it already.
    """
    model = restored(project, row.kind, row.options, project.job_models.get(row.id))
    if isinstance(model, Gpt):
        model = allowed(project, model)
    worker, cost = _worker(project, row, model)
    store = project.store
    if row.run is None and rehearsal is None:
        store.set_job(row.id, run=store.add_run("job", row.model, {"job": row.id}))
    taken = store.take_job(row.id, owner_here(), runner.all_running(project))
    if rehearsal is not None:
        store.begin_rehearsal(row.id, rehearsal)
    rest = ("paused", row.reason) if row.state == "running" else (row.state, row.reason)
    made = Runner(project, taken, worker, cost, rehearsal is not None, rest)
    made.start()
    project._listeners.jobs_changed()
    return made


def allowed(project: "Project", gpt: Gpt) -> Gpt:
    """The endpoint, once it is settled that contents may go there. Raises ConsentError, KeyMissingError."""
    if not gpt.is_local:
        if gpt.consent:
            project.agree(gpt.endpoint)
        elif not project.agreed(gpt.endpoint):
            raise ConsentError(
                f"Texts or pictures of this project would be sent to {gpt.endpoint}. Nothing was sent. Agree "
                f"to it with project.agree({gpt.endpoint!r}), or nl.gpt(..., consent=True)."
            )
    if not gpt.has_key:
        raise KeyMissingError(
            f"There is no key for {gpt.host}: set {gpt.key_variable} in the environment of this kernel."
        )
    return replace(gpt, consent=True)


def _worker(project: "Project", row: JobRow, model: Any) -> tuple[Worker, Cost]:
    labels = list(row.options["labels"])
    if row.kind == "assist":
        from nblabel.jobs.assistance import FromAssistance, current

        return FromAssistance(current(project, None)), _free
    if row.kind == "own":
        from nblabel.jobs.own import Own

        return Own(model, project, labels), _free
    from nblabel.jobs.asking import Asker
    from nblabel.jobs.examples import Examples
    from nblabel.jobs.prompting import prompt_of

    prompt = prompt_of(project, labels)
    return Asker(model, prompt, Examples(project, frozenset(labels))), model.cost


def _free(tokens_in: float, tokens_out: float) -> float:
    return 0.0
