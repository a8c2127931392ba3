"""A chat completion as it came, read with care: nothing in it is taken for granted."""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec


class Usage(NamedTuple):
    """What requests really took."""

    requests: int = 0
    tokens_in: int = 0
    tokens_out: int = 0

    def plus(self, other: "Usage") -> "Usage":
        """Both together."""
        return Usage(*(a + b for a, b in zip(self, other, strict=True)))


class Token(NamedTuple):
    """A piece of an answer: where it begins (bytes of UTF-8), what it is, and what might have stood there."""

    start: int
    text: bytes
    logprob: float
    others: tuple[tuple[bytes, float], ...]

    @property
    def end(self) -> int:
        return self.start + len(self.text)


class Answer(NamedTuple):
    """One of the answers of a reply; `tokens` None: no log-probabilities that could be used."""

    text: str
    ended: str
    refusal: str
    tokens: tuple[Token, ...] | None


class Reply(NamedTuple):
    """The answers, and what the endpoint counted; `usage` None: it did not say."""

    answers: tuple[Answer, ...]
    usage: Usage | None


def read_reply(body: bytes) -> Reply | None:
    """None when this is no chat completion."""
    try:
        found = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    choices = found.get("choices") if isinstance(found, dict) else None
    if not isinstance(choices, list):
        return None
    answers = [_answer(one) for one in choices if isinstance(one, dict)]
    if not answers:
        return None
    return Reply(tuple(answers), _usage(found.get("usage")))


def _answer(choice: Mapping[str, Any]) -> Answer:
    message = choice.get("message")
    message = message if isinstance(message, dict) else {}
    text = message.get("content")
    text = text if isinstance(text, str) else ""
    refusal = message.get("refusal")
    ended = choice.get("finish_reason")
    return Answer(
        text,
        ended if isinstance(ended, str) else "",
        refusal if isinstance(refusal, str) else "",
        _tokens(text, choice.get("logprobs")),
    )


def _usage(found: Any) -> Usage | None:
    if not isinstance(found, dict):
        return None
    going_in, out = found.get("prompt_tokens"), found.get("completion_tokens")
    if not isinstance(going_in, int) or not isinstance(out, int) or going_in < 0 or out < 0:
        return None
    return Usage(1, int(going_in), int(out))


def _tokens(text: str, logprobs: Any) -> tuple[Token, ...] | None:
    """The tokens that make up `text`; None when they do not, or one of them lacks its probability."""
    content = logprobs.get("content") if isinstance(logprobs, dict) else None
    if not isinstance(content, list) or not content:
        return None
    found: list[Token] = []
    start = 0
    for one in content:
        piece = _piece(one)
        if piece is None or not isinstance(top := one.get("top_logprobs") or [], list):
            return None
        others = tuple(other for other in map(_piece, top) if other is not None)
        found.append(Token(start, *piece, others))
        start += len(piece[0])
    # Some endpoints tell the sign of the end, too.
    joined = b"".join(token.text for token in found)
    return tuple(found) if joined.startswith(text.encode()) else None


def _piece(one: Any) -> tuple[bytes, float] | None:
    if not isinstance(one, dict):
        return None
    logprob, text, raw = one.get("logprob"), one.get("token"), one.get("bytes")
    if isinstance(logprob, bool) or not isinstance(logprob, (int, float)) or not isinstance(text, str):
        return None
    if not math.isfinite(logprob) or logprob > 0.01:
        return None
    try:
        written = bytes(raw) if isinstance(raw, list) else text.encode()
    except (TypeError, ValueError):
        return None
    return written, min(float(logprob), 0.0)
