"""An act of a person as data: what is put on and taken off which items, and how to take it back.

An answer (what one annotator says of one item) is a *set* of annotations shown in their order, a state and
a note. A change is applied to it and gives its inverse. Every answer knows its `version`, the id of the
edit whose result it is; a change names the version it was made on (`base`), so two hands on one answer
are noticed, never merged silently. Taking an edit back restores the version that stood before it, so a
long row of undos and redos always finds the versions it expects.
"""

from typing import Literal

from msgspec import Struct, field

from nblabel.values.annotation import Annotation
from nblabel.values.ordering import place_of
from nblabel.values.query import Bulk

AnswerState = Literal["unlabeled", "draft", "submitted", "skipped"]
EditKind = Literal["annotate", "submit", "skip", "undo", "redo", "accept", "reject", "import", "resolve"]


class Answer(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """One annotator's answer to one item. `version` is "" while nobody has touched it."""

    version: str = ""
    state: AnswerState = "unlabeled"
    annotations: list[Annotation] = field(default_factory=list)
    note: str = ""


class Change(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """What an edit does to one item's answer.

    `put` adds annotations, or replaces those with the same id; `drop` removes by id; `state` and `note`
    replace when given. `base` is the version of the answer that it was made on, `becomes` the version it
    makes: the edit's id when None, the earlier version when an undo or redo restores one. `reject` closes
    open suggestions of the item by id, `reopen` takes that back; neither is part of the answer. `blind`: the
    answer is a check of the machine, given on the page of work that asked for it.
    """

    item: str
    base: str = ""
    put: list[Annotation] = field(default_factory=list)
    drop: list[str] = field(default_factory=list)
    state: AnswerState | None = None
    note: str | None = None
    becomes: str | None = None
    reject: list[str] = field(default_factory=list)
    reopen: list[str] = field(default_factory=list)
    blind: bool = False


class Edit(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One act: one gesture, one transaction, one step of undo.

    `id` is a ULID made where the act happened, so sending it twice is harmless. `undoes` names the edit
    that an undo takes back or a redo does again (for both, the original edit); with no `changes`, the store
    works them out from what it kept.
    `at` is the time of the act (ISO 8601, UTC); `seconds` the time the person took. With `bulk` there are no
    `changes` either: the store works out what it means and to which items.
    """

    id: str
    kind: EditKind
    changes: list[Change] = field(default_factory=list)
    undoes: str | None = None
    at: str = ""
    seconds: float | None = None
    client: str = ""
    bulk: Bulk | None = None


def apply(answer: Answer, change: Change, edit: str) -> tuple[Answer, Change]:
    """The answer after `change` made by `edit`, and the change that takes it back."""
    before = {a.id: a for a in answer.annotations}
    after = dict(before)
    for gone in change.drop:
        after.pop(gone, None)
    for annotation in change.put:
        after[annotation.id] = annotation
    touched = sorted({*change.drop, *[a.id for a in change.put]})
    version = edit if change.becomes is None else change.becomes
    inverse = Change(
        item=change.item,
        base=version,
        put=[before[i] for i in touched if i in before],
        drop=[i for i in touched if i in after and i not in before],
        state=answer.state if change.state is not None else None,
        note=answer.note if change.note is not None else None,
        becomes=answer.version,
        reject=change.reopen,
        reopen=change.reject,
    )
    result = Answer(
        version=version,
        state=answer.state if change.state is None else change.state,
        annotations=sorted(after.values(), key=place_of),
        note=answer.note if change.note is None else change.note,
    )
    return result, inverse
