"""The practice server: the protocol over HTTP, on this machine, in a thread of its own."""

import asyncio
import hashlib
import random
import threading
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Any

from nblabel.practice.faults import Faults
from nblabel.practice.model import Model, Truth

if TYPE_CHECKING:
    from tornado.httpserver import HTTPServer

# So many requests are remembered whole.
_REMEMBERED = 2000


class Server:
    """Speaks the protocol at `url` between `start` and `stop`, or inside a `with`.

    `truth` (a mapping or function from a text, or Pillow image, to a label's name, several, or spans) makes
    it know what is right as often as `accuracy` says; without one it goes by the words of the prompt. `key`:
    who asks without it is refused. `delay`: seconds that an answer takes. `faults`, or its fields as
    keywords: what goes wrong. `asked` and `answered` count requests and answers per item (its text, or the
    SHA-256 of the picture).
    """

    def __init__(self, truth: Truth | Mapping[str, Any] | None = None, accuracy: float = 1.0, *,
                 model: str = "practice", key: str | None = None, delay: float = 0.0, seed: int = 0,
                 port: int = 0, faults: Faults | None = None, **shares: Any) -> None:  # fmt: skip
        self.model, self.key, self.delay, self.port = model, key, delay, port
        self.faults = replace(faults or Faults(), **shares)
        self.mind = Model(truth, accuracy, seed)
        self.lot = random.Random(seed)
        self.asked: Counter[str] = Counter()
        self.answered: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()
        self.tokens: Counter[str] = Counter()
        self.bodies: deque[dict[str, Any]] = deque(maxlen=_REMEMBERED)
        self.requests = self.in_flight = self.most_in_flight = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The address up to /v1, as `base_url` wants it."""
        return f"http://127.0.0.1:{self.port}/v1"

    def start(self) -> "Server":
        """Listens from now on."""
        ready: list[BaseException | None] = []
        listening = threading.Event()
        self._thread = threading.Thread(
            target=self._serve, args=(ready, listening), name="nblabel-practice", daemon=True
        )
        self._thread.start()
        listening.wait()
        if ready and ready[0] is not None:
            raise ready[0]
        return self

    def stop(self) -> None:
        """Hears no more; whoever still waits for an answer is cut off."""
        if self._loop is not None and self._thread is not None:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
        self._loop = self._thread = None

    def __enter__(self) -> "Server":
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:  # fmt: skip
        self.stop()

    def named(self, item: str | bytes) -> str:
        """How an item is called in the counts."""
        return item if isinstance(item, str) else hashlib.sha256(item).hexdigest()

    def _serve(self, ready: list[BaseException | None], listening: threading.Event) -> None:
        self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self._loop)
        try:
            server = self._loop.run_until_complete(self._listen())
        except BaseException as error:  # told to the thread that waits for it
            ready.append(error)
            listening.set()
            return
        listening.set()
        self._loop.run_forever()
        server.stop()
        self._loop.run_until_complete(self._close(server))
        self._loop.close()

    async def _listen(self) -> "HTTPServer":
        from tornado.netutil import bind_sockets

        from nblabel.practice.handlers import application

        sockets = bind_sockets(self.port, "127.0.0.1")
        self.port = sockets[0].getsockname()[1]
        from tornado.httpserver import HTTPServer

        server = HTTPServer(application(self), max_body_size=64 << 20)
        server.add_sockets(sockets)
        return server

    async def _close(self, server: "HTTPServer") -> None:
        await server.close_all_connections()
        waiting = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
