"""What a bulk act does to each item: worked out on the answers found in the transaction that stores it.

The same rules as for items that a person labels one by one (`js/src/session/acts.ts`).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from nblabel.store.about import About
from nblabel.store.labels import Labels
from nblabel.store.offers import Offers, accepted, rejected
from nblabel.store.standing import Standing
from nblabel.values.annotation import Annotation, Whole
from nblabel.values.change import Answer, AnswerState, Change
from nblabel.values.ids import new_ids
from nblabel.values.query import Bulk

Fresh = list[str]  # ids that nobody has yet
_Change = Change | None
_EMPTY = Answer()
_WHOLE = Whole()
# What nobody can see gets no judgement; it can be skipped, and lose what it was given.
_NEEDS_EYES = ("label", "nothing", "submit", "accept")
# Acts that are about what is suggested.
JUDGING = ("accept", "reject")


def bulk_objection(about: About, labels: Labels, bulk: Bulk) -> str | None:
    """Why this act cannot be done to any item, or None."""
    if bulk.act in ("label", "unlabel"):
        if about.task not in ("multiclass", "multilabel"):
            return f"In a project for {about.task} a label is put on regions, not on whole items."
        if bulk.label not in labels.by_id:
            return f"There is no label with the id {bulk.label} in this project."
    if bulk.act == "nothing" and about.task == "multiclass":
        return "An answer has exactly one label here; “nothing here” cannot be said."
    if "\0" in bulk.note:
        return "A note cannot hold a NUL character; leave it out."
    return None


def bulk_changes(
    about: About,
    labels: Labels,
    bulk: Bulk,
    rows: Sequence[Standing],
    answers: Mapping[int, Answer],
    offers: Offers,
) -> Iterator[Change]:
    """The changes that the act makes to these items; `answers` are this annotator's, by item id.

    Items that it would leave as they are, and broken ones that would have to be seen, are left out.
    """
    ids = new_ids(len(rows) if bulk.act == "label" else 0)
    for row in rows:
        if row.reason is not None and bulk.act in _NEEDS_EYES:
            continue
        old = answers.get(row.id, _EMPTY)
        if bulk.act in JUDGING:
            judge = accepted if bulk.act == "accept" else rejected
            made = judge(about, labels, row.key, old, offers.get(row.key, ()))
        else:
            made = _ACTS[bulk.act](about, labels, bulk, row.key, old, ids)
        if made is not None:
            yield made


def _label(about: About, labels: Labels, bulk: Bulk, item: str, old: Answer, ids: Fresh) -> _Change:
    assert bulk.label is not None
    there = [labels.root(a.label) for a in old.annotations]
    wanted = labels.root(bulk.label)
    if about.task == "multiclass":
        if there == [wanted] and old.state != "skipped":
            return None
        gone = [a.id for a in old.annotations]
    elif wanted in there and old.state != "skipped":
        return None
    else:
        gone = []
    put = [] if wanted in there and not gone else [Annotation(ids.pop(), bulk.label, _WHOLE)]
    return _draft(item, old, put=put, drop=gone)


def _unlabel(about: About, labels: Labels, bulk: Bulk, item: str, old: Answer, ids: Fresh) -> _Change:
    assert bulk.label is not None
    wanted = labels.root(bulk.label)
    gone = [a.id for a in old.annotations if labels.root(a.label) == wanted]
    if not gone:
        return None
    state: AnswerState = "unlabeled" if len(gone) == len(old.annotations) else "draft"
    return Change(item, base=old.version, drop=gone, state=state)


def _clear(about: About, labels: Labels, bulk: Bulk, item: str, old: Answer, ids: Fresh) -> _Change:
    if old.state not in ("draft", "submitted"):
        return None
    gone = [a.id for a in old.annotations]
    return Change(item, base=old.version, drop=gone, state="unlabeled")


def _nothing(about: About, labels: Labels, bulk: Bulk, item: str, old: Answer, ids: Fresh) -> _Change:
    if old.state in ("draft", "submitted") and not old.annotations:
        return None
    return _draft(item, old, put=[], drop=[a.id for a in old.annotations])


def _skip(about: About, labels: Labels, bulk: Bulk, item: str, old: Answer, ids: Fresh) -> _Change:
    if old.state == "skipped" and old.note == bulk.note:
        return None
    gone = [a.id for a in old.annotations]
    return Change(item, base=old.version, drop=gone, state="skipped", note=bulk.note)


def _submit(about: About, labels: Labels, bulk: Bulk, item: str, old: Answer, ids: Fresh) -> _Change:
    if old.state != "draft":
        return None
    return Change(item, base=old.version, state="submitted")


def _draft(item: str, old: Answer, put: list[Annotation], drop: list[str]) -> Change:
    note = "" if old.state == "skipped" and old.note else None
    return Change(item, base=old.version, put=put, drop=drop, state="draft", note=note)


_ACTS: dict[str, Callable[[About, Labels, Bulk, str, Answer, Fresh], _Change]] = {
    "label": _label,
    "unlabel": _unlabel,
    "clear": _clear,
    "nothing": _nothing,
    "skip": _skip,
    "submit": _submit,
}
