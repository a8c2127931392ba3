"""The columns of nblabel's own tables, read back as shapes."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from nblabel.formats.dataset import Entry, Reading, Region, Wanted
from nblabel.values.annotation import Pixels, Range, Rectangle, Rings, Shape, Whole
from nblabel.values.errors import AnnotationError, LabelError
from nblabel.values.ids import is_id
from nblabel.values.labels import Label

Row = Mapping[str, Any]


def _number(row: Row, name: str, default: float | None = None) -> float:
    value = row.get(name, "")
    if value in ("", None) and default is not None:
        return default
    try:
        return float(value)
    except (TypeError, ValueError):
        raise AnnotationError(f"{name} is {value!r} and no number.") from None


def _whole(row: Row, name: str, default: int | None = None) -> int:
    value = _number(row, name, default)
    if value != int(value) if abs(value) < 1e15 else True:
        raise AnnotationError(f"{name} is {row.get(name)!r} and no whole number.")
    return int(value)


def _box(row: Row) -> Shape:
    x, y, width, height = (_number(row, name) for name in ("x", "y", "width", "height"))
    return Rectangle(x, y, width, height, _number(row, "angle", 0), _whole(row, "frame", 0))


def _polygon(row: Row) -> Shape:
    parts = row.get("parts")
    try:
        given = json.loads(parts) if isinstance(parts, str) else parts
        rings = [[(float(x), float(y)) for x, y in ring] for ring in given or []]
    except (TypeError, ValueError, RecursionError):
        raise AnnotationError("parts are not rings of points [[[x, y], …], …].") from None
    return Rings(rings, _whole(row, "frame", 0))


def _mask(row: Row) -> Shape:
    return Pixels(str(row.get("rle") or ""), _whole(row, "frame", 0))


_SHAPES: dict[str, Callable[[Row], Shape]] = {
    "choice": lambda row: Whole(),
    "box": _box,
    "polygon": _polygon,
    "mask": _mask,
    "span": lambda row: Range(_whole(row, "start"), _whole(row, "end")),
}


def region_of(row: Row) -> Region:
    """The annotation of a row. Without a `kind` it is a choice. Raises AnnotationError or LabelError."""
    kind = row.get("kind") or "choice"
    if kind not in _SHAPES:
        raise AnnotationError(f"There is no kind {kind!r}. Kinds: {', '.join(_SHAPES)}.")
    label, own = row.get("label"), str(row.get("id") or "")
    score = _number(row, "score", -1)
    return Region(
        Label(label or "").path,
        _SHAPES[kind](row),
        own if is_id(own) else "",
        score if score >= 0 else None,
        crowd=str(row.get("crowd")).lower() == "true",
    )


class Gathering:
    """Rows of one file put together by item."""

    def __init__(self, wanted: Wanted) -> None:
        self.reading = Reading()
        self._wanted = wanted
        self._entries: dict[str, Entry | None] = {}

    def entry(self, item: str, place: str) -> Entry | None:
        """What is said of an item so far; None, once told as failed, when it cannot be had."""
        if item not in self._entries:
            try:
                made = Entry(item, place, self._wanted.size(item, item), [], item)
            except AnnotationError as error:
                self.reading.failed.append((item, place, str(error)))
                self._entries[item] = None
            else:
                self._entries[item] = made
                self.reading.entries.append(made)
        return self._entries[item]

    def worded(self, text: str) -> str | None:
        """The key of the only item with this text; None when there is none, or several."""
        try:
            return self._wanted.documents.worded(text)[0] if self._wanted.documents is not None else None
        except AnnotationError:
            return None

    def put(self, entry: Entry, row: Row, place: str) -> None:
        """Adds the annotation of a row, or tells why not."""
        try:
            region = replace(region_of(row), place=place)
            self._compare(entry, region.shape, row.get("text"))
        except (AnnotationError, LabelError) as error:
            self.reading.failed.append((entry.name, place, str(error)))
            entry.fault = True
            return
        entry.regions.append(region)
        if region.label not in {label.path for label in self.reading.labels}:
            self.reading.labels.append(Label(region.label))

    def _compare(self, entry: Entry, shape: Shape, told: object) -> None:
        """Raises AnnotationError when a span marks another text than the file says: it would shift."""
        if not isinstance(shape, Range) or not isinstance(told, str) or self._wanted.documents is None:
            return
        text = self._wanted.documents.known(entry.name, entry.item)[1]
        marked = text[shape.start : shape.end]
        if marked != told and shape.end <= len(text):
            place = f"At {shape.start} to {shape.end}"
            raise AnnotationError(f"{place} the file has {told[:40]!r} and the item's text {marked[:40]!r}.")
