"""How long after Submit suggestions are on the page, and what a large pool costs.

python -m benchmarks.learning_speed [--quick]

From the message that saves a page of nine to the message that offers its followers: through the wire's
thread, the store, the head and what it says of the whole pool. Nothing but the page is made up: items are
documents of a project, their features a mixture of ten (or 77) Gaussians with a tenth of wrong answers. Each
pool has a process of its own.
"""

import multiprocessing
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.figures import at_most, publish, summary
from benchmarks.store_submit import process
from nblabel.values.ids import new_id

TILES, ANSWERS = 9, 1000
# Pool, features, classes, the most milliseconds that it may take.
CASES = [(10_000, 384, 10, 60.0), (500_000, 384, 10, 300.0), (10_000, 1280, 77, None)]


class Mixture:
    """Features of the document "n": the centre of its class, and noise."""

    def __init__(self, width: int, classes: int) -> None:
        self.width, self.classes = width, classes
        self._centre = np.random.default_rng(0).normal(size=(classes, width)).astype(np.float32)

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        numbers = np.array([int(text) for text in texts])
        rng = np.random.default_rng(int(numbers[0]))
        noise = rng.normal(size=(len(numbers), self.width)).astype(np.float32)
        return np.asarray(self._centre[numbers % self.classes] + 4 * noise, np.float32)


def learn(folder: str, pool: int, width: int, classes: int, submits: int) -> dict[str, Any]:
    """One pool: milliseconds of each submit, seconds to the first suggestions, memory."""
    import pandas as pd

    import nblabel as nl
    from nblabel.learn.features.own import Own

    labels = [f"class {n}" for n in range(classes)]
    project = nl.create(Path(folder) / "speed.nblabel", task="multiclass", labels=labels, media="text")
    texts = [str(n) for n in range(pool)]
    project.add(pd.DataFrame({"text": texts, "key": texts}), progress=False)
    project.annotate_many({str(n): labels[n % classes] for n in range(ANSWERS)})
    began = time.perf_counter()
    features = Own(Mixture(width, classes), "text", key=f"{width}-{classes}", batch=2048)
    project.assist.start(features=features, audit=0.0)
    if not project.assist.wait(1200):
        raise RuntimeError("nothing was learnt in 20 minutes")
    first = time.perf_counter() - began
    page = Follower(project)
    times = [page.submit(labels) for _ in range(submits)]
    page.close()
    project.close()
    return {"times": times, "first_s": first, **process()}


class Follower:
    """A page without a browser that submits, and waits for what is offered after it."""

    def __init__(self, project: Any) -> None:
        from benchmarks.page import Page

        self._project = project
        self._page = Page(project)
        self._ids = {row.path: row.id for row in project.store.labels()}
        self._page.hello(TILES, 0)
        project.listen(self)

    # --- as a listener of the project, in the labeler's place ---

    def answers_changed(self, items: list[str] | None, client: str) -> None:
        self._page.desk.tell_changed(items, client)

    def labels_changed(self) -> None: ...

    def about_changed(self) -> None: ...

    def refreshing(self, done: int) -> None: ...

    def refreshed(self, report: Any) -> None: ...

    def training_changed(self) -> None:
        self._page.desk.assisting.tell_training()

    def suggestions_changed(self) -> None:
        self._page.desk.assisting.tell_suggestions()

    def jobs_changed(self) -> None: ...

    def submit(self, labels: Sequence[str]) -> float:
        """Milliseconds from Save to Offered, for a page that follows the items of the next one."""
        from nblabel.values.annotation import Annotation, Whole
        from nblabel.values.change import Change, Edit

        project = self._project
        keys = self._page.ask("work", count=TILES, size=0)["items"]
        versions = project.store.answers(project.annotator, [one["item"] for one in keys])
        changes = [
            Change(
                key, versions[key].version,
                [Annotation(new_id(), self._ids[labels[int(key) % len(labels)]], Whole())], state="submitted",
            )
            for key in versions
        ]  # fmt: skip
        edit = Edit(new_id(), "submit", changes, client="page", seconds=9)
        self._page.ask("work", count=TILES, size=0, exclude=list(versions), ahead=True)
        began = time.perf_counter()
        self._page.save(project.about.uuid, project.annotator, edit)
        came = self._page.offered()
        project.assist.wait(60)  # the certificate may follow
        return (came - began) * 1000

    def close(self) -> None:
        self._page.close()


def apart(*given: Any) -> dict[str, Any]:
    """`learn` in a process of its own."""
    with (
        tempfile.TemporaryDirectory() as folder,
        multiprocessing.get_context("spawn").Pool(1) as one,
    ):
        return one.apply(learn, (folder, *given))


def main(quick: bool) -> None:
    figures, bars = [], []
    for pool, width, classes, bar in CASES[: 1 if quick else None]:
        told = apart(pool, width, classes, 10 if quick else 60)
        about = f"{pool:,} × {width}, {classes} classes"
        times = summary(told["times"])
        figures.append(
            {"pool": about, **times, "first_s": round(told["first_s"], 1), "rss_mb": round(told["rss_mb"])}
        )
        if bar is not None:
            bars.append(at_most(f"submit → suggestions, {about}, p95 ms", times["p95"], bar))
        if pool == 500_000:
            bars.append(at_most("memory, 500,000 × 384, MB", told["rss_mb"], 3000))
    publish("learning_speed", figures, bars, quick)


if __name__ == "__main__":
    main("--quick" in sys.argv)
