"""From public values to edits: how a script answers items, and takes back what it did."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from nblabel.store.saving import Result
from nblabel.values.annotation import Annotation, Source
from nblabel.values.change import Change, Edit, EditKind
from nblabel.values.errors import AnnotationError, NblabelError
from nblabel.values.ids import new_id
from nblabel.values.public import Choice, Value

if TYPE_CHECKING:
    from nblabel.project import Project


def annotate(
    project: "Project",
    answers: Mapping[str, Value | Sequence[Value]],
    annotator: str,
    seconds: float | None = None,
    kind: EditKind = "annotate",
    source: Source = "script",
) -> None:
    """Replaces the annotator's answers, all or none, as one edit. Raises `AnnotationError`."""
    given = {item: as_annotations(project, item, values, source) for item, values in answers.items()}
    if given:
        check(project.store.replace(annotator, given, kind=kind, seconds=seconds))


def skip(project: "Project", item: str, reason: str, annotator: str) -> None:
    """Skips one item for this annotator."""
    project.row(item)
    base = project.store.answers(annotator, [item])[item].version
    change = Change(item=item, base=base, state="skipped", note=reason)
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    check(project.store.save(annotator, [Edit(new_id(), "skip", [change], at=at)], origin="script")[0])


def take_back(project: "Project", annotator: str, find: Callable[[str], Edit | None]) -> bool:
    """Saves the edit that `find` gives for this annotator (an undo or a redo). False when it gives none."""
    edit = find(annotator)
    if edit is None:
        return False
    [outcome] = project.store.save(annotator, [edit], origin="script")
    if outcome.refusals:
        names = ", ".join(repr(r.item) for r in outcome.refusals[:5])
        raise NblabelError(
            f"Changed elsewhere since, so not taken back: {names}. project.history() has both."
        )
    return True


def as_annotations(
    project: "Project", item: str, values: Value | Sequence[Value], source: Source
) -> list[Annotation]:
    """Public values with label paths as annotations with label ids and new ids."""
    several = [values] if isinstance(values, Value) else values
    given = [Choice(value) if isinstance(value, str) else value for value in several]
    try:
        labels = [project.labels.id_of(value.label) for value in given]
    except NblabelError as error:
        raise AnnotationError(f"{item!r}: {error}") from None
    pairs = zip(given, labels, strict=True)
    return [Annotation(new_id(), label, value.shape, source=source) for value, label in pairs]


def check(result: Result) -> None:
    """Raises `AnnotationError` naming the items that were refused."""
    if result.refusals:
        raise AnnotationError("; ".join(f"{r.item!r}: {r.reason}" for r in result.refusals[:5]))
