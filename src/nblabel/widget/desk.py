"""What each message of a page does with the project. Runs on the wire's thread; knows no Jupyter."""

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from typing import Any

from nblabel.drawnon import drawn_on, remember
from nblabel.fitting import altered
from nblabel.intake import AddReport
from nblabel.openproject import Project
from nblabel.store.items import ItemRow
from nblabel.values.change import Answer
from nblabel.values.errors import NblabelError
from nblabel.values.query import Query
from nblabel.widget import first
from nblabel.widget import protocol as wire
from nblabel.widget.assisting import Assisting, Chosen
from nblabel.widget.guide import tree_of
from nblabel.widget.jobbing import Jobbing
from nblabel.widget.link import Link
from nblabel.widget.measuring import measure
from nblabel.widget.proposing import Proposing
from nblabel.widget.reading import Reading
from nblabel.widget.sending import send_pictures
from nblabel.widget.starting import Starting
from nblabel.widget.telling import info_of, labels_of, progress_of, suggested_of
from nblabel.widget.tiling import Tiling
from nblabel.widget.upkeep import Upkeep, refreshed
from nblabel.widget.wall import Saves, Wall

ACTS = 50
CHANGED_AT_MOST = 200
# The items are read into memory when the first page is drawn, in seconds after its hello.
AFTER_HELLO = 1.5


class Desk:
    """Serves the pages of one widget. `viewed` is told what a page (a client) shows."""

    def __init__(
        self, project: Project, send: Callable[..., None], viewed: Callable[[str, wire.View], None]
    ) -> None:
        self._project = project
        self._viewed = viewed
        # True once a page has said hello.
        self.greeted = False
        # The pages that show the widget now, or died while they did.
        self._pages: set[str] = set()
        self._deserted: Callable[[], None] | None = None
        # What the pages look through; None for the work queue.
        self.query: Query | None = None
        self._reading = Reading(project)
        self._pictured = project.media == "image"
        ahead = project.gallery.make_ahead if self._pictured else self._reading.make_ahead
        self.wall = Wall(project, self._shown, ahead)
        self._saves = Saves()
        self._upkeep = Upkeep(project)
        self._tiling = Tiling(project)
        self._proposing = Proposing(project)
        self.assisting = Assisting(project)
        self.jobbing = Jobbing(project, self.wall.keys)
        self._starting = Starting(project)
        self.link = Link(
            send,
            {
                wire.Hello: self._hello,
                wire.Started: self._starting.started,
                wire.Work: self._work,
                wire.Look: self._look,
                wire.Want: self._want,
                wire.Drawn: lambda client, ask: wire.DrawnOn(*(drawn_on(project, ask.item) or (0, 0))),
                wire.Read: self._reading.read,
                wire.Guide: lambda client, ask: wire.Guided(tree_of(project.about.instructions)),
                wire.Measure: lambda client, ask: measure(project, ask),
                wire.Propose: self._proposing.propose,
                wire.Levels: self._tiling.levels,
                wire.Piece: self._tiling.piece,
                wire.Arrange: self.wall.arrange,
                wire.Rows: self.wall.rows,
                wire.Locate: self.wall.locate,
                wire.Facets: self.wall.facets,
                wire.Save: self._save,
                wire.Steps: self._steps,
                wire.Assist: self.assisting.assist,
                wire.Refresh: self._upkeep.refresh,
                wire.Backup: self._upkeep.backup,
                wire.Fetch: self._upkeep.fetch,
                wire.Ping: lambda client, ping: wire.Done(),
                wire.Bye: self._bye,
                wire.View: self._view,
                **self.jobbing.asks,
            },
        )
        self.assisting.join(self.link)
        self.jobbing.join(self.link, self.assisting)

    def first(self, count: int, size: int) -> dict[str, Any]:
        """The welcome of a page of `count` tiles, with the pictures of `size` that can be had at once."""
        keys, kind = self.assisting.work("", count, [], "automatic")
        rows = self._project.store.find(keys)
        whole = [rows[key] for key in keys if key in rows] if self._pictured else []
        made = first.ready_pictures(self._project.gallery, whole, size) if whole else {}
        return first.pack(self._welcome(keys, rows, kind), made, size)

    def warm(self, count: int, size: int) -> None:
        """Makes the first page's pictures, or reads its texts, while the bundle is on its way."""
        self.link.soon(lambda: self._warm(count, size))

    def _warm(self, count: int, size: int) -> None:
        keys = self.assisting.work("", count, [], "automatic").keys
        rows = self._project.store.find(keys)
        if self._pictured:
            self._project.gallery.want("", rows.values(), size, lambda item, made: None)
        else:
            self._reading.beginnings(list(rows.values()))

    def close(self) -> None:
        self.jobbing.close()
        self.link.close()
        self.wall.close()
        self._saves.close()
        self._upkeep.close()
        self._tiling.close()
        self._reading.close()
        self._proposing.close()

    # --- pushes, from any thread -------------------------------------------------------------------

    def tell_changed(self, items: list[str] | None, client: str = "") -> None:
        """These items (None: many) have other answers now."""
        many = items is None or len(items) > CHANGED_AT_MOST
        self.link.push(wire.Changed([] if many else list(items or []), client=client, all=many))
        self.link.soon(lambda: self.link.push(progress_of(self._project)))
        if items is None:  # few are read again when they are asked for
            self.wall.warm()

    def tell_refreshed(self, report: AddReport) -> None:
        """All sources were looked at."""
        self.link.soon(lambda: self.link.push(refreshed(self._project, report)))
        self.link.soon(lambda: self.link.push(progress_of(self._project)))

    def tell_labels(self) -> None:
        self.link.soon(lambda: self.link.push(wire.Labels(labels_of(self._project))))

    def tell_about(self) -> None:
        self.link.soon(lambda: self.link.push(self._starting.about()))

    def when_deserted(self, act: Callable[[], None]) -> None:
        """Calls `act`, on the wire's thread, as soon as no page shows the widget."""

        def begin() -> None:
            self._deserted = act
            self._look_round()

        self.link.soon(begin)

    def _look_round(self) -> None:
        if self._deserted is not None and not self._pages:
            self._deserted()

    # --- asks ----------------------------------------------------------------------------------------

    def _hello(self, client: str, hello: wire.Hello) -> wire.Welcome:
        self.link.greet(client)
        self._pages.add(client)
        if not self.greeted:
            self.wall.warm(AFTER_HELLO)
        self.greeted = True
        chosen = Chosen([])
        if self.query is None:
            chosen = self.assisting.work(client, hello.count, [], "automatic")
        keys = chosen.keys
        rows = self._project.store.find(keys)
        lacking = [rows[key] for key in keys if key in rows and key not in hello.have]
        self._send_pictures(client, lacking, hello.size)
        return self._welcome(keys, rows, chosen.kind)

    def _bye(self, client: str, bye: wire.Bye) -> None:
        self.link.part(client)
        self.assisting.leave(client)
        self._pages.discard(client)
        self._look_round()

    def _welcome(
        self, keys: list[str], rows: dict[str, ItemRow], kind: wire.PageKind = "manual"
    ) -> wire.Welcome:
        project, about = self._project, self._project.about
        return wire.Welcome(
            project=about.uuid,
            name=about.name,
            task=about.task,
            media=about.media,
            annotator=project.annotator,
            status=about.status,
            labels=labels_of(project),
            instructions=about.instructions,
            started=self._starting.has_started(),
            progress=progress_of(project),
            page=self._items(keys, rows),
            acts=self._acts(),
            former=list(about.former),
            durable=project.durable,
            query=self.query,
            kind=kind,
            training=self.assisting.training(),
            jobs=self.jobbing.known(),
        )

    def _work(self, client: str, work: wire.Work) -> wire.Page:
        keys, kind = self.assisting.work(client, work.count, work.exclude, work.mode)
        return self._page(client, keys, work.size, urgent=not work.ahead, kind=kind)

    def _look(self, client: str, look: wire.Look) -> wire.Page:
        return self._page(client, look.items, look.size, urgent=True)

    def _want(self, client: str, want: wire.Want) -> None:
        rows = self._project.store.find(want.items)
        found = [rows[key] for key in want.items if key in rows]
        self._send_pictures(client, found, want.size, frame=want.frame)

    def _save(self, client: str, save: wire.Save) -> wire.Saved | wire.Failed | Future[wire.Saved]:
        if save.project != self._project.about.uuid:
            return wire.Failed("These answers belong to another project; they stay in this browser.")
        return self._saves.run(save.edits, lambda: self._saved(client, save))

    def _saved(self, client: str, save: wire.Save) -> wire.Saved:
        remember(self._project, save.edits)
        working = self._saves.working(lambda told: self.link.push(told, client=client))
        try:
            outcomes = self._project.save(
                save.edits, save.annotator, lambda query: self.wall.seen(client, query), working
            )
        except NblabelError as error:
            return wire.Saved([], trouble=str(error))
        if items := altered(self._project, save.edits):
            self.link.soon(lambda: self.link.push(wire.Changed(items)))
        refused = [refusal.item for outcome in outcomes for refusal in outcome.refusals]
        now = {info.item: info for info in self._items(refused)}
        return wire.Saved(
            [
                wire.Verdict(
                    outcome.edit,
                    [wire.Refusal(r.item, r.why, r.reason, now.get(r.item)) for r in outcome.refusals],
                )
                for outcome in outcomes
            ]
        )

    def _steps(self, client: str, steps: wire.Steps) -> wire.Stack:
        return wire.Stack(self._acts(before=steps.before, after=steps.after))

    def _view(self, client: str, view: wire.View) -> None:
        self.query = view.query
        self.assisting.follow(client, view.page)
        self.jobbing.show(view.page)
        self._viewed(client, view)

    # --- parts of answers ----------------------------------------------------------------------------

    def _page(
        self, client: str, keys: list[str], size: int, urgent: bool, kind: wire.PageKind = "manual"
    ) -> wire.Page:
        rows = self._project.store.find(keys)
        if size:
            self._send_pictures(client, [rows[key] for key in keys if key in rows], size, urgent)
        left = self._project.store.open_count(self._project.annotator)
        return wire.Page(self._items(keys, rows), left, kind)

    def _shown(self, client: str, rows: list[ItemRow], size: int) -> list[wire.ItemInfo]:
        """These items as they stand; their pictures follow unless `size` is 0."""
        if size:
            self._send_pictures(client, rows, size)
        return self._items([row.item for row in rows], {row.item: row for row in rows})

    def _items(self, keys: Iterable[str], rows: dict[str, ItemRow] | None = None) -> list[wire.ItemInfo]:
        keys = list(keys)
        rows = self._project.store.find(keys) if rows is None else rows
        answers = self._project.store.answers(self._project.annotator, keys)
        begun = self._reading.beginnings([rows[key] for key in keys if key in rows])
        said = suggested_of(self._project, rows.values())
        learnt = self.assisting.known_of([key for key in keys if key in rows])
        return [
            info_of(rows[key], answers.get(key, Answer()), begun.get(key), said.get(key, ()), learnt[key])
            for key in keys
            if key in rows
        ]

    def _acts(self, before: str = "", after: str = "") -> list[wire.Act]:
        """The acts that the person can undo or redo next, or those beyond one that the page knows."""
        annotator = self._project.annotator
        acts = self._project.store.acts(annotator, limit=ACTS, before=before, after=after)
        return [wire.Act(a.edit, a.kind, a.items, a.undone, list(a.changes)) for a in acts]

    # --- pictures ------------------------------------------------------------------------------------

    def _send_pictures(
        self, client: str, rows: list[ItemRow], size: int, urgent: bool = True, frame: int = 0
    ) -> None:
        if self._pictured:
            send_pictures(self._project, self.link, client, rows, size, urgent, frame)
