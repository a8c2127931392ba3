"""A project's items, labels and counts as the page is told of them."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from nblabel.documents import Beginning
from nblabel.openproject import Project
from nblabel.store.items import ItemRow
from nblabel.store.suggestions import SuggestionRow
from nblabel.values.change import Answer
from nblabel.values.errors import DocumentError
from nblabel.widget import protocol as wire
from nblabel.widget.upkeep import iso


class Learnt(NamedTuple):
    """What learning has to do with an item: whether it is answered as a check, and why it is doubtful."""

    blind: bool = False
    doubt: str = ""


def info_of(
    row: ItemRow,
    answer: Answer,
    begin: Beginning | DocumentError | None = None,
    suggested: Sequence[wire.Suggested] = (),
    learnt: Learnt = Learnt(),  # noqa: B008 - a tuple
) -> wire.ItemInfo:
    """An item as the page sees it; `begin`: how its document begins and its length, or why it has none."""
    reason = str(begin) if isinstance(begin, DocumentError) else row.reason or ""
    text, length = begin if isinstance(begin, tuple) else ("", 0)
    return wire.ItemInfo(
        item=row.item,
        name=row.name,
        answer=answer,
        broken=bool(reason),
        reason=reason,
        frames=row.frames,
        text=text,
        length=length,
        suggested=list(suggested),
        cluster=-1 if row.cluster is None else row.cluster,
        blind=learnt.blind,
        doubt=learnt.doubt,
    )


def suggested_of(project: Project, rows: Iterable[ItemRow]) -> dict[str, list[wire.Suggested]]:
    """The open suggestions of these items, best first, noted as shown; what has none is left out."""
    open_ = open_of(project, rows)
    project.store.note_shown(open_)
    return by_item(open_)


def open_of(project: Project, rows: Iterable[ItemRow]) -> list[SuggestionRow]:
    """The open suggestions of these items, best first; what has none costs nothing."""
    learnt = len(project.store.predicted.item) > 0
    keys = [row.item for row in rows if row.suggestions or learnt]
    return project.store.suggestions(items=keys) if keys else []


def by_item(rows: Iterable[SuggestionRow]) -> dict[str, list[wire.Suggested]]:
    """Suggestions as the page is told of them, by the item's key."""
    found: dict[str, list[wire.Suggested]] = {}
    for one in rows:
        made = wire.Suggested(one.annotation, one.run, one.origin, one.score, one.certified)
        found.setdefault(one.item, []).append(made)
    return found


def labels_of(project: Project) -> list[wire.LabelInfo]:
    """The palette, retired and merged labels included (answers may still name them)."""
    return [
        wire.LabelInfo(
            id=row.id,
            path=row.path,
            name=row.name,
            depth=row.depth,
            color=row.color,
            key=row.key or "",
            description=row.description,
            parent=row.parent,
            retired=row.retired,
            merged_into=row.merged_into,
        )
        for row in project.store.labels(all=True)
    ]


def progress_of(project: Project) -> wire.Progress:
    """`project.progress()` for the page: labels by id, and how much of it is this annotator's."""
    counts = project.store.progress(project.annotator)
    names = (
        "total",
        "unlabeled",
        "draft",
        "submitted",
        "skipped",
        "voting",
        "needs_review",
        "broken",
        "suggested",
    )
    return wire.Progress(
        **{name: counts[name] for name in names},
        per_label={str(label): n for label, n in counts["per_label"].items()},
        mine=counts["mine"],
        per_hour=counts["per_hour"],
        seconds_left=counts["seconds_left"],
        last_refresh=iso(counts["last_refresh"]),
        sources=len(project.store.sources()),
    )
