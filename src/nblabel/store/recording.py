"""The rows that an edit leaves behind: of the history, and of the answers."""

from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection

from nblabel.store.about import About
from nblabel.store.labels import Labels
from nblabel.store.predicted import Predicted
from nblabel.store.standing import Standing
from nblabel.values.change import Answer, Change, Edit

_encode = msgspec.json.encode


class Old(NamedTuple):
    """A stored answer before a change, with what the wire does not carry."""

    answer: Answer
    revision: int
    seconds: float | None


class Names(dict[tuple[int, ...], str]):
    """The paths of labels as they are now, as JSON, by the labels' ids."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels.by_id

    def __missing__(self, labels: tuple[int, ...]) -> str:
        known = {str(label): self._labels[label].path for label in labels if label in self._labels}
        told = self[labels] = _encode(known).decode()
        return told


class Desk(NamedTuple):
    """What saving one edit needs at hand. `share` is the time that the person took for each of `total`.

    `predicted` is what the learning run says that is open.
    """

    connection: Connection
    about: About
    labels: Labels
    annotator: str
    edit: Edit
    now: int
    total: int
    share: float | None
    names: Names
    predicted: Predicted


def event_row(
    desk: Desk, change: Change, row: Standing | None, outcome: str, inverse: Change | None
) -> tuple[Any, ...]:
    """A row of the history, its columns in the order of the ledger's."""
    put = change.put
    return (
        desk.edit.id,
        row.id if row else None,
        "" if row else change.item.replace("\0", "\ufffd"),
        outcome,
        _encode(change).decode(),
        None if inverse is None else _encode(inverse).decode(),
        next((a.run for a in put if a.run is not None), None) if put else None,
        desk.names[tuple([a.label for a in put])],
    )


def answer_row(desk: Desk, row: Standing, old: Old, after: Answer, made_by: str) -> tuple[Any, ...]:
    """An answer as it is stored, its columns in the order of the ledger's."""
    return (
        row.id,
        desk.annotator,
        after.version,
        after.state,
        _encode(after.annotations).decode(),
        after.note,
        old.revision + 1,
        made_by,
        old.seconds if desk.share is None else (old.seconds or 0) + desk.share,
        desk.now,
    )
