"""Reading Pascal VOC: every object by itself, so that a bad one costs no other."""

import math
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from nblabel.formats.dataset import Entry, Reading, Region, Size, Wanted
from nblabel.formats.folders import Known, files_in, named, placed
from nblabel.formats.turned import bounds, corners
from nblabel.values.annotation import Rectangle
from nblabel.values.errors import AnnotationError, LabelError, NblabelError
from nblabel.values.geometry import round_once
from nblabel.values.ids import is_id
from nblabel.values.labels import Label

FOLDERS = ("Annotations",)
_AGREES = 0.05  # pixels between the bndbox and what lies around the robndbox


def read(path: Path, wanted: Wanted) -> Reading:
    """The pictures that have an XML file below `Annotations/`, or below `path` where there is none."""
    files = files_in(path, FOLDERS, ".xml")
    if not files:
        raise NblabelError(f"{str(path)!r} is not a VOC folder: there are no XML files in it.")
    reading = Reading()
    for file, name, known in named(path, files, FOLDERS):
        place = file.relative_to(path).as_posix()
        try:
            reading.entries.append(_entry(_parsed(file), name, place, known, wanted, reading))
        except (AnnotationError, OSError) as error:
            reading.failed.append((known.item or name, place, str(error)))
    used = {region.label for entry in reading.entries for region in entry.regions}
    reading.labels = [Label(path) for path in sorted(used)]
    return reading


def _parsed(file: Path) -> Element:
    data = file.read_bytes()
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"\0" in data:
        raise AnnotationError("It declares a document type, or is not UTF-8; neither is read.")
    try:
        return ElementTree.fromstring(data)
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise AnnotationError(f"It is no XML: {error}.") from None


def _entry(root: Element, stem: str, place: str, known: Known, wanted: Wanted, reading: Reading) -> Entry:
    own = root.findtext("nblabel/item") or ""
    if own and not known.item:
        known = Known(own, int(_number(root, "nblabel/frame", 0)))
    above, name = root.findtext("folder") or "", root.findtext("filename") or ""
    told = None
    if root.find("size") is not None:
        told = (int(_number(root, "size/width", 0)), int(_number(root, "size/height", 0)))
    told = told if told and all(told) else None
    whole, frame, size = _found(wanted, [stem, f"{above}/{name}" if above else name, name], known, told)
    entry = Entry(whole, place, size, [], known.item, frame)
    for number, one in enumerate(root.findall("object"), 1):
        part = f"{place}, object {number}"
        try:
            entry.regions.append(replace(_region(one, frame), place=part))
        except (AnnotationError, LabelError) as error:
            reading.failed.append((whole, part, str(error)))
            entry.fault = True
    return entry


def _found(wanted: Wanted, names: list[str], known: Known, told: Size | None) -> tuple[str, int, Size]:
    """By the picture's name with its folder, its name alone, or the name of the XML file: what is meant."""
    stem, path, name = names
    faults = []
    for one in dict.fromkeys(one for one in (path, name, stem) if one):
        try:
            return placed(wanted, one, known, told)
        except AnnotationError as error:
            faults.append(error)
    raise faults[0] if name else faults[-1]


def _number(root: Element, path: str, default: float | None = None) -> float:
    text = root.findtext(path)
    if text is None and default is not None:
        return default
    try:
        value = float(text or "")
    except ValueError:
        raise AnnotationError(f"{path} is {text!r} and no number.") from None
    if not math.isfinite(value):
        raise AnnotationError(f"{path} is {text!r} and not a finite number.")
    return value


def _region(one: Element, frame: int) -> Region:
    label = Label((one.findtext("name") or "").strip()).path
    if one.find("bndbox") is None and one.find("robndbox") is None:
        raise AnnotationError("It has no bndbox.")
    upright = _upright(one, frame) if one.find("bndbox") is not None else None
    own = one.findtext("nblabel/id") or ""
    return Region(label, _turned(one, upright, frame), own if is_id(own) else "")


def _upright(one: Element, frame: int) -> Rectangle:
    left, top, right, bottom = (_number(one, f"bndbox/{edge}") for edge in ("xmin", "ymin", "xmax", "ymax"))
    x, y = round_once(left), round_once(top)
    return Rectangle(x, y, round_once(right) - x, round_once(bottom) - y, frame=frame)


def _turned(one: Element, upright: Rectangle | None, frame: int) -> Rectangle:
    """The turned box where there is one, unless the upright one around it was changed since."""
    if one.find("robndbox") is None:
        assert upright is not None
        return upright
    x, y, width, height, angle = (_number(one, f"robndbox/{n}") for n in ("cx", "cy", "w", "h", "angle"))
    degrees = round_once(math.degrees(angle) % 360) % 360
    box = Rectangle(round_once(x - width / 2), round_once(y - height / 2), width, height, degrees, frame)
    return box if upright is None or _agrees(bounds(corners(box)), upright) else upright


def _agrees(around: Rectangle, upright: Rectangle) -> bool:
    """Whether the two boxes are one, but for what the picture's border cut off."""
    edges = zip(_edges(around), _edges(upright), strict=True)
    return all(abs(a - b) <= _AGREES or inwards * (b - a) > 0 for (a, inwards), (b, _) in edges)


def _edges(box: Rectangle) -> list[tuple[float, int]]:
    return [(box.x, 1), (box.y, 1), (box.x + box.width, -1), (box.y + box.height, -1)]
