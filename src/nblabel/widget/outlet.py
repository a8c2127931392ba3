"""What is on its way to one page: data messages that are ready, and those sent but not yet confirmed."""

import time
from collections import OrderedDict, deque
from collections.abc import Collection
from typing import NamedTuple

import msgspec

from nblabel.widget.protocol import Message, Picture, Pictures, Sheet

MESSAGES_IN_FLIGHT = 4
BYTES_IN_FLIGHT = 2_000_000
BATCH_BYTES = 256_000


class Parcel(NamedTuple):
    """A data message, its buffers, and the number that the page confirms."""

    body: Message
    buffers: list[bytes]
    seq: int


class Outlet:
    """Not safe to use from several threads: whoever holds it locks."""

    def __init__(self) -> None:
        self.ready: deque[tuple[Picture | Sheet, bytes]] = deque()
        self.in_flight: OrderedDict[int, int] = OrderedDict()
        self.heard = time.monotonic()
        self._seq = 0

    def has_some(self) -> bool:
        """True when something is ready and the page can take it."""
        return bool(self.ready) and self._open()

    def take(self) -> Parcel | None:
        """The next message to send, counted as in flight; None when there is none or the page is behind."""
        if not self.has_some():
            return None
        body, buffers = self._sheet() if isinstance(self.ready[0][0], Sheet) else self._pictures()
        self._seq += 1
        self.in_flight[self._seq] = sum(map(len, buffers))
        return Parcel(body, buffers, self._seq)

    def recall(self, items: Collection[str], size: int) -> set[str]:
        """Drops the sheets on which none of the items is; those of the items that are on the others."""
        kept = [entry for entry in self.ready if not _is_stale(entry[0], items, size)]
        self.ready = deque(kept)
        sheets = (body for body, data in kept if isinstance(body, Sheet) and data)
        return {tile.item for sheet in sheets for tile in sheet.tiles}.intersection(items)

    def _open(self) -> bool:
        return len(self.in_flight) < MESSAGES_IN_FLIGHT and sum(self.in_flight.values()) < BYTES_IN_FLIGHT

    def _sheet(self) -> tuple[Message, list[bytes]]:
        """A sheet, or all that follow one another without a picture, which would be a storm of messages."""
        body, data = self.ready.popleft()
        assert isinstance(body, Sheet)
        tiles = list(body.tiles)
        while not data and self.ready and not self.ready[0][1]:
            following = self.ready[0][0]
            if not isinstance(following, Sheet) or following.size != body.size:
                break
            tiles += following.tiles
            self.ready.popleft()
        return msgspec.structs.replace(body, tiles=tiles), [data] if data else []

    def _pictures(self) -> tuple[Message, list[bytes]]:
        """As many pictures as fit into one message, each with the place of its buffer."""
        pictures: list[Picture] = []
        buffers: list[bytes] = []
        size = 0
        while self.ready:
            picture, data = self.ready[0]
            if not isinstance(picture, Picture) or (pictures and size + len(data) > BATCH_BYTES):
                break
            self.ready.popleft()
            pictures.append(msgspec.structs.replace(picture, buffer=len(buffers) if data else -1))
            buffers += [data] if data else []
            size += len(data)
        return Pictures(pictures), buffers


def _is_stale(body: Picture | Sheet, items: Collection[str], size: int) -> bool:
    if not isinstance(body, Sheet):
        return False
    return body.size != size or not any(tile.item in items for tile in body.tiles)
