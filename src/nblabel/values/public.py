"""The values that people write and read in Python: immutable, with the label's path.

Pixels are those of the upright original, the origin top left, y down, whole numbers pixel edges. `shape` is
the same thing as it is stored, without the label.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nblabel.values.annotation import Pixels, Range, Rectangle, Rings, Shape, Whole
from nblabel.values.errors import AnnotationError
from nblabel.values.mask import decode_mask, encode_mask
from nblabel.values.outline import fill, outline


@dataclass(frozen=True, slots=True)
class Choice:
    """The whole item has this label."""

    label: str

    @property
    def shape(self) -> Whole:
        return Whole()


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a model says of one item: values or label paths, and how sure it is of them, 0 to 1."""

    annotations: Any
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """A box; `angle` in degrees, clockwise, about its centre."""

    label: str
    x: float
    y: float
    width: float
    height: float
    angle: float = 0
    frame: int = 0

    @property
    def shape(self) -> Rectangle:
        x, y, width, height = float(self.x), float(self.y), float(self.width), float(self.height)
        return Rectangle(x, y, width, height, float(self.angle), self.frame)


@dataclass(frozen=True, slots=True)
class Polygon:
    """Rings `[[x, y], …]` filled by the even-odd rule: several parts, and holes."""

    label: str
    parts: Sequence[Sequence[Sequence[float]]]
    frame: int = 0

    def __post_init__(self) -> None:
        try:
            rings = tuple(tuple((float(x), float(y)) for x, y in ring) for ring in self.parts)
        except (TypeError, ValueError) as error:
            raise AnnotationError("A polygon's parts are rings of points: [[[x, y], …], …].") from error
        object.__setattr__(self, "parts", rings)

    def to_mask(self, size: tuple[int, int]) -> "Mask":
        """The pixels whose centres are inside, in an image of `size` (height, width).

        Its border is less than a pixel from this one's. Raises AnnotationError when no centre is inside.
        """
        mask = fill(self.shape.parts, *size)
        if not mask.any():
            raise AnnotationError(f"The polygon has no pixel's centre in it in {size[1]} x {size[0]} pixels.")
        return Mask.from_array(self.label, mask, self.frame)

    @property
    def shape(self) -> Rings:
        return Rings([[(p[0], p[1]) for p in ring] for ring in self.parts], self.frame)


@dataclass(frozen=True, slots=True)
class Mask:
    """Pixels as a COCO compressed run-length string of the size of the image.

    `size` is (height, width); None when the mask was made from a string alone.
    """

    label: str
    rle: str
    frame: int = 0
    size: tuple[int, int] | None = field(default=None, compare=False)

    @classmethod
    def from_array(cls, label: str, array: NDArray[Any], frame: int = 0) -> "Mask":
        """From an array of shape (height, width); whatever is not 0 or False is inside."""
        array = np.asarray(array)
        rle = encode_mask(array)
        return cls(label, rle, frame, (array.shape[0], array.shape[1]))

    def to_array(self, size: tuple[int, int] | None = None) -> NDArray[np.bool_]:
        """The mask as booleans of shape (height, width). The string does not tell its size: it is `size`
        here, or the mask's own; AnnotationError when neither is given, or it is not the string's."""
        shape = size or self.size
        if shape is None:
            raise AnnotationError("Tell the image's size: mask.to_array((height, width)).")
        return decode_mask(self.rle, *shape)

    def to_polygon(self, size: tuple[int, int] | None = None) -> Polygon:
        """The outline, parts and holes, nowhere half a pixel from the mask's border; `to_mask` gives the very
        same mask back. `size` (height, width) as in `to_array`. Raises AnnotationError for an empty mask."""
        rings = outline(self.to_array(size))
        if not rings:
            raise AnnotationError("The mask is empty: it has no outline.")
        return Polygon(self.label, rings, self.frame)

    @property
    def shape(self) -> Pixels:
        return Pixels(self.rle, self.frame)


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` of a text, in code points, end exclusive."""

    label: str
    start: int
    end: int

    @property
    def shape(self) -> Range:
        return Range(self.start, self.end)


Value = str | Choice | Box | Polygon | Mask | Span


def value_of(
    label: str, shape: Shape, size: tuple[int, int] | None = None
) -> Choice | Box | Polygon | Mask | Span:
    """The public value of a stored shape; `size` is the image's (height, width), for a mask."""
    match shape:
        case Whole():
            return Choice(label)
        case Rectangle():
            return Box(label, shape.x, shape.y, shape.width, shape.height, shape.angle, shape.frame)
        case Rings():
            return Polygon(label, shape.parts, shape.frame)
        case Pixels():
            return Mask(label, shape.rle, shape.frame, size)
        case Range():
            return Span(label, shape.start, shape.end)
