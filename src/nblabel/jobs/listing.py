"""Jobs as a list that shows itself as a table."""

from typing import TYPE_CHECKING

from nblabel.jobs.job import Job

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "job",
    "model",
    "state",
    "done",
    "total",
    "failed",
    "tokens",
    "cost",
    "run",
    "created_at",
    "reason",
)


class Jobs(list[Job]):
    """Jobs, newest first."""

    def table(self) -> "pd.DataFrame":
        """One row per job: `job, model, state, done, total, failed, tokens, cost, run, created_at,
        reason`."""
        import pandas as pd

        rows = []
        for job in self:
            known = job.status() | {
                "job": job.id, "model": job.model, "run": job.run, "created_at": job.created_at,
            }  # fmt: skip
            rows.append([known[name] for name in COLUMNS])
        return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"run": "Int64"})

    def __repr__(self) -> str:
        return self.table().to_string(index=False) if self else "[]"

    def _repr_html_(self) -> str:
        return str(self.table().to_html(index=False)) if self else "<p>No jobs yet.</p>"
