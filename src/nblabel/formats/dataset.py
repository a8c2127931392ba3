"""What goes into an outside format, and what comes out of one.

A format knows no project: labels are paths, pictures are named, and shapes are the stored ones, in pixels of
the upright original or in code points of the text.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from nblabel.values.annotation import Shape
from nblabel.values.errors import AnnotationError
from nblabel.values.labels import Label

Size = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Region:
    """A labelled shape. `id` is the annotation's, "" where none is kept; `score` is a model's, 0 to 1.

    `place` is where in a file it was read. A `crowd` marks many things as one.
    """

    label: str
    shape: Shape
    id: str = ""
    score: float | None = None
    place: str = ""
    crowd: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame of an answered item; all of them are there. No regions: somebody looked, nothing is here.

    `file` is the picture's path below its source, `size` its (width, height), None when it cannot be read;
    `number` is the frame's, from 0, and None where there is only one. `split` is "" without splits. A
    document is one frame and has its `text`, which is None of a picture.
    """

    item: str
    file: str
    size: Size | None
    regions: tuple[Region, ...]
    number: int | None = None
    split: str = ""
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Dataset:
    """Everything that one export writes: `labels` in palette order, `frames` by item and number.

    `options` has a value for each option of the format.
    """

    task: str
    labels: tuple[Label, ...]
    frames: tuple[Frame, ...]
    options: Mapping[str, str] = field(default_factory=dict)

    def only(self, frames: Sequence[Frame]) -> "Dataset":
        """The same with these frames."""
        return replace(self, frames=tuple(frames))


class Documents(Protocol):
    """The documents of the project that is read for. Methods raise AnnotationError, with the reason."""

    def known(self, name: str, item: str = "") -> tuple[str, str]:
        """Key and text of the item that a file calls so; `item` is its key where the file tells it."""

    def worded(self, text: str, exactly: bool = True) -> tuple[str, str]:
        """Key and text of the only item with this text; not `exactly`: but for white space."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader may know of the project it reads for.

    `find(name, item)` is the (width, height) of the picture that a file calls so; `item` is its key where the
    file tells it, else "". It raises AnnotationError, with the reason, when no item is meant or the picture
    cannot be read.
    """

    task: str
    labels: Sequence[str]
    find: Callable[[str, str], Size]
    documents: Documents | None = None

    def size(self, name: str, item: str = "", told: Size | None = None) -> Size:
        """The size of that picture. Raises AnnotationError also when the file tells another."""
        size = self.find(name, item)
        if told not in (None, size):
            raise AnnotationError(
                f"The file says {told[0]} x {told[1]} pixels and the picture has {size[0]} x {size[1]}: "
                "regions would shift."
            )
        return size


@dataclass(slots=True)
class Entry:
    """What a file says of one picture. `name` is what it calls it, `place` where it says so.

    `item` is the key that an earlier export noted, `size` the picture's (width, height).
    """

    name: str
    place: str
    size: Size
    regions: list[Region]
    item: str = ""
    frame: int = 0
    fault: bool = False  # something of it could not be read, so that no regions do not mean "nothing here"


@dataclass(slots=True)
class Reading:
    """What was read: `failed` has a row (picture, place, reason) for each part that is no annotation."""

    entries: list[Entry] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    failed: list[tuple[str, str, str]] = field(default_factory=list)
