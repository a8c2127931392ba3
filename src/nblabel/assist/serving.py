"""Which items a person is given next while assistance runs: whole pages, the same until they are answered."""

import threading
from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from nblabel.learn.pages import Kind, Mode, Page, Pages
from nblabel.store.audits import NewAudit

if TYPE_CHECKING:
    from nblabel.assist.pool import Pool
    from nblabel.openproject import Project
    from nblabel.store.gather import Ids

# Pages drawn for one that is asked for, since others may have taken what was drawn.
TRIES = 3


class Served(NamedTuple):
    """Keys of a page's items in order, and what kind of page they are."""

    keys: list[str]
    kind: Kind


class Serving:
    """Hands out pages. Safe from any thread."""

    def __init__(self, project: "Project", pool: "Pool") -> None:
        self._project, self._pool = project, pool
        self._handed: dict[str, list[tuple[str, Kind]]] = {}
        self._mode: dict[str, Mode] = {}
        self._lock = threading.Lock()

    def page(self, pages: Pages, annotator: str, n: int, but: Collection[str], mode: Mode) -> Served:
        """At most n items open to this annotator, none of `but`, all of one kind but for checks."""
        with self._lock:
            if self._mode.setdefault(annotator, mode) != mode:
                self._mode[annotator] = mode
                self._handed.pop(annotator, None)
            again = self._again(annotator, n, but)
            if again is not None:
                return again
            for _ in range(TRIES):
                served = self._fresh(pages, annotator, n, but, mode)
                if served.keys:
                    break
            handed = self._handed.setdefault(annotator, [])
            handed += [(key, served.kind) for key in served.keys]
            return served

    def _again(self, annotator: str, n: int, but: Collection[str]) -> Served | None:
        """What was handed out before and is still open; None when there is nothing."""
        handed = self._handed.get(annotator, [])
        there = set(self._project.store.take(annotator, [key for key, _ in handed], len(handed)))
        handed = self._handed[annotator] = [(key, kind) for key, kind in handed if key in there]
        rest = [(key, kind) for key, kind in handed if key not in but]
        kinds = [kind for _, kind in rest[:1]]
        keys = [key for key, kind in rest if kind in kinds][:n]
        return Served(keys, kinds[0]) if keys else None

    def _fresh(self, pages: Pages, annotator: str, n: int, but: Collection[str], mode: Mode) -> Served:
        store, count = self._project.store, len(pages)
        # Items that joined meanwhile lie behind those that are learnt of: nothing is known of them yet.
        ids, waiting = self._pool.ids[:count], self._pool.waiting()[:count]
        held = [*but, *(key for key, _ in self._handed.get(annotator, []))]
        waiting[np.isin(ids, list(store.ids_of(held).values()))] = False
        asked = [row for row in store.audits() if row.state == "asked"]
        mine = np.isin(ids, [row.item for row in asked if row.annotator == annotator])
        pending = np.flatnonzero(waiting & mine)[:n]
        waiting[np.isin(ids, [row.item for row in asked])] = False
        page = pages.next(waiting, n - len(pending), mode)
        self._ask(annotator, page, ids)
        keys = store.keys_of(ids[np.concatenate([pending, page.places])])
        return Served(store.take(annotator, keys, n), page.kind)

    def _ask(self, annotator: str, page: Page, ids: "Ids") -> None:
        """Notes the checks before anybody sees them."""
        rows = [
            NewAudit(int(ids[place]), "audit", float(weight))
            for place, weight in zip(page.audits.tolist(), page.weights.tolist(), strict=True)
        ]
        rows += [NewAudit(int(ids[place]), "blind") for place in page.blind.tolist()]
        self._project.store.ask_blind(annotator, rows)
