"""From outside formats to a project: answers or suggestions, each part that is wrong told and left out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nblabel.arriving import Coming, Fitting, store_answers, store_suggestions
from nblabel.drawnon import remember_sizes
from nblabel.formats import format_for
from nblabel.formats.dataset import Reading, Size, Wanted
from nblabel.intake import AddReport, table
from nblabel.matching import Matching, MatchingDocuments
from nblabel.values.errors import AnnotationError, ImageError, NblabelError
from nblabel.values.labels import Label

if TYPE_CHECKING:
    from nblabel.openproject import Project

AS = ("answers", "suggestions")
REGIONS = ("boxes", "polygons", "masks")


@dataclass(frozen=True, repr=False)
class ImportReport(AddReport):
    """What `import_annotations` did, or with `dry_run` would do.

    `added`: items that had no answer (or suggestion) before; `updated`: those whose answer is now another;
    `skipped`: those that say the same already. `failed`: a row `item, uri, reason` for each part that was
    left out. `labels`: those that the project did not have. `annotations`: how many were taken, or are there.
    """

    labels: tuple[str, ...] = ()
    annotations: int = 0


def import_annotations(
    project: "Project", name: str, path: Path, as_: str = "answers", dry_run: bool = False
) -> ImportReport:
    """Reads a file or folder into the project. Raises `NblabelError` when it is nothing of the kind."""
    if as_ not in AS:
        raise NblabelError(f'as_ is "answers" or "suggestions", not {as_!r}.')
    form = format_for(name, project.task, project.media)
    if form.path == "file" and not path.is_file():
        raise NblabelError(f"There is no file {str(path)!r}; check its spelling.")
    known = Matching(project.store.items())
    documents = MatchingDocuments(known, project.documents.text) if project.media == "text" else None
    finding = _Finding(project, known, documents)
    wanted = Wanted(project.task, [label.path for label in project.labels], finding, documents)
    reading = form.read(path, wanted)
    coming = _gathered(reading, known, documents.lengths if documents else {})
    new = _new_labels(project, reading)
    if not dry_run:
        project.labels.add_missing(new)
    fitted = Fitting(project, new if dry_run else []).fit(coming, reading.failed)
    store = store_suggestions if as_ == "suggestions" else store_answers
    counts = store(project, fitted, name, dry_run, reading.failed)
    if as_ == "answers" and not dry_run:
        remember_sizes(project, finding.sizes_of(fitted), project.annotator)
    failed = [(item, f"{path.name}: {place}", reason) for item, place, reason in reading.failed]
    return ImportReport(
        *counts,
        table(failed),
        labels=tuple(label.path for label in new),
        annotations=sum(len(made) for made in fitted.values()),
    )


class _Finding:
    """The size of the picture that a name means, looked up once."""

    def __init__(self, project: "Project", known: Matching, documents: MatchingDocuments | None) -> None:
        self._project = project
        self._known = known
        self._documents = documents
        self._sizes: dict[str, Size] = {}

    def sizes_of(self, items: Iterable[str]) -> dict[str, Size]:
        """The sizes that were looked up of these."""
        return {item: self._sizes[item] for item in items if item in self._sizes}

    def __call__(self, name: str, item: str) -> Size:
        row = self._known.find(name, item)
        if self._project.task == "spans" and self._documents is not None:
            self._documents.known(name, item)
        if self._project.task not in REGIONS:
            return 0, 0  # nothing depends on it, so the picture is not opened
        if row.item not in self._sizes:
            try:
                self._sizes[row.item] = self._project.gallery.size(row)
            except ImageError as error:
                raise AnnotationError(f"Its picture cannot be read: {error}.") from error
        return self._sizes[row.item]


def _gathered(reading: Reading, known: Matching, lengths: Mapping[str, int]) -> dict[str, Coming]:
    """Everything that is said of each item, in the order of the file."""
    coming: dict[str, Coming] = {}
    for entry in reading.entries:
        row = known.find(entry.name, entry.item)
        size = entry.size if all(entry.size) else None
        one = coming.setdefault(row.item, Coming(row, size, entry.place, lengths.get(row.item)))
        one.regions += [(region, region.place or entry.place) for region in entry.regions]
        one.fault = one.fault or entry.fault
    return coming


def _new_labels(project: "Project", reading: Reading) -> list[Label]:
    """The labels of the file that the project does not have."""
    known = {row.path for row in project.store.labels(all=True)}
    told = {label.path: label for label in reading.labels}
    return [label for path, label in told.items() if path not in known]
