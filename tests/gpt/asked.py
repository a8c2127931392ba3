"""Asking a practice server, and a purse that writes down what it is told."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import nblabel as nl
from nblabel.gpt.asking import Outcome, Said, Usage, ask
from nblabel.gpt.endpoint import Gpt
from nblabel.gpt.prompt import Described, Example, Prompt, Question
from nblabel.practice.faults import Faults
from nblabel.practice.server import Server

LABELS = (
    Described(11, "Sport", "football, goals, match, team"),
    Described(12, "Money", "bank, shares, market"),
    Described(13, "Weather", "rain, sun, wind"),
)
TEXTS = ["The team won the match.", "The bank sold shares.", "Rain and wind all day."]
RIGHT = [11, 12, 13]


class Book:
    """A purse: every reservation and settlement in order, and the most that it ever had out."""

    def __init__(self, budget: float = float("inf")) -> None:
        self.budget = budget
        self.acts: list[tuple[Any, ...]] = []
        self.open: dict[str, int] = {}
        self.spent = self.lost = self.most = 0

    def reserve(self, key: str, tokens_in: int, tokens_out: int) -> bool:
        assert key not in self.open, "a reservation is settled before the next one of its key"
        wanted = tokens_in + tokens_out
        if self.spent + self.lost + sum(self.open.values()) + wanted > self.budget:
            return False
        self.open[key] = wanted
        self.acts.append(("reserve", key, tokens_in, tokens_out))
        self.most = max(self.most, self.spent + self.lost + sum(self.open.values()))
        return True

    def settle(self, key: str, usage: Usage, unknown: int) -> None:
        reserved = self.open.pop(key)
        assert usage.tokens_in + usage.tokens_out <= reserved
        self.spent += usage.tokens_in + usage.tokens_out
        self.lost += reserved if unknown else 0
        self.acts.append(("settle", key, usage, unknown))


def gpt(server: Server, **others: Any) -> Gpt:
    """The server's model."""
    found = nl.gpt(server.model, server.url, **others)
    assert isinstance(found, Gpt)
    return found


def always(fault: str) -> Faults:
    """A server of which every answer has this fault."""
    shares: dict[str, Any] = {fault: 1}
    return replace(Faults(), **shares)


def prompt(task: Any = "multiclass", labels: Sequence[Described] = LABELS, instructions: str = "") -> Prompt:
    return Prompt(task, "text", labels, instructions)


def outcomes(model: Gpt, asked: Prompt, contents: Sequence[str | bytes], purse: Any = None,
             stop: Callable[[], bool] = lambda: False,
             examples: tuple[Example, ...] = ()) -> tuple[str, list[Outcome | None]]:  # fmt: skip
    """How asking ended, and the outcome of each content, in their order."""
    told: list[Outcome] = []
    questions = (Question(str(n), content, examples) for n, content in enumerate(contents))
    ended = ask(model, asked, questions, purse or Book(), told.append, stop)
    by_key = {outcome.question.key: outcome for outcome in told}
    assert len(by_key) == len(told), "each is told once"
    return ended, [by_key.get(str(n)) for n in range(len(contents))]


def said(model: Gpt, asked: Prompt, contents: Sequence[str | bytes], **others: Any) -> list[Said]:
    """What is said of each content; fails where nothing is."""
    ended, found = outcomes(model, asked, contents, **others)
    assert ended == "done"
    told = [one.said for one in found if one is not None and one.said is not None]
    assert len(told) == len(contents), [one.reason if one is not None else "not told" for one in found]
    return told


def reasons(model: Gpt, asked: Prompt, contents: Sequence[str | bytes], **others: Any) -> list[str]:
    """Why nothing is said of each."""
    _, found = outcomes(model, asked, contents, **others)
    return [one.reason if one is not None else "not told" for one in found]


def best(one: Said) -> int:
    return max(one.scores, key=lambda label: one.scores[label])
