"""What a project is, and the settings that may change while it runs."""

from typing import TYPE_CHECKING, Any

from nblabel.listeners import Listeners
from nblabel.store.store import Store

if TYPE_CHECKING:
    from nblabel.store.about import About


class Settings:
    """The facts of a project as attributes; those that can be set are told to open pages at once."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._listeners = Listeners(store)

    @property
    def about(self) -> "About":
        """Name, uuid, task, medium, owner, status and settings, as stored now."""
        return self.store.about

    @property
    def name(self) -> str:
        return self.about.name

    @property
    def task(self) -> str:
        return self.about.task

    @property
    def media(self) -> str:
        return self.about.media

    @property
    def status(self) -> str:
        """`running`, `paused` or `complete`."""
        return self.about.status

    @property
    def instructions(self) -> str:
        """Markdown, or an http(s) link; shown before labeling starts."""
        return self.about.instructions

    @instructions.setter
    def instructions(self, text: str) -> None:
        self._set_about(instructions=text)

    @property
    def consensus(self) -> tuple[int, int]:
        """Fewest and most annotators per item."""
        return self.about.consensus

    @consensus.setter
    def consensus(self, bounds: tuple[int, int]) -> None:
        self._set_about(consensus=(int(bounds[0]), int(bounds[1])))

    def pause(self) -> None:
        """Takes no answers until `resume()`; open pages say so and keep what is typed."""
        self._set_about(status="paused")

    def resume(self) -> None:
        """Takes answers again."""
        self._set_about(status="running")

    def complete(self) -> None:
        """Ends the project: pages say so and take no more answers. `resume()` opens it again."""
        self._set_about(status="complete")

    def _set_about(self, **changes: Any) -> None:
        self.store.set_about(**changes)
        self._listeners.about_changed()
