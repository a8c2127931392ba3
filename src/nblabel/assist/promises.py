"""What outlives the kernel of a promise: which looks were taken, and what may be filled in because of one.

Each target with its confidence has an account of its own, so that nobody gets a new one by going back and
forth. What was certified lies in the project's cache folder: without it the next look makes it anew.
"""

import contextlib
import json
import zipfile
from typing import TYPE_CHECKING

import numpy as np

from nblabel.learn.certificate.certifier import Certifier
from nblabel.learn.learner import Learner, Sure

if TYPE_CHECKING:
    from nblabel.assist.pool import Classes, Pool
    from nblabel.openproject import Project


class Promises:
    """Keeps and restores the account of one project's learner."""

    def __init__(self, project: "Project") -> None:
        self._project = project
        self._kept = ""
        self._filled: Sure | None = None

    def keep(self, learner: Learner, pool: "Pool", classes: "Classes") -> None:
        """Keeps the account before anybody sees what a look gave, and what that lets fill in."""
        sure = learner.sure
        if sure is not self._filled:
            self._filled = sure
            self._write(learner, pool, classes)
        told = json.dumps({"account": learner.certifier.state(), "population": learner.population})
        if told != self._kept:
            self._kept = told
            self._project.store.set_note(self._name(learner), told)

    def restore(self, learner: Learner, pool: "Pool", classes: "Classes") -> None:
        """Gives a new learner the account that its project has for this target."""
        told = self._project.store.note(self._name(learner))
        if told is None:
            return
        kept = json.loads(told)
        learner.certifier = Certifier.from_state(kept["account"])
        learner.population = min(int(kept["population"]), len(learner))
        if learner.certifier.certificate is not None:
            learner.sure = self._filled = self._read(learner, pool, classes)
            if learner.sure is None:  # nobody knows any more what was promised
                learner.certifier.certificate = None

    def _name(self, learner: Learner) -> str:
        return f"assist:promise:{learner.settings.target:g}:{learner.settings.confidence:g}"

    def _write(self, learner: Learner, pool: "Pool", classes: "Classes") -> None:
        path = self._project.cache / "assist" / f"{self._name(learner).replace(':', '-')}.npz"
        sure = learner.sure
        if sure is None:
            path.unlink(missing_ok=True)
            return
        with contextlib.suppress(OSError):  # it is a cache: a full disk takes the promise, not the work
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = path.with_suffix(".new.npz")
            np.savez(
                fresh, item=pool.ids[sure.places], best=sure.best, score=sure.score, scores=sure.scores,
                labels=classes.labels,
            )  # fmt: skip
            fresh.replace(path)

    def _read(self, learner: Learner, pool: "Pool", classes: "Classes") -> Sure | None:
        path = self._project.cache / "assist" / f"{self._name(learner).replace(':', '-')}.npz"
        try:
            with np.load(path) as kept:
                if not np.array_equal(kept["labels"], classes.labels):
                    return None
                here = np.isin(kept["item"], pool.ids)
                places = pool.places(kept["item"])
                return Sure(places, kept["best"][here], kept["score"][here], kept["scores"][here])
        except (OSError, KeyError, ValueError, zipfile.BadZipFile):
            return None
