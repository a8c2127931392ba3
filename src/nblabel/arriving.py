"""Regions that come from a file, fitted to their items, and stored as answers or as suggestions."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from nblabel.collecting import label_roots
from nblabel.formats.dataset import Region, Size
from nblabel.store.suggestions import NewSuggestion
from nblabel.suggesting import said_before, what_it_says
from nblabel.values.annotation import Annotation, Range, Whole
from nblabel.values.errors import AnnotationError, LabelError
from nblabel.values.ids import new_id
from nblabel.values.labels import Label
from nblabel.values.ordering import keep_order
from nblabel.values.tasks import check_annotations, check_final

if TYPE_CHECKING:
    from nblabel.openproject import Project
    from nblabel.store.items import ItemRow

# Answers are stored in edits of this many items, so that none is too large to take back.
ANSWERS_AT_ONCE = 1000
Failed = list[tuple[str, str, str]]
Fitted = dict[str, list[tuple[Region, Annotation]]]
Counts = tuple[int, int, int]


@dataclass(slots=True)
class Coming:
    """What is said of one item, put together from all its frames: regions with where they are said.

    `size` is the picture's (width, height), `length` the document's in code points; None where nothing
    depends on it.
    """

    row: "ItemRow"
    size: Size | None
    place: str
    length: int | None = None
    regions: list[tuple[Region, str]] = field(default_factory=list)
    fault: bool = False


class Fitting:
    """Makes annotations of regions. `pending` are labels that a dry run does not add."""

    def __init__(self, project: "Project", pending: Sequence[Label]) -> None:
        self._task = project.task
        self._annotator = project.annotator
        self._labels = _label_ids(project) | {label.path: -n for n, label in enumerate(pending, 1)}
        self._used: set[str] = set()
        self._owners = {
            annotation.id: (vote.item, vote.annotator)
            for vote in project.store.votes()
            for annotation in vote.answer.annotations
        }

    def fit(self, coming: Mapping[str, Coming], failed: Failed) -> Fitted:
        """The annotations of each item that has any, or is said to have none; what is wrong is `failed`."""
        fitted: Fitted = {}
        for item, one in coming.items():
            made = self._regions(one, failed)
            if not made and one.fault:
                continue
            try:
                annotations = [annotation for _, annotation in made]
                check_final(self._task, annotations, item)
                check_annotations(self._task, annotations, item, frames=one.row.frames)
            except AnnotationError as error:
                failed.append((item, one.place, str(error)))
            else:
                fitted[item] = made
        return fitted

    def _regions(self, one: Coming, failed: Failed) -> list[tuple[Region, Annotation]]:
        made = []
        for region, place in one.regions:
            try:
                made.append((region, self._annotation(one, region)))
            except (AnnotationError, LabelError) as error:
                failed.append((one.row.item, place, str(error)))
                one.fault = True
        return _in_their_order(made)

    def _annotation(self, one: Coming, region: Region) -> Annotation:
        """Fitted to its picture. An id that is another annotation's already is made anew."""
        label = self._labels[region.label]
        if isinstance(label, str):
            raise LabelError(label)
        row, mine = one.row, (one.row.item, self._annotator)
        free = region.id not in self._used and self._owners.get(region.id, mine) == mine
        own = region.id if region.id and free else new_id()
        made = Annotation(own, label, region.shape, source="import", crowd=region.crowd)
        self._used.add(made.id)
        return check_annotations(self._task, [made], row.item, one.size, row.frames, one.length)[0]


def _in_their_order(made: list[tuple[Region, Annotation]]) -> list[tuple[Region, Annotation]]:
    """The regions of each frame lie over each other as in the file, whatever their ids."""
    by_frame: dict[int, list[tuple[Region, Annotation]]] = {}
    for region, annotation in made:
        if isinstance(annotation.shape, Whole | Range):
            return made
        by_frame.setdefault(annotation.shape.frame, []).append((region, annotation))
    return [
        (region, annotation)
        for some in by_frame.values()
        for (region, _), annotation in zip(some, keep_order([one for _, one in some]), strict=True)
    ]


def _label_ids(project: "Project") -> dict[str, int | str]:
    """What a label path means now: its id, or why it cannot be used."""
    rows = project.store.labels(all=True)
    roots = label_roots(rows)
    ids: dict[str, int | str] = {}
    for row in rows:
        root = roots[row.id]
        ids[row.path] = f"The label {root.path!r} is retired; restore it first." if root.retired else root.id
    return ids


def _content(annotations: Sequence[Annotation]) -> Counter[tuple[int, bytes]]:
    """What is said, whoever said it and under whatever id."""
    return Counter(what_it_says(one) for one in annotations)


def store_answers(project: "Project", fitted: Fitted, name: str, dry_run: bool, failed: Failed) -> Counts:
    """Makes these the annotator's answers; how many items were added, updated and skipped."""
    added = updated = skipped = 0
    items = list(fitted)
    for start in range(0, len(items), ANSWERS_AT_ONCE):
        part = items[start : start + ANSWERS_AT_ONCE]
        before = project.store.answers(project.annotator, part)
        given = {item: [annotation for _, annotation in fitted[item]] for item in part}
        same = {
            item
            for item in part
            if before[item].state == "submitted"
            and _content(before[item].annotations) == _content(given[item])
        }
        changed = {item: given[item] for item in part if item not in same}
        refused: set[str] = set()
        if changed and not dry_run:
            _keep_texts(project, changed)
            result = project.store.replace(project.annotator, changed, kind="import")
            refused = {refusal.item for refusal in result.refusals}
            failed += [(refusal.item, name, refusal.reason) for refusal in result.refusals]
        new = {item for item in changed if before[item].state == "unlabeled"} - refused
        added, skipped = added + len(new), skipped + len(same)
        updated += len(changed.keys() - new - refused)
    return added, updated, skipped


def store_suggestions(project: "Project", fitted: Fitted, name: str, dry_run: bool, failed: Failed) -> Counts:
    """Keeps these as a run of suggestions; how many items were added, updated and skipped.

    Suggestions have ids of their own, since an accepted one becomes an annotation of that id. What was
    imported before is left out, so that what a person rejected does not come back. That nothing is there
    cannot be suggested.
    """
    known = said_before(project, fitted, "import")
    rows, items = [], set()
    for item, made in fitted.items():
        for region, annotation in made:
            if what_it_says(annotation) not in known.get(item, ()):
                items.add(item)
                rows.append(_suggestion(item, region, annotation))
    if rows and not dry_run:
        _keep_texts(project, items)
        project.store.put_suggestions(project.store.add_run("import", name), rows)
    return len(items - known.keys()), len(items & known.keys()), len(fitted) - len(items)


def _keep_texts(project: "Project", items: Iterable[str]) -> None:
    """Stores the texts of files that spans come for, so that these can follow them."""
    if project.task == "spans":
        project.documents.keep(project.store.find(items).values())


def _suggestion(item: str, region: Region, annotation: Annotation) -> NewSuggestion:
    own = msgspec.structs.replace(annotation, id=new_id())
    return NewSuggestion(item, own, region.score, None if region.score is None else 1 - region.score)
