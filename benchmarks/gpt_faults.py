"""A job at an endpoint that fails as endpoints do: what is lost, what is asked twice, what is reserved.

python -m benchmarks.gpt_faults [--quick]

Of all requests 20 % are answered 429, 5 % with 500 and 2 % never; the practice server runs in a process of
its own and counts what it was asked, answered and charged. Bars: every item is done, or failed with its
reason; no item that was answered is asked again; what the project counts as used is what the server charged;
of every request whose outcome nobody knows, the most that it could have cost stays reserved.
"""

import sys
import tempfile
from pathlib import Path
from typing import Any

import nblabel as nl
from benchmarks.figures import at_most, publish
from benchmarks.practice import Apart, apart

DOCUMENTS, QUICK = 1000, 100
IN_FLIGHT, DELAY, TIMEOUT = 32, 0.02, 2.0
FAULTS = {"limited": 0.20, "broken": 0.05, "hanging": 0.02, "retry_after": 0.2}


def main(quick: bool) -> None:
    count = QUICK if quick else DOCUMENTS
    with tempfile.TemporaryDirectory() as folder, apart(delay=DELAY, seed=7, **FAULTS) as server:
        told = worked(Path(folder) / "faults.nblabel", count, server)
    tell(told, server.counts, count, quick)


def worked(path: Path, count: int, server: Apart) -> dict[str, Any]:
    """Runs the job to its end; what the project says of it."""
    import pandas as pd

    texts = [f"The {('cat', 'dog')[n % 2]} with the number {n}." for n in range(count)]
    with nl.create(path, task="multiclass", media="text", labels=["cat", "dog"]) as project:
        project.add(pd.DataFrame({"text": texts}), progress=False)
        gpt = nl.gpt("practice", server.url, in_flight=IN_FLIGHT, timeout=TIMEOUT)
        job = project.autolabel(gpt, budget=nl.Budget(requests=20 * count))
        job.start()
        job.wait()
        report, row = job.report(), project.store.job(job.id)
        failed = report[report["state"] == "failed"]
        return {
            "done": int((report["state"] == "done").sum()),
            "failed": len(failed),
            "without a reason": int((failed["reason"] == "").sum()),
            "suggested": len(project.suggestions()),
            "used": row.used,
            "held": row.held,
        }


def tell(told: dict[str, Any], counts: dict[str, dict[str, int]], count: int, quick: bool) -> None:
    statuses, used, held = counts["statuses"], told["used"], told["held"]
    requests = sum(counts["asked"].values())
    hung = requests - sum(n for status, n in statuses.items() if status in ("429", "500"))
    hung -= sum(counts["answered"].values())
    unknown = statuses.get("500", 0) + hung
    charged = counts["tokens"]
    figures = [{
        "items": count, "done": told["done"], "failed, with the reason": told["failed"], "requests": requests,
        "429": statuses.get("429", 0), "500": statuses.get("500", 0), "hung": hung,
        "tokens used": used.tokens_in + used.tokens_out, "tokens held": held.tokens_in + held.tokens_out,
    }]  # fmt: skip
    again = max(counts["answered"].values())
    bars = [
        at_most("items neither done nor failed with a reason",
                count - told["done"] - told["failed"] + told["without a reason"], 0),
        at_most("answers of one item", again, 1),
        at_most("tokens charged that the project does not count as used",
                abs(charged["in"] + charged["out"] - used.tokens_in - used.tokens_out), 0),
        at_most("requests of unknown outcome that are not held", abs(unknown - held.requests), 0),
        at_most("items done that have no suggestion", told["done"] - told["suggested"], 0),
    ]  # fmt: skip
    publish("gpt_faults", figures, bars, quick, faults=FAULTS, delay_s=DELAY, timeout_s=TIMEOUT)


if __name__ == "__main__":
    main("--quick" in sys.argv)
