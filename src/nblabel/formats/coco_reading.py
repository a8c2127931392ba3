"""Reading COCO: every annotation by itself, so that a bad one costs no other."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from nblabel.formats.dataset import Entry, Reading, Region, Size, Wanted
from nblabel.formats.rings import are_apart
from nblabel.formats.turned import bounds, corners
from nblabel.values.annotation import Pixels, Rectangle, Ring, Rings, Shape
from nblabel.values.errors import AnnotationError, LabelError, NblabelError
from nblabel.values.geometry import round_once
from nblabel.values.ids import is_id
from nblabel.values.labels import Label
from nblabel.values.mask import decode_mask, encode_mask
from nblabel.values.outline import fill, outline

_AGREES = 0.02  # pixels between what COCO says and what `nblabel` says of one thing


def read(path: Path, wanted: Wanted) -> Reading:
    """The images of a file with their annotations as shapes of the project's task."""
    content = _load(path)
    if not isinstance(content, dict) or not isinstance(content.get("images"), list):
        raise NblabelError(f"{str(path)!r} is not a COCO file: it has no list of images.")
    reading = Reading()
    names = _categories(content, reading)
    entries, refused = _images(content, reading, wanted)
    for number, annotation in enumerate(_objects(content, "annotations")):
        place = f"annotation {annotation.get('id', number + 1)!r}"
        entry = entries.get(_key(annotation.get("image_id")))
        if entry is None:
            if _key(annotation.get("image_id")) not in refused:
                reason = f"There is no image with the id {annotation.get('image_id')!r}."
                reading.failed.append(("", place, reason))
            continue
        try:
            entry.regions.append(replace(_region(annotation, entry, names, wanted.task), place=place))
        except (AnnotationError, LabelError) as error:
            reading.failed.append((entry.name, place, str(error)))
            entry.fault = True
    reading.entries = list(entries.values())
    return reading


def _load(path: Path) -> Any:
    try:  # the standard reader, since some programs write NaN, which is no JSON
        return json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise NblabelError(f"{str(path)!r} is not JSON: {error}.") from error


def _objects(content: dict[str, Any], name: str) -> list[dict[str, Any]]:
    rows = content.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _key(value: Any) -> str:
    """Ids are numbers mostly, and texts in some files."""
    return json.dumps(value, sort_keys=True, default=str)


def _own(row: dict[str, Any]) -> dict[str, Any]:
    own = row.get("nblabel")
    return own if isinstance(own, dict) else {}


def _categories(content: dict[str, Any], reading: Reading) -> dict[str, str | LabelError]:
    """Label paths by category id, or why there is none."""
    names: dict[str, str | LabelError] = {}
    for row in _objects(content, "categories"):
        key, name = _key(row.get("id")), row.get("name")
        try:
            label = Label(name)  # type: ignore[arg-type]  # whatever it is, it is checked there
        except LabelError as error:
            names[key] = error
            reading.failed.append(("", f"category {row.get('id')!r}", str(error)))
            continue
        names[key] = label.path
        try:
            reading.labels.append(replace(label, color=_own(row).get("color")))
        except LabelError:
            reading.labels.append(label)
    return names


def _images(content: dict[str, Any], reading: Reading, wanted: Wanted) -> tuple[dict[str, Entry], set[str]]:
    """Pictures by image id, and the ids of those that were refused."""
    entries: dict[str, Entry] = {}
    refused: set[str] = set()
    for number, row in enumerate(_objects(content, "images")):
        key, place = _key(row.get("id")), f"image {row.get('id', number + 1)!r}"
        try:
            entry = _image(row, place, wanted)
            if key in entries:
                raise AnnotationError("Another image has the same id.")
        except AnnotationError as error:
            reading.failed.append((str(row.get("file_name", "")), place, str(error)))
            refused.add(key)
        else:
            entries[key] = entry
    return entries, refused


def _image(row: dict[str, Any], place: str, wanted: Wanted) -> Entry:
    name, own = row.get("file_name"), _own(row)
    if not isinstance(name, str) or "id" not in row:
        raise AnnotationError("It has no file_name, or no id.")
    item, frame = own.get("item"), own.get("frame")
    key = item if isinstance(item, str) else ""
    size = wanted.size(name, key, _size(row))
    return Entry(name, place, size, [], key, frame if type(frame) is int else 0)


def _size(row: dict[str, Any]) -> Size | None:
    width, height = row.get("width"), row.get("height")
    if isinstance(width, int) and isinstance(height, int) and width > 0 and height > 0:
        return width, height
    return None


def _region(
    annotation: dict[str, Any], entry: Entry, names: dict[str, str | LabelError], task: str
) -> Region:
    label = names.get(_key(annotation.get("category_id")))
    if label is None:
        raise AnnotationError(f"There is no category with the id {annotation.get('category_id')!r}.")
    if isinstance(label, LabelError):
        raise label
    try:
        shape = _SHAPES[task](annotation, entry.size, entry.frame)
    except (TypeError, ValueError, OverflowError) as error:
        raise AnnotationError(f"Its geometry cannot be read: {error}.") from None
    own, score = _own(annotation).get("id"), annotation.get("score")
    known = own if isinstance(own, str) and is_id(own) else ""
    scored = float(score) if isinstance(score, int | float) else None
    return Region(label, shape, known, scored, crowd=annotation.get("iscrowd") == 1)


def _box(annotation: dict[str, Any], size: Size, frame: int) -> Shape:
    given = annotation.get("bbox")
    if given:
        if not isinstance(given, list):
            raise AnnotationError("Its bbox is no list of numbers.")
        x, y, width, height = (float(value) for value in given)
        upright = Rectangle(x, y, width, height, frame=frame)
    else:
        parts = _rings(annotation, size)
        if not parts:
            raise AnnotationError("It has neither a bbox nor a segmentation.")
        around = bounds([point for ring in parts for point in ring])
        upright = Rectangle(around.x, around.y, around.width, around.height, frame=frame)
    return _turned(_own(annotation).get("box"), upright) or upright


def _turned(own: Any, upright: Rectangle) -> Rectangle | None:
    """The box as nblabel noted it, if its corners still lie in the `bbox`."""
    if not isinstance(own, list) or len(own) != 5 or not all(isinstance(v, int | float) for v in own):
        return None
    x, y, width, height, angle = (float(value) for value in own)
    box = Rectangle(x, y, width, height, angle, upright.frame)
    around = bounds(corners(box))
    pairs = zip((around.x, around.y, around.width, around.height), _sides(upright), strict=True)
    return box if all(abs(a - b) <= _AGREES for a, b in pairs) else None


def _sides(box: Rectangle) -> tuple[float, ...]:
    return box.x, box.y, box.width, box.height


def _polygon(annotation: dict[str, Any], size: Size, frame: int) -> Shape:
    parts = _rings(annotation, size)
    if not parts:
        raise AnnotationError("It has no segmentation, and a project for polygons needs outlines.")
    return Rings(parts, frame)


def _rings(annotation: dict[str, Any], size: Size) -> list[Ring]:
    given = annotation.get("segmentation")
    if isinstance(given, dict):
        rle = _rle(given, size)
        return _noted(annotation, rle, size) or outline(decode_mask(rle, size[1], size[0]))
    rings = _listed(given)
    noted = _own(annotation).get("parts")
    if are_apart(rings) or noted == [[list(point) for point in ring] for ring in rings]:
        return rings
    return outline(_union(rings, size))


def _noted(annotation: dict[str, Any], rle: str, size: Size) -> list[Ring]:
    """The rings that nblabel noted, if they still fill the same pixels."""
    own = _own(annotation).get("parts")
    try:
        rings = [[(float(x), float(y)) for x, y in ring] for ring in own or []]
    except (TypeError, ValueError):
        return []
    width, height = size
    finite = all(np.isfinite(ring).all() for ring in rings)
    return rings if finite and rings and encode_mask(fill(rings, height, width)) == rle else []


def _listed(given: Any) -> list[Ring]:
    """The rings of lists of numbers, or of one list alone."""
    flats = given or []
    alone = isinstance(flats, list) and bool(flats) and isinstance(flats[0], int | float)
    return [_ring(flat) for flat in ([flats] if alone else flats)]


def _ring(flat: Any) -> Ring:
    if not isinstance(flat, list):
        raise AnnotationError("Its segmentation is neither lists of numbers nor run lengths.")
    values = [float(value) for value in flat]
    if len(values) % 2:
        raise AnnotationError(f"A polygon's numbers come in pairs, and these are {len(values)}.")
    if len(values) < 6:
        raise AnnotationError(f"A polygon of {len(values) // 2} points has no area.")
    if not np.isfinite(values).all():
        raise AnnotationError("A coordinate is not a finite number.")
    return [(round_once(x), round_once(y)) for x, y in zip(values[::2], values[1::2], strict=True)]


def _union(rings: list[Ring], size: Size) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """COCO fills each of several polygons by itself, so where they lie on each other is inside."""
    width, height = size
    mask = np.zeros((height, width), np.bool_)
    for ring in rings:
        mask |= fill([ring], height, width)
    return mask


def _mask(annotation: dict[str, Any], size: Size, frame: int) -> Shape:
    given = annotation.get("segmentation")
    if isinstance(given, dict):
        return Pixels(_rle(given, size), frame)
    if not given:
        raise AnnotationError("It has no segmentation, and a project for masks needs one.")
    return Pixels(encode_mask(_union(_listed(given), size)), frame)


def _rle(given: dict[str, Any], size: Size) -> str:
    """The compressed string. Raises AnnotationError when it is of another size than the picture."""
    height, width = (int(side) for side in given.get("size") or ())
    if (width, height) != size:
        raise AnnotationError(
            f"Its mask is of {width} x {height} pixels, its image of {size[0]} x {size[1]}."
        )
    counts = given.get("counts")
    if isinstance(counts, str):
        return encode_mask(decode_mask(counts, height, width))  # others may write the same runs otherwise
    runs = np.asarray(counts, np.int64)
    if runs.ndim != 1 or (runs < 0).any() or runs.sum() != width * height:
        raise AnnotationError(f"Its runs are not those of {width} x {height} pixels.")
    inside = np.repeat(np.arange(runs.size) % 2 == 1, runs)
    return encode_mask(inside.reshape((height, width), order="F"))


_SHAPES = {"boxes": _box, "polygons": _polygon, "masks": _mask}
