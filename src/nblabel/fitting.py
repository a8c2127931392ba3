"""Regions and spans that a page sends, held to what they were made on before they are stored.

The page rounds and clips by the same rules, so that what it shows is what is kept; a page of another make, or
a program that speaks for one, may not. Only sizes of pictures that were handed out are known here: no file is
opened while a person waits for an edit to be stored; of texts the lengths of those that were read lately or
are stored. An undo or redo puts back what was stored, untouched.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from nblabel.values.annotation import Annotation, Range, Rectangle, Rings, Whole
from nblabel.values.change import Change, Edit
from nblabel.values.errors import AnnotationError
from nblabel.values.geometry import fit_shape

if TYPE_CHECKING:
    from nblabel.openproject import Project

_ANY_FRAME = 1 << 31
_WHOLE = ("multiclass", "multilabel")


def fitted(project: "Project", edit: Edit) -> Edit:
    """The edit with each region that it puts rounded and clipped. Raises AnnotationError, naming the item,
    also for a span outside its text."""
    if edit.undoes is not None or project.task in _WHOLE:
        return edit
    return msgspec.structs.replace(edit, changes=[_fitted(project, change) for change in edit.changes])


def altered(project: "Project", edits: Iterable[Edit]) -> list[str]:
    """Items of which a region is stored otherwise than these edits have it, and so than a page shows it."""
    return [
        change.item
        for edit in edits
        if edit.undoes is None and project.task not in _WHOLE
        for change in edit.changes
        if any(_differs(project, change.item, one) for one in change.put)
    ]


def _differs(project: "Project", item: str, annotation: Annotation) -> bool:
    if not isinstance(annotation.shape, Rectangle | Rings):  # others are kept as they are, or refused
        return False
    try:
        return _shaped(project, item, annotation) != annotation
    except AnnotationError:  # refused: that is told with the verdict
        return False


def _fitted(project: "Project", change: Change) -> Change:
    return msgspec.structs.replace(change, put=[_shaped(project, change.item, one) for one in change.put])


def _shaped(project: "Project", item: str, annotation: Annotation) -> Annotation:
    shape = annotation.shape
    if isinstance(shape, Range) and project.task == "spans":
        length = project.documents.known_length(item)
        return msgspec.structs.replace(annotation, shape=fit_shape(shape, item, length=length))
    if isinstance(shape, Whole | Range):  # not of this task: the store says so
        return annotation
    size = project.gallery.known_size(item, shape.frame)
    return msgspec.structs.replace(annotation, shape=fit_shape(shape, item, size, _ANY_FRAME))
