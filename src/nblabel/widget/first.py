"""The first page, sent along with the widget itself, so that it is painted without a round trip.

Only a page that throws it away as soon as it has read it gets one: front ends of JupyterLab's family, known
by what they say with the cell they run. A program that runs notebooks keeps a widget's state in the file,
and no picture, key or label may end there.
"""

import threading
from collections.abc import Iterable
from typing import Any

import msgspec

from nblabel.gallery import Gallery
from nblabel.media.images import Picture as Encoded
from nblabel.store.items import ItemRow
from nblabel.values.errors import ImageError
from nblabel.widget import cell
from nblabel.widget import protocol as wire

# Longest wait for one picture, and then for the rest of the page, in seconds.
ONE, REST = 0.04, 0.012
BYTES = 1_000_000


def is_awaited() -> bool:
    """True while a cell runs for a page that will show the widget at once."""
    return "deletedCells" in cell.request().get("metadata", {})


def pack(welcome: wire.Welcome, made: dict[str, Encoded], size: int) -> dict[str, Any]:
    """What the page takes for a welcome and a message of pictures; `buffers` are theirs."""
    pictures = [
        wire.Picture(item, size, place, one.width, one.height, one.type)
        for place, (item, one) in enumerate(made.items())
    ]
    return {
        "welcome": msgspec.to_builtins(welcome),
        "pictures": msgspec.to_builtins(wire.Pictures(pictures)),
        "buffers": [one.data for one in made.values()],
    }


def ready_pictures(gallery: Gallery, rows: Iterable[ItemRow], size: int) -> dict[str, Encoded]:
    """The pictures that can be had at once, by item; the others go on being made."""
    wanted = [row for row in rows if not row.reason]
    made: dict[str, Encoded] = {}
    told, change = 0, threading.Condition()

    def deliver(item: str, result: Encoded | ImageError) -> None:
        nonlocal told
        with change:
            told += 1
            if isinstance(result, Encoded):
                made[item] = result
            change.notify()

    gallery.want("", wanted, size, deliver)
    with change:
        change.wait_for(lambda: told > 0, ONE if wanted else 0)
        change.wait_for(lambda: told >= len(wanted), REST)
        few, room = {}, BYTES
        for row in wanted:
            if row.item in made and len(made[row.item].data) <= room:
                few[row.item] = made[row.item]
                room -= len(few[row.item].data)
        return few
