"""What the person has seen as theirs: the log, read into the one state that each item must have in the end.

A painted tile counts for an item when the person acted on it since the last fault. What a page shows after
a fault without an act is not a new truth but a recollection: it must equal what was shown before. The one
thing left open is an act so close to a browser's death that its paint is not in the log: both are right.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

Standing = tuple[str, tuple[str, ...]]
UNTOUCHED: Standing = ("unlabeled", ())


@dataclass
class Shown:
    """Made from a whole log by `read`."""

    items: dict[str, Standing] = field(default_factory=dict)
    """As last shown, by item."""
    lost: list[str] = field(default_factory=list)
    """What a page recalled otherwise than it had shown it, in words."""
    unseen: int = 0
    """Acts that were kept although the browser died before their paint was logged."""
    acts: int = 0
    _touched: set[str] | None = field(default_factory=set)
    _turning: list[str] = field(default_factory=list)
    _meant: dict[str, Standing] = field(default_factory=dict)

    def read(self, log: Iterable[dict[str, Any]]) -> "Shown":
        """Takes the entries in the order in which they happened; reports of paints may be written late."""
        for entry in sorted(log, key=lambda entry: float(entry["at"])):
            getattr(self, f"_{entry['kind']}")(entry)
        return self

    def allows(self, item: str, standing: Standing) -> bool:
        """True when this is what the item must look like."""
        return standing in (self.items.get(item, UNTOUCHED), self._meant.get(item, self.items.get(item)))

    def _act(self, entry: dict[str, Any]) -> None:
        """`targets`: the items it touches, None when only the page knows (undo); `means`: what of them."""
        self.acts += 1
        targets = entry["targets"]
        if targets is None:
            self._touched, self._meant = None, {}
        elif self._touched is not None:
            self._touched |= set(targets)
        self._turning = list(targets) if entry["what"] == "submit" else []
        self._meant |= {item: _standing(state, labels) for item, state, labels in entry["means"]}

    def _painted(self, entry: dict[str, Any]) -> None:
        tiles = {item: _standing(state, labels) for item, state, labels in entry["tiles"]}
        self._turn(set(tiles))
        for item, standing in tiles.items():
            if standing[0] == "loading":
                continue
            if item not in self.items or self._touched is None or item in self._touched:
                self.items[item] = standing
                if self._meant.get(item) == standing:
                    del self._meant[item]

    def _turn(self, page: set[str]) -> None:
        """Another page is painted: the one before is seen to be submitted."""
        if self._turning and not page & set(self._turning):
            for item in self._turning:
                state, labels = self.items[item]
                self.items[item] = (state if state in ("skipped", "broken") else "submitted", labels)
                self._meant.pop(item, None)
            self._turning = []

    def _fault(self, entry: dict[str, Any]) -> None:
        self._touched, self._turning = set(), []

    def _settled(self, entry: dict[str, Any]) -> None:
        """The page has recovered and says that all is saved: nothing may look otherwise than before."""
        for item, state, labels in entry["tiles"]:
            now = _standing(state, labels)
            if not self.allows(item, now):
                self.lost.append(f"{item}: {self.items.get(item, UNTOUCHED)} came back as {now}")
            self.unseen += now != self.items.get(item, UNTOUCHED) and self._meant.get(item) == now
            self.items[item] = now
            self._meant.pop(item, None)

    def _note(self, entry: dict[str, Any]) -> None:
        """Of no consequence for what is shown."""


def _standing(state: str, labels: Iterable[str]) -> Standing:
    return state, tuple(sorted(labels))
