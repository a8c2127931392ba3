"""The cell that runs now, as the page that runs it describes it; and the widgets that its last run showed.

A widget that nobody closes lives as long as its kernel, with its thread, and each page that is opened makes
it anew. A cell that is run again shows a new one in its place, so the old ones are given up.
"""

from typing import Any, Generic, NamedTuple, TypeVar
from weakref import WeakSet

T = TypeVar("T")


class Cell(NamedTuple):
    """One run of one cell: `id` is the cell's, `run` differs each time."""

    id: str
    run: str


def request() -> dict[str, Any]:
    """The message that made the kernel run what it runs now; {} outside a kernel."""
    try:
        from IPython import get_ipython
    except ImportError:
        return {}
    kernel: Any = getattr(get_ipython(), "kernel", None)
    return (kernel.get_parent() or {}) if hasattr(kernel, "get_parent") else {}


def running() -> Cell | None:
    """The cell that runs now; None where the page does not name it, or none runs."""
    now = request()
    cell = now.get("metadata", {}).get("cellId")
    return Cell(cell, now["header"]["msg_id"]) if isinstance(cell, str) and cell else None


class Shown(Generic[T]):
    """What each cell's newest run has shown. Keeps nothing alive."""

    def __init__(self) -> None:
        self._by_cell: dict[str, tuple[str, WeakSet[T]]] = {}

    def add(self, shown: T, cell: Cell) -> list[T]:
        """Notes it; those that an earlier run of this cell has shown, and that no other cell shows."""
        run, old = self._by_cell.get(cell.id, (cell.run, WeakSet[T]()))
        if run == cell.run:
            old.add(shown)
            self._by_cell[cell.id] = run, old
            return []
        self._by_cell[cell.id] = cell.run, WeakSet([shown])
        elsewhere = [those for _, those in self._by_cell.values()]
        return [one for one in old if not any(one in those for those in elsewhere)]
