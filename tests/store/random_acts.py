"""A hand that labels at random: one, many, relabel, clear, skip, submit, undo, redo, resend, merge."""

import random
from collections.abc import Callable

from nblabel.store.database import Place
from nblabel.store.saving import Result
from nblabel.store.store import Store
from nblabel.values.annotation import Annotation
from nblabel.values.change import Answer, AnswerState, Change, Edit, EditKind
from nblabel.values.ids import new_id
from tests.store.acting import choice, redo, undo

LABELS = (1, 2, 3)


class Hand:
    """One annotator at one project, seeded."""

    def __init__(self, place: Place, store: Store, who: str, seed: int) -> None:
        self.place, self.store, self.who = place, store, who
        self.random = random.Random(seed)
        self.keys = [row.item for row in store.items()]
        self.saved: list[Edit] = []
        self.conflicts = 0

    def act(self) -> None:
        """Do one thing at random."""
        acts = [self.label, self.label, self.bulk, self.clear, self.skip, self.submit, self.undo, self.redo]
        self.random.choice([*acts, self.resend])()

    def label(self) -> None:
        """Put a label on one item, in place of what it had or (multilabel) beside it."""
        self._save("annotate", self.random.sample(self.keys, 1), self._labelled)

    def bulk(self) -> None:
        """Label many items at once."""
        self._save("annotate", self._some(most=250), self._labelled)

    def clear(self) -> None:
        """Take everything off some items."""
        self._save(
            "annotate", self._some(), lambda key, old: self._change(key, old, [], "unlabeled", all_off=True)
        )

    def skip(self) -> None:
        """Skip some items with a note."""
        self._save(
            "skip", self._some(), lambda key, old: Change(key, old.version, state="skipped", note="blurred")
        )

    def submit(self) -> None:
        """Submit a page, labelling what is not labelled yet."""
        self._save("submit", self._some(), self._submitted)

    def undo(self) -> None:
        """Take back a few acts."""
        for _ in range(self.random.randint(1, 3)):
            self._note(undo(self.store, self.who))

    def redo(self) -> None:
        """Do a few acts again."""
        for _ in range(self.random.randint(1, 3)):
            self._note(redo(self.store, self.who))

    def resend(self) -> None:
        """Send an edit once more, as a page does that heard no verdict."""
        if self.saved:
            self.store.save(self.who, [self.random.choice(self.saved)])

    def merge(self) -> None:
        """Merge the last label into the first."""
        self.store.merge_labels(1, [3])

    def reopen(self) -> None:
        """Close the project and open it again."""
        self.store.close()
        self.store = Store.open(self.place.where, self.place.name)

    def undo_all(self) -> int:
        """Take everything back; the number of acts."""
        n = 0
        while (told := undo(self.store, self.who)) is not None:
            self._note(told)
            n += 1
        return n

    def redo_all(self) -> int:
        """Do everything again; the number of acts."""
        n = 0
        while (told := redo(self.store, self.who)) is not None:
            self._note(told)
            n += 1
        return n

    def _some(self, most: int = 12) -> list[str]:
        return self.random.sample(self.keys, self.random.randint(1, min(most, len(self.keys))))

    def _save(self, kind: EditKind, keys: list[str], change: Callable[[str, Answer], Change]) -> None:
        answers = self.store.answers(self.who, keys)
        changes = [change(key, answers[key]) for key in keys]
        edit = Edit(id=new_id(), kind=kind, changes=changes, client="page", seconds=self.random.random())
        self._note(self.store.save(self.who, [edit])[0])
        self.saved.append(edit)

    def _labelled(self, key: str, old: Answer) -> Change:
        return self._change(key, old, [choice(self.random.choice(LABELS))], "draft", all_off=True)

    def _submitted(self, key: str, old: Answer) -> Change:
        return self._change(
            key, old, [] if old.annotations else [choice(self.random.choice(LABELS))], "submitted"
        )

    def _change(
        self, key: str, old: Answer, put: list[Annotation], state: AnswerState, all_off: bool = False
    ) -> Change:
        drop = [a.id for a in old.annotations] if all_off else []
        return Change(key, base=old.version, put=put, drop=drop, state=state)

    def _note(self, told: Result | None) -> None:
        self.conflicts += len(told.refusals) if told else 0
