"""Taking in the rows of a table: what is new joins, what changed is stored anew, what is gone is missing.

Rows stream through: of those that are known only keys and fingerprints are in memory, of new ones nothing
but the batch that is being written.
"""

import hashlib
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from nblabel.intake import AddReport, Into, Tell, keep_labels, new_item, table
from nblabel.media.found import Found
from nblabel.media.tables import Table, is_made
from nblabel.store.items import NewItem

if TYPE_CHECKING:
    from nblabel.openproject import Project

# A batch is written when it has so many rows, or so many characters.
ROWS = 5000
CHARACTERS = 8_000_000
NOTE = "table:"


def take_rows(project: "Project", into: Into, labels_as: str | None, tell: Tell) -> AddReport:
    """Adds or updates the rows of a table or a DataFrame. Raises `SourceError`."""
    stamps = _stamps(into)
    taking = _Taking(project, into, tell)
    counts = project.store.add_items(into.id, taking.batches())
    taking.end(labels_as)
    project.store.mark_refreshed(into.id)
    if stamps is not None and project.status == "running":  # else spans wait, and their texts with them
        rows = counts.added + counts.updated + counts.skipped + taking.same + len(taking.back)
        _note(project, into, stamps, rows)
    return AddReport(
        counts.added,
        counts.updated + len(taking.back),
        counts.skipped + taking.same,
        table(taking.failed),
        missing=len(taking.gone),
        flagged=counts.lost,
    )


def rows_unchanged(project: "Project", into: Into) -> int | None:
    """How many rows a table has whose files are as they were at the last look; None when they are not."""
    told = project.store.note(f"{NOTE}{into.id}")
    if not told:
        return None
    stamps, rows = msgspec.json.decode(told, type=tuple[dict[str, tuple[int, int]], int])
    same = stamps == _stamps(into) and all(time for _, time in stamps.values())
    return rows if same else None


def forget_stamps(project: "Project", source: int) -> None:
    """The table's files are to be read at the next look, whatever their times say."""
    project.store.set_note(f"{NOTE}{source}", "")


def _stamps(into: Into) -> dict[str, tuple[int, int]] | None:
    return into.source.stamps() if isinstance(into.source, Table) else None


def _note(project: "Project", into: Into, stamps: dict[str, tuple[int, int]], rows: int) -> None:
    project.store.set_note(f"{NOTE}{into.id}", msgspec.json.encode((stamps, rows)).decode())


class _Taking:
    """One passage through a table."""

    def __init__(self, project: "Project", into: Into, tell: Tell) -> None:
        self._project = project
        self._into = into
        self._tell = tell
        self._known = {row.item: row for row in project.store.files(into.id)}
        self._several = len(_stamps(into) or ()) > 1
        self._alone = len(project.store.sources()) == 1
        self._seen: set[int] = set()
        self._doubles: list[tuple[str, int | None, str]] = []
        self._labels: dict[str, Found] = {}
        self.same = 0
        self.back: list[str] = []
        self.gone: list[str] = []
        self.failed: list[tuple[str, str, str]] = []

    def batches(self) -> Iterator[list[NewItem]]:
        """What is new or changed, in batches to be written."""
        waiting = self._told()
        while part := list(_part(waiting)):
            rows = [found for found in part if self._is_news(found)]
            rows = self._without_others(rows)
            if rows:
                yield [new_item(found, found.key, found.name, 1) for found in rows]

    def end(self, labels_as: str | None) -> None:
        """What can be told only when every row was seen."""
        source = self._into.source
        self._tell_doubles()
        self.failed += [("", self._uri(path), reason) for path, reason in source.unread]
        self._project.store.mark_missing(self.back, missing=False)
        if isinstance(source, Table):  # another DataFrame says nothing of what it leaves out
            self.gone = [row.item for row in self._known.values() if not row.missing]
            self._project.store.mark_missing(self.gone)
        keep_labels(self._project, self._labels, labels_as)

    def _told(self) -> Iterator[Found]:
        for n, found in enumerate(self._into.source.find(), 1):
            self._tell(n)
            yield found

    def _is_news(self, found: Found) -> bool:
        """False for a row that is known as it is, or was seen before in this passage."""
        if self._is_double(found):
            return False
        if found.reason:
            self.failed.append((found.key, self._uri(found.path), found.reason))
        if found.label is not None:
            self._labels[found.key] = msgspec.structs.replace(found, text=None)
        row = self._known.pop(found.key, None)
        if row is None or (row.fingerprint, row.reason) != (found.fingerprint, found.reason):
            return True
        if row.missing:
            self.back.append(found.key)
        else:
            self.same += 1
        return False

    def _is_double(self, found: Found) -> bool:
        """True when the key was seen already: the first row stays.

        A made key is one text, of which in one file the store knows by itself that it is there.
        """
        if is_made(found) and not self._several:
            return False
        key = int.from_bytes(hashlib.blake2b(found.key.encode(), digest_size=8).digest())
        if key not in self._seen:
            self._seen.add(key)
            return False
        self._doubles.append((found.key, found.fingerprint, self._uri(found.path)))
        return True

    def _tell_doubles(self) -> None:
        """Of keys that came again: the same text is skipped, another one told."""
        for start in range(0, len(self._doubles), ROWS):
            part = self._doubles[start : start + ROWS]
            kept = self._project.store.owners({key for key, _, _ in part})
            for key, content, uri in part:
                if kept.get(key, (0, None))[1] == content:
                    self.same += 1
                else:
                    told = f"The key {key!r} is there twice with different texts; the first stays"
                    self.failed.append((key, uri, told))

    def _without_others(self, rows: list[Found]) -> list[Found]:
        """Those whose key no other source has."""
        if self._alone or not rows:
            return rows
        owners = self._project.store.owners([found.key for found in rows])
        mine = []
        for found in rows:
            source, content = owners.get(found.key, (self._into.id, None))
            if source == self._into.id:
                mine.append(found)
            elif content == found.fingerprint:
                self.same += 1
            else:
                self._labels.pop(found.key, None)
                told = f"Another source has an item {found.key!r} with another text; that one stays"
                self.failed.append((found.key, self._uri(found.path), told))
        return mine

    def _uri(self, path: str) -> str:
        root = self._into.source.root
        return f"{root.rstrip('/')}/{path}" if root else path


def _part(waiting: Iterator[Found]) -> Iterator[Found]:
    characters = 0
    for found in islice(waiting, ROWS):
        yield found
        characters += found.size
        if characters > CHARACTERS:
            return
