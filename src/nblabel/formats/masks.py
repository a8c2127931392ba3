"""Masks as PNG pictures: a folder with one for each frame, of the picture's size.

For `masks`: `masks/<picture>.png`, a pixel's value the number of its label in `labels.csv`
(`index,label,color`), 0 for none; 8 bits with the labels' colours as palette, 16 bits from 256 labels on.
Where masks lie on each other the later one shows.

For `polygons`: `instances/<picture>.png` of 16 bits, a pixel's value the number of its polygon, 0 for none;
`instances.csv` (`file,instance,label,id`) says what each is. A pixel is a polygon's when its centre is.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray
from PIL import Image, PngImagePlugin

from nblabel.formats.dataset import Dataset, Frame, Region
from nblabel.formats.folders import Folder, Known, stems
from nblabel.formats.form import PROVENANCE, Format
from nblabel.formats.losses import count, crowds
from nblabel.formats.masks_reading import IDS, read
from nblabel.values.annotation import Pixels, Rings
from nblabel.values.labels import Label
from nblabel.values.mask import decode_mask
from nblabel.values.outline import fill

MOST = 65_535
Numbers = NDArray[np.uint16]


def write(dataset: Dataset, path: Path) -> list[str]:
    """Writes the folder; what was lost."""
    instances = dataset.task == "polygons"
    frames = dataset.frames
    below, table = ("instances", "instances.csv") if instances else ("masks", "labels.csv")
    names = [f"{below}/{stem}.png" for stem in stems(frames)]
    parts = list(dict.fromkeys(frame.split for frame in frames if frame.split))
    lists = {f"{part}.txt": part for part in parts}
    files = {name: Known(frame.item, frame.number or 0) for name, frame in zip(names, frames, strict=True)}
    folder = Folder(path, "masks", files | dict.fromkeys([table, *lists], Known()))
    lost: Counter[str] = Counter()
    labels = dataset.labels
    drawn = [
        _put_instances(folder, name, frame, lost)
        if instances
        else _put_mask(folder, name, frame, labels, lost)
        for name, frame in zip(names, frames, strict=True)
    ]
    if instances:
        folder.put(table, _csv(("file", "instance", "label", "id"), (row for rows in drawn for row in rows)))
    else:
        rows = ((n, label.path, label.color) for n, label in enumerate(dataset.labels, 1))
        folder.put(table, _csv(("index", "label", "color"), rows))
    for file, part in lists.items():
        pairs = zip(names, frames, strict=True)
        folder.put(file, "".join(f"{name}\n" for name, frame in pairs if frame.split == part).encode())
    return _lost(dataset, lost)


def _put_mask(
    folder: Folder, name: str, frame: Frame, labels: Sequence[Label], lost: Counter[str]
) -> list[tuple[Any, ...]]:
    """Writes the numbers of labels; the ids of the masks that show go into a note in the PNG."""
    numbers = {label.path: n for n, label in enumerate(labels, 1)}
    height, width = _sides(frame)
    shown = np.zeros((height, width), np.uint16)
    ids: dict[int, str] = {}
    for region in frame.regions:
        assert isinstance(region.shape, Pixels)
        inside, number = decode_mask(region.shape.rle, height, width), numbers[region.label]
        lost["covered"] += int((inside & (shown > 0) & (shown != number)).sum())
        lost["merged"] += number in ids
        shown[inside] = number
        ids.setdefault(number, region.id)
    left = {str(number): ids[number] for number in sorted(ids) if (shown == number).any()}
    lost["gone"] += len(ids) - len(left)
    note = PngImagePlugin.PngInfo()
    note.add_itxt(IDS, msgspec.json.encode(left).decode())
    folder.put(name, _png(shown, [label.color for label in labels], note))
    return []


def _put_instances(folder: Folder, name: str, frame: Frame, lost: Counter[str]) -> list[tuple[Any, ...]]:
    """Writes the numbers of polygons, those that show counted from 1; their rows of the table."""
    height, width = _sides(frame)
    owner = np.zeros((height, width), np.int64)
    for number, region in enumerate(frame.regions, 1):
        top, left, inside = _part(region, height, width)
        window = owner[top : top + inside.shape[0], left : left + inside.shape[1]]
        lost["covered"] += int((window[inside] > 0).sum())
        window[inside] = number
    there = np.unique(owner[owner > 0])
    lost["gone"] += len(frame.regions) - len(there)
    lost["beyond"] += max(0, len(there) - MOST)
    there = there[:MOST]
    renumbered = np.zeros(len(frame.regions) + 1, np.uint16)
    renumbered[there] = np.arange(1, len(there) + 1)
    folder.put(name, _png(renumbered[owner], None, None))
    shown = [frame.regions[number - 1] for number in there]
    return [(name, n, region.label, region.id) for n, region in enumerate(shown, 1)]


def _part(region: Region, height: int, width: int) -> tuple[int, int, NDArray[np.bool_]]:
    """Top and left of the window around a polygon, and its pixels there."""
    assert isinstance(region.shape, Rings)
    points = np.concatenate([np.asarray(ring) for ring in region.shape.parts])
    left, top = (int(max(0, v)) for v in np.floor(points.min(axis=0)))
    right, bottom = (int(v) for v in np.minimum(np.ceil(points.max(axis=0)), (width, height)))
    return top, left, fill(region.shape.parts, bottom - top, right - left, top=top, left=left)


def _sides(frame: Frame) -> tuple[int, int]:
    assert frame.size is not None
    return frame.size[1], frame.size[0]


def _png(numbers: Numbers, colors: Sequence[str | None] | None, note: PngImagePlugin.PngInfo | None) -> bytes:
    """A PNG of numbers, of 8 bits with a palette where there are colours for all (at most 255)."""
    data = io.BytesIO()
    if colors is None or len(colors) > 255:
        image = Image.fromarray(numbers)
    else:
        image = Image.fromarray(numbers.astype(np.uint8))
        image.putpalette(b"\0\0\0" + b"".join(bytes.fromhex((color or "#ffffff")[1:]) for color in colors))
    image.save(data, "PNG", pnginfo=note)
    return data.getvalue()


def _csv(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue().encode()


def _lost(dataset: Dataset, lost: Counter[str]) -> list[str]:
    several = sum(frame.number is not None for frame in dataset.frames)
    outlines = sum(len(frame.regions) for frame in dataset.frames) if dataset.task == "polygons" else 0
    return [
        PROVENANCE,
        *crowds(dataset),
        *count(outlines, "outline is kept as whole pixels", "outlines are kept as whole pixels"),
        *count(len(dataset.labels) if outlines else 0, "colour of a label", "colours of labels"),
        *count(lost["covered"], "pixel is a later region's too", "pixels are later regions' too"),
        *count(
            lost["gone"],
            "region is wholly covered or smaller than a pixel, and gone",
            "regions are wholly covered or smaller than a pixel, and gone",
        ),
        *count(
            lost["merged"],
            "mask is one with another of its label",
            "masks are one with others of their label",
        ),
        *count(
            lost["beyond"],
            "region is beyond the 65,535 of a picture",
            "regions are beyond the 65,535 of a picture",
        ),
        *count(several, "frame has a file of its own", "frames have files of their own"),
    ]


FORMAT = Format(
    name="masks",
    tasks=("masks", "polygons"),
    path="folder",
    keeps="masks with label colours, polygons as instances of whole pixels, frames, empty answers, keys, ids",
    loses=f"outlines finer than a pixel, all but the topmost where regions overlap, crowds; {PROVENANCE}",
    write=write,
    read=read,
    sized=("masks", "polygons"),
)
