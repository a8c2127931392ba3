"""The project as tables: one row per item, answer, annotation, suggestion or event."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
import pandas as pd

from nblabel.marking import Marked, Texts
from nblabel.store.labels import LabelRow
from nblabel.values.annotation import Annotation, Pixels, Range, Rectangle, Rings, Whole
from nblabel.where import Chosen

if TYPE_CHECKING:
    from nblabel.store.answers import AnswerRow
    from nblabel.store.progress import EventRow
    from nblabel.store.store import Store

KINDS = {Whole: "choice", Rectangle: "box", Rings: "polygon", Pixels: "mask", Range: "span"}
# The columns that a task's annotations have; a table leaves out those of other tasks.
SHAPES = {
    "multiclass": (),
    "multilabel": (),
    "boxes": ("frame", "x", "y", "width", "height", "angle"),
    "polygons": ("frame", "parts"),
    "masks": ("frame", "rle"),
    "spans": ("start", "end", "text"),
}
ABOUT = ("annotator", "source", "run", "certificate", "revision", "seconds", "created_at")
OF_A_SUGGESTION = ("score", "uncertainty", "certified", "run", "origin")
ITEMS = ("item", "uri", "state", "revision", "votes", "cluster", "missing")
ANSWERS = ("item", "annotator", "state", "count", "revision", "source", "seconds", "note", "created_at")
HISTORY = (
    "event", "item", "annotator", "kind", "change", "gesture",
    "undoes", "run", "client", "seconds", "created_at",
)  # fmt: skip


def items(store: "Store", state: str | None) -> pd.DataFrame:
    """One row per item in work order; `uri` is where its file is, NA where there is no cluster yet."""
    roots = {source.id: source.root for source in store.sources()}
    rows = [
        (r.item, _uri(roots.get(r.source, ""), r.path), r.state, r.revision, r.votes, r.cluster, r.missing)
        for r in store.items(state)
    ]
    return _table(rows, ITEMS, whole=("cluster",))


def answers(store: "Store", where: Chosen) -> pd.DataFrame:
    """One row per item and annotator."""
    rows = [
        (
            r.item,
            r.annotator,
            r.answer.state,
            len(r.answer.annotations),
            r.revision,
            _one([a.source for a in r.answer.annotations]),
            r.seconds,
            r.answer.note,
            r.created_at,
        )
        for r in where.answers(store.votes())
    ]
    return _table(rows, ANSWERS, times=("created_at",))


def annotations(store: "Store", texts: Texts, votes: bool, drafts: bool, where: Chosen) -> pd.DataFrame:
    """One row per annotation of the project's answers, or with `votes` of everyone's.

    Only submitted answers, unless `drafts`. `texts` gives those that spans are of; spans also tell whether
    their text is `lost`: gone from a document that changed since. Where there are crowds, `crowd` tells them.
    """
    about = store.about
    given: Iterator[AnswerRow] = store.votes() if votes else store.final_answers(drafts=drafts)
    wanted = ("submitted", "draft") if drafts else ("submitted",)
    names = _Names(store.labels(all=True))
    shape = SHAPES[about.task]
    chosen = (
        (r, a)
        for r in where.answers(given)
        if r.answer.state in wanted
        for a in r.answer.annotations
        if where.annotation(a)
    )
    columns = ("id", "item", "kind", "label", *shape, *ABOUT)
    if about.task == "spans":
        marked = Marked(store, texts)
        rows = [
            (*_what(r.item, a, names, shape, marked[a.id]), *_whose(r, a), a.id in marked.lost)
            for r, a in marked.read(chosen)
        ]
        columns = (*columns, "lost")
    else:
        rows = [(*_what(r.item, a, names, shape), *_whose(r, a), a.crowd) for r, a in chosen]
        columns = (*columns, "crowd")
    made = _table(rows, columns, whole=("run", "certificate"), times=("created_at",))
    return made if about.task == "spans" or made["crowd"].any() else made.drop(columns="crowd")


def suggestions(store: "Store", texts: Texts, run: int | None, where: Chosen) -> pd.DataFrame:
    """One row per open suggestion."""
    names = _Names(store.labels(all=True))
    shape = SHAPES[store.about.task]
    chosen = ((s, s.annotation) for s in where.suggestions(store.suggestions(run=run)))
    marked = Marked(store, texts)
    told = marked.read(chosen) if "text" in shape else chosen
    rows = [
        (
            *_what(s.item, s.annotation, names, shape, marked.get(s.annotation.id)),
            s.score,
            s.uncertainty,
            s.certified,
            s.run,
            s.origin,
        )
        for s, _ in told
    ]
    return _table(rows, ("id", "item", "kind", "label", *shape, *OF_A_SUGGESTION))


def history(events: Iterable["EventRow"]) -> pd.DataFrame:
    """Every event, oldest first. A conflict or refusal is of that `kind` and changed nothing."""
    rows = [
        (
            e.event,
            e.item,
            e.annotator,
            e.kind if e.outcome == "applied" else e.outcome,
            msgspec.to_builtins(e.change) | {"labels": e.label_names},
            e.gesture,
            e.undoes,
            e.run,
            e.client,
            e.seconds,
            e.created_at,
        )
        for e in events
    ]
    return _table(rows, HISTORY, whole=("run",), times=("created_at",))


class _Names(dict[int, str]):
    """Label paths by id; a merged label has the path of what it was merged into."""

    def __init__(self, rows: Sequence[LabelRow]) -> None:
        by_id = {row.id: row for row in rows}
        for row in rows:
            last = row
            while last.merged_into is not None:
                last = by_id[last.merged_into]
            self[row.id] = last.path


def _what(
    item: str, annotation: Annotation, names: _Names, shape: Sequence[str], text: str | None = None
) -> tuple[Any, ...]:
    """Id, item, kind, label, and the shape's own fields; of a span the text that it marks, too."""
    fields = (text if name == "text" else getattr(annotation.shape, name, None) for name in shape)
    return annotation.id, item, KINDS[type(annotation.shape)], names[annotation.label], *fields


def _whose(row: "AnswerRow", annotation: Annotation) -> tuple[Any, ...]:
    """The columns of `ABOUT`."""
    origin = (annotation.source, annotation.run, annotation.certificate)
    return row.annotator, *origin, row.revision, row.seconds, row.created_at


def _uri(root: str, path: str) -> str:
    return f"{root.rstrip('/')}/{path}" if root else path


def _one(sources: list[str]) -> str | None:
    """The source of an answer: that of its newest annotation; None of an empty one."""
    return sources[-1] if sources else None


def clusters(store: "Store") -> pd.DataFrame:
    """One row per item that is in a cluster, in work order: `item, cluster, run`."""
    run = store.predicted.run or None
    rows = [(row.item, row.cluster, run) for row in store.items() if row.cluster is not None]
    return _table(rows, ["item", "cluster", "run"], whole=("cluster", "run"))


def _table(
    rows: list[tuple[Any, ...]], columns: Sequence[str], whole: Sequence[str] = (), times: Sequence[str] = ()
) -> pd.DataFrame:
    """A table; `whole` columns are integers that may be missing, `times` are UTC."""
    table = pd.DataFrame(rows, columns=list(columns))
    types: Mapping[str, Any] = dict.fromkeys(whole, "Int64") | dict.fromkeys(times, "datetime64[us, UTC]")
    return table.astype(types)
