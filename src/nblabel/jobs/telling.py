"""How a job stands, as plain data."""

from typing import TYPE_CHECKING, Any

from nblabel.jobs import runner
from nblabel.jobs.budget import Budget
from nblabel.store.about import now_us
from nblabel.store.jobs import ENDED, JobRow, is_alive, owner_here

if TYPE_CHECKING:
    from nblabel.openproject import Project

# Microseconds between taking a job and the thread that does it.
BEGINNING = 500_000


def status_of(project: "Project", row: JobRow) -> dict[str, Any]:
    """`state, reason, done, total, failed, left, tokens, cost, held, requests, rehearsing`."""
    alive = is_alive(row, runner.all_running(project))
    if row.state == "running" and not alive:  # it may have ended, or have begun, between the two looks
        row = project.store.job(row.id)
        alive = is_alive(row, runner.all_running(project)) or _begins(row)
    state, reason = row.state, row.reason
    if state == "running" and not alive:
        state, reason = "paused", ENDED
    at = runner.running(project, row.id) if alive else None
    told = {
        "state": state,
        "reason": reason,
        "done": row.done + row.passed,
        "total": row.total,
        "failed": row.failed,
        "left": row.passed,
        "tokens": row.used.tokens_in + row.used.tokens_out,
        "cost": _cost(row, row.used.tokens_in, row.used.tokens_out),
        "held": _cost(row, row.held.tokens_in, row.held.tokens_out),
        "requests": row.used.requests,
        "rehearsing": at is not None and at.rehearsal,
    }
    if told["rehearsing"]:
        states = project.store.job_states(row.id, rehearsal=True)
        done, failed = states.get("done", 0), states.get("failed", 0)
        told |= {"done": done, "failed": failed, "total": sum(states.values()), "left": 0}
    return told


def _begins(row: JobRow) -> bool:
    """Whether it was taken here a moment ago: its thread is about to run."""
    young = now_us() - row.beat < BEGINNING
    return row.state == "running" and row.owner == owner_here() and young


def info_of(project: "Project", row: JobRow) -> dict[str, Any]:
    """The same and what else a list of jobs shows."""
    return status_of(project, row) | {
        "id": row.id,
        "model": row.model,
        "kind": row.kind,
        "run": row.run,
        "budget": Budget(**row.options.get("budget", {})),
        "endpoint": str(row.options.get("endpoint", "")),
        "live": bool(row.options.get("live")),
        "created": row.created_at,
        "suggested": project.store.count_open(row.run) if row.run is not None else 0,
        "rehearsal": list(row.rehearsal.get("labels", [])),
    }


def _cost(row: JobRow, tokens_in: int, tokens_out: int) -> float | None:
    if row.kind != "gpt":
        return 0.0
    price = row.options["gpt"].get("price")
    return None if price is None else (tokens_in * price[0] + tokens_out * price[1]) / 1e6
