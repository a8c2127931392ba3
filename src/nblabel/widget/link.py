"""The kernel's end of the wire: one thread takes messages in and sends them out, most urgent first.

The thread that runs cells is never used: a message is queued by whatever thread the kernel delivers it on
and handled here, in order, so that a busy cell delays nothing that the kernel lets through. Answers go out
before pictures; pictures go out as fast as the page confirms them (`Received`) and no faster.
"""

import contextvars
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future
from typing import Any, NamedTuple

import msgspec

from nblabel.values.errors import NblabelError
from nblabel.widget.outlet import Outlet
from nblabel.widget.protocol import PROTOCOL, Envelope, Failed, Message, Picture, Received, Sheet

# A page that confirms nothing for this long is gone (closed, reloaded); what was meant for it is dropped.
SILENCE_SECONDS = 20.0

Send = Callable[[dict[str, Any], list[bytes]], None]
log = logging.getLogger("nblabel")


class Reply(NamedTuple):
    """An answer with buffers, which the page gets beside it."""

    body: Message
    buffers: list[bytes]


Answer = Message | Reply | None
# A handler that takes longer than a moment answers with a future: the wire goes on meanwhile.
Handler = Callable[[str, Any], Answer | Future[Any]]


class Link:
    """Joins one widget's comm to handlers.

    `send(content, buffers)` puts a message on the comm. `handlers` maps each message type that a page sends
    to a function of (client, body) that gives the answer; its errors are answered as `Failed`.
    """

    def __init__(self, send: Send, handlers: Mapping[type[Message], Handler]) -> None:
        self._send = send
        self._handlers = {body.word(): (body, handler) for body, handler in handlers.items()}
        self._inbox: deque[dict[str, Any]] = deque()
        self._tasks: deque[Callable[[], None]] = deque()
        self._outlets: dict[str, Outlet] = {}
        self._wake = threading.Condition()
        self._closed = False
        # An empty context: a message sent from here belongs to no cell, so the kernel does not tie
        # the comm's answers to the shell that ran the last one.
        self._thread = threading.Thread(
            target=contextvars.Context().run, args=(self._run,), name="nblabel-wire", daemon=True
        )
        self._thread.start()

    def receive(self, content: dict[str, Any]) -> None:
        """Queues a message from a page. Called on any thread."""
        with self._wake:
            self._inbox.append(content)
            self._wake.notify()

    def push(self, body: Message, client: str = "") -> None:
        """Sends a message that answers no ask, to one page or to all. Called on any thread."""
        self.soon(lambda: self._post(body, client=client))

    def soon(self, task: Callable[[], None]) -> None:
        """Runs `task` on the wire's thread, after the messages that are waiting now."""
        with self._wake:
            self._tasks.append(task)
            self._wake.notify()

    def offer(self, client: str, picture: Picture | Sheet, data: bytes) -> None:
        """Queues a picture, or a sheet of small ones, for a page. Called on any thread."""
        with self._wake:
            outlet = self._outlets.get(client)
            if outlet is not None:
                outlet.ready.append((picture, data))
                self._wake.notify()

    def recall(self, client: str, items: Collection[str], size: int) -> set[str]:
        """The page now wants small pictures of these items and this size: drops the sheets not yet sent on
        which none of them is. Those that are ready to be sent."""
        with self._wake:
            outlet = self._outlets.get(client)
            return outlet.recall(items, size) if outlet is not None else set()

    def greet(self, client: str) -> None:
        """Forgets what was on its way to this page: it has just opened."""
        with self._wake:
            self._outlets[client] = Outlet()

    def part(self, client: str) -> None:
        """Drops what was on its way to this page: it shows the widget no longer."""
        with self._wake:
            self._outlets.pop(client, None)

    def close(self) -> None:
        """Stops the thread after the messages that are waiting now."""
        with self._wake:
            self._closed = True
            self._wake.notify()
        if threading.current_thread() is not self._thread:
            self._thread.join(timeout=5)

    # --- the wire's own thread ---------------------------------------------------------------------

    def _run(self) -> None:
        while True:
            with self._wake:
                while not (self._inbox or self._tasks or self._closed or self._any_ready()):
                    self._wake.wait(timeout=5)
                    self._forget_silent()
                content = self._inbox.popleft() if self._inbox else None
                task = self._tasks.popleft() if content is None and self._tasks else None
                if content is None and task is None and self._closed:
                    return
            try:
                if content is not None:
                    self._handle(content)
                elif task is not None:
                    task()
                else:
                    self._send_pictures()
            except NblabelError as error:  # the project was closed, or its disk is full: the page is told
                log.info("nblabel: %s", error)
            except Exception:
                # The wire must outlive any one message; the page resends what was not answered.
                log.exception("nblabel: a message could not be handled")

    def _handle(self, content: dict[str, Any]) -> None:
        envelope = msgspec.convert(content | {"body": msgspec.Raw(b"{}")}, Envelope)
        if envelope.client:
            with self._wake:
                self._outlets.setdefault(envelope.client, Outlet()).heard = time.monotonic()
        if envelope.v != PROTOCOL:
            text = "This page was made by another version of nblabel: run the cell again."
            self._post(Failed(text), client=envelope.client, rid=envelope.rid)
            return
        if envelope.kind == Received.word():
            self._confirm(envelope.client, int(content["body"]["seq"]))
            return
        if envelope.kind not in self._handlers:
            self._reply(envelope, Failed(f"This kernel does not know the message {envelope.kind!r}."))
            return
        kind, handler = self._handlers[envelope.kind]
        answer = self._tried(
            envelope.kind, lambda: handler(envelope.client, msgspec.convert(content.get("body", {}), kind))
        )
        if isinstance(answer, Future):
            answer.add_done_callback(
                lambda late: self.soon(lambda: self._reply(envelope, self._tried(envelope.kind, late.result)))
            )
        else:
            self._reply(envelope, answer)

    def _reply(self, envelope: Envelope, answer: Any) -> None:
        if answer is not None:
            body, buffers = answer if isinstance(answer, Reply) else (answer, [])
            self._post(body, client=envelope.client, rid=envelope.rid, buffers=buffers)

    def _tried(self, kind: str, work: Callable[[], Any]) -> Any:
        try:
            return work()
        except (NblabelError, msgspec.ValidationError) as error:
            return Failed(str(error))
        except Exception as error:
            log.exception("nblabel: %s failed", kind)
            return Failed(f"{type(error).__name__}: {error}")

    def _confirm(self, client: str, seq: int) -> None:
        with self._wake:
            if outlet := self._outlets.get(client):
                outlet.in_flight.pop(seq, None)

    def _post(
        self,
        body: Message,
        client: str = "",
        rid: int | None = None,
        seq: int | None = None,
        buffers: list[bytes] | None = None,
    ) -> None:
        content: dict[str, Any] = {"v": PROTOCOL, "kind": body.word(), "body": msgspec.to_builtins(body)}
        for name, value in (("client", client), ("rid", rid), ("seq", seq)):
            if value not in ("", None):
                content[name] = value
        self._send(content, buffers or [])

    # --- pictures ----------------------------------------------------------------------------------

    def _any_ready(self) -> bool:
        return any(outlet.has_some() for outlet in self._outlets.values())

    def _send_pictures(self) -> None:
        for client in list(self._outlets):
            with self._wake:
                outlet = self._outlets.get(client)
                parcel = outlet.take() if outlet is not None else None
            if parcel is not None:
                self._post(parcel.body, client, seq=parcel.seq, buffers=parcel.buffers)

    def _forget_silent(self) -> None:
        """Drops pages that confirm nothing. Called with the lock held."""
        limit = time.monotonic() - SILENCE_SECONDS
        for client, outlet in list(self._outlets.items()):
            if outlet.in_flight and outlet.heard < limit:
                del self._outlets[client]
