"""A job whose kernel is killed again and again: what is asked twice, what is lost, what is paid.

python -m benchmarks.job_kills [--quick]

A process opens the project, goes on with the job and is killed (SIGKILL) at a random moment, 20 times; then
the job is let to its end. The practice server runs in a process of its own and counts every request. Bars: no
item is asked more than twice; every item is done, or failed with its reason; what the project says was used,
or may have been, covers what the server gave out.
"""

import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import nblabel as nl
from benchmarks.figures import at_most, publish
from nblabel.openproject import Project

KILLS, ITEMS, QUICK_KILLS, QUICK_ITEMS = 20, 1500, 4, 300
DELAY, IN_FLIGHT = 0.05, 8
# Seconds from the first answer to the kill: this long at most, so that each kill meets the job at work.
LATEST = 0.4


def main(quick: bool) -> None:
    kills, items = (QUICK_KILLS, QUICK_ITEMS) if quick else (KILLS, ITEMS)
    lot = random.Random(7)
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "kills.nblabel")
        server = subprocess.Popen(
            [sys.executable, "-m", "nblabel.practice", json.dumps({"delay": DELAY, "truth": truths(items)})],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        make(path, items, url)
        moments = [killed(path, lot.uniform(0.0, LATEST)) for _ in range(kills)]
        with nl.open(path) as project:
            job = project.jobs()[0]
            job.resume()
            job.wait()
            told, report = job.info(), job.report()
            row = project.store.job(job.id)
        counts = json.loads(server.communicate("")[0])
    asked = Counter(counts["asked"])
    twice = sum(n == 2 for n in asked.values())
    unsaid = int((~report["state"].isin(["done", "failed"])).sum())
    unreasoned = int(((report["state"] == "failed") & (report["reason"] == "")).sum())
    figures = [{
        "kills": kills,
        "met the job at work": sum(moments),
        "items": items,
        "done": told["done"],
        "failed, with the reason": told["failed"],
        "asked twice": twice,
        "requests": sum(asked.values()),
        "used and held": row.used.requests + row.held.requests,
    }]  # fmt: skip
    bars = [
        at_most("requests of one item", max(asked.values()), 2),
        at_most("items neither done nor failed with a reason", unsaid + unreasoned, 0),
        at_most("requests beyond what the project counts", sum(asked.values()),
                row.used.requests + row.held.requests),
    ]  # fmt: skip
    publish("job_kills", figures, bars, quick, delay_s=DELAY, in_flight=IN_FLIGHT)


def texts(items: int) -> list[str]:
    return [f"The {('cat', 'dog')[n % 2]} with the number {n}." for n in range(items)]


def truths(items: int) -> dict[str, str]:
    return {text: text.split()[1] for text in texts(items)}


def make(path: str, items: int, url: str) -> None:
    """The project and its job, ready to start."""
    import pandas as pd

    with nl.create(path, task="multiclass", media="text", labels=["cat", "dog"]) as project:
        project.add(pd.DataFrame({"text": texts(items)}), progress=False)
        gpt = nl.gpt("practice", url, price=(1.0, 1.0), in_flight=IN_FLIGHT)
        project.autolabel(gpt, budget=nl.Budget(requests=4 * items))


def killed(path: str, after: float) -> bool:
    """Lets a process go on with the job and kills it so many seconds after; whether it was at work then."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.job_kills", "work", path], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.readline()  # it runs
    time.sleep(after)
    at_work = process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    return at_work


def work(path: str) -> None:
    """Goes on with the job to its end; says when answers come."""
    project: Project = nl.open(path)
    job: Any = project.jobs()[0]
    before = job.status()["done"]
    if job.status()["state"] == "ready":
        job.start()
    else:
        job.resume()
    while job.status()["done"] == before and not job.wait(0.01):
        pass
    sys.stdout.write("runs\n")
    sys.stdout.flush()
    job.wait()


if __name__ == "__main__":
    if sys.argv[1:2] == ["work"]:
        work(sys.argv[2])
    else:
        main("--quick" in sys.argv)
