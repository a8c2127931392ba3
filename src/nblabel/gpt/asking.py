"""Asks questions of an endpoint, many at a time, and tells each outcome once."""

from collections.abc import Callable, Iterator
from typing import NamedTuple, Protocol

from msgspec import Struct, field

from nblabel.gpt.capabilities import Capabilities
from nblabel.gpt.endpoint import Gpt
from nblabel.gpt.prompt import Prompt, Question

# The key under which the one request that finds out what the endpoint can do is reserved.
PROBE = "probe"


class Said(Struct):
    """What a model said of one item."""

    scores: dict[int, float] = field(default_factory=dict)
    spans: list[tuple[int, int, int, float | None]] = field(default_factory=list)
    scored: bool = True
    dropped: int = 0
    canary: bool = False


class Usage(NamedTuple):
    """What requests really took."""

    requests: int = 0
    tokens_in: int = 0
    tokens_out: int = 0


class Outcome(NamedTuple):
    """What became of a question: what was said, or the reason why nothing was."""

    question: Question
    said: Said | None
    reason: str
    usage: Usage
    unknown: bool


class Purse(Protocol):
    """Says what may be spent. All calls come from the thread that asks."""

    def reserve(self, key: str, tokens_in: int, tokens_out: int) -> bool:
        """Durable before the request is sent. False: the budget does not allow it, and asking ends."""

    def settle(self, key: str, usage: Usage, unknown: int) -> None:
        """What the request reserved last under this key took; with `unknown` its reservation stays."""


def ask(gpt: Gpt, prompt: Prompt, questions: Iterator[Question], purse: Purse,
        told: Callable[[Outcome], None], stop: Callable[[], bool]) -> str:  # fmt: skip
    """Asks all questions; gives "done", "stopped" or "budget"."""
    raise NotImplementedError


def probe(gpt: Gpt) -> Capabilities:
    """Finds out what the endpoint can do."""
    raise NotImplementedError
