"""The items of a project as points of its map: where they lie, what they stand for, which are chosen."""

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nblabel.learn.projection import project as lay_out
from nblabel.values.errors import NblabelError
from nblabel.values.query import Query, Where
from nblabel.where import read_where
from nblabel.widget.map.marks import ANSWERED, NOTHING, OPEN, SUGGESTED, By, Entry, Points, colours, read

if TYPE_CHECKING:
    from nblabel.openproject import Project
    from nblabel.store.gather import Ids

Matrix = NDArray[np.floating]
NONE_YET = "No embeddings yet: project.assist.start() makes them"


class Known:
    """What the map knows. `changed` is called, on any thread, when places or a note are new."""

    def __init__(
        self,
        project: "Project",
        embeddings: Callable[[], Matrix | None],
        made_by: Callable[[], Any],
        changed: Callable[[], None],
    ) -> None:
        self._project = project
        self._embeddings = embeddings
        self._made_by = made_by
        self._changed = changed
        self._lock = threading.Lock()
        self._ids: Ids = np.zeros(0, np.int32)
        self._of: Any = None  # which embeddings the places are of
        self._run = 0  # the newest laying out; those before it end
        self.note = ""
        self.legend: list[Entry] = []
        self._marks = read(project.store, self._ids)
        self.points = _bare(np.zeros((0, 2), np.float32))

    # --- where they lie ------------------------------------------------------------------------------

    def load(self) -> None:
        """Lays the items out anew when they are others than before, or their embeddings another model's."""
        try:
            ids = self._project.store.arrange(Query(Where()))
            of = (self._made_by(), ids.tobytes())
            if of == self._of:
                return
            matrix = self._embeddings()
        except NblabelError as error:
            self._say(str(error))
            return
        if matrix is None or len(matrix) != len(ids) or not len(ids):
            self._say(NONE_YET)
            return
        with self._lock:
            self._of = of
            self._run += 1
            run = self._run
        threading.Thread(
            target=self._lay_out, args=(run, ids, matrix), name="nblabel-map", daemon=True
        ).start()

    def close(self) -> None:
        """Ends what is being laid out."""
        self._run = -1

    def _lay_out(self, run: int, ids: "Ids", matrix: Matrix) -> None:
        for places, fraction in lay_out(matrix, self._project.about.seed):
            with self._lock:
                if run != self._run:
                    return
                if len(self._ids) != len(ids) or not np.array_equal(self._ids, ids):
                    self._ids = ids
                    self.points = _bare(places)
                else:
                    self.points = self.points._replace(places=places)
                self.note = "" if fraction >= 1 else f"Laying out {fraction:.0%}"
            self._changed()

    def _say(self, note: str) -> None:
        if not len(self._ids):
            self.note = note
            self._changed()

    # --- what they stand for -------------------------------------------------------------------------

    def look(self, by: By) -> None:
        """Takes up answers, suggestions and clusters as they stand now."""
        store = self._project.store
        marks = read(store, self._ids)
        colour, legend = colours(store, marks, by)
        with self._lock:
            if len(colour) == len(self.points.places):
                self.points = self.points._replace(colour=colour, kind=marks.kind)
                self._marks, self.legend = marks, legend

    def says(self, point: int, names: Mapping[int, str]) -> list[str]:
        """In words: what is known of a point."""
        marks = self._marks
        if point >= len(marks.kind):
            return []
        kind, label = int(marks.kind[point]), names.get(int(marks.label[point]), "")
        score, cluster = float(marks.score[point]), int(marks.cluster[point])
        said = {
            OPEN: "no answer yet",
            SUGGESTED: f"suggested: {label}" + (f" {score:.2f}" if score >= 0 else ""),
            ANSWERED: f"answered: {label}" if label else "answered",
        }
        return [said[kind], *[f"cluster {cluster}"] * (cluster >= 0)]

    # --- which are chosen ----------------------------------------------------------------------------

    def key(self, point: int) -> str:
        """The key of a point's item; "" when it is gone."""
        return next(iter(self._project.store.keys_of(self._ids[point : point + 1])), "")

    def chosen(self) -> list[str]:
        """The keys of the chosen items, in work order."""
        return self._project.store.keys_of(self._ids[self.points.chosen])

    def choose(self, mask: NDArray[np.bool_]) -> None:
        """Exactly these points are chosen."""
        with self._lock:
            if len(mask) == len(self.points.chosen):
                self.points = self.points._replace(chosen=mask)

    def mark(self, selected: Sequence[str] | Mapping[str, Any]) -> None:
        """Exactly these items, keys or a `where`, are selected in the grid."""
        store = self._project.store
        if isinstance(selected, Mapping):
            where = read_where(selected, store.labels(all=True))
            ids = store.arrange(Query(where)) if selected else np.zeros(0, np.int32)
        else:
            ids = np.array(list(store.ids_of(selected).values()), np.int32)
        with self._lock:
            self.points = self.points._replace(marked=np.isin(self._ids, ids))


def _bare(places: NDArray[np.float32]) -> Points:
    """Points of which nothing else is known."""
    n = len(places)
    none = np.zeros(n, np.bool_)
    grey = np.full((n, 3), NOTHING, np.uint8)
    return Points(places, grey, np.zeros(n, np.uint8), none, none)
