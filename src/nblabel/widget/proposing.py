"""Outlines for the page, proposed on a thread of their own; what a page asked before is dropped for what it
asks now, and pictures that were looked at stay decoded for the next click."""

import math
import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from nblabel.learn.proposer import Box, Pixels, Points, Proposer
from nblabel.openproject import Project
from nblabel.values.annotation import Ring
from nblabel.values.errors import NblabelError
from nblabel.values.geometry import round_once
from nblabel.values.mask import encode_mask
from nblabel.widget import protocol as wire

if TYPE_CHECKING:
    from nblabel.store.items import ItemRow

# Bytes of decoded pictures that are kept.
KEPT = 256 << 20
# Pictures of more pixels are looked at by their tiles only.
WHOLE = 64_000_000
# Of those, what is seen around a box or a point, and at which size.
AROUND, SEEN = 1.0, 768


class Sight(NamedTuple):
    """A picture, or a part of one: what is at (x, y) there is at `(x - left) * scale, (y - top) * scale`."""

    pixels: Pixels
    left: int = 0
    top: int = 0
    scale: float = 1.0

    def box(self, box: Box) -> Box:
        (x, y), (width, height) = self.point((box.x, box.y)), (box.width, box.height)
        return Box(x, y, width * self.scale, height * self.scale)

    def point(self, point: tuple[float, float]) -> tuple[float, float]:
        return (point[0] - self.left) * self.scale, (point[1] - self.top) * self.scale

    def back(self, ring: Ring, dx: int, dy: int) -> list[list[float]]:
        """The ring, found (dx, dy) from the corner, in pixels of the picture."""
        return [
            [round_once((x + dx) / self.scale + self.left), round_once((y + dy) / self.scale + self.top)]
            for x, y in ring
        ]


class Proposing:
    """Answers `Propose`. `proposer`: what looks at the pictures; the built-in one when None."""

    def __init__(self, project: Project, proposer: Proposer | None = None) -> None:
        self._project = project
        self._proposer = proposer
        self._seen: OrderedDict[tuple[str, int, int], Sight] = OrderedDict()
        self._newest: dict[str, int] = {}
        self._lock = threading.Lock()
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="nblabel-propose")

    def propose(self, client: str, ask: wire.Propose) -> Future[wire.Proposed]:
        with self._lock:
            number = self._newest[client] = self._newest.get(client, 0) + 1
        return self._worker.submit(self._proposed, client, number, ask)

    def close(self) -> None:
        self._worker.shutdown(wait=False, cancel_futures=True)

    def _proposed(self, client: str, number: int, ask: wire.Propose) -> wire.Proposed:
        if self._newest[client] != number:
            raise NblabelError("Another outline was asked for since.")
        box, inside, outside = _box(ask.box), _points(ask.inside), _points(ask.outside)
        row = self._project.row(ask.item)
        if box is None and not inside:
            if not self._is_vast(row):
                self._looking().prepare(self._whole(row, ask.frame).pixels)
            return wire.Proposed()
        sight = self._sight(row, ask.frame, box, [*inside, *outside])
        found = self._looking().propose(
            sight.pixels,
            None if box is None else sight.box(box),
            [sight.point(one) for one in inside],
            [sight.point(one) for one in outside],
        )
        if not found.mask.any():
            return wire.Proposed()
        return self._told(sight, found.mask, found.score, row)

    def _told(self, sight: Sight, mask: "np.ndarray", score: float, row: "ItemRow") -> wire.Proposed:
        from nblabel.values.outline import outline

        rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
        top, left = int(rows[0]), int(columns[0])
        part = np.ascontiguousarray(mask[top : rows[-1] + 1, left : columns[-1] + 1])
        parts = [sight.back(ring, left, top) for ring in outline(part)]
        whole = self._project.task == "masks" and sight.scale == 1 and not self._is_vast(row)
        return wire.Proposed(parts, encode_mask(mask) if whole else "", round(float(score), 3))

    def _looking(self) -> Proposer:
        if self._proposer is None:
            from nblabel.learn.outliner import Outliner

            self._proposer = Outliner()
        return self._proposer

    def _is_vast(self, row: "ItemRow") -> bool:
        width, height = self._project.gallery.size(row)
        return width * height > WHOLE

    def _sight(self, row: "ItemRow", frame: int, box: Box | None, points: Points) -> Sight:
        return self._part(row, frame, box, points) if self._is_vast(row) else self._whole(row, frame)

    def _whole(self, row: "ItemRow", frame: int) -> Sight:
        key = (row.item, frame, row.mtime_ns or 0)
        sight = self._seen.get(key)
        if sight is None:
            sight = Sight(np.asarray(self._project.gallery.read(row, frame)))
            self._seen[key] = sight
        self._seen.move_to_end(key)
        while sum(one.pixels.nbytes for one in self._seen.values()) > KEPT and len(self._seen) > 1:
            self._seen.popitem(last=False)
        return sight

    def _part(self, row: "ItemRow", frame: int, box: Box | None, points: Points) -> Sight:
        gallery, (width, height) = self._project.gallery, self._project.gallery.size(row)
        x0, y0, x1, y1 = _extent(box, points)
        reach = AROUND * max(x1 - x0, y1 - y0, SEEN / 2 if box is None else 1)
        left, top = max(0, math.floor(x0 - reach)), max(0, math.floor(y0 - reach))
        right, bottom = min(width, math.ceil(x1 + reach)), min(height, math.ceil(y1 + reach))
        # From a whole pixel of every level, so that the scale is exact.
        left, top = left // 64 * 64, top // 64 * 64
        if right <= left or bottom <= top:
            raise NblabelError("This is outside the picture.")
        part = gallery.large.part(gallery.job(row, frame), left, top, right, bottom, SEEN)
        if part is None:
            raise NblabelError("The tiles of this picture are not made yet; ask again when they are.")
        scale = 1.0
        while part.width < (right - left) * scale * 0.75:
            scale /= 2
        return Sight(np.asarray(part), left, top, scale)


def _extent(box: Box | None, points: Points) -> tuple[float, float, float, float]:
    corners = list(points)
    if box is not None:
        corners += [(box.x, box.y), (box.x + box.width, box.y + box.height)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _box(told: Sequence[float]) -> Box | None:
    if not told:
        return None
    if len(told) != 4 or not all(map(math.isfinite, told)) or min(told[2:]) <= 0:
        raise NblabelError(f"A box is [x, y, width, height], not {list(told)}.")
    return Box(*told)


def _points(told: Sequence[Sequence[float]]) -> list[tuple[float, float]]:
    if any(len(point) != 2 or not all(map(math.isfinite, point)) for point in told):
        raise NblabelError("Points are pairs [x, y] of finite numbers.")
    return [(float(x), float(y)) for x, y in told]
