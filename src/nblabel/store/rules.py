"""What an answer may be, as far as the store can tell, and how many people may be asked for one.

Whether a region lies inside its picture, on a frame that there is, is for those who know the picture.
"""

from nblabel.store.about import About
from nblabel.store.labels import Labels
from nblabel.values.change import Answer, Change
from nblabel.values.errors import AnnotationError, NblabelError
from nblabel.values.tasks import check_annotations, check_final

_ANY_FRAME = 1 << 31
_COMPARED = ("multiclass", "multilabel")


class ConsensusError(NblabelError):
    """A number of annotators per item that cannot be, or a decision that is not this person's to take."""


def objection(about: About, labels: Labels, change: Change, after: Answer) -> str | None:
    """Why this change cannot be, naming the item, or None."""
    unknown = [a.label for a in change.put if a.label not in labels.by_id]
    if unknown:
        return f"{change.item!r} was given a label that is not in this project (id {unknown[0]})."
    if after.state == "unlabeled" and after.annotations:
        return f"{change.item!r} cannot have labels and be unlabeled at once."
    if "\0" in after.note:
        return f"{change.item!r} was given a note with a NUL character; leave it out."
    try:
        check_annotations(about.task, after.annotations, change.item, frames=_ANY_FRAME)
        if after.state == "submitted":
            check_final(about.task, after.annotations, change.item)
    except AnnotationError as error:
        return str(error)
    return None


def check_consensus(task: str, consensus: tuple[int, int]) -> None:
    """Raise `ConsensusError` unless (least, most) annotators per item can be asked for in this task."""
    least, most = consensus
    if not 1 <= least <= most:
        raise ConsensusError(
            f"A consensus of {least} to {most} cannot be: give (least, most) with 1 ≤ least ≤ most."
        )
    if most > 1 and task not in _COMPARED:
        raise ConsensusError(
            f"Several annotators per item cannot be compared in the task {task!r} yet; use consensus=(1, 1)."
        )


def check_owner(about: About, annotator: str) -> None:
    """Raise `ConsensusError` unless this is the project's owner."""
    if annotator != about.owner:
        raise ConsensusError(f"Only the owner of {about.name!r}, {about.owner}, can resolve an item.")
