"""When assistance starts by itself."""

import logging
import os
import threading
from typing import TYPE_CHECKING

from nblabel.values.errors import NblabelError

if TYPE_CHECKING:
    from nblabel.openproject import Project

# Answers from which there is something to learn from.
ENOUGH = 20
# "off" here keeps assistance from starting by itself in every notebook of a host.
SETTING = "NBLABEL_ASSIST"
log = logging.getLogger("nblabel")


class Beginning:
    """Starts a project's assistance once: at once (True), when there is enough to learn from ("auto"), or
    never by itself (False, None or "off"). A person who stops it is not overruled."""

    def __init__(self, project: "Project", assist: str | bool | None) -> None:
        if assist not in ("auto", "off", True, False, None):
            raise NblabelError(f'assist is "auto", "off", True or False, not {assist!r}.')
        auto = assist == "auto" and os.environ.get(SETTING, "") != "off"
        self._project = project
        self._from = 0 if assist is True else ENOUGH if auto else None
        if project.task not in ("multiclass", "multilabel") and assist is not True:
            self._from = None

    def look(self, submitted: int) -> None:
        """There are so many answers now."""
        if self._from is None or submitted < self._from:
            return
        self._from = None
        # What is loaded for it takes seconds, and nobody waits for it.
        threading.Thread(target=self._start, name="nblabel-begin", daemon=True).start()

    def _start(self) -> None:
        if self._project.closed or self._project.assist.is_running:
            return
        try:
            self._project.assist.start()
        except NblabelError as error:
            log.info("nblabel: assistance could not start: %s", error)
