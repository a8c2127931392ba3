"""A page without a browser: it speaks with the desk, confirms what comes at once, and notes when it came."""

import threading
import time
from collections.abc import Collection
from typing import Any

import msgspec

from nblabel.openproject import Project
from nblabel.values.change import Edit
from nblabel.widget.desk import Desk
from nblabel.widget.protocol import PROTOCOL

CLIENT = "page"


class Page:
    """Opens a desk on the project. Times are seconds of `perf_counter`."""

    def __init__(self, project: Project) -> None:
        self._news = threading.Condition()
        self._came: dict[str, float] = {}
        self._answers: dict[int, dict[str, Any]] = {}
        self.bytes = 0
        self.messages = 0
        self._rid = 1
        self._offered = 0.0
        self.desk = Desk(project, self._take, lambda client, view: None)

    def say(self, kind: str, rid: int | None = None, **body: Any) -> None:
        content = {"v": PROTOCOL, "kind": kind, "body": body, "client": CLIENT}
        self.desk.link.receive(content if rid is None else content | {"rid": rid})

    def hello(self, count: int, size: int) -> dict[str, Any]:
        """Opens the page: the welcome's body. The pictures of its items follow."""
        self.say("hello", rid=1, count=count, size=size)
        with self._news:
            if not self._news.wait_for(lambda: 1 in self._answers, 60):
                raise TimeoutError("no welcome came")
            return self._answers.pop(1)["body"]  # type: ignore[no-any-return]

    def ask(self, kind: str, **body: Any) -> dict[str, Any]:
        """The body of the answer to an ask."""
        self._rid += 1
        rid = self._rid
        self.say(kind, rid=rid, **body)
        with self._news:
            if not self._news.wait_for(lambda: rid in self._answers, 60):
                raise TimeoutError(f"no answer to {kind} came")
            return self._answers.pop(rid)["body"]  # type: ignore[no-any-return]

    def save(self, project: str, annotator: str, edit: Edit) -> None:
        """Saves, and waits for nothing; what was offered before is forgotten."""
        with self._news:
            self._offered = 0.0
        self._rid += 1
        edits = [msgspec.to_builtins(edit)]
        self.say("save", rid=self._rid, project=project, annotator=annotator, edits=edits)

    def offered(self, seconds: float = 60) -> float:
        """When suggestions came after the last save."""
        with self._news:
            if not self._news.wait_for(lambda: self._offered > 0, seconds):
                raise TimeoutError("nothing was offered")
            return self._offered

    def want(self, items: list[str], size: int) -> float:
        """Asks for these pictures; when."""
        with self._news:
            self._came.clear()
            self.bytes = self.messages = 0
        began = time.perf_counter()
        self.say("want", items=items, size=size)
        return began

    def wait(self, items: Collection[str], seconds: float = 600) -> list[float]:
        """When each of these pictures had come, earliest first."""
        awaited = set(items)
        with self._news:
            if not self._news.wait_for(lambda: awaited <= self._came.keys(), seconds):
                raise TimeoutError(f"{len(awaited - self._came.keys())} pictures did not come")
            return sorted(self._came[item] for item in awaited)

    def close(self) -> None:
        self.desk.close()

    def _take(self, content: dict[str, Any], buffers: list[bytes]) -> None:
        now = time.perf_counter()
        body = content["body"]
        told = body.get("tiles") or body.get("pictures") or []
        with self._news:
            if content["kind"] == "offered":
                self._offered = self._offered or now
            if "rid" in content:
                self._answers[content["rid"]] = content
            for one in told:
                if one.get("reason"):
                    raise RuntimeError(f"{one['item']}: {one['reason']}")
                self._came[one["item"]] = now
            self.bytes += sum(map(len, buffers))
            self.messages += bool(told)
            self._news.notify_all()
        if "seq" in content:
            self.say("received", seq=content["seq"])
