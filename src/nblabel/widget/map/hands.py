"""What the hand does on the map: a state machine of presses, moves and keys that knows no canvas."""

from collections.abc import Sequence
from typing import Literal, Protocol

from nblabel.widget.map.sight import Point, Sight

Tool = Literal["Lasso", "Move"]
REACH = 14.0  # CSS pixels around the pointer in which a point is meant
A_CLICK = 4.0  # a hand that moved less has clicked
A_STEP = 3.0  # corners of a lasso are at least so far apart
NOTCH = 1.2  # one turn of the wheel
ARROWS = {"ArrowLeft": (60, 0), "ArrowRight": (-60, 0), "ArrowUp": (0, 60), "ArrowDown": (0, -60)}
ZOOMS = {"+": 1.4, "=": 1.4, "-": 1 / 1.4, "_": 1 / 1.4}


class Desk(Protocol):
    """What is done with it."""

    sight: Sight

    def look(self, sight: Sight) -> None:
        """Show this part of the map."""

    def point(self, at: Point | None) -> None:
        """The pointer rests at this point of the screen, or has left."""

    def draw(self, lasso: Sequence[Point]) -> None:
        """A lasso is being drawn; an empty one has ended."""

    def choose(self, ring: Sequence[Point], more: bool) -> None:
        """The lasso is closed: choose what is in it, with `more` beside what is chosen."""

    def pick(self, at: Point, more: bool) -> None:
        """A click: choose the point that is there, or nothing."""

    def drop(self) -> None:
        """Choose nothing."""


class Hand:
    """One hand on one map. Points are canvas pixels; `ratio` of them make a CSS pixel."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.tool: Tool = "Lasso"
        self.ratio = 1.0
        # Held while pressing: Shift, Ctrl or Cmd adds to what is chosen.
        self.more = False
        self._pressed: Point | None = None
        self._last: Point = (0.0, 0.0)
        self._lasso: list[Point] = []
        self._moved = False

    def down(self, x: float, y: float) -> None:
        self._pressed = self._last = (x, y)
        self._moved = False
        self._lasso = [(x, y)]

    def move(self, x: float, y: float) -> None:
        before, self._last = self._last, (x, y)
        if self._pressed is None:
            self._desk.point((x, y))
            return
        self._moved = self._moved or _apart(self._pressed, (x, y)) > A_CLICK * self.ratio
        if not self._moved:
            return
        if self.tool == "Move":
            self._desk.look(self._desk.sight.moved(x - before[0], y - before[1]))
        elif _apart(self._lasso[-1], (x, y)) >= A_STEP * self.ratio:
            self._lasso.append((x, y))
            self._desk.draw(self._lasso)

    def up(self, x: float, y: float) -> None:
        if self._pressed is None:
            return
        self._pressed = None
        if not self._moved:
            self._desk.pick((x, y), self.more)
        elif self.tool == "Lasso":
            self._desk.choose([*self._lasso, (x, y)], self.more)
            self._desk.draw(())
        self._lasso = []

    def out(self, x: float, y: float) -> None:
        """The pointer left the canvas: a lasso ends there as it stands, for no release will be told."""
        self.up(x, y)
        self._desk.point(None)

    def wheel(self, _x: float, turned: float) -> None:
        if turned:
            factor = NOTCH if turned < 0 else 1 / NOTCH
            self._desk.look(self._desk.sight.zoomed(factor, self._last))

    def key(self, key: str, _shift: bool = False, _ctrl: bool = False, _meta: bool = False) -> None:
        sight = self._desk.sight
        if key in ARROWS:
            right, down = ARROWS[key]
            self._desk.look(sight.moved(right * self.ratio, down * self.ratio))
        elif key in ZOOMS:
            self._desk.look(sight.zoomed(ZOOMS[key]))
        elif key == "0":
            self._desk.look(sight.fitted())
        elif key == "Escape":
            self._pressed, self._lasso = None, []
            self._desk.draw(())
            self._desk.drop()


def _apart(one: Point, other: Point) -> float:
    return float(((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2) ** 0.5)
