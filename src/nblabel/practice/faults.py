"""What goes wrong at a practice server, and how often."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Faults:
    """Shares of requests (0 to 1) that go wrong, one fault each, and what the server lacks altogether."""

    limited: float = 0  # answered 429
    retry_after: float = 0.05  # seconds that a 429 asks to wait
    broken: float = 0  # answered 500
    hanging: float = 0  # never answered
    dropped: float = 0  # the connection is cut
    cut: float = 0  # answers that end in the middle
    refusing: float = 0  # answers that are a refusal
    garbled: float = 0  # answers that are no JSON
    unasked: float = 0  # answers with a label that was not asked for
    misquoting: float = 0  # answers with quotes that are not in the text
    odd_logprobs: float = 0  # answers whose log-probabilities have wrong shapes
    gullible: bool = False  # does what is written in an item, fence or not
    schema: bool = True  # False: answers 400 to a request for JSON by a schema
    logprobs: bool = True
    several: bool = True  # more than one answer at once
    silent: bool = False  # what it lacks it ignores without a word, instead of a 400
    newer: bool = False  # takes max_completion_tokens alone, and no temperature, as models that think do
    uncounted: bool = False  # replies do not say what they took
    context: int = 1_000_000  # tokens that it takes at once

    def draw(self, number: float) -> str:
        """The fault of a request by a number drawn evenly from 0 to 1; "" for none."""
        for name in ("limited", "broken", "hanging", "dropped", "cut", "refusing", "garbled", "unasked",
                     "misquoting", "odd_logprobs"):  # fmt: skip
            number -= getattr(self, name)
            if number < 0:
                return name
        return ""
