"""What an export writes: the submitted answers that are meant, with their pictures, for a format."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from nblabel.formats.dataset import Dataset, Frame, Region, Size
from nblabel.formats.losses import listed
from nblabel.media.frames import are_separate, frame_of, without_frame
from nblabel.splitting import Shares, split_items
from nblabel.values.annotation import Annotation, Range, Whole
from nblabel.values.errors import AnnotationError, ImageError
from nblabel.values.geometry import fit_shape
from nblabel.values.labels import Label
from nblabel.where import Chosen

if TYPE_CHECKING:
    from nblabel.openproject import Project
    from nblabel.store.items import ItemRow
    from nblabel.store.labels import LabelRow


class Asked(NamedTuple):
    """Which answers are to be exported, and into which parts."""

    where: Mapping[str, Any] | None
    split: Shares | None
    seed: int

    def parts(self, rows: Mapping[str, "ItemRow"]) -> dict[str, str]:
        """The part of each item; nothing without a split."""
        return split_items({item: row.group for item, row in rows.items()}, self.split, self.seed)


class _Picture(NamedTuple):
    """An item with its picture's path below its source, and its size, None when it cannot be read."""

    row: "ItemRow"
    file: str
    size: Size | None


def collect(project: "Project", asked: Asked, sized: bool, name: str) -> tuple[Dataset, list[str]]:
    """The dataset for the format `name`, and in words what had to be left out.

    `sized`: the format needs the size of every picture.
    """
    answers = _answers(project, asked)
    rows = project.store.find(answers)
    pictures = list(_pictures(project, [rows[item] for item in sorted(rows)]))
    unread = [one.row.item for one in pictures if sized and one.size is None]
    fitted = {one.row.item: _fitted(answers[one.row.item], one) for one in pictures}
    unfit = [item for item, annotations in fitted.items() if annotations is None]
    left_out = {*unread, *unfit}
    roots, parts = label_roots(project.store.labels(all=True)), asked.parts(rows)
    frames = [
        frame
        for one in pictures
        if one.row.item not in left_out
        for frame in _frames(one, fitted[one.row.item] or [], roots, parts.get(one.row.item, ""))
    ]
    labels = _palette(roots, {region.label for frame in frames for region in frame.regions})
    return Dataset(project.task, labels, tuple(frames)), _told(unread, unfit, name)


def label_roots(rows: Sequence["LabelRow"]) -> dict[int, "LabelRow"]:
    """What each label counts as, by id: itself, or what it was merged into. In palette order."""
    by_id = {row.id: row for row in rows}
    roots = {}
    for row in rows:
        last = row
        while last.merged_into is not None:
            last = by_id[last.merged_into]
        roots[row.id] = last
    return roots


def _answers(project: "Project", asked: Asked) -> dict[str, list[Annotation]]:
    chosen = Chosen(project.store, asked.where)
    return {
        row.item: [one for one in row.answer.annotations if chosen.annotation(one)]
        for row in chosen.answers(project.store.final_answers())
        if row.answer.state == "submitted"
    }


def _palette(roots: Mapping[int, "LabelRow"], used: set[str]) -> tuple[Label, ...]:
    """The labels that may be used, and retired ones that are."""
    rows = [row for label, row in roots.items() if row.id == label]
    return tuple(Label(row.path, row.color) for row in rows if not row.retired or row.path in used)


def _pictures(project: "Project", rows: Sequence["ItemRow"]) -> Iterator[_Picture]:
    sources = {source.id: source for source in project.store.sources()}
    for row in rows:
        source = sources[row.source]
        file = row.path if source.root else row.path.rpartition("/")[2]
        if are_separate(source.spec) and row.item != without_frame(row.item):
            file += f"#frame={frame_of(row.item)}"
        try:
            size = project.gallery.size(row)
        except ImageError:
            size = None
        yield _Picture(row, file, size)


def _fitted(annotations: list[Annotation], picture: _Picture) -> list[Annotation] | None:
    """The annotations as they fit the picture now; None when one lies outside, or is of another size."""
    row = picture.row
    try:
        return [
            msgspec.structs.replace(one, shape=fit_shape(one.shape, row.item, picture.size, row.frames))
            for one in annotations
        ]
    except AnnotationError:
        return None


def _frames(
    picture: _Picture, annotations: list[Annotation], roots: Mapping[int, "LabelRow"], part: str
) -> list[Frame]:
    """Every frame of an item: an answer speaks of all of them, also where it has no regions."""
    by_frame: dict[int, list[Region]] = {}
    for one in annotations:
        number = 0 if isinstance(one.shape, Whole | Range) else one.shape.frame
        by_frame.setdefault(number, []).append(Region(roots[one.label].path, one.shape, one.id))
    several = picture.row.frames > 1
    return [
        Frame(
            picture.row.item,
            picture.file,
            picture.size,
            tuple(by_frame.get(number, ())),
            number if several else None,
            part,
        )
        for number in range(picture.row.frames)
    ]


def _told(unread: list[str], unfit: list[str], name: str) -> list[str]:
    return [
        *listed(
            unread,
            f"item is left out, since its picture cannot be read and {name} needs its size",
            f"items are left out, since their pictures cannot be read and {name} needs their size",
        ),
        *listed(
            unfit,
            "item is left out, since its picture is another than when it was labelled",
            "items are left out, since their pictures are others than when they were labelled",
        ),
    ]
