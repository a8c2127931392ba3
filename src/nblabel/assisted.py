"""What a project suggests, and what people make of it."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from nblabel import suggesting
from nblabel.assist.assist import Assist
from nblabel.exchange import Exchange
from nblabel.quality import Quality
from nblabel.where import Chosen

if TYPE_CHECKING:
    import pandas as pd

    from nblabel.openproject import Project


class Assisted(Exchange):
    """The methods of a project for assistance and suggestions."""

    @cached_property
    def assist(self) -> Assist:
        """Learning while people label: `.start() .stop() .wait() .status() .certificate`."""
        assist = Assist(self._whole)
        assist.on_change(self._listeners.learnt)
        return assist

    @property
    def quality(self) -> Quality:
        """What is known of the answers: `.doubts()`."""
        return Quality(self._whole)

    def clusters(self) -> "pd.DataFrame":
        """Which items are alike: `item, cluster, run`, in work order; those in no cluster are left out."""
        from nblabel import tables

        return tables.clusters(self.store)

    def suggestions(self, run: int | None = None, where: Mapping[str, Any] | None = None) -> "pd.DataFrame":
        """Open suggestions, one row each, like `annotations` with `score`, `uncertainty`, `run`, `origin`."""
        from nblabel import tables

        return tables.suggestions(self.store, self._whole.documents.labelled, run, Chosen(self.store, where))

    def accept(
        self,
        where: Mapping[str, Any] | None = None,
        items: Iterable[str] | None = None,
        annotator: str | None = None,
    ) -> int:
        """Makes suggestions this person's answers, final at once, one undo step; how many."""
        return self._whole._told(
            suggesting.accept(self._whole, where, items, annotator or self._whole.annotator)
        )

    def reject(
        self,
        where: Mapping[str, Any] | None = None,
        items: Iterable[str] | None = None,
        annotator: str | None = None,
    ) -> int:
        """Closes suggestions as wrong, one undo step; how many. They do not come back by themselves."""
        return self._whole._told(
            suggesting.reject(self._whole, where, items, annotator or self._whole.annotator)
        )

    def discard(self, run: int) -> int:
        """Takes away what is left of a run's suggestions; how many."""
        return self._whole._told(self.store.discard(run))

    @property
    def _whole(self) -> "Project":
        return cast("Project", self)
