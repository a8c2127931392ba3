"""What one edit writes: gathered part by part, so that a million items pass through a small memory."""

from collections import Counter
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection

from nblabel.store import tables
from nblabel.store.audits import Checked, settle_audits
from nblabel.store.judging import Judged
from nblabel.store.rows import among, insert_rows, put_tuples, run
from nblabel.store.standing import FINAL, Standing, Tally
from nblabel.values.change import Answer, Change

_label = tables.answer_label
_EVENT = ("edit", "item", "key", "outcome", "change", "inverse", "run", "label_names")
_ANSWER = (
    "item", "annotator", "version", "state", "annotations",
    "note", "revision", "made_by", "seconds", "created_at",
)  # fmt: skip
_LABELS = ("item", "annotator", "label", "n")
_ANSWERED = ("draft", "submitted")
_COUNTED = {"submitted": "votes", "skipped": "skips", "draft": "drafts"}


class Refused(msgspec.Struct, frozen=True):
    """An item of an edit that was not applied, and why in words. `item` is "" when it is the whole edit."""

    item: str
    why: Literal["conflict", "refused"]
    reason: str


class Ledger:
    """The rows of one annotator's edit, and what they do to the counters."""

    def __init__(self, annotator: str) -> None:
        self.tally = Tally()
        self.refusals: list[Refused] = []
        self.left_out: list[str] = []  # why, for each item that a bulk act cannot be done to
        self.items = 0
        self.finals = 0
        self.answers: list[tuple[Any, ...]] = []
        self.events: list[tuple[Any, ...]] = []
        self._annotator = annotator
        self._labels_now: list[tuple[Any, ...]] = []
        self._labels_gone: dict[int, list[int]] = {}
        self._closed: list[Checked] = []

    def count(self, row: Standing, before: Answer, change: Change, after: Answer, judged: Judged) -> None:
        """Count an item's answer as it is now and no longer as it was."""
        row.revision += 1
        if before.state != after.state:
            self._count_states(row, before.state, after.state)
        if after.state in FINAL:
            self.finals += before.state not in FINAL
            self._closed.append(Checked(row.id, after.state, list(_labels(after)), change.blind))
        self._count_labels(row.id, _labels(before), _labels(after))
        row.suggestions += judged.turn(change, before, after)

    def write_part(self, connection: Connection, judged: Judged) -> None:
        """Write the rows gathered since the last time, and forget them."""
        insert_rows(connection, tables.event, _EVENT, self.events, checked=True)
        put_tuples(connection, tables.answer, _ANSWER, self.answers)
        for label, items in self._labels_gone.items():
            gone = f"item IN {among(items)} AND annotator = ? AND label = ?"
            run(connection, f"DELETE FROM answer_label WHERE {gone}", self._annotator, label)
        put_tuples(connection, _label, _LABELS, self._labels_now)
        if self._closed:
            gone = f"item IN {among([one.item for one in self._closed])} AND annotator = ?"
            run(connection, f"DELETE FROM claim WHERE {gone}", self._annotator)
            settle_audits(connection, self._annotator, self._closed)
        judged.write(connection)
        self._labels_gone.clear()
        for rows in (self.events, self.answers, self._labels_now):
            rows.clear()
        self._closed.clear()

    def _count_states(self, row: Standing, before: str, after: str) -> None:
        for state, by in ((before, -1), (after, 1)):
            column = _COUNTED.get(state)
            if column:
                setattr(row, column, getattr(row, column) + by)
            if state in FINAL:
                self.tally.done[self._annotator] += by

    def _count_labels(self, item: int, before: dict[int, int], after: dict[int, int]) -> None:
        labels = self.tally.labels
        for label, n in before.items():
            labels[label] -= n
            if label not in after:
                self._labels_gone.setdefault(label, []).append(item)
        for label, n in after.items():
            labels[label] += n
            if before.get(label) != n:
                self._labels_now.append((item, self._annotator, label, n))


def _labels(answer: Answer) -> dict[int, int]:
    if answer.state not in _ANSWERED:
        return {}
    if len(answer.annotations) == 1:
        return {answer.annotations[0].label: 1}
    return Counter([annotation.label for annotation in answer.annotations])
