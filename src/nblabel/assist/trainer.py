"""The thread that learns: embeds, groups, fits after each answer, judges, and says so."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from nblabel.assist.models import Model, model_of
from nblabel.assist.options import Options
from nblabel.assist.outcomes import read_outcomes
from nblabel.assist.pool import Classes, Contents, Pool
from nblabel.assist.predicting import predicted, same
from nblabel.assist.progressed import Progressed
from nblabel.assist.promises import Promises
from nblabel.assist.record import Figures
from nblabel.assist.slips import suspicious
from nblabel.beside import beside
from nblabel.learn.adapters import adapter
from nblabel.learn.blocks import Stopped
from nblabel.learn.features.choosing import choose, quick
from nblabel.learn.features.embeddings import Embeddings
from nblabel.learn.head import NothingToLearnError
from nblabel.learn.learner import Answers, Audits, Judged, Learner, Run
from nblabel.learn.pages import Pages
from nblabel.learn.tree import Tree
from nblabel.values.errors import NblabelError

if TYPE_CHECKING:
    from nblabel.intake import AddReport
    from nblabel.openproject import Project

log = logging.getLogger("nblabel")
# Seconds in which pages are told what a run says before it is judged: both want the interpreter.
BREATH = 0.03


class Trainer:
    """Learns of one project on one thread, from `start()` to `stop()`. `told(suggestions)` is called when
    something changed: True when suggestions did."""

    def __init__(self, project: "Project", options: Options, told: Callable[[bool], None]) -> None:
        self._project = project
        self.options = options
        self._told = told
        self.standing = Progressed()
        self.pool = Pool(project)
        self.learner: Learner | None = None
        self.pages: Pages | None = None
        self.embeddings: Embeddings | None = None
        self.classes: Classes | None = None
        self.names: dict[int, str] = {}  # of the content of each item (its id) that can be read
        self.figures = Figures()
        self.checks = 0
        self.promises = Promises(project)
        self.reasons: dict[int, str] = {}
        self.number = 0
        self._model: Model | None = None
        self._news = threading.Event()
        self._done = threading.Condition()
        self._ending = self._paused = False
        self._thread = threading.Thread(target=self._live, name="nblabel-learn", daemon=True)

    # --- from any thread ------------------------------------------------------------------------------

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends it, and waits for the thread to see that."""
        self._ending = True
        self._news.set()
        if threading.current_thread() is not self._thread:
            self._thread.join(timeout=30)
        self._tell("off")

    def pause(self, paused: bool) -> None:
        self._paused = paused
        self._news.set()

    def answers_changed(self, items: list[str] | None, client: str) -> None:
        """As a listener of the project: there may be something new to learn."""
        self._news.set()

    def labels_changed(self) -> None:
        self._news.set()

    def about_changed(self) -> None: ...

    def refreshing(self, done: int) -> None: ...

    def refreshed(self, report: "AddReport") -> None:
        self._news.set()

    def training_changed(self) -> None: ...

    def suggestions_changed(self) -> None: ...

    def jobs_changed(self) -> None: ...

    def wait(self, seconds: float | None) -> bool:
        """Whether all answers of now were learnt from before the time is over, or learning halted."""
        wanted = self._newest()

        def there() -> bool:
            standing = self.standing
            failed = standing.phase == "failed" and standing.tried_to >= wanted
            return standing.learnt_to >= wanted or failed or standing.phase == "off"

        with self._done:
            self._done.wait_for(there, seconds)
        return self.standing.learnt_to >= wanted

    # --- the thread -----------------------------------------------------------------------------------

    def _live(self) -> None:
        while not self._ending:
            try:
                self._once()
            except Stopped:
                continue
            except Exception as error:  # the person goes on labeling, whatever a model does
                log.info("nblabel: learning halted", exc_info=True)
                self.standing.error = str(error) or type(error).__name__
                self._tell("failed")
            self._news.wait()
            self._news.clear()

    def _once(self) -> None:
        if self._paused:
            self._tell("paused")
            return
        event = self.standing.tried_to = self._newest()
        self.pool.join()
        if self.learner is None or len(self.learner) < len(self.pool.ids):
            self._embed()
            self._group()
        learner, classes = self.learner, self.pool.classes()
        assert learner is not None
        self._relabel(learner, classes)
        kind = learner.settings.kind
        answers = self.pool.answers(classes, kind)
        audits = self.pool.audits(self._project.store.audits(), classes, kind)
        self.checks = len(audits.places)
        if len(answers.places) and (learner.run is None or not same(answers, learner.run.answers)):
            self._learn(learner, answers, audits)
        self.standing.error = ""
        self.standing.learnt_to = event
        self._tell("ready")

    def _learn(self, learner: Learner, answers: Answers, audits: Audits) -> None:
        details = {"answers": len(answers.places)}
        number = beside(lambda: self._project.store.add_run("assist", self._model_name(), details))
        try:
            run = self._fit(learner, answers, audits)
        except NothingToLearnError:
            return
        self.number = number.result()
        self._publish(run)
        time.sleep(BREATH)
        self._judge(learner, audits)

    def _embed(self) -> None:
        """Features of every item; what is there already is not made again."""
        self._tell("embedding", 0.0)
        found = self.pool.contents(self.pool.ids)
        if not found.items:
            raise NblabelError("There is nothing to learn from yet: no item of the project can be read.")
        self.names = dict(zip(found.items, found.names, strict=True))
        if self.embeddings is None:
            if self.options.features is None and self._project.media == "image":
                self._glance(found)
            self.embeddings = self._first(found)
        self.embeddings.extend(
            found.names, found.contents, self.options.executor, self._embedded, self._is_over
        )
        self.standing.notice = self.embeddings.featurizer.notice  # it may have had to change the device
        self._take(self._matrix(self.embeddings))

    def _glance(self, found: Contents) -> None:
        """Groups by outlines and colours alone until better features are there: a first page comes soon."""
        folder = self._project.cache / "embeddings"
        rough = Embeddings(folder, quick("image", found.contents, folder))
        rough.extend(found.names, found.contents, self.options.executor, self._embedded, self._is_over)
        self._take(self._matrix(rough))
        self._group()

    def _first(self, found: Contents) -> Embeddings:
        """Opens the features that were asked for."""
        folder, options = self._project.cache / "embeddings", self.options
        featurizer = choose(
            options.features, self._project.media, found.contents, folder, options.device, self._is_over
        )
        self.standing.features, self.standing.notice = featurizer.name, featurizer.notice
        return Embeddings(folder, featurizer)

    def _matrix(self, embeddings: Embeddings) -> Any:
        """The features of the pool, place by place."""
        return embeddings.matrix([self.names.get(item, "") for item in self.pool.ids.tolist()])

    def _embedded(self, done: int, total: int) -> None:
        self._tell("embedding", done / max(total, 1))

    def _take(self, features: Any) -> None:
        """A learner of these features; of items that joined, what was promised says nothing."""
        classes = self.pool.classes()
        settings = self.options.settings(self._project.task)
        before = self.learner
        certifier = before.certifier if before is not None else None
        learner = Learner(features, len(classes), settings, certifier, self._is_over)
        if before is not None:
            learner.follow(before, self.checks)
        else:
            self.promises.restore(learner, self.pool, classes)
        self.classes = self.classes or classes  # whether they are others now, `_relabel` sees
        self.learner = learner

    def _group(self) -> None:
        assert self.learner is not None
        self._tell("clustering", 0.0)
        groups = self.learner.group(self._is_over)
        self._project.store.set_clusters(self.pool.ids, groups.label)
        own = adapter(self.options.order) if callable(self.options.order) else None
        self.pages = Pages(self.learner, own)  # not sooner: a page of no kind would stay
        self._told(True)

    def _relabel(self, learner: Learner, classes: Classes) -> None:
        """Takes up labels that were added, merged or retired: what is learnt has other classes then."""
        learner.tree = Tree.of(classes.parents.tolist())
        if self.classes is not None and np.array_equal(self.classes.labels, classes.labels):
            self.classes = classes
            return
        learner.k, learner.run = len(classes), None
        learner.void("labels changed")
        self.classes = classes

    def _fit(self, learner: Learner, answers: Answers, audits: Audits) -> Run:
        self._tell("learning", 0.0)
        if self.options.model is None:
            return learner.fit(answers, self._is_over)
        if self._model is None:
            self._model = model_of(self.options.model, self._project, self.pool)
        assert self.classes is not None
        scores = self._model.scores(learner, answers, audits.places, self.classes, self._is_over)
        return learner.take(scores, answers)

    def _judge(self, learner: Learner, audits: Audits) -> None:
        """Looks at the checks when that is due, and keeps that it did before anybody sees the outcome."""
        assert self.classes is not None
        before = learner.sure
        judged = learner.judge(audits, self.pool.waiting(), self._is_over)
        self.promises.keep(learner, self.pool, self.classes)
        self._note(learner, judged, audits)
        self._doubt(learner, judged)
        if learner.sure is not before:
            self._publish(judged.run)

    def _publish(self, run: Run) -> None:
        """Lets the run speak of every item; what is certified says what it said when it was looked at."""
        assert self.learner is not None
        assert self.classes is not None
        self._project.store.predict(predicted(self.number, self.learner, run, self.pool.ids, self.classes))
        self._told(True)

    def _note(self, learner: Learner, judged: Judged, audits: Audits) -> None:
        """Keeps the run's figures, with the run and for the panel."""
        assert self.classes is not None
        figures = self.figures.after(learner, judged, audits, self.pool.waiting(), self.classes.labels)
        outcomes = read_outcomes(self._project.store, figures.agreed_blind)
        self.figures = replace(figures, outcomes=outcomes)
        details = self.figures.details() | {"features": self.standing.features}
        self._project.store.describe_run(self.number, details)

    def _doubt(self, learner: Learner, judged: Judged) -> None:
        """Tells which answers look like slips, and why."""
        assert self.classes is not None
        found = suspicious(learner, judged, self.pool.ids, self.classes, self._project.store.labels())
        self.reasons = found.reasons
        self._project.store.doubt(found.doubts)

    def _model_name(self) -> str:
        model = self.options.model
        return self.standing.features if model is None else type(model).__name__

    # --- telling --------------------------------------------------------------------------------------

    def _is_over(self) -> bool:
        return self._ending or self._paused

    def _newest(self) -> int:
        return int(self._project.store.changes_since(None).last)

    def _tell(self, phase: str, fraction: float = 1.0) -> None:
        self.standing.phase, self.standing.fraction = phase, fraction
        with self._done:
            self._done.notify_all()
        self._told(False)
