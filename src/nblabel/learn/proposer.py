"""What proposes the outline of a thing from a box or a few clicks."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Floats = NDArray[Any]
Points = Sequence[tuple[float, float]]


class Box(NamedTuple):
    """In pixels, whole numbers are pixel edges; y down."""

    x: float
    y: float
    width: float
    height: float


class Proposal(NamedTuple):
    """Which pixels the thing has, shape (height, width) of the image, and how sure that is, 0 to 1."""

    mask: Mask
    score: float


class Proposer(Protocol):
    """Proposes outlines. A model that looks at a whole image first does so in `prepare`."""

    def prepare(self, image: Pixels) -> None:
        """Called with an image that is worked on next; it may be long. The same array is proposed on."""

    def propose(self, image: Pixels, box: Box | None, inside: Points = (), outside: Points = ()) -> Proposal:
        """The thing in `box` that has the points `inside` in it and those `outside` not.

        `image`: (height, width) or (height, width, 3), 8 bits. Points are (x, y). Without a box there is at
        least one point inside.
        """
