"""A page without a browser: it says what a page says to a desk, and keeps what it hears."""

import threading
import time
from collections.abc import Callable
from typing import Any

from nblabel.openproject import Project
from nblabel.widget.desk import Desk
from nblabel.widget.protocol import PROTOCOL, View
from tests.waiting import PATIENCE


class Page:
    """One page: it asks, waits for the answer, and remembers what it was told."""

    def __init__(self, project: Project) -> None:
        self.heard: list[tuple[dict[str, Any], list[bytes]]] = []
        self.viewed: list[View] = []
        self.desk = Desk(project, self._take, lambda client, view: self.viewed.append(view))
        self._news = threading.Condition()
        self._rid = 0

    def _take(self, content: dict[str, Any], buffers: list[bytes]) -> None:
        with self._news:
            self.heard.append((content, buffers))
            self._news.notify_all()

    def ask(self, kind: str, **body: Any) -> dict[str, Any]:
        self._rid += 1
        rid = self._rid
        self.desk.link.receive({"v": PROTOCOL, "kind": kind, "body": body, "rid": rid, "client": "me"})
        return self.hear(lambda content: content.get("rid") == rid)

    def send(self, kind: str, **body: Any) -> None:
        """Says something without waiting for an answer."""
        self._rid += 1
        content = {"v": PROTOCOL, "kind": kind, "body": body, "rid": self._rid, "client": "me"}
        self.desk.link.receive(content)

    def hear(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        end = time.monotonic() + PATIENCE
        with self._news:
            while True:
                for content, _ in self.heard:
                    if wanted(content):
                        return content
                assert self._news.wait(end - time.monotonic()), f"waited in vain; heard {self.heard}"

    def pictured(self) -> set[str]:
        """Items whose pictures have come."""
        told = (content["body"] for content, _ in self.heard if content["kind"] == "pictures")
        return {picture["item"] for body in told for picture in body["pictures"]}

    def save(self, project: str, edits: list[dict[str, Any]], annotator: str = "ana") -> dict[str, Any]:
        body: dict[str, Any] = self.ask("save", project=project, annotator=annotator, edits=edits)["body"]
        return body
