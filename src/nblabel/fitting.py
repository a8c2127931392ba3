"""Regions and spans that a page sends, held to what they were made on before they are stored.

The page rounds and clips by the same rules, so that what it shows is what is kept; a page of another make, or
a program that speaks for one, may not. Only sizes of pictures that were handed out are known here: no file is
opened while a person waits for an edit to be stored; of texts the lengths of those that were read lately or
are stored. An undo or redo puts back what was stored, untouched.
"""

from typing import TYPE_CHECKING

import msgspec

from nblabel.values.annotation import Annotation, Range, Whole
from nblabel.values.change import Change, Edit
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
