"""Which items are meant, in which order: the filter of the contract's `where`, and the sorts.

Labels are ids here, as everywhere inside; paths become ids at the doors.
"""

from typing import Literal

from msgspec import Struct, field

ItemState = Literal["unlabeled", "draft", "submitted", "skipped", "voting", "needs_review", "broken"]
Sort = Literal["work", "uncertain", "certain", "cluster", "name", "newest", "doubt", "similar"]
BulkAct = Literal["label", "unlabel", "clear", "nothing", "skip", "submit", "accept", "reject"]


class Where(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A filter; an empty one lets everything through. A list means any of its values.

    `label` and `suggested` are label ids and stand for the labels under them too. `state` is the project's
    view of an item, `annotator` who answered it, `source` what an annotation was made by (`human`, ...),
    `text` a part of the item's key, in any case. Scores speak of open suggestions.
    """

    state: list[ItemState] = field(default_factory=list)
    label: list[int] = field(default_factory=list)
    suggested: list[int] = field(default_factory=list)
    certified: bool | None = None
    min_score: float | None = None
    max_score: float | None = None
    cluster: list[int] = field(default_factory=list)
    annotator: list[str] = field(default_factory=list)
    source: list[str] = field(default_factory=list)
    run: list[int] = field(default_factory=list)
    doubt: bool | None = None
    text: str = ""
    group: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)


class Query(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A filter and an order. `like`: for the sort "similar", the items that the others are compared to;
    `limit`: only so many of the first, 0 for all."""

    where: Where
    sort: Sort = "work"
    like: list[str] = field(default_factory=list)
    limit: int = 0


class Between(Struct, frozen=True, forbid_unknown_fields=True):
    """A stretch of an arrangement, from the item `first` to the item `last`, both included."""

    first: str
    last: str


class Bulk(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """An act on all that a query finds, or on stretches of it: worked out where the items are kept.

    `between` empty: all of it. `but` are left out. `count` is how many the person saw selected. `act`:
    "label" puts `label` on (multiclass: instead of any other), "unlabel" takes it off, "clear" takes every
    annotation off, "nothing" answers "nothing here", "skip" skips with `note`; "submit" makes this
    annotator's own drafts among them final; "accept" and "reject" judge what is suggested for them.
    """

    query: Query
    act: BulkAct
    count: int
    between: list[Between] = field(default_factory=list)
    but: list[str] = field(default_factory=list)
    label: int | None = None
    note: str = ""
