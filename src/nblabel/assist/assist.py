"""`project.assist`: learning while people label."""

import threading
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any

from nblabel.assist.options import Options, check
from nblabel.values.errors import NblabelError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from nblabel.assist.serving import Served, Serving
    from nblabel.assist.trainer import Trainer
    from nblabel.learn.certificate.checks import Certificate
    from nblabel.learn.pages import Mode
    from nblabel.openproject import Project
    from nblabel.store.gather import Ids

OFF = "Assistance is not running. Start it: project.assist.start()."


class Assist:
    """Learns in the background from what is answered, and suggests. Safe from any thread."""

    def __init__(self, project: "Project") -> None:
        self._project = project
        self._trainer: Trainer | None = None
        self._serving: Serving | None = None
        self._lock = threading.RLock()
        self._told: Callable[[bool], None] = lambda suggestions: None

    # --- running --------------------------------------------------------------------------------------

    def start(
        self,
        model: Any = None,
        features: Any = None,
        order: "str | Callable[..., Any]" = "auto",
        target: float = 0.90,
        confidence: float = 0.90,
        audit: float = 0.15,
        blind: float = 0.03,
        device: str = "auto",
        seed: int = 0,
        executor: Executor | None = None,
    ) -> None:
        """Starts learning; what was running before is stopped first.

        `model`: None for a linear head over `features`, else anything with `predict` (see the guide). `order`
        is a query strategy's name or a function (features, scores, open places) -> places. Prelabels promise
        the share `target` of right ones with this `confidence`; `audit` and `blind` are shares of the items
        served without any suggestion. Raises `NblabelError` naming what cannot be.
        """
        options = Options(model, features, order, target, confidence, audit, blind, device, seed, executor)
        check(self._project.task, options)
        self.begin(options)

    def begin(self, options: Options) -> None:
        """Starts with options that were checked."""
        from nblabel.assist.serving import Serving
        from nblabel.assist.trainer import Trainer

        with self._lock:
            self.stop()
            trainer = Trainer(self._project, options, self._tell)
            self._trainer, self._serving = trainer, Serving(self._project, trainer.pool)
            self._project.listen(trainer)
            trainer.start()

    def stop(self) -> None:
        """Stops learning. Suggestions stay until the project is closed; the certificate's looks are kept."""
        with self._lock:
            trainer, self._trainer, self._serving = self._trainer, None, None
        if trainer is not None:
            trainer.stop()

    def pause(self) -> None:
        """Learns no further for now; pages and suggestions stay as they are."""
        self._running().pause(True)

    def resume(self) -> None:
        """Goes on."""
        self._running().pause(False)

    def wait(self, seconds: float | None = None) -> bool:
        """True when all answers so far are learnt from and suggestions are written; False on time-out.

        Raises `NblabelError` when assistance is off, or with the reason when learning halted.
        """
        trainer = self._running()
        done = trainer.wait(seconds)
        if not done and trainer.standing.phase == "failed":
            raise NblabelError(f"Learning halted: {trainer.standing.error}")
        return done

    @property
    def is_running(self) -> bool:
        """True from `start()` to `stop()`."""
        return self._trainer is not None

    # --- what it says ---------------------------------------------------------------------------------

    def status(self) -> dict[str, Any]:
        """`phase, fraction, run, device, features, answers, accuracy, accuracy_low, accuracy_high, per_label,
        accepted, changed, rejected, seconds_saved, pull, needed, error` and what else the panel shows.

        `per_label` is a dict of label paths.
        """
        told = self.training()
        paths = {row.id: row.path for row in self._project.store.labels(all=True)}
        told["per_label"] = {paths[one.pop("label")]: one for one in told["per_label"]}
        told["rare"] = [paths[label] for label in told["rare"]]
        return told

    def training(self) -> dict[str, Any]:
        """The same with label ids, as the page is told."""
        from nblabel.assist.telling import OFF as NOTHING
        from nblabel.assist.telling import training_of

        trainer = self._trainer
        return training_of(trainer) if trainer is not None else dict(NOTHING, per_label=[])

    def runs(self) -> "pd.DataFrame":
        """One row per run, oldest first: `run, model, answers, accuracy, accuracy_low, accuracy_high,
        certified, created_at`."""
        from nblabel.assist.telling import runs_of

        return runs_of(self._project.store)

    @property
    def certificate(self) -> "Certificate | None":
        """The promise that prelabels carry now, or None."""
        trainer = self._trainer
        learner = trainer.learner if trainer is not None else None
        return learner.certifier.certificate if learner is not None else None

    def embeddings(self) -> "NDArray[np.float16]":
        """Features of every item, float16 (n, d), rows in the order of `project.items()`; NaN for none.

        Raises `NblabelError` when assistance is off or has not got there.
        """
        trainer = self._running()
        if trainer.embeddings is None or trainer.learner is None:
            raise NblabelError("The embeddings are not made yet; project.assist.wait() waits for them.")
        order = self._project.store.place_all("work")
        return trainer.embeddings.matrix([trainer.names.get(item, "") for item in order.tolist()])

    def similar(self, keys: Iterable[str]) -> "Ids":
        """All items (ids), those most like these first. Raises `NblabelError` when that is not known."""
        trainer = self._running()
        if trainer.learner is None:
            raise NblabelError("What is alike is not known yet: the items are still being looked at.")
        ids = trainer.pool.ids
        places = trainer.pool.places(list(self._project.store.ids_of(keys).values()))
        found: Ids = ids[trainer.learner.similar(places[places < len(trainer.learner)])]
        return found

    def reasons(self, keys: Iterable[str]) -> dict[str, str]:
        """Why the answers of these items may be wrong; those that nothing is said of are left out."""
        trainer = self._trainer
        if trainer is None:
            return {}
        ids = self._project.store.ids_of(keys)
        return {key: trainer.reasons[item] for key, item in ids.items() if item in trainer.reasons}

    # --- pages ----------------------------------------------------------------------------------------

    def page(
        self, n: int, exclude: Collection[str] = (), mode: "Mode" = "automatic", annotator: str | None = None
    ) -> "Served | None":
        """The next page, or None while there is nothing to choose by: then the work order holds."""
        trainer, serving = self._trainer, self._serving
        if trainer is None or serving is None or trainer.pages is None:
            return None
        return serving.page(trainer.pages, annotator or self._project.annotator, n, exclude, mode)

    def blind(self, keys: Iterable[str], annotator: str | None = None) -> set[str]:
        """Those of these items that this annotator answers without any suggestion."""
        return self._project.store.blind(annotator or self._project.annotator, keys)

    def promise(self, target: float) -> None:
        """Another target for prelabels from now on: what was promised before is taken back."""
        from dataclasses import replace

        options = replace(self._running().options, target=target)
        check(self._project.task, options)
        self.begin(options)

    def on_change(self, told: Callable[[bool], None]) -> None:
        """Calls `told(suggestions)` whenever something changed; True when suggestions did."""
        self._told = told

    def _tell(self, suggestions: bool) -> None:
        self._told(suggestions)

    def _running(self) -> "Trainer":
        trainer = self._trainer
        if trainer is None:
            raise NblabelError(OFF)
        return trainer
