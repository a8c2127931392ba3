"""The store's rooms for learning: what the run says of every item, and the checks that it is judged by."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from nblabel.store import about as facts
from nblabel.store import audits, progress, queue, suggestions, tables
from nblabel.store.audits import AuditRow, NewAudit
from nblabel.store.gather import Ids
from nblabel.store.keeping import Keeping
from nblabel.store.live import count_by_run, count_suggested, open_predictions, still_open
from nblabel.store.predicted import Doubts, Predicted, as_rows, hidden_items, note_shown
from nblabel.store.rows import update_rows
from nblabel.store.suggestions import SuggestionRow

_item = tables.item
STEP = 5000


class Offering(Keeping):
    """What `Store` keeps of learning. Predictions live in memory, see `predicted`."""

    # --- predictions and suggestions ------------------------------------------------------------------

    def predict(self, predicted: Predicted) -> None:
        """Let this run speak of every item from now on; those that earlier runs left open are gone."""
        hidden = self.database.read(hidden_items)
        with self.columns.look() as columns:
            columns.predicted, columns.hidden = predicted, hidden
            columns.changed += 1

    def doubt(self, doubts: Doubts) -> None:
        """Let these answers be the suspicious ones from now on."""
        with self.columns.look() as columns:
            columns.doubts = doubts
            columns.changed += 1

    @property
    def doubts(self) -> Doubts:
        """The suspicious answers."""
        return self.columns.doubts

    @property
    def predicted(self) -> Predicted:
        """What the learning run says of every item, answered or not."""
        return self.columns.predicted

    def open_predictions(self) -> Predicted:
        """Those of its predictions that are open now."""
        if not len(self.columns.predicted.item):
            return self.columns.predicted
        with self.columns.look() as columns:
            return open_predictions(columns)

    def suggestions(
        self,
        run: int | None = None,
        items: Iterable[str] | None = None,
        states: Sequence[str] = ("open",),
    ) -> list[SuggestionRow]:
        """Open suggestions (or in other states), of one run or of some items when given; best first."""
        keys = None if items is None else list(items)
        rows = self.database.read(lambda c: suggestions.read_suggestions(c, run, keys, states))
        if "open" not in states or run not in (None, self.predicted.run) or not len(self.predicted.item):
            return rows
        live = self._live(keys)
        return sorted([*rows, *live], key=suggestions.best_first) if keys and live else rows + live

    def progress(self, annotator: str | None = None) -> dict[str, Any]:
        """The contract's counts, `per_label` by label id, and `mine`: this annotator's finished answers."""
        counts = self._read(lambda c, _, known: progress.read_progress(c, known, annotator))
        if len(self.predicted.item):
            with self.columns.look() as columns:
                suggested, sure = count_suggested(columns)
            counts |= {"suggested": suggested, "certified": sure}
        return counts

    def suggested_by_run(self) -> dict[int, int]:
        """How many suggestions of each run wait for a person; runs that have none are left out."""
        with self.columns.look() as columns:
            return count_by_run(columns)

    def describe_run(self, run: int, details: dict[str, Any]) -> None:
        """Keep other details of a run."""
        self.database.write(lambda c: suggestions.describe_run(c, run, details))

    def note_shown(self, rows: Sequence[SuggestionRow]) -> None:
        """Note that a person is shown these, so that what they do with them is known by its id."""
        if any(row.origin == "assist" for row in rows):
            self.database.write(lambda c: note_shown(c, rows))

    def _live(self, keys: list[str] | None) -> list[SuggestionRow]:
        if keys is None:
            found = self.open_predictions()
            ids: Ids = np.unique(found.item)
            names = dict(zip(ids.tolist(), self.keys_of(ids), strict=True))
            return as_rows(found, names)
        known = {item: key for key, item in self.ids_of(keys).items()}
        rows = self.predicted.of(known)
        if not len(rows.item):
            return []
        with self.columns.look() as columns:
            return as_rows(still_open(columns, rows), known)

    # --- checks ---------------------------------------------------------------------------------------

    def ask_blind(self, annotator: str, rows: Sequence[NewAudit]) -> None:
        """Note that these items are asked for as checks; nobody sees a prediction of them from now on."""
        if not rows:
            return
        self.database.write(lambda c: audits.put_audits(c, annotator, rows))
        hidden = self.database.read(hidden_items)
        with self.columns.look() as columns:
            columns.hidden = hidden
            columns.changed += 1

    def audits(self) -> list[AuditRow]:
        """Every check, in the order of asking."""
        return self.database.read(audits.read_audits)

    def blind(self, annotator: str, keys: Iterable[str]) -> set[str]:
        """Those of these items that this annotator answers as checks."""
        return self.database.read(lambda c: audits.read_blind(c, annotator, keys))

    # --- the queue in another order -------------------------------------------------------------------

    def take(self, annotator: str, keys: Sequence[str], n: int) -> list[str]:
        """The first n of these items that are open to this annotator, claimed where several people work."""
        about, shared = self.database.read(
            lambda c: (a := facts.read_about(c), queue.knows(c, annotator) and queue.is_shared(c, a))
        )
        if shared:
            return self.database.write(lambda c: queue.claim_these(c, about, annotator, keys, n))
        return self.database.read(lambda c: queue.open_among(c, about, annotator, keys))[:n]

    def set_clusters(self, items: Ids, clusters: NDArray[np.int32]) -> None:
        """Say in which cluster items (ids) are, -1 for none. In parts, so that an answer need not wait."""
        rows = [
            (None if n < 0 else n, item) for item, n in zip(items.tolist(), clusters.tolist(), strict=True)
        ]
        for start in range(0, len(rows), STEP):
            part = rows[start : start + STEP]
            self.database.write(lambda c, part=part: update_rows(c, _item, ("cluster",), part))  # type: ignore[misc]
        with self.columns.look() as columns:
            known = items < len(columns.cluster)
            columns.cluster[items[known]] = clusters[known]
            columns.changed += 1

    def waiting(self) -> Ids:
        """The items (ids) that somebody may still be asked about, in no order."""
        query = select(_item.c.id).where(_item.c.open == 1)
        return np.fromiter(self.database.read(lambda c: c.execute(query).scalars().all()), np.int32)
