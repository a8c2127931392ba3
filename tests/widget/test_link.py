"""The kernel's end of the wire, without a kernel: order, errors, and never more than the page can take."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from nblabel.values.errors import NblabelError
from nblabel.widget import link as link_module
from nblabel.widget.link import Link
from nblabel.widget.outlet import BATCH_BYTES, BYTES_IN_FLIGHT, MESSAGES_IN_FLIGHT
from nblabel.widget.protocol import PROTOCOL, Done, Message, Picture, Ping, Started, View
from tests.waiting import until


class Page:
    """The other end: what was sent to it, and the means to wait for more."""

    def __init__(self) -> None:
        self.sent: list[tuple[dict[str, Any], list[bytes]]] = []
        self.link = Link(self.take, {Ping: self.answer, Started: self.fail, View: self.crash})

    def take(self, content: dict[str, Any], buffers: list[bytes]) -> None:
        self.sent.append((content, buffers))

    def answer(self, client: str, body: Message) -> Message:
        return Done()

    def fail(self, client: str, body: Message) -> Message:
        raise NblabelError("The way out is this.")

    def crash(self, client: str, body: Message) -> Message:
        raise ZeroDivisionError("oh")

    def say(self, kind: str, body: Any = None, rid: int | None = None, client: str = "a") -> None:
        content = {"v": PROTOCOL, "kind": kind, "body": body or {}, "client": client}
        self.link.receive(content if rid is None else content | {"rid": rid})

    def pictures(self) -> list[tuple[dict[str, Any], list[bytes]]]:
        return [message for message in self.sent if message[0]["kind"] == "pictures"]

    def until(self, true: Callable[[], bool]) -> None:
        until(true, lambda: f"it; sent: {self.sent}")


@pytest.fixture
def page() -> Iterator[Page]:
    page = Page()
    yield page
    page.link.close()


def _pass(gate: threading.Event) -> None:
    gate.wait()


def picture(name: str) -> Picture:
    return Picture(name, 256, 0, 4, 3)


def test_an_ask_is_answered_with_its_own_rid_to_its_own_client(page: Page) -> None:
    page.say("ping", rid=7, client="me")
    page.until(lambda: bool(page.sent))
    assert page.sent[0][0] == {"v": PROTOCOL, "kind": "done", "body": {}, "client": "me", "rid": 7}


@pytest.mark.parametrize(
    ("kind", "body", "words"),
    [
        ("started", {}, "The way out is this."),
        ("view", {"current": "", "selected": [], "page": [], "unsaved": 0}, "ZeroDivisionError: oh"),
        ("view", {"current": 3}, "Expected `str`, got `int`"),
        ("nonsense", {}, "does not know the message 'nonsense'"),
    ],
)
def test_every_error_is_an_answer(page: Page, kind: str, body: Any, words: str) -> None:
    page.say(kind, body, rid=1)
    page.until(lambda: bool(page.sent))
    assert page.sent[0][0]["kind"] == "failed"
    assert words in page.sent[0][0]["body"]["message"]


def test_another_version_is_told_to_run_the_cell_again(page: Page) -> None:
    page.link.receive({"v": PROTOCOL + 1, "kind": "ping", "body": {}, "rid": 1, "client": "a"})
    page.until(lambda: bool(page.sent))
    assert "run the cell again" in page.sent[0][0]["body"]["message"]


def test_a_malformed_message_does_not_stop_the_wire(page: Page) -> None:
    page.link.receive({"nonsense": True})
    page.say("ping", rid=2)
    page.until(lambda: bool(page.sent))
    assert page.sent[0][0]["rid"] == 2


def test_no_more_messages_are_in_flight_than_the_page_confirms(page: Page) -> None:
    page.link.greet("a")
    for number in range(20):
        page.link.offer("a", picture(str(number)), bytes(BATCH_BYTES))
    page.until(lambda: len(page.pictures()) == MESSAGES_IN_FLIGHT)
    time.sleep(0.1)
    assert len(page.pictures()) == MESSAGES_IN_FLIGHT
    page.say("received", {"seq": 1})
    page.until(lambda: len(page.pictures()) == MESSAGES_IN_FLIGHT + 1)
    assert [content["seq"] for content, _ in page.pictures()] == [1, 2, 3, 4, 5]


def test_no_more_bytes_are_in_flight_than_the_page_confirms(page: Page) -> None:
    page.link.greet("a")
    for number in range(4):
        page.link.offer("a", picture(str(number)), bytes(BYTES_IN_FLIGHT // 2 + 1))
    page.until(lambda: len(page.pictures()) == 2)
    time.sleep(0.1)
    assert len(page.pictures()) == 2


def test_small_pictures_share_a_message_and_each_names_its_buffer(page: Page) -> None:
    gate = threading.Event()
    page.link.soon(lambda: _pass(gate))
    page.link.greet("a")
    page.link.offer("a", picture("one"), b"1")
    page.link.offer("a", Picture("broken", 256, -1, reason="Not a picture"), b"")
    page.link.offer("a", picture("two"), b"2")
    gate.set()
    page.until(lambda: bool(page.pictures()))
    [(content, buffers)] = page.pictures()
    assert [(p["item"], p["buffer"]) for p in content["body"]["pictures"]] == [
        ("one", 0),
        ("broken", -1),
        ("two", 1),
    ]
    assert buffers == [b"1", b"2"]


def test_an_answer_overtakes_pictures_that_wait(page: Page) -> None:
    gate = threading.Event()
    page.link.soon(lambda: _pass(gate))
    page.link.greet("a")
    page.link.offer("a", picture("one"), b"1")
    page.say("ping", rid=1)
    gate.set()
    page.until(lambda: len(page.sent) == 2)
    assert [content["kind"] for content, _ in page.sent] == ["done", "pictures"]


def test_a_page_that_confirms_nothing_is_forgotten(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_module, "SILENCE_SECONDS", -1.0)
    page.link.greet("a")
    page.link.offer("a", picture("one"), b"1")
    page.until(lambda: bool(page.pictures()))
    page.link._forget_silent()
    assert page.link._outlets == {}
