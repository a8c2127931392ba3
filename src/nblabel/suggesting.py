"""Suggestions: what a run, a job or an imported table says of items, until a person answers it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from nblabel.answering import as_annotations, check
from nblabel.store.suggestions import NewSuggestion, SuggestionRow
from nblabel.values.errors import NblabelError
from nblabel.values.public import Value
from nblabel.where import Chosen

if TYPE_CHECKING:
    from nblabel.openproject import Project


def put(
    project: "Project", given: Mapping[str, tuple[Sequence[Value], float | None]], origin: str, model: str
) -> int:
    """Keeps suggestions as a new run; its id. `given` has values and a score (0 to 1, or None) per item."""
    run = project.store.add_run(origin, model)
    made = as_annotations(project, {item: values for item, (values, _) in given.items()}, source="import")
    rows = [
        NewSuggestion(item, annotation, score=score, uncertainty=None if score is None else 1 - score)
        for item, (_, score) in given.items()
        for annotation in made[item]
    ]
    project.store.put_suggestions(run, rows)
    return run


def accept(
    project: "Project", where: Mapping[str, Any] | None, items: Iterable[str] | None, annotator: str
) -> int:
    """Makes suggestions this person's answers, final at once; how many."""
    rows = _meant(project, where, items)
    if rows:
        check(project.store.accept(annotator, rows))
    return len(rows)


def reject(project: "Project", where: Mapping[str, Any] | None, items: Iterable[str] | None) -> int:
    """Takes suggestions away as wrong; how many."""
    return project.store.close_suggestions(_meant(project, where, items))


def discard(project: "Project", run: int) -> int:
    """Takes away what is left of a run; how many."""
    rows = project.store.suggestions(run=run)
    return project.store.close_suggestions(rows, state="discarded")


def _meant(
    project: "Project", where: Mapping[str, Any] | None, items: Iterable[str] | None
) -> list[SuggestionRow]:
    if where is None and items is None:
        raise NblabelError("Say which suggestions are meant: where={...}, or items=[...].")
    return list(Chosen(project.store, where).suggestions(project.store.suggestions(items=items)))
