"""Jobs as pages are told of them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from nblabel.widget import protocol as wire
from nblabel.widget.upkeep import iso

if TYPE_CHECKING:
    from nblabel.openproject import Project
    from nblabel.store.jobs import JobRow

# No more are told of: the newest.
MOST = 50
# Below these a label is poor.
PRECISE, COMPLETE = 0.8, 0.5


def infos(project: "Project", troubles: Mapping[int, str], counted: bool = True) -> list[wire.JobInfo]:
    """All jobs, the newest first. `troubles` says what went wrong with some beside what is kept of them.

    What they suggest is counted among all items in memory, which may have to be read first; without
    `counted` it is 0.
    """
    rows = project.store.jobs()[:MOST]
    open_ = project.store.suggested_by_run() if counted and rows else {}
    return [_info(project, row, open_.get(row.run or 0, 0), troubles.get(row.id, "")) for row in rows]


def _info(project: "Project", row: "JobRow", suggested: int, trouble: str) -> wire.JobInfo:
    status: dict[str, Any] = project.job(row.id).status()
    options = row.options
    return wire.JobInfo(
        id=row.id,
        model=row.model,
        kind=row.kind,  # type: ignore[arg-type]
        state=status["state"],
        reason=status["reason"] or trouble,
        done=status["done"] + status["failed"],
        total=status["total"],
        failed=status["failed"],
        left=status["left"],
        tokens=status["tokens"],
        cost=status["cost"] if row.kind == "gpt" else None,
        budget=_limits(options.get("budget", {})),
        run=row.run or 0,
        suggested=suggested,
        created=iso(row.created_at),
        endpoint=str(options.get("endpoint", "")),
        live=bool(options.get("live")),
        rehearsing=status["rehearsing"],
        rehearsal=[_rehearsed(one) for one in row.rehearsal.get("labels", [])],
    )


def _limits(budget: Mapping[str, Any]) -> wire.BudgetInfo:
    """Those limits that a page shows."""
    return wire.BudgetInfo(**{name: budget.get(name) for name in wire.BudgetInfo.__struct_fields__})


def is_poor(precision: float | None, recall: float | None) -> bool:
    """Whether a label is known too badly to be suggested unseen."""
    return (precision is not None and precision < PRECISE) or (recall is not None and recall < COMPLETE)


def _rehearsed(one: Mapping[str, Any]) -> wire.Rehearsed:
    precision, recall = one["precision"], one["recall"]
    poor = bool(one["label"]) and is_poor(precision, recall)
    return wire.Rehearsed(one["label"], one["count"], precision, one["low"], one["high"], recall, poor)
