"""Reading YOLO: every line by itself, so that a bad one costs no other."""

from pathlib import Path
from typing import Any

import numpy as np
import yaml

from nblabel.formats.dataset import Entry, Reading, Region, Size, Wanted
from nblabel.formats.folders import Known, files_in, named, placed
from nblabel.formats.rings import split
from nblabel.formats.turned import bounds, box_of
from nblabel.values.annotation import Point, Rectangle, Rings, Shape
from nblabel.values.errors import AnnotationError, LabelError, NblabelError
from nblabel.values.geometry import round_once
from nblabel.values.labels import Label

FOLDERS = ("labels",)


def read(path: Path, wanted: Wanted) -> Reading:
    """The pictures that have a text file below `labels/`, or below `path` where there is no such folder."""
    reading = Reading()
    files = [file for file in files_in(path, FOLDERS, ".txt") if file.parent != path or not _is_list(file)]
    names = _classes(path)
    if not files or names is None:
        missing = "a text file for each picture" if not files else "data.yaml with the names of the classes"
        raise NblabelError(f"{str(path)!r} is not a YOLO folder: {missing} is missing.")
    labels = _labels(names, reading)
    for file, name, known in named(path, files, FOLDERS):
        place = file.relative_to(path).as_posix()
        try:
            reading.entries.append(_entry(file, name, place, known, labels, wanted, reading))
        except (AnnotationError, UnicodeDecodeError, OSError) as error:
            reading.failed.append((known.item or name, place, str(error)))
    return reading


def _is_list(file: Path) -> bool:
    """A list of pictures or classes beside the labels, as darknet and Ultralytics have them."""
    return file.stem in ("classes", "images", "train", "val", "valid", "validation", "test", "obj")


def _classes(path: Path) -> dict[int, Any] | None:
    """The names by number, from `data.yaml` or `classes.txt`; None where there is neither."""
    for name in ("data.yaml", "data.yml", "dataset.yaml"):
        if (path / name).is_file():
            return _from_yaml(path / name)
    if (path / "classes.txt").is_file():
        lines = (path / "classes.txt").read_text("utf-8", errors="replace").splitlines()
        return dict(enumerate(line for line in lines if line.strip()))
    return None


def _from_yaml(file: Path) -> dict[int, Any]:
    try:
        # every word as it is written: a class may be called "no" or "1.0"
        names = yaml.load(file.read_bytes(), Loader=yaml.BaseLoader)["names"]
        return {int(n): name for n, name in (names.items() if isinstance(names, dict) else enumerate(names))}
    except (yaml.YAMLError, TypeError, KeyError, ValueError, RecursionError) as error:
        raise NblabelError(f"{str(file)!r} names no classes: {error}.") from error


def _labels(names: dict[int, Any], reading: Reading) -> dict[int, str | LabelError]:
    labels: dict[int, str | LabelError] = {}
    for number, name in names.items():
        try:
            label = Label(name)
        except LabelError as error:
            labels[number] = error
            reading.failed.append(("", f"class {number}", str(error)))
            continue
        labels[number] = label.path
        reading.labels.append(label)
    return labels


def _entry(
    file: Path,
    name: str,
    place: str,
    known: Known,
    labels: dict[int, str | LabelError],
    wanted: Wanted,
    reading: Reading,
) -> Entry:
    whole, frame, size = placed(wanted, name, known)
    entry = Entry(whole, place, size, [], known.item, frame)
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        row = f"{place}, line {number}"
        try:
            entry.regions.append(_region(line.split(), labels, wanted.task, size, frame, row))
        except (AnnotationError, LabelError) as error:
            reading.failed.append((whole, row, str(error)))
            entry.fault = True
    return entry


def _region(
    words: list[str],
    labels: dict[int, str | LabelError],
    task: str,
    size: Size,
    frame: int,
    place: str,
) -> Region:
    try:
        number, values = int(words[0]), [float(word) for word in words[1:]]
    except ValueError:
        raise AnnotationError("It is no row of numbers.") from None
    label = labels.get(number)
    if label is None:
        raise AnnotationError(f"There is no class {number}.")
    if isinstance(label, LabelError):
        raise label
    if not np.isfinite(values).all():
        raise AnnotationError("A coordinate is not a finite number.")
    score = values.pop() if len(values) in (5, 9) else None  # what a model writes with its boxes
    shape = _box(values, size, frame) if task == "boxes" else _polygon(values, size, frame)
    return Region(label, shape, score=score, place=place)


def _points(values: list[float], size: Size) -> list[Point]:
    if len(values) % 2:
        raise AnnotationError(f"A line has pairs of numbers after the class, and these are {len(values)}.")
    return [(x * size[0], y * size[1]) for x, y in zip(values[::2], values[1::2], strict=True)]


def _box(values: list[float], size: Size, frame: int) -> Shape:
    points = _points(values, size)
    if len(points) == 2:
        (x, y), (width, height) = points
        # rounded here, so that the half of a width that was rounded already moves no edge
        width, height = round_once(width), round_once(height)
        return Rectangle(round_once(x - width / 2), round_once(y - height / 2), width, height, frame=frame)
    if len(points) < 3:
        raise AnnotationError(f"A box has 4 numbers after the class, not {len(values)}.")
    box = (box_of(points) if len(points) == 4 else None) or bounds(points)
    return Rectangle(box.x, box.y, box.width, box.height, box.angle, frame)


def _polygon(values: list[float], size: Size, frame: int) -> Shape:
    points = _points(values, size)
    if len(points) == 2:
        raise AnnotationError("It is a box, and a project for polygons needs outlines.")
    if len(points) < 3:
        raise AnnotationError(f"A polygon of {len(points)} points has no area.")
    return Rings(split([(round_once(x), round_once(y)) for x, y in points]), frame)
