"""COCO instances: one JSON file. https://cocodataset.org/#format-data

Boxes are `bbox` [x, y, width, height]; polygons `segmentation` as lists of points, one for each part; masks,
and polygons with holes (of which COCO has no notion), run lengths. `iscrowd` is 1 of what was read so: no
single object. Other programs expect run lengths there, so the polygon of a crowd has those.

What COCO has no place for is in an object `nblabel` of an image, category or annotation, which other
programs pass over: ids, item keys, frames, colours, the angle of a turned box, the rings of a polygon with
holes. It is believed on the way in only where it agrees with what COCO itself says.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from nblabel.formats.coco_reading import read
from nblabel.formats.dataset import Dataset, Frame, Region
from nblabel.formats.form import PROVENANCE, Format
from nblabel.formats.losses import count
from nblabel.formats.rings import are_apart, shoelace
from nblabel.formats.turned import bounds, corners
from nblabel.values.annotation import Pixels, Rectangle, Rings
from nblabel.values.geometry import round_once
from nblabel.values.labels import join_path
from nblabel.values.mask import decode_mask, encode_mask
from nblabel.values.outline import fill

Json = dict[str, Any]


def write(dataset: Dataset, path: Path) -> list[str]:
    """Writes images by key, annotations by image and then as they lie over each other; what was lost."""
    ids = {label.path: number for number, label in enumerate(dataset.labels, 1)}
    images = [_image(number, frame) for number, frame in enumerate(dataset.frames, 1)]
    annotations: list[Json] = []
    for number, frame in enumerate(dataset.frames, 1):
        for region in frame.regions:
            about = {"id": len(annotations) + 1, "image_id": number, "category_id": ids[region.label]}
            annotations.append(
                about | _geometry(region, frame) | {"iscrowd": int(region.crowd)} | _own(region)
            )
    categories = [
        {
            "id": ids[label.path],
            "name": label.path,
            "supercategory": join_path(label.parts[:-1]),
            "nblabel": {"color": label.color},
        }
        for label in dataset.labels
    ]
    _save(path, {"images": images, "categories": categories, "annotations": annotations})
    return _lost(dataset)


def _image(number: int, frame: Frame) -> Json:
    size = {} if frame.size is None else {"width": frame.size[0], "height": frame.size[1]}
    own: Json = {} if frame.item == frame.file else {"item": frame.item}
    if frame.number is not None:
        own["frame"] = frame.number
    return {"id": number, "file_name": frame.file} | size | ({"nblabel": own} if own else {})


def _own(region: Region) -> Json:
    own: Json = {"id": region.id}
    if isinstance(region.shape, Rectangle) and region.shape.angle:
        box = region.shape
        own["box"] = [box.x, box.y, box.width, box.height, box.angle]
    if isinstance(region.shape, Rings) and (region.crowd or not are_apart(region.shape.parts)):
        own["parts"] = region.shape.parts
    return {"nblabel": own}


def _geometry(region: Region, frame: Frame) -> Json:
    """`bbox`, `area` (square pixels) and `segmentation`."""
    shape = region.shape
    if isinstance(shape, Rectangle):
        return _of_box(shape)
    whole = isinstance(shape, Rings) and (region.crowd or not are_apart(shape.parts))
    if isinstance(shape, Rings) and (not whole or frame.size is None):
        around = bounds([point for ring in shape.parts for point in ring])
        area = round_once(sum(shoelace(ring) for ring in shape.parts))
        return _sized(around, area, [[value for point in ring for value in point] for ring in shape.parts])
    assert frame.size is not None
    width, height = frame.size
    if isinstance(shape, Rings):
        return _of_pixels(encode_mask(fill(shape.parts, height, width)), width, height)
    assert isinstance(shape, Pixels)
    return _of_pixels(shape.rle, width, height)


def _of_box(box: Rectangle) -> Json:
    area = round_once(box.width * box.height)
    if not box.angle:
        return _sized(box, area, [])
    points = [(round_once(x), round_once(y)) for x, y in corners(box)]
    return _sized(bounds(points), area, [[value for point in points for value in point]])


def _of_pixels(rle: str, width: int, height: int) -> Json:
    mask = decode_mask(rle, height, width)
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    box = Rectangle(0, 0, 0, 0)
    if rows.size:
        left, top = int(columns[0]), int(rows[0])
        box = Rectangle(left, top, int(columns[-1]) + 1 - left, int(rows[-1]) + 1 - top)
    return _sized(box, int(mask.sum()), {"size": [height, width], "counts": rle})


def _sized(box: Rectangle, area: float, segmentation: Any) -> Json:
    return {"bbox": [box.x, box.y, box.width, box.height], "area": area, "segmentation": segmentation}


def _save(path: Path, content: dict[str, list[Json]]) -> None:
    """One line for each image, category and annotation; an earlier file stays whole until this one is."""
    beside = path.with_name(f"{path.name}.part")
    with beside.open("wb") as file:
        for piece in _pieces(content):
            file.write(piece)
    os.replace(beside, path)


def _pieces(content: dict[str, list[Json]]) -> Iterator[bytes]:
    yield b'{"info":{"description":"Written by nblabel","version":"1"},"licenses":[]'
    for name, rows in content.items():
        yield b',\n"' + name.encode() + b'":['
        for number, row in enumerate(rows):
            yield (b",\n" if number else b"\n") + msgspec.json.encode(row)
        yield b"]"
    yield b"}\n"


def _lost(dataset: Dataset) -> list[str]:
    shapes = [region.shape for frame in dataset.frames for region in frame.regions]
    turned = sum(isinstance(shape, Rectangle) and shape.angle != 0 for shape in shapes)
    holes = sum(isinstance(shape, Rings) and not are_apart(shape.parts) for shape in shapes)
    return [
        PROVENANCE,
        *count(
            turned,
            "turned box is turned for nblabel only: others see its corners, or the box around them",
            "turned boxes are turned for nblabel only: others see their corners, or the boxes around them",
        ),
        *count(
            holes,
            "polygon with holes or crossing parts is whole pixels to all but nblabel",
            "polygons with holes or crossing parts are whole pixels to all but nblabel",
        ),
    ]


FORMAT = Format(
    name="coco",
    tasks=("boxes", "polygons", "masks"),
    path="file",
    keeps="boxes, turned boxes, polygons, parts, holes, masks, crowds, frames, empty answers, keys, ids, "
    "colours",
    loses=PROVENANCE,
    write=write,
    read=read,
    sized=("masks",),
)
