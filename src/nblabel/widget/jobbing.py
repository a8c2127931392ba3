"""Jobs as a page has them: what they can be made of, what is done with them, and how far they are."""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from nblabel.beside import beside
from nblabel.gpt.endpoint import Gpt
from nblabel.host import is_app
from nblabel.values.errors import NblabelError
from nblabel.values.labels import Label
from nblabel.widget import protocol as wire
from nblabel.widget.drafting import Drafting, Find, plan_of
from nblabel.widget.jobinfo import infos
from nblabel.widget.live import Live

if TYPE_CHECKING:
    from nblabel.openproject import Project
    from nblabel.widget.assisting import Assisting
    from nblabel.widget.link import Link

T = TypeVar("T")
# Pages hear of jobs at most so often, in seconds.
EVERY = 0.2
# Rows of a list that a person reads.
ROWS = 200
# So many items tell what they have in common.
NAMED_BY = 40
log = logging.getLogger("nblabel")


class Jobbing:
    """Jobs' part of one widget's desk. Asks come on the wire's thread, changes on any; the work of both is
    done on threads of its own, in the order in which it came."""

    def __init__(self, project: "Project", find: Find) -> None:
        self._project = project
        self._drafting = Drafting(project, find)
        self._live = Live(project)
        self._link: Link | None = None
        self._assisting: Assisting | None = None
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="nblabel-jobs")
        self._planner = ThreadPoolExecutor(1, thread_name_prefix="nblabel-plan")
        self._asked: dict[str, object] = {}
        self._lock = threading.Lock()
        self._waits = False
        self._told = 0.0
        # What went wrong in rehearsals, by job.
        self._troubles: dict[int, str] = {}
        self.asks: dict[type[wire.Message], Callable[[str, Any], Any]] = {
            wire.Choices: lambda client, ask: self._soon(self._drafting.choices),
            wire.Plan: self._plan,
            wire.Job: lambda client, ask: self._soon(lambda: self._act(client, ask)),
            wire.Detail: lambda client, ask: self._soon(lambda: self._detail(ask.job)),
            wire.Live: lambda client, ask: self._soon(lambda: self._follow(ask)),
            wire.Name: lambda client, ask: beside(lambda: self._name(client, ask)),
            wire.AddLabel: lambda client, ask: self._soon(lambda: self._add(ask)),
        }

    def join(self, link: "Link", assisting: "Assisting") -> None:
        """Says where to push."""
        self._link, self._assisting = link, assisting

    def bring(self, model: Any, budget: Any = None) -> None:
        """Offers a program's model to pages. Nothing that they ask of it spends more than `budget`."""
        self._drafting.given, self._drafting.most = model, budget

    def follow(self, model: Any, budget: Any = None) -> None:
        """Suggests by this model for each page from now on. Raises `NblabelError` where it may not."""
        self.bring(model, budget)
        most = self._drafting.budget(wire.BudgetInfo(), model)
        self._soon(lambda: self._live.begin(model, most)).result()

    def show(self, keys: list[str]) -> None:
        """A page shows these items."""
        with suppress(RuntimeError):  # closed meanwhile
            self._soon(lambda: self._live.show(keys))

    def close(self) -> None:
        """Asks about pages no more; jobs go on, they are the project's."""
        with suppress(RuntimeError):
            self._soon(self._live.leave)
        for threads in (self._worker, self._planner):
            threads.shutdown(wait=False)

    # --- how they stand ----------------------------------------------------------------------------

    def known(self) -> wire.Jobs | None:
        """All jobs for a page that opens; None when there is none. What they suggest is told later."""
        jobs = infos(self._project, self._troubles, counted=False)
        if not jobs:
            return None
        self.tell()
        return wire.Jobs(jobs, live=self._live.job)

    def tell(self) -> None:
        """A job has come further: pages hear of it soon, once, however often it does meanwhile."""
        with self._lock:
            if self._waits:
                return
            self._waits = True
            wait = max(0.0, self._told + EVERY - time.monotonic())
        timer = threading.Timer(wait, self._push)
        timer.daemon = True
        timer.start()

    def _push(self) -> None:
        with self._lock:
            self._waits, self._told = False, time.monotonic()
        if self._link is None or self._assisting is None:
            return
        try:
            self._link.push(self._jobs())
        except NblabelError as error:  # the project was closed meanwhile
            log.info("nblabel: %s", error)
            return
        self._assisting.tell_suggestions()

    def _jobs(self, job: int = 0) -> wire.Jobs:
        return wire.Jobs(infos(self._project, self._troubles), job, self._live.job)

    # --- asks ----------------------------------------------------------------------------------------

    def _plan(self, client: str, ask: wire.Plan) -> "Future[wire.Planned]":
        """Of the plans that one page asks for the newest counts."""
        self._asked[client] = ask

        def plan() -> wire.Planned:
            if self._asked.get(client) is not ask:
                raise NblabelError("Another plan was asked for meanwhile.")
            return self._planned(client, ask.draft)

        return self._planner.submit(plan)

    def _planned(self, client: str, draft: wire.Draft) -> wire.Planned:
        from nblabel.autolabeling import plan

        drafting = self._drafting
        model = drafting.model(draft.model, draft.gpt)
        found = plan(self._project, model, *self._parts(client, draft, model))
        labels = [row.id for row in self._project.store.labels()] if draft.labels is None else draft.labels
        poor = [one.label for one in drafting.choices().labels if one.poor and one.label in labels]
        return plan_of(found, model, drafting.needs_consent(model), poor)

    def _parts(self, client: str, draft: wire.Draft, model: Any) -> tuple[Any, Any, Any]:
        """Labels, items and budget as the project takes them."""
        drafting = self._drafting
        items = drafting.items(client, draft.items)
        return drafting.labels(draft.labels), items, drafting.budget(draft.budget, model)

    def _act(self, client: str, ask: wire.Job) -> wire.Jobs:
        job = self._made(client, ask.draft) if ask.draft is not None else self._project.job(ask.job)
        if ask.act == "rehearse":
            self._rehearse(job, ask.count)
        elif ask.act in ("accept", "reject", "discard"):
            self._judge(job, ask.act)
        elif ask.act != "create":
            getattr(job, ask.act)()
        return self._jobs(job.id)

    def _made(self, client: str, draft: wire.Draft) -> Any:
        model = self._drafting.model(draft.model, draft.gpt)
        _refuse_in_app(model)
        self._drafting.agree(model, draft.consent)
        labels, items, budget = self._parts(client, draft, model)
        return self._project.autolabel(model, labels=labels, items=items, budget=budget)

    def _rehearse(self, job: Any, count: int) -> None:
        """Begins; how it went is pushed."""
        self._troubles.pop(job.id, None)

        def rehearse() -> None:
            try:
                job.rehearse(count)
            except NblabelError as error:
                self._troubles[job.id] = str(error)
            finally:
                self.tell()

        threading.Thread(target=rehearse, name="nblabel-rehearse", daemon=True).start()

    def _judge(self, job: Any, act: str) -> None:
        if job.run is None:
            return
        if act == "discard":
            self._project.discard(job.run)
        else:
            judge = self._project.accept if act == "accept" else self._project.reject
            judge(where={"run": [job.run]})

    def _detail(self, job: int) -> wire.Details:
        found = self._project.job(job)
        report = found.report()
        failed = report[report["state"] == "failed"].head(ROWS)
        unlike = found.disagreements().head(ROWS)
        return wire.Details(
            job,
            [wire.FailedItem(*map(str, row)) for row in failed[["item", "reason"]].to_numpy()],
            [wire.Disagreement(*map(str, row)) for row in unlike[["item", "answered", "said"]].to_numpy()],
        )

    def _follow(self, ask: wire.Live) -> wire.Jobs:
        if not ask.on:
            self._live.end()
            return self._jobs()
        model = self._drafting.model(ask.model, ask.gpt)
        self._drafting.agree(model, ask.consent)
        self._live.begin(model, self._drafting.budget(ask.budget, model))
        return self._jobs(max(0, self._live.job))

    def _name(self, client: str, ask: wire.Name) -> wire.Named:
        model = self._drafting.model(ask.model, ask.gpt)
        _refuse_in_app(model)
        self._drafting.agree(model, ask.consent)
        keys = self._drafting.items(client, ask.items)
        if not isinstance(keys, list):
            keys = self._project.next(NAMED_BY if keys is None else keys)
        found = self._project.suggest_labels(keys[:NAMED_BY], model)
        return wire.Named([wire.NamedLabel(one.path, one.description) for one in found])

    def _add(self, ask: wire.AddLabel) -> wire.Done:
        self._project.labels.add(Label(ask.path, description=ask.description))
        return wire.Done()

    def _soon(self, work: Callable[[], T]) -> "Future[T]":
        return self._worker.submit(work)


def _refuse_in_app(model: Any) -> None:
    """Raises `NblabelError` where who looks at the page would spend what is not theirs."""
    if is_app() and isinstance(model, Gpt):
        raise NblabelError("In an app it suggests for the pages that you see; all else is the notebook's.")
