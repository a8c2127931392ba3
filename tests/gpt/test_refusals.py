"""What a failed request means, by its status, its words and its headers."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import SimpleNamespace
from typing import Any

import pytest

import nblabel as nl
from nblabel.gpt.refusals import _after, _status

MODEL = nl.gpt("m", "http://localhost:1/v1")


def error(status: int, headers: dict[str, str] | None = None, **body: Any) -> Any:
    """An error as the openai client raises it."""
    return SimpleNamespace(
        status_code=status, body={"error": body}, message="", response=SimpleNamespace(headers=headers or {})
    )


def test_a_rest_is_told_in_seconds_milliseconds_or_as_a_date() -> None:
    then = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    assert _after(error(429, {"retry-after": "2.5"})) == 2.5
    assert _after(error(429, {"retry-after-ms": "250", "retry-after": "9"})) == 0.25
    assert _after(error(429, {"retry-after": then})) == pytest.approx(90, abs=20)
    assert _after(error(429, {"retry-after": "soon"})) is None
    assert _after(error(429)) is None


@pytest.mark.parametrize(
    ("status", "body", "kind", "unknown"),
    [
        (429, {}, "again", False),
        (429, {"code": "insufficient_quota"}, "never", False),
        (402, {}, "never", False),
        (500, {}, "again", True),
        (503, {}, "again", True),
        (401, {}, "never", False),
        (403, {}, "never", False),
        (404, {}, "never", False),
        (400, {"code": "context_length_exceeded"}, "long", False),
        (400, {"message": "This model's maximum context length is 8 tokens"}, "long", False),
        (413, {}, "long", False),
        (400, {"code": "content_filter"}, "item", False),
        (422, {"message": "no"}, "item", False),
        (307, {}, "never", False),
    ],
)
def test_a_status_has_its_meaning(status: int, body: dict[str, Any], kind: str, unknown: bool) -> None:
    found = _status(MODEL, error(status, **body))
    assert (found.kind, found.unknown) == (kind, unknown)


def test_the_words_of_an_endpoint_are_shortened_and_scrubbed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret-one")
    found = _status(MODEL, error(400, message="sk-secret-one\n" + "word " * 500))
    assert "secret" not in found.reason
    assert len(found.reason) < 400
    assert "\n" not in found.reason
