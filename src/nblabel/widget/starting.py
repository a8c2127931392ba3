"""Whether the person has read the instructions as they are now, and pressed Start labeling."""

import hashlib
from typing import TYPE_CHECKING

from nblabel.widget import protocol as wire

if TYPE_CHECKING:
    from nblabel.openproject import Project


class Starting:
    """Kept with the project, for each annotator; other instructions are shown again."""

    def __init__(self, project: "Project") -> None:
        self._project = project

    def started(self, client: str, started: wire.Started) -> wire.Done:
        """The person has."""
        self._project.store.set_note(self._key(), self._mark())
        return wire.Done()

    def has_started(self) -> bool:
        return self._project.store.note(self._key()) == self._mark()

    def about(self) -> wire.About:
        """The project's status and instructions now."""
        about = self._project.about
        return wire.About(about.status, about.instructions, self.has_started())

    def _key(self) -> str:
        return f"started:{self._project.annotator}"

    def _mark(self) -> str:
        """Changes with the instructions."""
        return hashlib.sha256(self._project.about.instructions.encode()).hexdigest()[:16]
