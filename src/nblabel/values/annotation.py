"""What a person says about an item: the public values, and the annotation as it is stored and sent.

Public values carry a label *path*; an `Annotation` carries the label's integer id, a stable id of its
own, and where it came from. Paths become ids at the doors (`project.py`) and nowhere else.
"""

from typing import Literal

from msgspec import Struct

# Values never refer back to what holds them, so they are kept out of the collector's sight (`gc=False`): an
# act on 40,000 items makes half a million of them.
Source = Literal["human", "accepted", "import", "script"]
Point = tuple[float, float]
Ring = list[Point]


class Whole(Struct, frozen=True, tag_field="kind", tag="choice", forbid_unknown_fields=True, gc=False):
    """The shape of a choice: the whole item."""


class Rectangle(Struct, frozen=True, tag_field="kind", tag="box", forbid_unknown_fields=True, gc=False):
    """A box in pixels of the upright original; `angle` in degrees, clockwise, about the centre."""

    x: float
    y: float
    width: float
    height: float
    angle: float = 0
    frame: int = 0


class Rings(Struct, frozen=True, tag_field="kind", tag="polygon", forbid_unknown_fields=True, gc=False):
    """A polygon as rings `[[x, y], ...]` filled by the even-odd rule: parts and holes alike."""

    parts: list[Ring]
    frame: int = 0


class Pixels(Struct, frozen=True, tag_field="kind", tag="mask", forbid_unknown_fields=True, gc=False):
    """A mask as a COCO compressed run-length string of the size of the image."""

    rle: str
    frame: int = 0


class Range(Struct, frozen=True, tag_field="kind", tag="span", forbid_unknown_fields=True, gc=False):
    """A range of text in code points, end exclusive."""

    start: int
    end: int


Shape = Whole | Rectangle | Rings | Pixels | Range


class Annotation(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """One annotation as stored and sent. `id` is a ULID, unique in the project; `label` is a label's id.

    `rank` is where it lies among the others once a person has moved it: it sorts as if that were its id, see
    `values/ordering.py`. A `crowd` marks many things as one region, as COCO has it.
    """

    id: str
    label: int
    shape: Shape
    source: Source = "human"
    run: int | None = None
    certificate: int | None = None
    rank: str = ""
    crowd: bool = False
