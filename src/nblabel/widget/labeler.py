"""The widget: a cell's last line that shows the grid."""

import contextlib
import threading
import weakref
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from nblabel.intake import AddReport
from nblabel.openproject import Project
from nblabel.values.errors import NblabelError
from nblabel.values.query import Bulk, Query, Sort, Where
from nblabel.where import read_where, to_words
from nblabel.widget import cell
from nblabel.widget import protocol as wire
from nblabel.widget.beginning import Beginning
from nblabel.widget.desk import Desk
from nblabel.widget.first import is_awaited
from nblabel.widget.map import linked
from nblabel.widget.telling import progress_of

STATIC = Path(__file__).parent / "static"
# The layouts, and the size of their pictures in pixels on an ordinary screen.
LAYOUTS = {"1": 768, "2x2": 384, "2x3": 384, "3x3": 256, "3x4": 256, "4x6": 160, "wall": 96}
# So long a page has to read the first page that came with the widget.
UNREAD_SECONDS = 10


class Labeler(anywidget.AnyWidget):
    """Shows a project for labeling; display it as a cell's last line.

    The synced traits are few and say nothing of the work: everything else travels as messages, so that a
    saved notebook holds no key, label or picture.
    """

    _esm = STATIC / "widget.js"
    _css = STATIC / "widget.css"
    # Drawn before the kernel has answered, and draggable.
    height = traitlets.Int(660).tag(sync=True)
    # So that the first message asks for the right number of pictures.
    layout_name = traitlets.Unicode("3x3").tag(sync=True)
    # The project's uuid, so that a page finds its own unsaved answers before the kernel answers.
    project = traitlets.Unicode("").tag(sync=True)
    protocol = traitlets.Int(wire.PROTOCOL).tag(sync=True)

    current = traitlets.Unicode("", help="Key of the focused item.")
    selected = traitlets.Union(
        [traitlets.List(traitlets.Unicode()), traitlets.Dict()],
        help="Keys of the selected items; of very many a dict, as `where` takes it.",
    )
    page = traitlets.List(traitlets.Unicode(), help="Keys of the items on the page.")
    progress = traitlets.Dict(help="As project.progress(), after the newest answer.")
    training = traitlets.Dict(help="As project.assist.training(), after the newest run.")
    unsaved = traitlets.Int(0, help="Answers that the page has not yet handed over.")

    def __init__(
        self,
        project: Project,
        layout: str = "3x3",
        height: int = 660,
        where: Mapping[str, Any] | None = None,
        assist: Any = "auto",
        budget: Any = None,
    ) -> None:
        if layout not in LAYOUTS:
            raise NblabelError(f"There is no layout {layout!r}. Choose one of {', '.join(LAYOUTS)}.")
        self._project = project
        given = callable(getattr(assist, "predict", None))
        self._beginning = Beginning(project, "off" if given else assist)
        self.progress = project.progress()
        self._desk = Desk(project, self._put, self._viewed)
        self._desk.query = self._query_of(where)
        if given:
            self._follow(assist, budget)
        page = self._first_page(layout)
        self._first = self._desk.first(*page) if is_awaited() else None
        super().__init__(height=height, layout_name=layout, project=project.about.uuid)
        if self._first is None:
            self._desk.warm(*page)
        else:
            self._forget_first()
        self._unpin()
        self.on_msg(_receiver(self._desk))
        project.listen(self)
        self._beginning.look(self.progress["submitted"])
        linked.join(project, self)

    def _follow(self, model: Any, budget: Any) -> None:
        """Suggests by this model for each page. Raises `NblabelError` where it may not be asked."""
        try:
            self._desk.jobbing.follow(model, budget)
        except NblabelError:
            self._desk.close()
            raise

    def submit(self) -> None:
        """Submits the page, as the button does."""
        self._desk.link.push(wire.Steer("submit"))

    def show(self, item: str) -> None:
        """Shows this item. Raises `NblabelError` when the project has no such item."""
        if not self._project.store.find([item]):
            raise NblabelError(f"This project has no item {item!r}; project.items() lists them.")
        self._desk.link.push(wire.Steer("show", item=item))

    def filter(self, **where: Any) -> None:
        """Shows the items that `where` lets through; without words all, in work order.

        Raises `NblabelError` for a word, state or label that is not known.
        """
        query = self._desk.query = self._query_of(where)
        self._desk.link.push(wire.Steer("filter", query=query))

    def select(self, items: Iterable[str]) -> None:
        """Shows these items and selects them; in a grid of pages, those of its first page."""
        query = self._desk.query = self._query_of({"ids": list(items)})
        self._desk.link.push(wire.Steer("filter", query=query, select=True))

    def look_through(self, sort: Sort) -> None:
        """Shows what the filter lets through in this order."""
        where = self._desk.query.where if self._desk.query is not None else Where()
        self._desk.query = Query(where, sort)
        self._desk.link.push(wire.Steer("filter", query=self._desk.query))

    def close(self) -> None:
        """Closes the widget and its end of the wire. Answers are already in the project."""
        self._desk.close()
        super().close()

    def _query_of(self, where: Mapping[str, Any] | None) -> Query | None:
        return Query(read_where(where, self._project.store.labels(all=True))) if where else None

    def _first_page(self, layout: str) -> tuple[int, int]:
        """How many items of the work queue the page begins with, and the size of their pictures."""
        if layout == "wall":
            self._desk.wall.warm()
        if layout == "wall" or self._desk.query is not None:
            return 0, LAYOUTS[layout]
        rows, _, columns = layout.partition("x")
        return int(rows) * int(columns or rows), LAYOUTS[layout]

    # --- shown and replaced --------------------------------------------------------------------------

    def __repr__(self) -> str:
        if self.comm is None:
            return "<A closed labeler: project.label() shows a new one>"
        return super().__repr__()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """As anywidget has it. What the cell's last run showed is closed once no page shows it."""
        if (now := cell.running()) is not None:
            for old in _shown.add(self, now):
                old._desk.when_deserted(old.close)
        return super()._repr_mimebundle_(**kwargs)

    # --- the first page ----------------------------------------------------------------------------

    def get_state(self, key: Any = None, drop_defaults: bool = False) -> dict[str, Any]:
        """As ipywidgets has it; while the widget opens, with the first page beside the traits."""
        state: dict[str, Any] = super().get_state(key, drop_defaults)
        return state if self._first is None or key is not None else state | {"first": self._first}

    def _forget_first(self) -> None:
        """It went out once. A page whose bundle never came would keep it, so it is told to forget it too."""
        self._first = None
        alive = weakref.ref(self)

        def forget() -> None:
            widget = alive()
            if widget is not None and widget.comm is not None and not widget._desk.greeted:
                widget.comm.send({"method": "update", "state": {"first": None}, "buffer_paths": []})

        timer = threading.Timer(UNREAD_SECONDS, forget)
        timer.daemon = True
        timer.start()

    # --- told by the project, on any thread --------------------------------------------------------

    def answers_changed(self, items: list[str] | None, client: str) -> None:
        self.progress = self._project.progress()
        self._beginning.look(self.progress["submitted"])
        self._desk.tell_changed(items, client)

    def labels_changed(self) -> None:
        self._desk.tell_labels()
        self._desk.link.soon(lambda: self._desk.link.push(progress_of(self._project)))

    def refreshing(self, done: int) -> None:
        self._desk.link.push(wire.Refreshing(done))

    def refreshed(self, report: AddReport) -> None:
        self._desk.tell_refreshed(report)

    def training_changed(self) -> None:
        self._desk.assisting.tell_training()

    def suggestions_changed(self) -> None:
        self.training = self._project.assist.training()
        self._desk.assisting.tell_suggestions()

    def jobs_changed(self) -> None:
        self._desk.jobbing.tell()

    def about_changed(self) -> None:
        self._desk.tell_about()

    # --- the comm ----------------------------------------------------------------------------------

    def _put(self, content: dict[str, Any], buffers: list[bytes]) -> None:
        self.send(content, buffers=buffers)
        self._unpin()

    def _unpin(self) -> None:
        """Lets the page's messages reach the kernel while a cell runs.

        ipykernel 7.4 sends a comm's messages to the shell that last *sent* on it; were that the main shell,
        a running cell would hold them up. Other versions have no such attribute.
        """
        with contextlib.suppress(AttributeError):
            del self.comm._reply_subshell_id

    def _viewed(self, client: str, view: wire.View) -> None:
        self.current, self.page, self.unsaved = view.current, view.page, view.unsaved
        self._chosen = chosen = view.chosen
        if chosen is None:
            self.selected = view.selected
        elif not chosen.between and not chosen.but:
            self.selected = to_words(chosen.query.where, self._project.store.labels(all=True))
        else:
            self._desk.wall.choose(client, chosen, lambda keys: self._select(chosen, keys))

    def _select(self, chosen: Bulk, keys: list[str]) -> None:
        """The keys of a selection, unless there is another one by now."""
        if self._chosen is chosen:
            self.selected = {"ids": keys}


_shown = cell.Shown[Labeler]()


def _receiver(desk: Desk) -> Any:
    """A message callback that does not keep the widget alive."""
    link = weakref.ref(desk.link)

    def receive(_widget: Any, content: Any, _buffers: Any) -> None:
        if (alive := link()) is not None and isinstance(content, dict):
            alive.receive(content)

    return receive
