"""The door to a project: its own facts, its labels, and how every other method gets in."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from os import PathLike
from pathlib import Path
from typing import Any, Self, TypeVar

import msgspec
from sqlalchemy import Connection

from nblabel.store import about as facts
from nblabel.store import (
    labels,
    progress,
    rules,
    standing,
    tables,
)
from nblabel.store.about import About
from nblabel.store.database import (
    Database,
    Place,
    create_database,
    list_projects,
    open_database,
    peek_database,
)
from nblabel.store.labels import LabelRow, Labels
from nblabel.values.errors import NblabelError

T = TypeVar("T")
Known = Callable[[Connection, About, Labels], T]


class Door:
    """A project's facts and labels; what `Store` stands on."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._labels: tuple[int, Labels] | None = None

    @classmethod
    def create(
        cls,
        where: str | PathLike[str],
        *,
        name: str,
        task: str,
        media: str,
        owner: str,
        instructions: str = "",
        consensus: tuple[int, int] = (1, 1),
        seed: int = 0,
        lease_minutes: float = 30,
    ) -> Self:
        """A new project, open. Raises `ProjectExistsError`, `ConsensusError`."""
        rules.check_consensus(task, consensus)
        first = {"name": name, "task": task, "media": media, "owner": owner, "created_at": datetime.now(UTC)}
        more = {
            "instructions": instructions,
            "consensus": consensus,
            "seed": seed,
            "lease_minutes": lease_minutes,
        }
        return cls(
            create_database(
                where, name, lambda c: facts.write_meta(c, {**first, **more, "status": "running"})
            )
        )

    @classmethod
    def open(cls, where: str | PathLike[str], name: str | None = None) -> Self:
        """A project that is there, open."""
        return cls(open_database(where, name))

    @staticmethod
    def summaries(where: str | PathLike[str]) -> list[dict[str, Any]]:
        """Projects of a folder or database: `name, task, media, status, total, submitted, created_at`.

        One that cannot be read (made by a newer nblabel, held by another host) has the status `unreadable`.
        """
        return [_summary(place) for place in list_projects(where)]

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    # --- the project ----------------------------------------------------------------------------------

    @property
    def about(self) -> About:
        """The project's facts as they are now."""
        return self.database.read(facts.read_about)

    def set_about(self, **changes: Any) -> None:
        """Change `instructions`, `status`, `consensus`, `lease_minutes` or `name`.

        Another consensus settles every item that has answers again.
        """
        unknown = changes.keys() - {"instructions", "status", "consensus", "lease_minutes", "name"}
        if unknown:
            raise TypeError(f"cannot be changed: {', '.join(sorted(unknown))}")

        def work(connection: Connection, about: About, known: Labels) -> None:
            facts.write_meta(connection, changes)
            if "consensus" in changes:
                rules.check_consensus(about.task, changes["consensus"])
                standing.change_consensus(connection, facts.read_about(connection), known)

        self._write(work)

    def note(self, key: str) -> str | None:
        """A word kept for whoever noted it, or None."""
        return self.database.read(lambda c: facts.read_note(c, key))

    def set_note(self, key: str, text: str) -> None:
        """Keep a word under a key."""
        self.database.write(lambda c: facts.write_note(c, key, text))

    def set_notes(self, notes: Mapping[str, str]) -> None:
        """Keep a word under each of these keys."""
        self.database.write(lambda c: facts.write_notes(c, notes))

    def data_version(self) -> int:
        """Another number whenever anybody, in any process, has written since."""
        return self.database.data_version()

    def backup(self, path: str | PathLike[str]) -> None:
        """Copy the project as it is now into one new file."""
        self.database.backup(path)

    # --- labels ---------------------------------------------------------------------------------------

    def labels(self, all: bool = False) -> list[LabelRow]:  # noqa: A002
        """The labels in palette order; with `all`, retired and merged ones too."""
        rows = self._read(lambda _, __, known: known.rows)
        return [row for row in rows if all or not (row.retired or row.merged_into is not None)]

    def add_label(
        self,
        parts: tuple[str, ...],
        color: str | None = None,
        description: str = "",
        examples: Sequence[str] = (),
        key: str | None = None,
    ) -> int:
        """The id of a new label; missing parents are made. `LabelError` when it is there already."""
        return self._write(
            lambda c, about, _: labels.add_label(c, about, parts, color, description, examples, key)
        )

    def rename_label(self, label: int, name: str) -> None:
        """Change the last part of a label's path; answers follow."""
        self._write(lambda c, about, _: labels.rename_label(c, about, label, name))

    def merge_labels(self, into: int, others: Sequence[int]) -> None:
        """Let `others` count as `into`; answers are not rewritten."""

        def work(connection: Connection, about: About, _: Labels) -> None:
            labels.merge_labels(connection, about, into, others)
            if not about.alone:
                standing.resettle(connection, about, labels.read_labels(connection), tables.item.c.votes > 1)

        self._write(work)

    def retire_label(self, label: int) -> None:
        """Offer a label no more; its answers stay."""
        self._write(lambda c, about, _: labels.change_label(c, about, label, retired=1))

    def restore_label(self, label: int) -> None:
        """Offer a retired label again."""
        self._write(lambda c, about, _: labels.change_label(c, about, label, retired=0))

    def recolor_label(self, label: int, color: str) -> None:
        """Give a label another colour (`#rrggbb`)."""
        self._write(lambda c, about, _: labels.change_label(c, about, label, color=color))

    # --- how ------------------------------------------------------------------------------------------

    def _write(self, work: Known[T]) -> T:
        return self.database.write(lambda c: self._knowing(c, work))

    def _read(self, work: Known[T]) -> T:
        return self.database.read(lambda c: self._knowing(c, work))

    def _knowing(self, connection: Connection, work: Known[T]) -> T:
        about = facts.read_about(connection)
        kept = self._labels
        if kept is None or kept[0] != about.labels_version:
            kept = self._labels = (about.labels_version, labels.read_labels(connection))
        return work(connection, about, kept[1])


def _summary(place: Place) -> dict[str, Any]:
    try:
        return peek_database(place.where, place.name, progress.read_summary)
    except (NblabelError, msgspec.ValidationError):  # too new, held by another host, or only half made
        return {"name": place.name or Path(place.where).stem, "status": "unreadable"}
