"""From public values to edits: how a script answers items, and takes back what it did."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from nblabel.arranging import targets
from nblabel.drawnon import remember_sizes
from nblabel.fitting import fitted
from nblabel.store.saving import Result, Working
from nblabel.values.annotation import Annotation, Source
from nblabel.values.change import Change, Edit, EditKind
from nblabel.values.errors import AnnotationError, DocumentError, NblabelError
from nblabel.values.ids import new_id
from nblabel.values.public import Choice, Span, Value
from nblabel.values.query import Query
from nblabel.values.tasks import check_annotations, check_final

if TYPE_CHECKING:
    from nblabel.openproject import Project
    from nblabel.store.about import About
    from nblabel.store.gather import Ids
    from nblabel.store.items import ItemRow


def annotate(
    project: "Project",
    answers: Mapping[str, Value | Sequence[Value]],
    annotator: str,
    seconds: float | None = None,
    kind: EditKind = "annotate",
    source: Source = "script",
) -> None:
    """Replaces the annotator's answers, all or none, as one edit. Raises `AnnotationError`."""
    sizes: dict[str, tuple[int, int]] = {}
    given = as_annotations(project, answers, source, sizes)
    task = project.task
    for item, annotations in given.items():
        check_final(task, annotations, item)
    if given:
        check(project.store.replace(annotator, given, kind=kind, seconds=seconds))
        remember_sizes(project, sizes, annotator)


def skip(project: "Project", item: str, reason: str, annotator: str) -> None:
    """Skips one item for this annotator."""
    project.row(item)
    base = project.store.answers(annotator, [item])[item].version
    change = Change(item=item, base=base, state="skipped", note=reason)
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    check(project.store.save(annotator, [Edit(new_id(), "skip", [change], at=at)], origin="script")[0])


def save(
    project: "Project",
    edits: Sequence[Edit],
    annotator: str,
    seen: Callable[[Query], "Ids | None"],
    working: Working | None,
) -> list[Result]:
    """Stores edits in order, each bulk edit in a transaction of its own.

    When one fails, those before it are kept and told; when the first fails, its error is raised.
    """
    results: list[Result] = []
    for is_bulk, several in groupby(edits, lambda edit: edit.bulk is not None):
        part = list(several)
        for some in [[edit] for edit in part] if is_bulk else [part]:
            try:
                stored = (
                    [_save_bulk(project, some[0], annotator, seen, working)]
                    if is_bulk
                    else _save_some(project, some, annotator, working)
                )
            except NblabelError:
                if not results:
                    raise
                return results
            results += stored
            if len(stored) < len(some):
                return results
    return results


def _save_some(
    project: "Project", edits: Sequence[Edit], annotator: str, working: Working | None
) -> list[Result]:
    """In one transaction where every region fits its picture; else one by one, those that do not refused."""
    _keep_texts(project, edits)
    try:
        return project.store.save(annotator, [fitted(project, edit) for edit in edits], working=working)
    except AnnotationError as error:
        if len(edits) == 1:
            reason = str(error)
            return [project.store.save_bulk(annotator, edits[0], lambda: reason, working)]
    results: list[Result] = []
    for edit in edits:
        try:
            results += _save_some(project, [edit], annotator, working)
        except NblabelError:
            if not results:
                raise
            break
    return results


def _keep_texts(project: "Project", edits: Sequence[Edit]) -> None:
    """Stores the texts of files that these edits make the first spans on."""
    if project.task != "spans":
        return
    items = {change.item for edit in edits for change in edit.changes if change.put}
    fresh = [item for item in items if not project.documents.keeps(item)]
    if fresh:
        project.documents.keep(project.store.find(fresh).values())


def _save_bulk(
    project: "Project",
    edit: Edit,
    annotator: str,
    seen: Callable[[Query], "Ids | None"],
    working: Working | None,
) -> Result:
    bulk = edit.bulk
    assert bulk is not None

    def choose() -> "Ids | str":
        try:
            return targets(project.store, annotator, bulk, seen(bulk.query))
        except NblabelError as error:  # it would fail again and again: it is refused, with this reason
            return str(error)

    return project.store.save_bulk(annotator, edit, choose, working)


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
    project: "Project",
    answers: Mapping[str, Value | Sequence[Value]],
    source: Source,
    sizes: dict[str, tuple[int, int]] | None = None,
) -> dict[str, list[Annotation]]:
    """Public values with label paths as annotations with label ids and ids of their own, per item.

    `sizes` takes up the sizes of the pictures that regions were held to. Raises `AnnotationError` for an
    unknown item or label, and for a shape that does not fit its item.
    """
    rows = project.store.find(answers)
    labels, about = project.labels.ids(), project.about
    given = {item: _given(item, rows.get(item), values) for item, values in answers.items()}
    lengths = _lengths(project, [rows[item] for item, several in given.items() if _marks(several)])
    return {
        item: _of_one(project, about, rows[item], labels, several, lengths.get(item), source, sizes)
        for item, several in given.items()
    }


def _given(item: str, row: "ItemRow | None", values: Value | Sequence[Value]) -> list[Any]:
    if row is None:
        raise AnnotationError(f"This project has no item {item!r}; project.items() lists them.")
    several = [values] if isinstance(values, Value) else values
    return [Choice(value) if isinstance(value, str) else value for value in several]


def _marks(values: Sequence[object]) -> bool:
    return any(isinstance(value, Span) for value in values)


def _lengths(project: "Project", rows: Sequence["ItemRow"]) -> dict[str, int]:
    """How long the texts are that spans are to be made on. Raises AnnotationError where one is not read."""
    if not rows or project.media != "text":
        return {}
    try:
        project.documents.keep(rows)
        return project.documents.lengths(rows)
    except DocumentError as error:
        raise AnnotationError(f"Spans need a text that can be read. {error}.") from error


def _of_one(
    project: "Project",
    about: "About",
    row: "ItemRow",
    labels: Mapping[str, int],
    given: list[Any],
    length: int | None,
    source: Source,
    sizes: dict[str, tuple[int, int]] | None,
) -> list[Annotation]:
    item = row.item
    unknown = [value.label for value in given if value.label not in labels]
    if unknown:
        names = ", ".join(repr(path) for path in list(labels)[:20])
        raise AnnotationError(f"{item!r}: there is no label {unknown[0]!r}. Labels: {names or 'none yet'}.")
    size = _size(project, about, row, given)
    if size is not None and sizes is not None:
        sizes[item] = size
    made = [Annotation(new_id(), labels[value.label], value.shape, source=source) for value in given]
    return check_annotations(about.task, made, item, size, row.frames, length)


def _size(
    project: "Project", about: "About", row: "ItemRow", values: Sequence[object]
) -> tuple[int, int] | None:
    """Width and height of the item's picture where a region must fit into it."""
    if about.media != "image" or all(isinstance(value, Choice) for value in values):
        return None
    return project.gallery.size(row)


def check(result: Result) -> None:
    """Raises `AnnotationError` naming the items that were refused."""
    if result.refusals:
        raise AnnotationError("; ".join(f"{r.item!r}: {r.reason}" for r in result.refusals[:5]))
