"""What an answer may hold, by task."""

from collections.abc import Sequence
from typing import Literal

import msgspec

from nblabel.values.annotation import Annotation, Pixels, Range, Rectangle, Rings, Whole
from nblabel.values.errors import AnnotationError
from nblabel.values.geometry import Size, fit_shape

Task = Literal["multiclass", "multilabel", "boxes", "polygons", "masks", "spans"]

_SHAPES: dict[str, tuple[type, str]] = {
    "multiclass": (Whole, "a choice"),
    "multilabel": (Whole, "a choice"),
    "boxes": (Rectangle, "a box"),
    "polygons": (Rings, "a polygon"),
    "masks": (Pixels, "a mask"),
    "spans": (Range, "a span"),
}


def is_drawn(task: str) -> bool:
    """True of the tasks whose answers are drawn, one item at a time: regions, and spans of a text."""
    return _SHAPES[task][0] is not Whole


def check_annotations(
    task: str,
    annotations: Sequence[Annotation],
    item: str,
    size: Size | None = None,
    frames: int = 1,
    length: int | None = None,
) -> list[Annotation]:
    """The annotations of a whole answer as they are stored: shapes rounded and clipped (see `fit_shape`).

    `size` is (width, height) in pixels, `length` that of a text in code points; without them what depends on
    them goes unchecked. An empty answer passes (it is a draft, or "nothing here"), see `check_final`.
    Raises AnnotationError naming the item.
    """
    kind, told = _SHAPES[task]
    if kind is Whole and len(annotations) == 1 and type(annotations[0].shape) is Whole:
        return list(annotations)  # most answers by far: one label, about which nothing can be wrong
    for annotation in annotations:
        if not isinstance(annotation.shape, kind):
            raise AnnotationError(f"{item!r}: in a project for {task} an annotation is {told}.")
    _check_choices(task, annotations, item)
    if len({a.id for a in annotations}) < len(annotations):
        raise AnnotationError(f"{item!r}: two annotations have one id.")
    if kind is Whole:
        return list(annotations)
    return [
        msgspec.structs.replace(a, shape=fit_shape(a.shape, item, size, frames, length)) for a in annotations
    ]


def check_final(task: str, annotations: Sequence[Annotation], item: str) -> None:
    """Raises AnnotationError when an answer of this task cannot be submitted: multiclass needs its label."""
    if task == "multiclass" and len(annotations) != 1:
        raise AnnotationError(f"{item!r}: an answer has exactly one label here, not {len(annotations)}.")


def _check_choices(task: str, annotations: Sequence[Annotation], item: str) -> None:
    if task == "multiclass" and len(annotations) > 1:
        raise AnnotationError(f"{item!r}: an answer has exactly one label here, not {len(annotations)}.")
    if task == "multilabel" and len({a.label for a in annotations}) < len(annotations):
        raise AnnotationError(f"{item!r}: a label is there twice.")
