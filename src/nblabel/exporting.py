"""From a project to outside formats: which answers, which pictures, which parts."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from nblabel.formats import format_for
from nblabel.formats.dataset import Dataset, Frame, Region, Size
from nblabel.formats.form import Format
from nblabel.formats.losses import listed
from nblabel.formats.report import ExportReport
from nblabel.media.frames import are_separate, frame_of, without_frame
from nblabel.splitting import Shares, split_items
from nblabel.values.annotation import Annotation, Range, Whole
from nblabel.values.errors import AnnotationError, ImageError, NblabelError
from nblabel.values.geometry import fit_shape
from nblabel.values.labels import Label
from nblabel.where import Chosen

if TYPE_CHECKING:
    from nblabel.openproject import Project
    from nblabel.store.items import ItemRow
    from nblabel.store.labels import LabelRow

Where = Mapping[str, Any] | None


def export(
    project: "Project", name: str, path: Path, where: Where, split: Shares | None, seed: int
) -> ExportReport:
    """Writes the project's submitted answers. Raises `NblabelError` for what cannot be, before writing."""
    form = format_for(name, project.task)
    _check_place(form, path)
    try:
        if form.write_tables is not None:
            return _export_tables(project, form, path, where, split, seed)
        return _export_regions(project, form, path, where, split, seed)
    except OSError as error:
        raise NblabelError(f"Could not write {str(path)!r}: {error.strerror or error}.") from error


def _check_place(form: Format, path: Path) -> None:
    if form.path == "file" and path.is_dir():
        raise NblabelError(f"{str(path)!r} is a folder; {form.name} needs the name of a file.")
    if form.path == "folder" and path.exists() and not path.is_dir():
        raise NblabelError(f"{str(path)!r} is a file; {form.name} needs the name of a folder.")
    if not path.absolute().parent.is_dir():
        raise NblabelError(f"The folder {str(path.parent)!r} does not exist; make it first.")


def _export_tables(
    project: "Project", form: Format, path: Path, where: Where, split: Shares | None, seed: int
) -> ExportReport:
    annotations, answers = project.annotations(where=where), project.answers(where=where)
    submitted = answers[answers["state"] == "submitted"]["item"].unique().tolist()
    parts = split_items(_groups(project.store.find(submitted)), split, seed)
    assert form.write_tables is not None
    for part, place in _places(path, parts).items():
        if part is None:
            form.write_tables(annotations, answers, place)
            continue
        items = {item for item, its in parts.items() if its == part}
        mine, theirs = (table[table["item"].isin(items)] for table in (annotations, answers))
        form.write_tables(mine, theirs, place)
    return ExportReport(form.name, path, len(submitted), len(annotations))


def _export_regions(
    project: "Project", form: Format, path: Path, where: Where, split: Shares | None, seed: int
) -> ExportReport:
    dataset, unfit = _dataset(project, where, split, seed)
    items = {frame.item: frame.split for frame in dataset.frames}
    parts = {item: part for item, part in items.items() if part}
    count = sum(len(frame.regions) for frame in dataset.frames)
    assert form.write is not None
    lost = dict.fromkeys(unfit)
    if form.path == "folder":
        lost.update(dict.fromkeys(form.write(dataset, path)))
    else:
        for part, place in _places(path, parts).items():
            frames = [frame for frame in dataset.frames if part in (None, frame.split)]
            told = form.write(dataset.only(frames), place)
            # what every part loses is told once, what is counted once for each part
            lost.update(dict.fromkeys(_of_part(line, part) for line in told))
    return ExportReport(form.name, path, len(items), count, tuple(lost))


def _of_part(line: str, part: str | None) -> str:
    return f"{part}: {line}" if part and line[:1].isdigit() else line


def _places(path: Path, parts: Mapping[str, str]) -> dict[str | None, Path]:
    """Where each part goes: `labels.json`, or `labels.train.json`, `labels.val.json`."""
    names = list(dict.fromkeys(parts[item] for item in sorted(parts)))
    return {name: path.with_name(f"{path.stem}.{name}{path.suffix}") for name in names} or {None: path}


def _groups(rows: Mapping[str, "ItemRow"]) -> dict[str, str | None]:
    return {item: row.group for item, row in rows.items()}


def _dataset(project: "Project", where: Where, split: Shares | None, seed: int) -> tuple[Dataset, list[str]]:
    """What is to be written, and what does not fit its picture any more, in words."""
    chosen = Chosen(project.store, where)
    answers = {
        row.item: [one for one in row.answer.annotations if chosen.annotation(one)]
        for row in chosen.answers(project.store.final_answers())
        if row.answer.state == "submitted"
    }
    rows = project.store.find(answers)
    parts = split_items(_groups(rows), split, seed)
    labels = project.store.labels(all=True)
    paths = label_paths(labels)
    pictures = list(_pictures(project, [rows[item] for item in sorted(rows)]))
    fits = {one.row.item: _fitted(answers[one.row.item], one) for one in pictures}
    unfit = listed(
        [item for item, fitted in fits.items() if fitted is None],
        "item is left out, since its picture is another than when it was labelled",
        "items are left out, since their pictures are others than when they were labelled",
    )
    frames = [
        frame
        for picture in pictures
        if (fitted := fits[picture.row.item]) is not None
        for frame in _frames(picture, fitted, paths, parts)
    ]
    used = {paths[one.label] for some in answers.values() for one in some}
    palette = [row for row in labels if row.merged_into is None and (not row.retired or row.path in used)]
    labels_out = tuple(Label(row.path, row.color) for row in palette)
    return Dataset(project.task, labels_out, tuple(frames)), unfit


def label_paths(rows: "list[LabelRow]") -> dict[int, str]:
    """Label paths by id; a merged label has the path of what it was merged into."""
    by_id = {row.id: row for row in rows}
    paths = {}
    for row in rows:
        last = row
        while last.merged_into is not None:
            last = by_id[last.merged_into]
        paths[row.id] = last.path
    return paths


class _Picture(NamedTuple):
    """An item with its picture's path below its source, and its size, None when it cannot be read."""

    row: "ItemRow"
    file: str
    size: Size | None


def _pictures(project: "Project", rows: "list[ItemRow]") -> Iterator[_Picture]:
    sources = {source.id: source for source in project.store.sources()}
    for row in rows:
        source = sources[row.source]
        file = row.path if source.root else row.path.rpartition("/")[2]
        if are_separate(source.spec) and row.item != without_frame(row.item):
            file += f"#frame={frame_of(row.item)}"
        try:
            size = project.gallery.size(row)
        except ImageError:
            size = None
        yield _Picture(row, file, size)


def _fitted(annotations: list[Annotation], picture: _Picture) -> list[Annotation] | None:
    """The annotations as they fit the picture now; None when one lies outside, or is of another size."""
    try:
        row = picture.row
        return [
            msgspec.structs.replace(one, shape=fit_shape(one.shape, row.item, picture.size, row.frames))
            for one in annotations
        ]
    except AnnotationError:
        return None


def _frames(
    picture: _Picture, annotations: list[Annotation], paths: Mapping[int, str], parts: Mapping[str, str]
) -> list[Frame]:
    """Every frame of an item: an answer speaks of all of them, also where it has no regions."""
    by_frame: dict[int, list[Region]] = {}
    for one in annotations:
        number = 0 if isinstance(one.shape, Whole | Range) else one.shape.frame
        by_frame.setdefault(number, []).append(Region(paths[one.label], one.shape, one.id))
    row, part = picture.row, parts.get(picture.row.item, "")
    return [
        Frame(
            row.item,
            picture.file,
            picture.size,
            tuple(by_frame.get(number, ())),
            number if row.frames > 1 else None,
            part,
        )
        for number in range(row.frames)
    ]
