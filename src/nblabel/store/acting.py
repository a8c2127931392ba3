"""The store's rooms for acts: saving edits of every size, and what undo and redo take back."""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection

from nblabel.store import acts, rules, saving
from nblabel.store.about import About
from nblabel.store.acts import ActRow
from nblabel.store.bulk import JUDGING
from nblabel.store.edits import replacing_edit
from nblabel.store.finding import Finding
from nblabel.store.labels import Labels
from nblabel.store.live import open_predictions
from nblabel.store.saving import Chosen, Result
from nblabel.values.annotation import Annotation
from nblabel.values.change import Edit, EditKind


class Acting(Finding):
    """What `Store` takes from people: edits, each whole or not at all."""

    def save(
        self,
        annotator: str,
        edits: Sequence[Edit],
        origin: str = "page",
        working: saving.Working | None = None,
    ) -> list[Result]:
        """Store edits in order and say what became of each; known ones get the same result again.

        When one fails, those before it are kept and returned; when the first fails, its error is raised.
        `working(edit, done, total)` is told how far a large edit is, on the thread that writes.
        """
        try:
            return self._save(annotator, edits, origin, working)
        except Exception:
            if len(edits) < 2:
                raise
        results: list[Result] = []
        for edit in edits:
            try:
                results += self._save(annotator, [edit], origin, working)
            except Exception:
                if not results:
                    raise
                break
        return results

    def save_bulk(
        self,
        annotator: str,
        edit: Edit,
        choose: Callable[[], Chosen],
        working: saving.Working | None = None,
    ) -> Result:
        """Store an edit with `bulk`; `choose` gives the ids of its items, or says why it cannot.

        It is asked before the transaction, and not at all when the edit is known already.
        """
        known = self.database.read(lambda c: acts.find_act(c, edit.id)) is not None
        chosen: Chosen = () if known else choose()
        predicted = None
        if edit.bulk is not None and edit.bulk.act in JUDGING:
            with self.columns.look() as columns:
                predicted = open_predictions(columns)
        return self._write(
            lambda c, about, labels: saving.save_edit(
                c, about, labels, annotator, edit, "page", chosen, working, predicted
            )
        )

    def replace(
        self,
        annotator: str,
        given: dict[str, list[Annotation]],
        kind: EditKind = "annotate",
        seconds: float | None = None,
    ) -> Result:
        """Store these as submitted answers, whatever this annotator had said before: one undo step."""

        def work(connection: Connection, about: About, known: Labels) -> Result:
            edit = replacing_edit(connection, annotator, given, kind, seconds)
            return saving.save_edit(connection, about, known, annotator, edit, "script")

        return self._write(work)

    def resolve(self, key: str, given: list[Annotation], owner: str) -> Result:
        """The owner decides an item over all votes."""
        rules.check_owner(self.about, owner)
        return self.replace(owner, {key: given}, kind="resolve")

    def undo_edit(self, annotator: str, client: str | None = None) -> Edit | None:
        """The edit to save that takes back the newest act of this annotator (on this client)."""
        return self.database.read(lambda c: acts.turning_edit(c, annotator, client, redo=False))

    def redo_edit(self, annotator: str, client: str | None = None) -> Edit | None:
        """The edit to save that does the last undone act again."""
        return self.database.read(lambda c: acts.turning_edit(c, annotator, client, redo=True))

    def acts(
        self, annotator: str, client: str | None = None, limit: int = 50, before: str = "", after: str = ""
    ) -> list[ActRow]:
        """Acts that can be undone or redone, oldest first: the next `limit` of each, or beyond one named."""
        return self.database.read(lambda c: acts.read_acts(c, annotator, client, limit, before, after))

    def _save(
        self, annotator: str, edits: Sequence[Edit], origin: str, working: saving.Working | None
    ) -> list[Result]:
        return self._write(
            lambda c, about, known: [
                saving.save_edit(c, about, known, annotator, edit, origin, working=working) for edit in edits
            ]
        )
