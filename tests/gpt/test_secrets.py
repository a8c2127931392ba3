"""The key is in the environment and in the request's header, and nowhere else."""

import logging
import traceback
from collections.abc import Callable

import pytest

import nblabel as nl
from nblabel.gpt.asking import probe
from nblabel.gpt.client import connect
from nblabel.gpt.faults import EndpointError, GptError, scrub
from nblabel.gpt.naming import suggest_names
from nblabel.practice.server import Server
from tests.gpt.asked import TEXTS, Book, gpt, outcomes, prompt

KEY = "sk-proj-verysecret+/=0123456789"


def everything(error: BaseException) -> str:
    """What can be seen of an error: its words, its causes, and all that stands in the frames it came by."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    ours = [frame for frame in frames if "/tests/" not in frame.f_code.co_filename]
    assert ours
    seen = [f"{name}={value!r}" for frame in ours for name, value in frame.f_locals.items()]
    return " ".join([*seen, str(error), repr(error.args), repr(error.__context__), repr(error.__cause__)])


def spoiled(server: Server) -> list[Callable[[], object]]:
    """Ways to fail in which a key comes near."""
    model = gpt(server)
    return [
        lambda: outcomes(model, prompt(), TEXTS),
        lambda: probe(model),
        lambda: suggest_names(model, "multiclass", TEXTS, []),
        lambda: outcomes(nl.gpt("none", server.url), prompt(), TEXTS),
        lambda: outcomes(nl.gpt("practice", server.url.replace("v1", "v9")), prompt(), TEXTS),
    ]


@pytest.mark.parametrize("way", range(5))
def test_no_error_no_log_and_no_output_holds_the_key(
    way: int,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    caplog.set_level(logging.DEBUG)
    with Server(key="another") as server, pytest.raises(EndpointError) as caught:
        spoiled(server)[way]()
    assert caught.value.__context__ is None
    assert "verysecret" not in everything(caught.value)
    assert "verysecret" not in caplog.text + "".join(capfd.readouterr())


def test_reasons_of_items_hold_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with Server(key=KEY) as server:
        probe(gpt(server))
        monkeypatch.setattr("nblabel.practice.strict.objection", lambda _: f"given {KEY}")
        monkeypatch.setattr("nblabel.practice.handlers.objection", lambda _: f"given {KEY}")
        _, found = outcomes(gpt(server), prompt(), TEXTS)
    assert all(one is not None and "[key]" in one.reason and "verysecret" not in one.reason for one in found)


def test_a_key_that_no_header_can_hold_is_not_shown(monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-verysecretö key")
    with pytest.raises(GptError) as caught:
        outcomes(gpt(server), prompt(), TEXTS)
    assert "verysecret" not in everything(caught.value)


def test_what_is_kept_of_asking_holds_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    book = Book()
    with Server(key=KEY, limited=0.3, retry_after=0.01) as server:
        ended, found = outcomes(gpt(server), prompt(), TEXTS, purse=book)
        assert "verysecret" not in repr(connect(gpt(server)))
        assert "verysecret" not in str(list(server.bodies))
    assert ended == "done"
    assert "verysecret" not in repr(found) + repr(book.acts)


def test_a_key_is_found_however_it_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_OPENAI_API_KEY", KEY)
    assert scrub(f"a {KEY} b sk-proj-verysecret%2B%2F%3D0123456789 c") == "a [key] b [key] c"


def test_nothing_follows_to_another_address(monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
    from tornado.web import RequestHandler

    def away(self: RequestHandler, *_: object) -> None:
        self.redirect("http://127.0.0.1:9/v1/chat/completions", status=307)

    monkeypatch.setattr("nblabel.practice.handlers._Completions.post", away)
    with pytest.raises(EndpointError, match="sends elsewhere"):
        outcomes(gpt(server), prompt(), TEXTS)


def test_a_loopback_address_is_asked_without_a_proxy(monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    assert outcomes(gpt(server), prompt(), TEXTS)[0] == "done"
