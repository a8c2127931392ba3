"""Suggestions: what a run, a job or an imported table says of items, until a person answers it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from nblabel.answering import as_annotations, check
from nblabel.store.suggestions import NewSuggestion, SuggestionRow
from nblabel.values.annotation import Annotation
from nblabel.values.errors import NblabelError
from nblabel.values.public import Value
from nblabel.where import Chosen

if TYPE_CHECKING:
    from nblabel.openproject import Project


def put(
    project: "Project", given: Mapping[str, tuple[Sequence[Value], float | None]], origin: str, model: str
) -> int:
    """Keeps suggestions as a new run; how many. `given` has values and a score (0 to 1, or None) per item.

    What a run of this origin has said before is left out: neither is it there twice, nor does it come back
    after a person rejected it.
    """
    made = as_annotations(project, {item: values for item, (values, _) in given.items()}, source="import")
    known = said_before(project, made, origin)
    rows = [
        NewSuggestion(item, annotation, score=score, uncertainty=None if score is None else 1 - score)
        for item, (_, score) in given.items()
        for annotation in made[item]
        if what_it_says(annotation) not in known.get(item, ())
    ]
    return project.store.put_suggestions(project.store.add_run(origin, model), rows) if rows else 0


def said_before(project: "Project", items: Iterable[str], origin: str) -> dict[str, set[tuple[int, bytes]]]:
    """What runs of this origin have said of these items, whatever a person made of it since."""
    known: dict[str, set[tuple[int, bytes]]] = {}
    if any(run.origin == origin for run in project.store.runs()):
        for row in project.store.suggestions(items=items, states=("open", "accepted", "rejected")):
            if row.origin == origin:
                known.setdefault(row.item, set()).add(what_it_says(row.annotation))
    return known


def what_it_says(annotation: Annotation) -> tuple[int, bytes]:
    """A label and a shape, whoever says it and under whatever id."""
    return annotation.label, msgspec.json.encode((annotation.shape, annotation.crowd))


def accept(
    project: "Project", where: Mapping[str, Any] | None, items: Iterable[str] | None, annotator: str
) -> int:
    """Makes suggestions this person's answers, final at once; how many."""
    rows = _meant(project, where, items)
    if not rows:
        return 0
    result, taken = project.store.accept(annotator, rows)
    check(result)
    return taken


def reject(
    project: "Project", where: Mapping[str, Any] | None, items: Iterable[str] | None, annotator: str
) -> int:
    """Closes suggestions as wrong, one undo step; how many."""
    rows = _meant(project, where, items)
    if rows:
        check(project.store.reject(annotator, rows))
    return len(rows)


def _meant(
    project: "Project", where: Mapping[str, Any] | None, items: Iterable[str] | None
) -> list[SuggestionRow]:
    if where is None and items is None:
        raise NblabelError("Say which suggestions are meant: where={...}, or items=[...].")
    return list(Chosen(project.store, where).suggestions(project.store.suggestions(items=items)))
