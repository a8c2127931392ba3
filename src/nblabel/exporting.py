"""From a project to outside formats: where each part is written, and what the report says."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from nblabel.collecting import Asked, collect
from nblabel.formats import format_for
from nblabel.formats.form import Format
from nblabel.formats.report import ExportReport
from nblabel.values.errors import NblabelError

if TYPE_CHECKING:
    from nblabel.openproject import Project


def export(project: "Project", name: str, path: Path, asked: Asked) -> ExportReport:
    """Writes the project's submitted answers. Raises `NblabelError` for what cannot be, before writing."""
    form = format_for(name, project.task, project.media)
    asked = asked._replace(options=form.chosen(asked.options))
    _check_place(form, path)
    try:
        if form.write_tables is not None:
            return _export_tables(project, form, path, asked)
        return _export_regions(project, form, path, asked)
    except OSError as error:
        raise NblabelError(f"Could not write {str(path)!r}: {error.strerror or error}.") from error


def _check_place(form: Format, path: Path) -> None:
    if form.path == "file" and path.is_dir():
        raise NblabelError(f"{str(path)!r} is a folder; {form.name} needs the name of a file.")
    if form.path == "folder" and path.exists() and not path.is_dir():
        raise NblabelError(f"{str(path)!r} is a file; {form.name} needs the name of a folder.")
    if not path.absolute().parent.is_dir():
        raise NblabelError(f"The folder {str(path.parent)!r} does not exist; make it first.")


def _export_tables(project: "Project", form: Format, path: Path, asked: Asked) -> ExportReport:
    assert form.write_tables is not None
    annotations, answers = project.annotations(where=asked.where), project.answers(where=asked.where)
    submitted = answers[answers["state"] == "submitted"]["item"].unique().tolist()
    if form.texts and project.media == "text":
        answers = answers.assign(text=answers["item"].map(project.documents.labelled(submitted)))
    parts = asked.parts(project.store.find(submitted))
    for part, place in _places(path, parts).items():
        items = {item for item in submitted if part is None or parts[item] == part}
        mine, theirs = (table[table["item"].isin(items)] for table in (annotations, answers))
        form.write_tables(mine, theirs, place)
    return ExportReport(form.name, path, len(submitted), len(annotations))


def _export_regions(project: "Project", form: Format, path: Path, asked: Asked) -> ExportReport:
    assert form.write is not None
    dataset, left_out = collect(project, asked, project.task in form.sized, form.name)
    items = {frame.item: frame.split for frame in dataset.frames}
    lost = dict.fromkeys(left_out)
    if form.path == "folder":
        lost.update(dict.fromkeys(form.write(dataset, path)))
    else:
        for part, place in _places(path, {item: part for item, part in items.items() if part}).items():
            frames = [frame for frame in dataset.frames if part in (None, frame.split)]
            told = form.write(dataset.only(frames), place)
            # what every part loses is told once, what is counted once for each part
            lost.update(
                dict.fromkeys(f"{part}: {line}" if part and line[0].isdigit() else line for line in told)
            )
    count = sum(len(frame.regions) for frame in dataset.frames)
    return ExportReport(form.name, path, len(items), count, tuple(lost))


def _places(path: Path, parts: Mapping[str, str]) -> dict[str | None, Path]:
    """Where each part goes: `labels.json`, or `labels.train.json`, `labels.val.json`."""
    names = list(dict.fromkeys(parts[item] for item in sorted(parts)))
    return {name: path.with_name(f"{path.stem}.{name}{path.suffix}") for name in names} or {None: path}
