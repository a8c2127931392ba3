"""What is told of the point under the pointer: key, what is known, and a thumbnail once it is made."""

import io
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nblabel.media.images import Picture
from nblabel.values.errors import ImageError

if TYPE_CHECKING:
    from nblabel.openproject import Project
    from nblabel.store.items import ItemRow

SIZE = 128  # CSS pixels
WORDS = 38  # code points of a line of a document
TEXT_LINES = 4


class Teller:
    """Tells of one item after another. `ready` is called, on another thread, when a thumbnail is there."""

    def __init__(self, project: "Project", ready: Callable[[], None]) -> None:
        self._project = project
        self._ready = ready
        self._client = f"map-{id(self)}"
        self._of = ""
        self.picture: NDArray[np.uint8] | None = None

    def turn(self, key: str, ratio: float) -> list[str]:
        """Words on this item from now on; a picture follows by itself."""
        self._of, self.picture = key, None
        row = self._project.store.find([key]).get(key) if key else None
        if row is None:
            return []
        if row.reason:
            return [row.reason]
        return self._text(row) if self._project.media == "text" else self._want(row, ratio)

    def _text(self, row: "ItemRow") -> list[str]:
        begun = self._project.documents.beginnings([row]).get(row.item)
        words = " ".join((begun[0] if isinstance(begun, tuple) else str(begun or "")).split())
        lines = [words[n : n + WORDS] for n in range(0, len(words), WORDS)]
        return [*lines[: TEXT_LINES - 1], lines[TEXT_LINES - 1] + "…"] if len(lines) > TEXT_LINES else lines

    def _want(self, row: "ItemRow", ratio: float) -> list[str]:
        self._project.gallery.want(self._client, [row], round(SIZE * ratio), self._made)
        return []

    def _made(self, item: str, made: Picture | ImageError) -> None:
        if isinstance(made, Picture) and item == self._of:
            from PIL import Image

            with Image.open(io.BytesIO(made.data)) as picture:
                self.picture = np.asarray(picture.convert("RGBA"))
            self._ready()
