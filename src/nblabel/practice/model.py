"""The model of a practice server: goes by words shared, or by a truth that it knows more or less well."""

import math
import random
import re
from collections.abc import Callable, Mapping
from typing import Any

from nblabel.practice.prompts import Choice, Request, picture_of, words

# A text (or Pillow image) to what is true of it: a label's name, several, or (start, end, name) of spans.
Truth = Callable[[Any], Any]
# How evenly a wrong and a right answer look: the confidences of a known accuracy are spread by it.
_SPREAD = 6.0


class Model:
    """Says how likely each choice is. `accuracy` is the share of items that it knows the truth of."""

    def __init__(self, truth: Truth | Mapping[str, Any] | None, accuracy: float, seed: int) -> None:
        self._truth = truth.get if isinstance(truth, Mapping) else truth
        self._accuracy = accuracy
        self._seed = seed

    def likely(self, request: Request) -> dict[str, float]:
        """The probability of each code, adding up to 1: what one label fits."""
        if self._truth is None:
            return _softened({choice.code: _shared(choice, request) for choice in request.choices})
        return self._known(request, self._named(request))

    def each(self, request: Request) -> dict[str, float]:
        """The probability of each code, for itself: which labels fit."""
        if self._truth is None:
            worth = {choice.code: _shared(choice, request) for choice in request.choices}
            return {code: 1 / (1 + math.exp(2 - 3 * found)) for code, found in worth.items()}
        named, lot = set(self._named(request)), self._lot(request)
        told = {}
        for choice in request.choices:
            right = lot.random() < self._accuracy
            sure = lot.uniform(0.7, 0.99) if right else lot.uniform(0.51, 0.8)
            told[choice.code] = sure if (choice.name in named) == right else 1 - sure
        return told

    def spans(self, request: Request) -> list[tuple[int, int, str]]:
        """(start, end, code): where words of a description or of quotes in examples stand in the text."""
        codes = {choice.name: choice.code for choice in request.choices}
        if self._truth is not None:
            lot = self._lot(request)
            found = [(start, end, codes[name]) for start, end, name in self._named(request) if name in codes]
            return [span for span in found if lot.random() < self._accuracy]
        spans = set()
        for choice in request.choices:
            for word in _quotable(choice, request):
                spans |= {(m.start(), m.end(), choice.code)
                          for m in re.finditer(rf"\b{re.escape(word)}\b", request.text)}  # fmt: skip
        return sorted(spans)

    def _named(self, request: Request) -> list[Any]:
        assert self._truth is not None
        found = self._truth(request.text if request.picture is None else picture_of(request.picture))
        return [] if found is None else [found] if isinstance(found, str) else list(found)

    def _lot(self, request: Request) -> random.Random:
        return random.Random(f"{self._seed}:{request.item!r}")

    def _known(self, request: Request, named: list[str]) -> dict[str, float]:
        """As often right as it says it is sure, and so often on the whole as the accuracy is."""
        lot, codes = self._lot(request), [choice.code for choice in request.choices]
        true = next((choice.code for choice in request.choices if choice.name in named), codes[0])
        others = [code for code in codes if code != true]
        sure = 0.98
        if 0 < self._accuracy < 1:
            sure = lot.betavariate(_SPREAD * self._accuracy, _SPREAD * (1 - self._accuracy))
        right = lot.random() < (sure if 0 < self._accuracy < 1 else self._accuracy) or not others
        said = true if right else lot.choice(others)
        sure = max(sure, 1 / len(codes) + 0.01)
        rest = (1 - sure) / max(1, len(codes) - 1)
        return {code: sure if code == said else rest for code in codes}


def _shared(choice: Choice, request: Request) -> float:
    """How much the item has in common with what is told of a label: its name, description and examples."""
    here = words(request.text)
    told = len(here & words(choice.name)) + len(here & words(choice.description))
    alike = 0.0
    for example in request.examples:
        if choice.code in (example.answer.get("label"), *(example.answer.get("labels") or ())):
            there = words(example.text)
            alike = max(alike, len(here & there) / max(1, len(here | there)))
    return told + 4 * alike


def _quotable(choice: Choice, request: Request) -> set[str]:
    quotes = {
        span["quote"]
        for example in request.examples
        for span in example.answer.get("spans") or ()
        if span.get("code") == choice.code
    }
    return quotes | set(re.findall(r"\w{3,}", choice.description))


def _softened(worth: dict[str, float]) -> dict[str, float]:
    most = max(worth.values(), default=0.0)
    raised = {code: math.exp(2 * (value - most)) for code, value in worth.items()}
    total = sum(raised.values())
    return {code: value / total for code, value in raised.items()}
