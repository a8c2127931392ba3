"""Pascal VOC: a folder with an XML file for each picture. http://host.robots.ox.ac.uk/pascal/VOC/

`Annotations/<picture>.xml` has an `object` for each box; `ImageSets/Main/trainval.txt` (or a file for each
split) lists the pictures, which belong into `JPEGImages/`. Edges are written as they are, in pixels from 0
(`xmax - xmin` is the width), as today's programs do; the original counted pixels from 1. They are rounded to
0.01, and whole numbers are written as such.

A turned box has the upright box around it as `bndbox` and itself as `robndbox` (centre, width, height and
angle in radians), as roLabelImg writes it. Ids and item keys are in elements `nblabel`.
"""

import math
import re
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from nblabel.formats.dataset import Dataset, Frame, Region, Size
from nblabel.formats.folders import Folder, Known, stems
from nblabel.formats.form import PROVENANCE, Format
from nblabel.formats.losses import count, crowds
from nblabel.formats.turned import bounds, corners
from nblabel.formats.voc_reading import read
from nblabel.values.annotation import Rectangle
from nblabel.values.geometry import round_once

# What XML 1.0 cannot hold, as in some file names; the record of the folder has those as they are.
_INVALID = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write(dataset: Dataset, path: Path) -> list[str]:
    """Writes the folder; what was lost."""
    names = stems(dataset.frames)
    parts = list(dict.fromkeys(frame.split for frame in dataset.frames if frame.split)) or ["trainval"]
    sets = {part: f"ImageSets/Main/{part}.txt" for part in parts}
    pairs = list(zip(names, dataset.frames, strict=True))
    files = {f"Annotations/{name}.xml": Known(frame.item, frame.number or 0) for name, frame in pairs}
    folder = Folder(path, "voc", files | dict.fromkeys(sets.values(), Known()))
    for name, frame in pairs:
        folder.put(f"Annotations/{name}.xml", _xml(frame))
    for part, file in sets.items():
        lines = [f"{name}\n" for name, frame in pairs if frame.split in ("", part)]
        folder.put(file, "".join(lines).encode())
    return _lost(dataset)


def _xml(frame: Frame) -> bytes:
    root = Element("annotation")
    above, _, name = frame.file.rpartition("/")
    _texts(root, folder=above, filename=name)
    if frame.size is not None:
        _texts(SubElement(root, "size"), width=str(frame.size[0]), height=str(frame.size[1]), depth="3")
    _texts(root, segmented="0")
    for region in frame.regions:
        root.append(_object(region, frame.size))
    own = SubElement(root, "nblabel")
    _texts(own, item=frame.item)
    if frame.number is not None:
        _texts(own, frame=str(frame.number))
    ElementTree.indent(root)
    return bytes(ElementTree.tostring(root, encoding="utf-8")) + b"\n"


def _object(region: Region, size: Size | None) -> Element:
    box = region.shape
    assert isinstance(box, Rectangle)
    one = Element("object")
    _texts(one, name=region.label, pose="Unspecified", truncated="0", difficult="0")
    upright = _within(bounds(corners(box)), size) if box.angle else box
    left, top = upright.x, upright.y
    right, bottom = left + upright.width, top + upright.height
    edges = {"xmin": left, "ymin": top, "xmax": right, "ymax": bottom}
    _texts(SubElement(one, "bndbox"), **{name: _number(value) for name, value in edges.items()})
    if box.angle:
        turned = SubElement(one, "robndbox")
        centre = {"cx": f"{box.x + box.width / 2:.3f}", "cy": f"{box.y + box.height / 2:.3f}"}
        sides = {"w": _number(box.width), "h": _number(box.height)}
        _texts(turned, **centre, **sides, angle=f"{math.radians(box.angle):.8f}")
    _texts(SubElement(one, "nblabel"), id=region.id)
    return one


def _texts(parent: Element, **texts: str) -> None:
    for name, text in texts.items():
        SubElement(parent, name).text = _INVALID.sub("\ufffd", text)


def _number(value: float) -> str:
    return f"{round_once(value):.2f}".removesuffix("00").removesuffix(".")


def _within(box: Rectangle, size: Size | None) -> Rectangle:
    """The part of an upright box that lies in the picture."""
    if size is None:
        return box
    left, top = max(box.x, 0.0), max(box.y, 0.0)
    right, bottom = min(box.x + box.width, size[0]), min(box.y + box.height, size[1])
    return Rectangle(left, top, right - left, bottom - top)


def _lost(dataset: Dataset) -> list[str]:
    boxes = [region.shape for frame in dataset.frames for region in frame.regions]
    turned = sum(isinstance(box, Rectangle) and box.angle != 0 for box in boxes)
    several = sum(frame.number is not None for frame in dataset.frames)
    return [
        PROVENANCE,
        *crowds(dataset),
        *count(len(dataset.labels), "colour of a label", "colours of labels"),
        *_unused(dataset),
        *count(
            turned,
            "turned box is turned for those who read robndbox: others see the upright box around it",
            "turned boxes are turned for those who read robndbox: others see the upright box around them",
        ),
        *count(several, "frame has a file of its own", "frames have files of their own"),
    ]


def _unused(dataset: Dataset) -> Sequence[str]:
    """VOC has no list of classes, only those that are somewhere."""
    used = {region.label for frame in dataset.frames for region in frame.regions}
    unused = [label.path for label in dataset.labels if label.path not in used]
    return count(len(unused), "label that no box has", "labels that no box has")


FORMAT = Format(
    name="voc",
    tasks=("boxes",),
    path="folder",
    keeps="boxes, turned boxes (robndbox), frames, empty answers, keys, ids",
    loses=f"colours of labels, labels that no box has, crowds; {PROVENANCE}",
    write=write,
    read=read,
)
