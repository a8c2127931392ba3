"""`project.labels`: the palette as a person handles it, by path."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from nblabel.values.errors import LabelError
from nblabel.values.labels import Label, join_path, split_path

if TYPE_CHECKING:
    from nblabel.store.labels import LabelRow
    from nblabel.store.store import Store


class Labels:
    """The labels of a project in palette order: iterable, and changed by its methods at any time.

    Answers follow their label by identity, so a rename or a merge changes no answer.
    """

    def __init__(self, store: "Store", changed: Callable[[], None]) -> None:
        self._store = store
        self._changed = changed

    def __iter__(self) -> Iterator[Label]:
        for row in self._store.labels():
            yield Label(
                row.path,
                color=row.color,
                description=row.description,
                examples=tuple(row.examples),
                key=row.key,
            )

    def __len__(self) -> int:
        return len(self._store.labels())

    def __contains__(self, path: object) -> bool:
        return isinstance(path, str) and path in {row.path for row in self._store.labels()}

    def __repr__(self) -> str:
        return f"Labels({[row.path for row in self._store.labels()]})"

    def add(self, label: str | Label) -> None:
        """Adds a label, and its parents where missing. One that exists already raises `LabelError`."""
        self.add_missing([label], refuse_known=True)

    def add_missing(self, labels: Iterable[str | Label], refuse_known: bool = False) -> None:
        """Adds those of `labels` that are new, in order; retired and merged ones are not new."""
        known = {row.path for row in self._store.labels(all=True)}
        added = False
        for given in labels:
            label = given if isinstance(given, Label) else Label(given)
            parts = split_path(label.path)
            if join_path(parts) in known:
                if refuse_known:
                    raise LabelError(f"There is a label {label.path!r} already.")
                continue
            self._store.add_label(parts, label.color, label.description, tuple(label.examples), label.key)
            known = {row.path for row in self._store.labels(all=True)}
            added = True
        if added:
            self._changed()

    def rename(self, old: str, new: str) -> None:
        """Gives a label another name: `new` is the last part of its path, or all of it with that part new."""
        parts, row = split_path(new), self._row(old)
        if len(parts) > 1 and parts[:-1] != split_path(row.path)[:-1]:
            raise LabelError(
                f"{new!r} would move {old!r} to another parent; a rename changes the last part only."
            )
        self._store.rename_label(row.id, parts[-1])
        self._changed()

    def merge(self, into: str, *others: str) -> None:
        """Makes `others` count as `into` from now on, in every answer past and to come."""
        self._store.merge_labels(self._row(into).id, [self._row(path).id for path in others])
        self._changed()

    def retire(self, label: str) -> None:
        """Takes a label out of the palette; answers that have it keep it."""
        self._store.retire_label(self._row(label).id)
        self._changed()

    def restore(self, label: str) -> None:
        """Brings a retired label back."""
        self._store.restore_label(self._row(label, retired=True).id)
        self._changed()

    def recolor(self, label: str, color: str) -> None:
        """Gives a label another colour, `#rrggbb`."""
        self._store.recolor_label(self._row(label).id, color)
        self._changed()

    def ids(self) -> dict[str, int]:
        """The id of each label that answers may use, by path, in palette order."""
        return {row.path: row.id for row in self._store.labels()}

    def _row(self, path: str, retired: bool = False) -> "LabelRow":
        wanted = join_path(split_path(path))
        for row in self._store.labels(all=True):
            if row.path == wanted and row.merged_into is None and row.retired == retired:
                return row
        names = ", ".join(repr(row.path) for row in self._store.labels()[:20])
        raise LabelError(
            f"There is no {'retired ' if retired else ''}label {path!r}. Labels: {names or 'none yet'}."
        )
