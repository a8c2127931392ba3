"""A project's items as a pool: places in arrays, and what people answered there."""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nblabel.learn.features.contents import Content, Photo
from nblabel.learn.learner import Answers, Audits, Mask, Places
from nblabel.store.columns import ABSENT
from nblabel.store.gather import STATES
from nblabel.store.labels import Labels
from nblabel.store.live import WAITING
from nblabel.values.errors import DocumentError, ImageError

if TYPE_CHECKING:
    from nblabel.openproject import Project
    from nblabel.store.audits import AuditRow
    from nblabel.store.columns import Columns
    from nblabel.store.gather import Ids
    from nblabel.store.items import ItemRow

# Items in these states have answers that count.
ANSWERED = np.array([name in ("submitted", "voting", "needs_review") for name in STATES] + [False] * 249)
# Items whose rows are read at a time.
STEP = 5000


class Classes(NamedTuple):
    """The labels that can be learnt: their ids in palette order, and of each id (also a merged one) its
    class, -1 for none. `parents` are classes, -1 at the top."""

    labels: NDArray[np.int32]
    of: NDArray[np.int32]
    parents: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.labels)


class Contents(NamedTuple):
    """What is to be embedded: the item (its id), a name that is another when the content is, the content."""

    items: list[int]
    names: list[str]
    contents: list[Content]


class Pool:
    """The items of a project by place: in the order of their ids, which only grow."""

    def __init__(self, project: "Project") -> None:
        self._project = project
        self.ids: Ids = np.empty(0, np.int32)
        self._joined = -1

    def join(self) -> "Ids":
        """Takes up the items that are new; their ids."""
        with self._project.store.columns.look() as columns:
            if columns.joined == self._joined:
                return np.empty(0, np.int32)
            self._joined = columns.joined
            ids = np.flatnonzero(columns.state != ABSENT).astype(np.int32)
        fresh = ids[~np.isin(ids, self.ids, assume_unique=True)]
        self.ids = ids
        return fresh

    def places(self, items: Any) -> Places:
        """The places of items (ids); those that are not in the pool are left out."""
        wanted = np.asarray(items, np.int64)
        if not len(self.ids):
            return np.empty(0, np.int64)
        at = np.minimum(np.searchsorted(self.ids, wanted), len(self.ids) - 1)
        found: Places = at[self.ids[at] == wanted].astype(np.int64)
        return found

    def waiting(self) -> Mask:
        """Places whose items wait for an answer, (n,)."""
        with self._project.store.columns.look() as columns:
            return np.asarray(WAITING[columns.state[self.ids]])

    def classes(self) -> Classes:
        """The labels now."""
        rows = self._project.store.labels(all=True)
        used = [row for row in rows if not row.retired and row.merged_into is None]
        number = {row.id: n for n, row in enumerate(used)}
        labels = Labels(rows)
        of = np.full(max(labels.by_id, default=0) + 1, -1, np.int32)
        for row in rows:
            of[row.id] = number.get(labels.root(row.id), -1)
        parents = [number.get(row.parent, -1) if row.parent is not None else -1 for row in used]
        return Classes(np.array([row.id for row in used], np.int32), of, np.array(parents, np.int32))

    def answers(self, classes: Classes, kind: str) -> Answers:
        """The answers that count: of several people, what most of them said."""
        with self._project.store.columns.look() as columns:
            rows = columns.answers["item"]
            items, people = np.unique(rows[ANSWERED[columns.state[rows]]], return_counts=True)
            said = _votes(columns, classes, items)
        if kind == "one":
            votes = said.max(axis=1, initial=0)
            chosen = np.where(votes > 0, said.argmax(axis=1) if said.size else 0, -1)
            told = votes > 0
            return Answers(self.places(items[told]), chosen[told].astype(np.int32))
        return Answers(self.places(items), said * 2 > people[:, None])

    def audits(self, rows: "list[AuditRow]", classes: Classes, kind: str) -> Audits:
        """The checks that are decided: answered, skipped, or void."""
        decided = [row for row in rows if row.kind == "audit" and row.state != "asked"]
        known = set(self.ids.tolist()) if decided else set()
        decided = [row for row in decided if row.item in known]
        found = np.zeros((len(decided), len(classes)), np.bool_)
        for n, row in enumerate(decided):
            of = [classes.of[label] for label in row.labels if label < len(classes.of)]
            found[n, [one for one in of if one >= 0]] = True
        one = np.where(found.any(axis=1), found.argmax(axis=1) if found.size else 0, -1)
        return Audits(
            self.places([row.item for row in decided]),
            one.astype(np.int32) if kind == "one" else found,
            np.array([row.state == "answered" for row in decided], np.bool_),
            np.array([row.weight for row in decided], np.float64),
        )

    def contents(self, items: "Ids") -> Contents:
        """What is to be embedded of these items (ids), without those that are known to be broken."""
        found = Contents([], [], [])
        for start in range(0, len(items), STEP):
            part = items[start : start + STEP]
            rows = self._project.store.stretch(part)
            texts = self._project.documents.stored(rows) if self._project.media == "text" else {}
            for item, row in zip(part.tolist(), rows, strict=True):
                content = None if row.reason else texts.get(row.item) or self._content(row)
                if content is not None:
                    found.items.append(item)
                    found.names.append(f"{row.item}\0{row.size}\0{row.mtime_ns}")
                    found.contents.append(content)
        return found

    def _content(self, row: "ItemRow") -> Content | None:
        try:
            if self._project.media == "text":
                return self._project.documents.text(row)
            job = self._project.gallery.job(row)
            return Photo(self._project.gallery.place(row), job.frame)
        except (ImageError, DocumentError):
            return None


def _votes(columns: "Columns", classes: Classes, items: "Ids") -> NDArray[np.int64]:
    """How many people gave each of these items each class, (m, k)."""
    rows = columns.labels
    label = rows["label"]
    known = label < len(classes.of)
    of = np.where(known, classes.of[np.minimum(label, len(classes.of) - 1)], -1)
    keep = (of >= 0) & np.isin(rows["item"], items)
    at = np.searchsorted(items, rows["item"][keep])
    votes = np.zeros((len(items), len(classes)), np.int64)
    np.add.at(votes, (at, of[keep]), 1)
    return votes
