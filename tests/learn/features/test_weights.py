"""Weights from the network: whole, or not at all."""

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from nblabel.learn.features import weights

DATA = b"weights" * 1000
SUM = hashlib.sha256(DATA).hexdigest()[:8]


class Host(BaseHTTPRequestHandler):
    """Gives the same file under every name; `/short` ends too early."""

    asked: list[str] = []  # noqa: RUF012

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.send_header("Content-Length", str(len(DATA)))
        self.end_headers()
        self.wfile.write(DATA[: 100 if "short" in self.path else None])

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.delenv(weights.OFFLINE)
    monkeypatch.setattr(weights, "_given_up", set())
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setattr(Host, "asked", [])
    with ThreadingHTTPServer(("127.0.0.1", 0), Host) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_file_is_fetched_once(host: str) -> None:
    for _ in range(2):
        place = weights.fetched(f"{host}/net-{SUM}.pth")
        assert place is not None
        assert place.read_bytes() == DATA
    assert len(Host.asked) == 1


@pytest.mark.parametrize("name", [f"short-{SUM}.pth", "other-01234567.pth"])
def test_what_is_not_what_its_name_promises_is_thrown_away(host: str, name: str) -> None:
    assert weights.fetched(f"{host}/{name}") is None
    assert list(weights.cached(host).parent.iterdir()) == []


def test_a_host_that_failed_is_not_asked_again(host: str) -> None:
    weights.fetched(f"{host}/other-01234567.pth")
    assert weights.fetched(f"{host}/net-{SUM}.pth") is None
    assert len(Host.asked) == 1


def test_nothing_is_fetched_when_told_so(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(weights.OFFLINE, "1")
    assert weights.fetched(f"{host}/net-{SUM}.pth") is None
    assert Host.asked == []


def test_a_place_that_cannot_be_written_is_no_error(host: str, tmp_path: Path) -> None:
    (tmp_path / "torch").write_text("a file where the folder would be")
    assert weights.fetched(f"{host}/net-{SUM}.pth") is None
