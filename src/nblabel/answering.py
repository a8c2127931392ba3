"""From public values to edits: how a script answers items, and takes back what it did."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from nblabel.values.annotation import Annotation, Source
from nblabel.values.change import Answer, Change, Edit, EditKind
from nblabel.values.errors import AnnotationError, NblabelError
from nblabel.values.ids import new_id
from nblabel.values.public import Choice, Value

if TYPE_CHECKING:
    from nblabel.project import Project

# How often a script tries again when a person answers the same item at the same moment.
TRIES = 5


def annotate(
    project: "Project",
    answers: Mapping[str, Value | Sequence[Value]],
    annotator: str,
    seconds: float | None = None,
    kind: EditKind = "submit",
    source: Source = "script",
) -> None:
    """Replaces the annotator's answers, all or none, as one edit. Raises `AnnotationError`."""
    wanted = {item: as_annotations(project, item, values, source) for item, values in answers.items()}
    if not wanted:
        return
    known = project.store.find(list(wanted))
    for item in wanted:
        if item not in known:
            raise AnnotationError(f"This project has no item {item!r}; project.items() lists them.")

    def edit(now: Mapping[str, Answer]) -> Edit:
        changes = [
            Change(
                item=item,
                base=now.get(item, Answer()).version,
                put=put,
                drop=[a.id for a in now.get(item, Answer()).annotations],
                state="submitted",
                note="",
            )
            for item, put in wanted.items()
        ]
        return _edit(kind, changes, seconds)

    _save(project, annotator, list(wanted), edit)


def skip(project: "Project", item: str, reason: str, annotator: str) -> None:
    """Skips one item for this annotator."""
    project.row(item)

    def edit(now: Mapping[str, Answer]) -> Edit:
        change = Change(item=item, base=now.get(item, Answer()).version, state="skipped", note=reason)
        return _edit("skip", [change])

    _save(project, annotator, [item], edit)


def take_back(project: "Project", annotator: str, find: Callable[[str], Edit | None]) -> bool:
    """Saves the edit that `find` gives for this annotator (an undo or a redo). False when it gives none."""
    edit = find(annotator)
    if edit is None:
        return False
    [outcome] = project.save([edit], annotator=annotator)
    if outcome.refusals:
        names = ", ".join(repr(r.item) for r in outcome.refusals[:5])
        raise NblabelError(f"Changed elsewhere since, so not taken back: {names}. project.history() has both.")
    return True


def as_annotations(
    project: "Project", item: str, values: Value | Sequence[Value], source: Source
) -> list[Annotation]:
    """Public values with label paths as annotations with label ids and new ids."""
    several: Sequence[Value] = [values] if not isinstance(values, (list, tuple)) else values
    given = [Choice(value) if isinstance(value, str) else value for value in several]
    try:
        labels = [project.labels.id_of(value.label) for value in given]
    except NblabelError as error:
        raise AnnotationError(f"{item!r}: {error}") from None
    pairs = zip(given, labels, strict=True)
    return [Annotation(new_id(), label, value.shape, source=source) for value, label in pairs]


def _edit(kind: EditKind, changes: list[Change], seconds: float | None = None) -> Edit:
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    return Edit(id=new_id(), kind=kind, changes=changes, at=at, seconds=seconds)


def _save(project: "Project", annotator: str, items: list[str], edit: Callable[[Mapping[str, Answer]], Edit]) -> None:
    """Saves an edit made on the answers as they are now; made anew when one changed in between."""
    for _ in range(TRIES):
        [outcome] = project.save([edit(project.store.answers(annotator, items))], annotator=annotator)
        refused = [r for r in outcome.refusals if r.why == "refused"]
        if refused:
            raise AnnotationError("; ".join(f"{r.item!r}: {r.reason}" for r in refused[:5]))
        if not outcome.refusals:
            return
    raise NblabelError("These items are being changed elsewhere at this very moment; try again.")
