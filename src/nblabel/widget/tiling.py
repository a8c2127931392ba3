"""Tiles of very large pictures for the page; files are read on threads of their own."""

from concurrent.futures import Future, ThreadPoolExecutor

from nblabel.openproject import Project
from nblabel.widget import protocol as wire
from nblabel.widget.link import Reply


class Tiling:
    """Answers `Levels` and `Piece`, whose errors are the file's."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="nblabel-tiles")

    def levels(self, client: str, ask: wire.Levels) -> Future[wire.Leveled]:
        return self._readers.submit(self._levels, ask)

    def piece(self, client: str, ask: wire.Piece) -> Future[Reply]:
        return self._readers.submit(self._piece, ask)

    def close(self) -> None:
        self._readers.shutdown(wait=False, cancel_futures=True)

    def _levels(self, ask: wire.Levels) -> wire.Leveled:
        gallery = self._project.gallery
        shape, ready = gallery.large.levels(gallery.job(self._project.row(ask.item), ask.frame))
        if ready is None:
            return wire.Leveled(shape.width, shape.height)
        return wire.Leveled(shape.width, shape.height, shape.tile, len(shape.levels()), round(ready, 4))

    def _piece(self, ask: wire.Piece) -> Reply:
        gallery = self._project.gallery
        job = gallery.job(self._project.row(ask.item), ask.frame)
        shape, data = gallery.large.tile(job, ask.level, ask.x, ask.y)
        width, height = shape.levels()[ask.level]
        body = wire.Tiled(
            min(shape.tile, width - ask.x * shape.tile),
            min(shape.tile, height - ask.y * shape.tile),
            shape.type,
        )
        return Reply(body, [data])
