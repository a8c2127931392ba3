"""Reading masks of PNG pictures: label numbers for a project for masks, instances for one for polygons."""

import csv
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray
from PIL import PngImagePlugin

from nblabel.formats.dataset import Entry, Reading, Region, Wanted
from nblabel.formats.folders import Known, files_in, named, placed
from nblabel.values.annotation import Pixels, Rings, Shape
from nblabel.values.errors import AnnotationError, LabelError, NblabelError
from nblabel.values.ids import is_id
from nblabel.values.labels import Label
from nblabel.values.mask import encode_mask
from nblabel.values.outline import outline

IDS = "nblabel"
MOST_PIXELS = 500_000_000
_FOLDERS = {"masks": ("masks",), "polygons": ("instances", "masks")}
Numbers = NDArray[np.int64]
Named = dict[tuple[str, int], tuple[str, str]]  # label and id by file ("" for all) and number
_ANY = -1  # stands for every number


def read(path: Path, wanted: Wanted) -> Reading:
    """The pictures that have a PNG below `masks/` (or `instances/`), or below `path` where there is neither.

    Instances without a table are of the project's only label.
    """
    folders = _FOLDERS[wanted.task]
    files = files_in(path, folders, ".png")
    if not files:
        raise NblabelError(f"{str(path)!r} is not a folder of masks: there are no PNG pictures in it.")
    reading = Reading()
    known = _instances(path, wanted, reading) if wanted.task == "polygons" else _numbers(path, reading)
    for file, name, about in named(path, files, folders):
        place = file.relative_to(path).as_posix()
        try:
            reading.entries.append(_entry(file, name, place, about, known, wanted, reading))
        except (AnnotationError, OSError) as error:
            reading.failed.append((about.item or name, place, str(error)))
    return reading


def _rows(
    file: Path, columns: tuple[str, ...], also: tuple[str, ...] = ()
) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows with their line numbers. Raises NblabelError when a column is missing, but for `also`."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            missing = [name for name in columns if name not in (rows.fieldnames or ())]
            if missing:
                raise NblabelError(
                    f"{str(file)!r} has no column {missing[0]!r}; it needs {', '.join(columns)}."
                )
            for row in rows:
                yield rows.line_num, {name: row.get(name) or "" for name in columns + also}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise NblabelError(f"{str(file)!r} cannot be read: {error}.") from error


def _numbers(path: Path, reading: Reading) -> Named:
    file = path / "labels.csv"
    if not file.is_file():
        raise NblabelError(f"{str(path)!r} has no labels.csv with the columns index, label, color.")
    found: Named = {}
    for line, row in _rows(file, ("index", "label"), also=("color",)):
        try:
            number = int(row["index"])
            if number == 0:  # where nothing is, whatever a table calls it
                continue
            label = Label(row["label"], row["color"] or None)
            found["", number] = label.path, ""
            reading.labels.append(label)
        except (LabelError, ValueError) as error:
            reading.failed.append(("", f"labels.csv, line {line}", str(error)))
    return found


def _instances(path: Path, wanted: Wanted, reading: Reading) -> Named:
    file = path / "instances.csv"
    if not file.is_file():
        if len(wanted.labels) != 1:
            raise NblabelError(
                f"{str(path)!r} has no instances.csv with the columns file, instance, label, id, and the "
                f"project has {len(wanted.labels)} labels, so that it is not clear what the instances are."
            )
        return {("", _ANY): (wanted.labels[0], "")}
    found: Named = {}
    for line, row in _rows(file, ("file", "instance", "label", "id")):
        try:
            label = Label(row["label"])
            found[row["file"], int(row["instance"])] = label.path, row["id"]
            if label not in reading.labels:
                reading.labels.append(label)
        except (LabelError, ValueError) as error:
            reading.failed.append((row["file"], f"instances.csv, line {line}", str(error)))
    return found


def _entry(
    file: Path, name: str, place: str, about: Known, known: Named, wanted: Wanted, reading: Reading
) -> Entry:
    numbers, ids = _pixels(file)
    height, width = numbers.shape
    whole, frame, size = placed(wanted, name, about, (width, height))
    entry = Entry(whole, place, size, [], about.item, frame)
    for number, (top, left, inside) in _apart(numbers):
        keys = (("", number), (place, number), ("", _ANY))
        label, noted = next((known[key] for key in keys if key in known), ("", ""))
        if not label:
            pixels = f"{int(inside.sum()):,} pixels"
            reading.failed.append((whole, place, f"The table says nothing of the number {number}: {pixels}."))
            entry.fault = True
            continue
        own = noted or ids.get(str(number), "")
        if wanted.task == "masks":
            shape: Shape = _mask(inside, top, left, (height, width), frame)
        else:
            shape = Rings([[(x + left, y + top) for x, y in ring] for ring in outline(inside)], frame)
        entry.regions.append(Region(label, shape, own if is_id(own) else ""))
    return entry


def _pixels(file: Path) -> tuple[Numbers, dict[str, str]]:
    """The numbers of a PNG of shape (height, width), and the ids that it notes."""
    with file.open("rb") as data:
        try:
            image = PngImagePlugin.PngImageFile(data)
            if image.width * image.height > MOST_PIXELS:
                raise AnnotationError(f"Too large: {image.width:,} x {image.height:,} pixels.")
            if image.mode not in ("P", "L", "1", "I", "I;16"):
                raise AnnotationError(
                    "It is a picture of colours; a mask has one number a pixel (grey, or a palette)."
                )
            numbers = np.asarray(image).astype(np.int64)
        except AnnotationError:
            raise
        except Exception as error:  # a decoder raises nearly anything on damaged files
            raise AnnotationError(f"It cannot be read as a PNG: {error}.") from None
    try:
        ids = msgspec.json.decode(str(image.text.get(IDS, "{}")), type=dict[str, str])
    except msgspec.MsgspecError:
        ids = {}
    return numbers, ids


def _apart(numbers: Numbers) -> Iterator[tuple[int, tuple[int, int, NDArray[np.bool_]]]]:
    """Each number with top and left of the window around its pixels, and its pixels there; smallest first."""
    rows, columns = np.nonzero(numbers)
    values = numbers[rows, columns]
    order = np.argsort(values, kind="stable")
    rows, columns, values = rows[order], columns[order], values[order]
    starts = np.flatnonzero(np.diff(values, prepend=0))
    for start, end in pairwise([*starts, len(values)]):
        top, left = int(rows[start:end].min()), int(columns[start:end].min())
        inside = np.zeros(
            (int(rows[start:end].max()) + 1 - top, int(columns[start:end].max()) + 1 - left), np.bool_
        )
        inside[rows[start:end] - top, columns[start:end] - left] = True
        yield int(values[start]), (top, left, inside)


def _mask(inside: NDArray[np.bool_], top: int, left: int, shape: tuple[int, int], frame: int) -> Pixels:
    whole = np.zeros(shape, np.bool_)
    whole[top : top + inside.shape[0], left : left + inside.shape[1]] = inside
    return Pixels(encode_mask(whole), frame)
