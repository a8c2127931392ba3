"""What an export writes: the submitted answers that are meant, with their pictures or texts, for a format."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from nblabel.formats.dataset import Dataset, Frame, Region, Size
from nblabel.formats.losses import listed
from nblabel.media.frames import are_separate, frame_of, without_frame
from nblabel.splitting import Shares, split_items
from nblabel.store.texts import lost_of
from nblabel.values.annotation import Annotation, Range, Whole
from nblabel.values.errors import AnnotationError, ImageError
from nblabel.values.geometry import fit_shape
from nblabel.values.labels import Label
from nblabel.where import Chosen

if TYPE_CHECKING:
    from nblabel.openproject import Project
    from nblabel.store.items import ItemRow
    from nblabel.store.labels import LabelRow


# So many texts are asked for with one query.
AT_ONCE = 500


class Asked(NamedTuple):
    """Which answers are to be exported, into which parts, and with which options of the format."""

    where: Mapping[str, Any] | None
    split: Shares | None
    seed: int
    options: Mapping[str, str] = MappingProxyType({})

    def parts(self, rows: Mapping[str, "ItemRow"]) -> dict[str, str]:
        """The part of each item; nothing without a split."""
        return split_items({item: row.group for item, row in rows.items()}, self.split, self.seed)


class _Content(NamedTuple):
    """An item with its file's path below its source, and a picture's size or a document's text.

    Both are None when it cannot be read.
    """

    row: "ItemRow"
    file: str
    size: Size | None = None
    text: str | None = None


def collect(project: "Project", asked: Asked, sized: bool, name: str) -> tuple[Dataset, list[str]]:
    """The dataset for the format `name`, and in words what had to be left out.

    `sized`: the format needs the size of every picture, or every text.
    """
    answers = _answers(project, asked)
    rows = project.store.find(answers)
    read = _documents if project.media == "text" else _pictures
    contents = list(read(project, [rows[item] for item in sorted(rows)]))
    unread = [one.row.item for one in contents if sized and one.size is None and one.text is None]
    lost = _without_lost(project, answers, contents) if project.task == "spans" else []
    fitted = {one.row.item: _fitted(answers[one.row.item], one) for one in contents}
    unfit = [item for item, annotations in fitted.items() if annotations is None]
    left_out = {*unread, *unfit}
    roots, parts = label_roots(project.store.labels(all=True)), asked.parts(rows)
    frames = [
        frame
        for one in contents
        if one.row.item not in left_out
        for frame in _frames(one, fitted[one.row.item] or [], roots, parts.get(one.row.item, ""))
    ]
    labels = _palette(roots, {region.label for frame in frames for region in frame.regions})
    told = _told(unread, unfit, name, "text" if project.media == "text" else "picture")
    return Dataset(project.task, labels, tuple(frames), asked.options), [*told, *lost]


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


def _documents(project: "Project", rows: Sequence["ItemRow"]) -> Iterator[_Content]:
    """Each with the text that its spans are of."""
    for start in range(0, len(rows), AT_ONCE):
        part = rows[start : start + AT_ONCE]
        texts = project.documents.labelled([row.item for row in part])
        for row in part:
            yield _Content(row, row.path, text=texts.get(row.item))


def _without_lost(
    project: "Project", answers: dict[str, list[Annotation]], contents: Sequence[_Content]
) -> list[str]:
    """Takes out of the answers the spans whose text is gone from their document; how many, in words."""
    stale, lost = project.store.all_stale(), list[str]()
    for one in contents:
        item = one.row.item
        gone = lost_of(answers[item], one.text or "", stale[item]) if item in stale else {}
        if gone:
            answers[item] = [each for each in answers[item] if each.id not in gone]
            lost += [item] * len(gone)
    return listed(
        lost,
        "span is left out, since what it marked is gone from the text",
        "spans are left out, since what they marked is gone from the text",
    )


def _pictures(project: "Project", rows: Sequence["ItemRow"]) -> Iterator[_Content]:
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
        yield _Content(row, file, size)


def _fitted(annotations: list[Annotation], content: _Content) -> list[Annotation] | None:
    """The annotations as they fit the item now; None when one lies outside, or is of another size."""
    row, length = content.row, None if content.text is None else len(content.text)
    try:
        return [
            msgspec.structs.replace(
                one, shape=fit_shape(one.shape, row.item, content.size, row.frames, length)
            )
            for one in annotations
        ]
    except AnnotationError:
        return None


def _frames(
    content: _Content, annotations: list[Annotation], roots: Mapping[int, "LabelRow"], part: str
) -> list[Frame]:
    """Every frame of an item: an answer speaks of all of them, also where it has no regions."""
    by_frame: dict[int, list[Region]] = {}
    for one in annotations:
        number = 0 if isinstance(one.shape, Whole | Range) else one.shape.frame
        by_frame.setdefault(number, []).append(
            Region(roots[one.label].path, one.shape, one.id, crowd=one.crowd)
        )
    several = content.row.frames > 1
    return [
        Frame(
            content.row.item,
            content.file,
            content.size,
            tuple(by_frame.get(number, ())),
            number if several else None,
            part,
            content.text,
        )
        for number in range(content.row.frames)
    ]


def _told(unread: list[str], unfit: list[str], name: str, what: str) -> list[str]:
    needed = f", which {name} needs" if what == "text" else f" and {name} needs its size"
    return [
        *listed(
            unread,
            f"item is left out, since its {what} cannot be read{needed}",
            f"items are left out, since their {what}s cannot be read{needed}",
        ),
        *listed(
            unfit,
            f"item is left out, since its {what} is another than when it was labelled",
            f"items are left out, since their {what}s are others than when they were labelled",
        ),
    ]
