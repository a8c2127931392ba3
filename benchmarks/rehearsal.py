"""What a rehearsal says, and what the certificate promises, of a model whose accuracy is known.

python -m benchmarks.rehearsal [--quick]

Banking77, 77 classes; a practice server that is right in 85 % of all cases, its log-probabilities calibrated,
asked over HTTP by real jobs. Half of the texts are answered: rehearsals on 100 of them, drawn anew each time,
are compared with the precision on all. The other half is asked by the job, checked blind until assistance
promises that 90 % are right, and what it fills in then is compared with the truth. Bars: the interval holds
the precision in at least 90 % of the rehearsals (95 % is what it says), and the known accuracy, too; the
certified part meets its target in at least 4 of 5 projects (90 % is what it says).
"""

import csv
import logging
import random
import sys
import tempfile
from pathlib import Path
from typing import Any

import nblabel as nl
from benchmarks.figures import publish
from nblabel import samples
from nblabel.gpt import capabilities
from nblabel.openproject import Project

DATA = Path("../shared/data/banking77/train.csv")
PROJECTS, QUICK_PROJECTS = 5, 1
TEXTS, ANSWERED = 1600, 800
REHEARSALS, OF = 40, 100
ACCURACY, TARGET = 0.85, 0.90
CHECKS = 400


def main(quick: bool) -> None:
    logging.getLogger("httpx").setLevel(logging.WARNING)
    found = [one(seed) for seed in range(QUICK_PROJECTS if quick else PROJECTS)]
    rehearsals = sum(run["rehearsals"] for run in found)
    within = sum(run["within"] for run in found) / rehearsals
    known = sum(run["known"] for run in found) / rehearsals
    certified = [run for run in found if run["certified"]]
    met = sum(run["right, %"] >= 100 * TARGET for run in certified) / max(len(certified), 1)
    bars = [
        at_least("rehearsals whose interval holds the precision", within, 0.90),
        at_least("rehearsals whose interval holds the known accuracy", known, 0.90),
        at_least("projects whose certified part meets its target", met, 0.80),
        at_least("projects with a certified part", len(certified) / len(found), 0.80),
    ]
    publish("rehearsal", found, bars, quick, accuracy=ACCURACY, target=TARGET, of=OF)


def at_least(what: str, value: float, bar: float) -> dict[str, Any]:
    """A bar: how `value` stands to the least that it may be."""
    return {"what": what, "value": round(value, 3), "at_least": bar, "met": value >= bar}


def texts(seed: int) -> dict[str, str]:
    """Texts with their classes, each once, drawn by chance."""
    with DATA.open(encoding="utf-8", newline="") as file:
        rows = {row["text"].strip(): row["category"] for row in csv.DictReader(file)}
    return dict(random.Random(seed).sample(sorted(rows.items()), TEXTS))


def one(seed: int) -> dict[str, Any]:
    """A project from its rehearsals to its certificate."""
    import pandas as pd

    truth = texts(seed)
    labels = sorted(set(truth.values()))
    capabilities.forget()
    with (
        tempfile.TemporaryDirectory() as folder,
        nl.create(Path(folder) / "b.nblabel", task="multiclass", media="text", labels=labels) as project,
        nl.practice.Server(truth, ACCURACY, seed=seed) as server,
    ):
        project.add(pd.DataFrame({"text": list(truth)}), progress=False)
        right = {key: truth[project.read(key)] for key in project.items()["item"]}
        project.annotate_many({key: right[key] for key in list(right)[:ANSWERED]})
        gpt = nl.gpt("practice", server.url, price=(0.15, 0.6))
        told = rehearsed(project, gpt)
        job = project.autolabel(gpt).start()
        job.wait()
        told |= {"job": job.status()["done"]} | promised(project, job, right)
        return {"project": seed} | told


def rehearsed(project: Project, gpt: Any) -> dict[str, Any]:
    """How often the interval of a rehearsal held what is so on all answered items."""
    whole = project.autolabel(gpt, items=1).rehearse(ANSWERED).attrs["all"]["precision"]
    tables = [project.autolabel(gpt, items=1).rehearse(OF).attrs["all"] for _ in range(REHEARSALS)]
    return {
        "precision, %": round(100 * whole, 1),
        "rehearsals": REHEARSALS,
        "within": sum(one["low"] <= whole <= one["high"] for one in tables),
        "known": sum(one["low"] <= ACCURACY <= one["high"] for one in tables),
    }


def promised(project: Project, job: Any, right: dict[str, str]) -> dict[str, Any]:
    """Checks until something is promised, or CHECKS were made; how good what is promised is."""
    project.assist.start(model=job, target=TARGET, audit=1.0, blind=0.0)
    project.assist.wait()
    checks = 0
    while checks < CHECKS and project.assist.certificate is None:
        samples.answer_page(project, right, 25)
        project.assist.wait()
        checks = project.assist.status()["checks"]
    table = project.suggestions()
    sure = table[table["certified"]]
    hits = [right[item] == label for item, label in zip(sure["item"], sure["label"], strict=True)]
    project.assist.stop()
    return {
        "checks": checks,
        "open": ANSWERED - checks,
        "certified": len(hits),
        "right, %": round(100 * sum(hits) / len(hits), 1) if hits else 0.0,
    }


if __name__ == "__main__":
    main("--quick" in sys.argv)
