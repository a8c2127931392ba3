"""YOLO as Ultralytics reads it: a folder of text files, a line for each region, in shares of the picture.

`labels/<picture>.txt` has lines `class x y width height` (x and y of the centre), `class x1 y1 … x4 y4` for
turned boxes when there are any (then of all boxes), or `class x1 y1 x2 y2 …` for polygons. `data.yaml` names
the classes, and `images.txt` (or a file for each split) lists the pictures; they belong into `images/`, by a
link for instance. https://docs.ultralytics.com/datasets/

Shares are written so finely that they lead back to the hundredth of a pixel. A polygon of several rings
becomes one ring that goes there and back between them.
"""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from nblabel.formats.dataset import Dataset, Frame, Size
from nblabel.formats.folders import Folder, Known, frame_in, stems
from nblabel.formats.form import PROVENANCE, Format
from nblabel.formats.losses import count, crowds, listed
from nblabel.formats.rings import join
from nblabel.formats.turned import corners
from nblabel.formats.yolo_reading import read
from nblabel.values.annotation import Point, Rectangle, Rings

IDS = "ids of annotations and colours of labels"
_DIGITS = 12  # a picture may have 50,000 pixels a side, and a turned box one hundredth of a pixel


def write(dataset: Dataset, path: Path) -> list[str]:
    """Writes the folder; what was lost."""
    frames = dataset.frames
    shapes = [region.shape for frame in frames for region in frame.regions]
    turned = any(isinstance(shape, Rectangle) and shape.angle for shape in shapes)
    names = stems(frames)
    parts = _parts(frames)
    files = {f"labels/{name}.txt": _known(frame) for name, frame in zip(names, frames, strict=True)}
    folder = Folder(path, "yolo", files | {"data.yaml": Known()} | {f"{part}.txt": Known() for part in parts})
    classes = {label.path: number for number, label in enumerate(dataset.labels)}
    for name, frame in zip(names, frames, strict=True):
        folder.put(f"labels/{name}.txt", _lines(frame, classes, turned).encode())
    pictures = [
        f"{name}{Path(frame_in(frame.file)[0]).suffix}" for name, frame in zip(names, frames, strict=True)
    ]
    for part in parts:
        pairs = zip(pictures, frames, strict=True)
        lines = [f"./images/{picture}\n" for picture, frame in pairs if frame.split in ("", part)]
        folder.put(f"{part}.txt", "".join(lines).encode())
    folder.put("data.yaml", _data(dataset, parts).encode())
    renamed = [
        frame.file
        for picture, frame in zip(pictures, frames, strict=True)
        if picture != frame.file and "#frame=" not in picture
    ]
    return _lost(dataset, turned) + listed(
        renamed,
        "picture needs another name in images/ (images.txt has it), so that its labels are found",
        "pictures need other names in images/ (images.txt has them), so that their labels are found",
    )


def _known(frame: Frame) -> Known:
    return Known(frame.item, frame.number or 0)


def _parts(frames: Sequence[Frame]) -> list[str]:
    return list(dict.fromkeys(frame.split for frame in frames if frame.split)) or ["images"]


def _lines(frame: Frame, classes: dict[str, int], turned: bool) -> str:
    size = frame.size
    assert size is not None
    lines = []
    for region in frame.regions:
        shape = region.shape
        if isinstance(shape, Rings):
            numbers = _shares(join(shape.parts), size)
        else:
            assert isinstance(shape, Rectangle)
            numbers = _shares(corners(shape), size) if turned else _centred(shape, size)
        lines.append(" ".join([str(classes[region.label]), *numbers]) + "\n")
    return "".join(lines)


def _centred(box: Rectangle, size: Size) -> list[str]:
    centre = (box.x + box.width / 2, box.y + box.height / 2)
    return _shares([centre, (box.width, box.height)], size)


def _shares(points: Sequence[Point], size: Size) -> list[str]:
    return [_share(value, side) for point in points for value, side in zip(point, size, strict=True)]


def _share(value: float, side: int) -> str:
    text = f"{value / side:.{_DIGITS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _data(dataset: Dataset, parts: Sequence[str]) -> str:
    train = parts[0] if "train" not in parts else "train"
    validation = next((part for part in ("val", "valid", "validation", "test") if part in parts), train)
    content: dict[str, Any] = {"path": ".", "train": f"{train}.txt", "val": f"{validation}.txt"}
    if "test" in parts:
        content["test"] = "test.txt"
    content |= {"nc": len(dataset.labels), "names": dict(enumerate(label.path for label in dataset.labels))}
    return str(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=10**9))


def _lost(dataset: Dataset, turned: bool) -> list[str]:
    shapes = [region.shape for frame in dataset.frames for region in frame.regions]
    rings = sum(isinstance(shape, Rings) and len(shape.parts) > 1 for shape in shapes)
    over = sum(
        isinstance(s, Rectangle) and reaches_over(s, f.size) for f in dataset.frames for s in _boxes(f)
    )
    several = sum(frame.number is not None for frame in dataset.frames)
    return [
        PROVENANCE,
        *crowds(dataset),
        *count(len(shapes), "id of an annotation", "ids of annotations"),
        *count(len(dataset.labels), "colour of a label", "colours of labels"),
        *count(
            rings,
            "polygon of several rings is one ring that goes there and back between them",
            "polygons of several rings are one ring each that goes there and back between them",
        ),
        *(["boxes are written by their corners (OBB), since some are turned"] if turned else []),
        *count(
            over,
            "turned box reaches over the border of its picture, which some programs refuse",
            "turned boxes reach over the border of their pictures, which some programs refuse",
        ),
        *count(several, "frame has a file of its own", "frames have files of their own"),
    ]


def _boxes(frame: Frame) -> list[Rectangle]:
    shapes = [region.shape for region in frame.regions]
    return [shape for shape in shapes if isinstance(shape, Rectangle) and shape.angle]


def reaches_over(box: Rectangle, size: Size | None) -> bool:
    """True when a corner of a turned box lies outside a picture of this size."""
    limits = size or (math.inf, math.inf)
    return not all(
        -0.005 <= v <= side + 0.005 for point in corners(box) for v, side in zip(point, limits, strict=True)
    )


FORMAT = Format(
    name="yolo",
    tasks=("boxes", "polygons"),
    path="folder",
    keeps="boxes, turned boxes (OBB), polygons, parts and holes as one ring, frames, empty answers, keys",
    loses=f"{IDS}, crowds; {PROVENANCE}",
    write=write,
    read=read,
    sized=("boxes", "polygons"),
)
