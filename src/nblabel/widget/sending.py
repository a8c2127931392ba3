"""Sends pictures to pages: many small ones as sheets, others one by one."""

import logging

from nblabel.media.compose import SMALL, Composed, Placed
from nblabel.media.images import Picture as Encoded
from nblabel.openproject import Project
from nblabel.store.items import ItemRow
from nblabel.values.errors import ImageError, NblabelError, StalledError
from nblabel.widget import protocol as wire
from nblabel.widget.link import Link

MANY = 8
log = logging.getLogger("nblabel")


def send_pictures(
    project: Project,
    link: Link,
    client: str,
    rows: list[ItemRow],
    size: int,
    urgent: bool = True,
    frame: int = 0,
) -> None:
    """Makes pictures of these items, in this order, and sends each as soon as it is ready.

    `size` is the longest side in pixels. What the page asked for urgently before, and is not yet begun, is
    dropped for what it asks for urgently now. A file that proves broken is noted as such, but not for a
    `frame` other than its first.
    """
    whole = [row for row in rows if not row.reason]
    if size > SMALL or len(whole) < MANY or frame:
        deliver = _Singly(project, link, client, size, frame)
        project.gallery.want(client, whole, size, deliver, urgent, frame)
        return
    ready = link.recall(client, {row.item for row in whole}, size) if urgent else set()
    rest = [row for row in whole if row.item not in ready]
    project.gallery.want_sheets(client, rest, size, _AsSheets(project, link, client, size), urgent)


class _Singly:
    def __init__(self, project: Project, link: Link, client: str, size: int, frame: int) -> None:
        self._project, self._link, self._client, self._size = project, link, client, size
        self._frame = frame

    def __call__(self, item: str, result: Encoded | ImageError) -> None:
        if isinstance(result, ImageError):
            _note_broken(self._project, {} if self._frame else {item: result})
            told = wire.Picture(item, self._size, buffer=-1, reason=str(result), frame=self._frame)
            self._link.offer(self._client, told, b"")
            return
        size = (result.width, result.height)
        told = wire.Picture(item, self._size, 0, *size, result.type, frame=self._frame)
        self._link.offer(self._client, told, result.data)


class _AsSheets:
    def __init__(self, project: Project, link: Link, client: str, size: int) -> None:
        self._project, self._link, self._client, self._size = project, link, client, size

    def __call__(self, made: Composed) -> None:
        _note_broken(self._project, {tile.item: tile.error for tile in made.tiles if tile.error is not None})
        tiles = [_tile(placed) for placed in made.tiles]
        self._link.offer(self._client, wire.Sheet(self._size, tiles, made.type), made.data)


def _tile(placed: Placed) -> wire.Tile:
    p = placed
    reason = "" if p.error is None else str(p.error)
    return wire.Tile(p.item, p.x, p.y, p.w, p.h, p.width, p.height, reason)


def _note_broken(project: Project, errors: dict[str, ImageError]) -> None:
    """All in one transaction. The page is told of its tiles even when the store takes nothing now."""
    reasons = {item: str(error) for item, error in errors.items() if not isinstance(error, StalledError)}
    if not reasons:
        return
    try:
        project.mark_broken(reasons)
    except NblabelError as error:
        log.info("nblabel: broken files could not be noted: %s", error)
