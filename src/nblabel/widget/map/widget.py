"""The map: every item a point, alike ones together; a lasso on it selects in the grid, and the grid on it."""

import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

import anywidget
import ipywidgets
import numpy as np
import traitlets
from numpy.typing import NDArray

from nblabel.intake import AddReport
from nblabel.openproject import Project
from nblabel.values.errors import NblabelError
from nblabel.widget import cell
from nblabel.widget.labeler import Labeler
from nblabel.widget.map import linked
from nblabel.widget.map.drawing import DARK, LIGHT, Drawing, Tip
from nblabel.widget.map.hands import REACH, Hand, Tool
from nblabel.widget.map.marks import By
from nblabel.widget.map.points import Known, Matrix
from nblabel.widget.map.sight import Point, Sight, nearest, within
from nblabel.widget.map.tip import Teller

WIDTH = 760  # until the page has told its width
RESTED = 0.12  # seconds after the last move of the hand, until points are drawn sharply again
# A list of keys travels to the page and back in one message.
KEYS_BYTES = 500_000


class Page(anywidget.AnyWidget):
    """The map's words, and what its canvas cannot tell (page.js). Its traits say nothing of the work."""

    _esm = Path(__file__).parent / "page.js"


class Map(ipywidgets.VBox):  # type: ignore[misc]
    """Shows a project's embeddings on a plane; display it as a cell's last line.

    A lasso chooses items: every open labeler of the project shows them, and `selected` has their keys. What
    is selected in a labeler is ringed on the map. Follows answers, suggestions and clusters as they come.
    """

    selected = traitlets.List(traitlets.Unicode(), help="Keys of the items in the lasso.")

    def __init__(
        self,
        project: Project,
        embeddings: Callable[[], Matrix | None],
        height: int = 520,
        made_by: Callable[[], Any] = lambda: "",
    ) -> None:
        """`embeddings()` gives (n, d) in the order of `project.items()`, or None or an `NblabelError` while
        there are none; it is asked again when `made_by()`, their model, is another."""
        self._project = project
        self._height = height
        self._filtered = False
        self._pointer: Point | None = None
        self._under: int | None = None
        self._words: list[str] = []
        self._lasso: Sequence[Point] = ()
        self._due = {"look", "points"}
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._ended = False
        self._drawing = Drawing(WIDTH, height)
        self.sight = Sight(WIDTH, height)
        self._known = Known(project, embeddings, made_by, lambda: self._want("look", "points"))
        self._teller = Teller(project, lambda: self._want("over"))
        self._hand = Hand(self)
        self._page = Page()
        self._by = ipywidgets.Dropdown(options=get_args(By), description="Colour by")
        super().__init__([self._tools(), self._drawing.canvas, self._page])
        self.add_class("nblabel-map")
        self._listen()
        threading.Thread(target=self._paint, name="nblabel-map-paint", daemon=True).start()
        self._known.load()
        project.listen(self)
        linked.meet(project, self)

    def close(self) -> None:
        """Closes the widget and ends its threads."""
        self._ended = True
        self._known.close()
        self._wake.set()
        for labeler in linked.labelers(self._project):
            labeler.unobserve(self._grid_selected, "selected")
        super().close()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """As ipywidgets has it. What the cell's last run showed is closed."""
        if (now := cell.running()) is not None:
            for old in _shown.add(self, now):
                old.close()
        return super()._repr_mimebundle_(**kwargs)

    # --- told by the hand ----------------------------------------------------------------------------

    def look(self, sight: Sight) -> None:
        self.sight = sight
        self._want("move")

    def point(self, at: Point | None) -> None:
        self._pointer = at
        self._want("over")

    def draw(self, lasso: Sequence[Point]) -> None:
        self._lasso = list(lasso)
        self._want("over")

    def choose(self, ring: Sequence[Point], more: bool) -> None:
        self._choose(within(self.sight.on_screen(self._known.points.places), ring), more)

    def pick(self, at: Point, more: bool) -> None:
        mask = np.zeros(len(self._known.points.places), np.bool_)
        one = nearest(self.sight.on_screen(self._known.points.places), at, REACH * self._drawing.ratio)
        if one is not None:
            mask[one] = True
        self._choose(mask, more)

    def drop(self) -> None:
        self._choose(np.zeros(len(self._known.points.places), np.bool_), more=False)

    def _choose(self, mask: NDArray[np.bool_], more: bool) -> None:
        before = self._known.points.chosen
        self._known.choose(mask | before if more else mask)
        self.selected = self._known.chosen()
        self._want("points", "over")
        self._tell_labelers()

    # --- the grid ------------------------------------------------------------------------------------

    def met(self, labeler: Labeler) -> None:
        labeler.observe(self._grid_selected, "selected")

    def _grid_selected(self, change: Mapping[str, Any]) -> None:
        self._known.mark(change["new"])
        self._want("points")

    def _tell_labelers(self) -> None:
        """The labelers show what is in the lasso, and everything again when it is empty."""
        keys = self.selected
        if sum(len(key.encode()) for key in keys) > KEYS_BYTES:
            self._note = f"{len(keys):,} items are too many for the grid: draw a smaller lasso"
            self._want("over")
            return
        for labeler in linked.labelers(self._project):
            if keys:
                labeler.select(keys)
            elif self._filtered:
                labeler.filter()
        self._filtered = bool(keys)

    # --- told by the project, on any thread ----------------------------------------------------------

    def answers_changed(self, items: list[str] | None, client: str) -> None:
        self._want("look", "points")

    def labels_changed(self) -> None:
        self._want("look", "points")

    def suggestions_changed(self) -> None:
        self._want("look", "points")

    def jobs_changed(self) -> None: ...

    def training_changed(self) -> None:
        self._want("load")

    def about_changed(self) -> None:
        """Nothing of it is shown here."""

    def refreshing(self, done: int) -> None:
        """Nothing of it is shown here."""

    def refreshed(self, report: AddReport) -> None:
        self._want("load", "look", "points")

    # --- the page ------------------------------------------------------------------------------------

    def _tools(self) -> ipywidgets.HBox:
        tool = ipywidgets.ToggleButtons(options=get_args(Tool), style={"button_width": "64px"})
        tool.observe(lambda change: setattr(self._hand, "tool", change["new"]), "value")
        fit = ipywidgets.Button(description="Fit", layout={"width": "64px"})
        fit.on_click(lambda _: self.look(self.sight.fitted()))
        drop = ipywidgets.Button(description="Select none", layout={"width": "100px"})
        drop.on_click(lambda _: self.drop())
        self._by.observe(lambda _: self._want("look", "points"), "value")
        return ipywidgets.HBox([tool, fit, drop, self._by], layout={"flex_flow": "row wrap"})

    def _listen(self) -> None:
        canvas, hand = self._drawing.canvas, self._hand
        canvas.on_mouse_down(hand.down)
        canvas.on_mouse_move(hand.move)
        canvas.on_mouse_up(hand.up)
        canvas.on_mouse_out(hand.out)
        canvas.on_mouse_wheel(hand.wheel)
        canvas.on_key_down(hand.key)
        canvas.on_client_ready(lambda: self._want("points", "over"))
        self._page.on_msg(lambda _widget, content, _buffers: self._told(content))

    def _told(self, content: Any) -> None:
        """What the page says of itself."""
        if "more" in content:
            self._hand.more = bool(content["more"])
        if "hello" in content:
            self._said = ""
            self._want("points", "over")
        if "look" in content:
            look = content["look"]
            ratio, width = float(look["ratio"]), int(look["width"])
            self._drawing.theme = DARK if look["dark"] else LIGHT
            self._drawing.resize(width, self._height, ratio)
            self._hand.ratio = ratio
            new = self.sight.fitted(round(width * ratio), round(self._height * ratio))
            self.sight = Sight(new.width, new.height, self.sight.x, self.sight.y, self.sight.zoom)
            self._want("points", "over")

    # --- drawing, on a thread of its own -------------------------------------------------------------

    _note = ""
    _said = ""

    def _want(self, *what: str) -> None:
        with self._lock:
            self._due.update(what)
        self._wake.set()

    def _paint(self) -> None:
        moving = False
        while True:
            rested = not self._wake.wait(RESTED if moving else None)
            if self._ended or self._project.closed:
                return
            self._wake.clear()
            with self._lock:
                due, self._due = self._due, set()
            if rested:
                due.add("points")
            moving = "move" in due and "points" not in due
            try:
                self._draw(due)
            except NblabelError:  # the project was closed meanwhile, or its database does not answer now
                continue

    def _draw(self, due: set[str]) -> None:
        if "load" in due:
            self._known.load()
        if "look" in due:
            self._known.look(self._by.value)
        if "points" in due:
            self._drawing.points(self.sight, self._known.points)
        elif "move" in due:
            self._drawing.moved(self.sight)
        self._over()

    def _over(self) -> None:
        note = self._known.note or self._note
        if not self.selected and not self._known.note:
            self._note = ""
        self._drawing.over(self._known.legend, self._lasso, self._tip(), note)
        chosen = int(self._known.points.chosen.sum())
        said = note or (f"{chosen:,} selected" if chosen else f"{len(self._known.points.places):,} items")
        if said != self._said:
            self._said = said
            self._page.send({"note": said, "name": f"Map of {self._project.name}"})

    def _tip(self) -> Tip | None:
        at, points = self._pointer, self._known.points
        if at is None or not len(points.places):
            self._under = None
            return None
        on_screen = self.sight.on_screen(points.places)
        under = nearest(on_screen, at, REACH * self._drawing.ratio)
        if under != self._under:
            self._under, self._words = under, [] if under is None else self._tell(under)
        if under is None:
            return None
        x, y = on_screen[under]
        return Tip((float(x), float(y)), self._words, self._teller.picture)

    def _tell(self, under: int) -> list[str]:
        key = self._known.key(under)
        names = {row.id: row.path for row in self._project.store.labels(all=True)}
        return [key, *self._known.says(under, names), *self._teller.turn(key, self._drawing.ratio)]


_shown = cell.Shown[Map]()
