"""A page without a browser: it speaks with the desk, confirms what comes at once, and notes when it came."""

import threading
import time
from collections.abc import Collection
from typing import Any

from nblabel.openproject import Project
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
        self._desk = Desk(project, self._take, lambda client, view: None)

    def say(self, kind: str, rid: int | None = None, **body: Any) -> None:
        content = {"v": PROTOCOL, "kind": kind, "body": body, "client": CLIENT}
        self._desk.link.receive(content if rid is None else content | {"rid": rid})

    def hello(self, count: int, size: int) -> dict[str, Any]:
        """Opens the page: the welcome's body. The pictures of its items follow."""
        self.say("hello", rid=1, count=count, size=size)
        with self._news:
            if not self._news.wait_for(lambda: 1 in self._answers, 60):
                raise TimeoutError("no welcome came")
            return self._answers.pop(1)["body"]  # type: ignore[no-any-return]

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
        self._desk.close()

    def _take(self, content: dict[str, Any], buffers: list[bytes]) -> None:
        now = time.perf_counter()
        body = content["body"]
        told = body.get("tiles") or body.get("pictures") or []
        with self._news:
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
