"""Draws the map on an ipycanvas: its points in batches, and over them lasso, legend and what lies under the
pointer. Knows what to draw, not why.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from ipycanvas import Canvas, MultiCanvas, hold_canvas
from numpy.typing import NDArray

from nblabel.widget.map.marks import ANSWERED, OPEN, SUGGESTED, Entry, Points
from nblabel.widget.map.sight import Floats, Point, Sight

# More points in view than these are small squares instead of circles.
MANY = 8_000
SLICES = 6
LINES = 12  # of the legend
DIM = 0.16  # how much is left of what is not chosen
FONT = "system-ui, -apple-system, 'Segoe UI', sans-serif"


class Theme(NamedTuple):
    """Colours of words and of what they stand on."""

    ink: str
    faint: str
    paper: str
    edge: tuple[int, int, int]


LIGHT = Theme("#1f2328", "#57606a", "#ffffffe8", (31, 35, 40))
DARK = Theme("#e6edf3", "#9aa4af", "#1b1f24e8", (230, 237, 243))


class Tip(NamedTuple):
    """What is told of the point under the pointer: a thumbnail (h, w, 3) when it is there, and words."""

    at: Point
    words: Sequence[str]
    picture: NDArray[np.uint8] | None


class Drawing:
    """One map's canvas. Only one thread at a time may draw."""

    def __init__(self, width: int, height: int) -> None:
        self.canvas = MultiCanvas(2, width=width, height=height)
        # What was last drawn, to be moved with the hand until it is drawn anew.
        self._kept = Canvas(width=width, height=height)
        self._seen = Sight(width, height)
        self.ratio = 1.0
        self.theme = LIGHT

    def resize(self, width: int, height: int, ratio: float) -> None:
        """Sets the size in CSS pixels, and how many canvas pixels make one."""
        self.ratio = ratio
        for each in (self.canvas, self._kept):
            each.width, each.height = round(width * ratio), round(height * ratio)
        self.canvas.layout.width, self.canvas.layout.height = f"{width}px", f"{height}px"

    def points(self, sight: Sight, points: Points) -> None:
        """Draws all points that are in view."""
        self._seen = sight
        at = sight.on_screen(points.places)
        inside = (at > -20).all(axis=1) & (at < (sight.width + 20, sight.height + 20)).all(axis=1)
        seen = np.flatnonzero(inside)
        shown = Points(
            at[seen], points.colour[seen], points.kind[seen], points.chosen[seen], points.marked[seen]
        )
        with hold_canvas():
            self._kept.clear()
            (self._squares if len(seen) > MANY else self._circles)(shown, self.radius(len(seen)))
            self._show()

    def moved(self, sight: Sight) -> None:
        """Shows what was drawn last as it lies on this part of the map: quick, while the hand moves."""
        nearer = sight.scale / self._seen.scale
        left, top = self._seen.place((0.0, 0.0))
        corner = sight.on_screen(np.array([[left, top]], np.float32))[0]
        with hold_canvas():
            layer = self.canvas[0]
            layer.clear()
            layer.draw_image(
                self._kept, float(corner[0]), float(corner[1]), sight.width * nearer, sight.height * nearer
            )

    def radius(self, count: int) -> float:
        """Canvas pixels: the more points are in view, the smaller they are."""
        return self.ratio * float(min(max(5.5 * (400 / max(count, 1)) ** 0.25, 1.3), 5.5))

    def over(self, legend: Sequence[Entry], lasso: Sequence[Point], tip: Tip | None, note: str) -> None:
        """Draws everything above the points: `note` is said below on the left."""
        layer = self.canvas[1]
        with hold_canvas():
            layer.clear()
            if legend:
                self._legend(layer, legend)
            if len(lasso) > 1:
                self._lasso(layer, lasso)
            if note:
                self._note(layer, note)
            if tip is not None:
                self._tip(layer, tip)

    # --- points --------------------------------------------------------------------------------------

    def _show(self) -> None:
        self.canvas[0].clear()
        self.canvas[0].draw_image(self._kept, 0, 0)

    def _squares(self, points: Points, radius: float) -> None:
        """Squares, those of one colour at a time: a browser spends most of its time on changes of style.

        In slices, so that no colour lies over all others where many points are.
        """
        side = max(round(2 * radius), 2)
        corners = np.round(points.places - side / 2).astype(np.int16)
        for kind, full in ((OPEN, 0.7), (SUGGESTED, 0.6), (ANSWERED, 1.0)):
            of = np.flatnonzero(points.kind == kind)
            alpha = self._alpha(points, of, full)
            for part in np.array_split(np.arange(len(of)), SLICES):
                self._one_by_one(points.colour[of[part]], alpha[part], corners[of[part]], side)
        self._rings(points, radius)

    def _one_by_one(
        self, colour: NDArray[np.uint8], alpha: Floats, corners: NDArray[np.int16], side: int
    ) -> None:
        """Squares by their style, one style after the other."""
        code = (colour.astype(np.int64) @ np.array([1 << 24, 1 << 16, 1 << 8])) + (alpha * 255).astype(
            np.int64
        )
        for style in np.unique(code).tolist():
            x, y = corners[code == style].T
            self._kept.fill_style = f"#{style >> 8:06x}"
            self._kept.global_alpha = (style & 255) / 255
            self._kept.fill_rects(x.copy(), y.copy(), side)
        self._kept.global_alpha = 1.0

    def _circles(self, points: Points, radius: float) -> None:
        kept = self._kept
        for kind, size in ((OPEN, 0.6), (SUGGESTED, 0.9), (ANSWERED, 1.0)):
            of = np.flatnonzero(points.kind == kind)
            x, y = points.places[of, 0].copy(), points.places[of, 1].copy()
            r, colour = np.full(len(of), size * radius, np.float32), points.colour[of]
            if kind == SUGGESTED:
                kept.line_width = max(0.3 * radius, self.ratio)
                kept.fill_styled_circles(x, y, r, colour, self._alpha(points, of, 0.2))
                kept.stroke_styled_circles(x, y, r, colour, self._alpha(points, of, 1.0))
            else:
                kept.fill_styled_circles(x, y, r, colour, self._alpha(points, of, 0.8 if kind == OPEN else 1))
            if kind == ANSWERED:
                kept.line_width = self.ratio
                edge = np.tile(np.array(self.theme.edge, np.uint8), (len(of), 1))
                kept.stroke_styled_circles(x, y, r, edge, self._alpha(points, of, 0.6))
        self._rings(points, radius)

    def _rings(self, points: Points, radius: float) -> None:
        """Around what is selected in the grid."""
        of = np.flatnonzero(points.marked)[:MANY]
        if len(of):
            self._kept.line_width = 2 * self.ratio
            self._kept.stroke_style = self.theme.ink
            x, y = points.places[of, 0].copy(), points.places[of, 1].copy()
            self._kept.stroke_circles(x, y, np.full(len(of), radius + 3 * self.ratio, np.float32))

    def _alpha(self, points: Points, of: NDArray[np.intp], full: float) -> Floats:
        if not points.chosen.any():
            return np.full(len(of), full, np.float32)
        return np.where(points.chosen[of], full, full * DIM).astype(np.float32)

    # --- above them ----------------------------------------------------------------------------------

    def _lasso(self, layer: Canvas, lasso: Sequence[Point]) -> None:
        ring = np.asarray(lasso, np.float32)
        layer.global_alpha = 0.12
        layer.fill_style = self.theme.ink
        layer.fill_polygon(ring)
        layer.global_alpha = 1.0
        layer.stroke_style = self.theme.ink
        layer.line_width = 1.5 * self.ratio
        layer.set_line_dash([6 * self.ratio, 4 * self.ratio])
        layer.stroke_polygon(ring)
        layer.set_line_dash([])

    def _legend(self, layer: Canvas, entries: Sequence[Entry]) -> None:
        r = self.ratio
        lines = list(entries[:LINES])
        rest = len(entries) - len(lines)
        words = [f"{_short(one.name, 24)} · {one.number:,}" for one in lines] + [f"and {rest} more"] * bool(
            rest
        )
        keys = [] if entries[0].name.startswith("score ") else ["answered", "suggested", "open"]
        wide = min(max(map(len, words + keys)) * 7 + 34, 230) * r
        left, top = self.canvas.width - wide - 8 * r, 8 * r
        self._panel(layer, left, top, wide, (18 * len(words) + 10 + (18 * len(keys) + 6) * bool(keys)) * r)
        for line, word in enumerate(words):
            y = top + (14 + 18 * line) * r
            if line < len(lines):
                layer.fill_style = "#{:02x}{:02x}{:02x}".format(*lines[line].color)
                layer.fill_circle(left + 14 * r, y, 5 * r)
            self._word(layer, word, left + 26 * r, y, self.theme.ink, wide - 32 * r)
        for line, key in enumerate(keys):
            y = top + (14 + 18 * (len(words) + line) + 8) * r
            self._key(layer, key, left + 14 * r, y)
            self._word(layer, key, left + 26 * r, y, self.theme.faint, wide - 32 * r)

    def _key(self, layer: Canvas, key: str, x: float, y: float) -> None:
        """The shape that stands for a kind of point."""
        layer.fill_style = layer.stroke_style = self.theme.faint
        layer.line_width = 1.5 * self.ratio
        if key == "suggested":
            layer.stroke_circle(x, y, 4.5 * self.ratio)
        else:
            layer.fill_circle(x, y, (5 if key == "answered" else 3) * self.ratio)

    def _note(self, layer: Canvas, note: str) -> None:
        r = self.ratio
        wide = min(len(note) * 7 + 20, self.canvas.width / r - 16) * r
        top = self.canvas.height - 32 * r
        self._panel(layer, 8 * r, top, wide, 24 * r)
        self._word(layer, note, 18 * r, top + 12 * r, self.theme.ink, wide - 20 * r)

    def _tip(self, layer: Canvas, tip: Tip) -> None:
        r = self.ratio
        words = [_short(word, 40) for word in tip.words]
        picture = tip.picture
        high, across = (0, 0) if picture is None else picture.shape[:2]
        wide = max(across + 16 * r, min(max(map(len, words)) * 7 + 16, 300) * r)
        tall = (18 * len(words) + 10) * r + (high + 8 * r if high else 0)
        x, y = tip.at
        left = x + 16 * r if x + 16 * r + wide < self.canvas.width else x - 16 * r - wide
        top = min(max(y - tall / 2, 4 * r), max(self.canvas.height - tall - 4 * r, 4 * r))
        layer.stroke_style = self.theme.ink
        layer.line_width = 2 * r
        layer.stroke_circle(x, y, 9 * r)
        self._panel(layer, left, top, wide, tall)
        if picture is not None:
            layer.put_image_data(picture, left + (wide - across) / 2, top + 8 * r)
            top += high + 8 * r
        for line, word in enumerate(words):
            shade = self.theme.faint if line else self.theme.ink
            self._word(layer, word, left + 8 * r, top + (14 + 18 * line) * r, shade, wide - 16 * r)

    def _panel(self, layer: Canvas, left: float, top: float, wide: float, tall: float) -> None:
        layer.fill_style = self.theme.paper
        layer.fill_rect(left, top, wide, tall)
        layer.global_alpha = 0.35
        layer.stroke_style = self.theme.faint
        layer.line_width = self.ratio
        layer.stroke_rect(left, top, wide, tall)
        layer.global_alpha = 1.0

    def _word(self, layer: Canvas, word: str, x: float, y: float, shade: str, wide: float) -> None:
        layer.font = f"{12 * self.ratio:.0f}px {FONT}"
        layer.text_baseline = "middle"
        layer.fill_style = shade
        layer.fill_text(word, x, y, wide)


def _short(words: str, most: int) -> str:
    """The words, cut in their middle when they are too long for a line."""
    words = " ".join(words.split())
    half = most // 2
    return words if len(words) <= most else f"{words[: half - 1]}…{words[-half:]}"
