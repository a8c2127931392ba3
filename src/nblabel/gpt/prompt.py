"""What is asked about an item: labels as codes, a person's instructions, examples, the item as data."""

import hashlib
import json
import secrets
from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

from nblabel.gpt import tokens
from nblabel.gpt.capabilities import Capabilities, known
from nblabel.gpt.codes import MEMBER, Task, codes, schema_of
from nblabel.gpt.contents import pictured, sent
from nblabel.gpt.endpoint import Gpt
from nblabel.gpt.faults import GptError
from nblabel.gpt.windows import windows
from nblabel.gpt.wording import ANSWER_LIKE, FENCED, RULES, TASKS, WINDOW

# Part of every cache key: raised when the words of the prompt or the reading of answers change.
VERSION = 1
# The least room that a text is to have in a request, in tokens; examples give way to it.
_ROOM = 256


class Described(NamedTuple):
    """A label as the model is told of it."""

    id: int
    path: str
    description: str


class Example(NamedTuple):
    """A text that a person answered: label ids, or for spans `(start, end, label id)` in code points."""

    content: str
    labels: tuple[int, ...] = ()
    spans: tuple[tuple[int, int, int], ...] = ()


class Question(NamedTuple):
    """One item: `key` names it, `content` is its text, or a picture as `picture` makes it."""

    key: str
    content: str | bytes
    examples: tuple[Example, ...] = ()


class Part(NamedTuple):
    """What one request asks about: the content, or a window of it that begins at `start` (code points)."""

    content: str | bytes
    examples: tuple[Example, ...]
    start: int = 0
    parts: int = 1


class TooLongError(GptError):
    """An item that no request can hold."""


class Prompt:
    """The fixed part of all questions of a job. Raises GptError naming what is missing."""

    def __init__(self, task: Task, media: str, labels: Sequence[Described], instructions: str = "") -> None:
        if task not in TASKS or (task == "spans" and media != "text"):
            raise GptError(
                f"A language model answers {', '.join(TASKS)} (spans in texts), not {task!r} of {media}s."
            )
        if not labels:
            raise GptError("There are no labels to choose from: project.labels.add('name').")
        self.task: Task = task
        self.media = media
        self.labels = tuple(labels)
        self.codes = codes([label.path for label in labels])
        self.by_code = {code: label.id for code, label in zip(self.codes, labels, strict=True)}
        self.code_of = {label: code for code, label in self.by_code.items()}
        self.schema = schema_of(task, self.codes)
        self._instructions = instructions.strip()

    @cached_property
    def canary(self) -> str:
        """A word that is told as secret: an answer with it was dictated by a document."""
        return "q" + hashlib.sha256(repr((self.labels, self._instructions)).encode()).hexdigest()[:11]

    @cached_property
    def system(self) -> str:
        """The first message: the same for all items, so that endpoints can keep it."""
        lines = [_line(code, label) for code, label in zip(self.codes, self.labels, strict=True)]
        said = f"\n\nInstructions of the project:\n{self._instructions}" if self._instructions else ""
        rules = RULES.format(canary=self.canary, form=ANSWER_LIKE[self.task])
        return f"{TASKS[self.task]}\n\nLabels (code: name):\n" + "\n".join(lines) + f"{said}\n\n{rules}"

    def messages(self, part: Part, fence: str | None = None) -> list[dict[str, Any]]:
        """The messages of one request; `fence` is a line that occurs in none of its texts."""
        texts = [example.content for example in part.examples]
        fence = fence or fence_for([*texts, *([part.content] if isinstance(part.content, str) else [])])
        found: list[dict[str, Any]] = [{"role": "system", "content": self.system}]
        for example in part.examples:
            found.append({"role": "user", "content": fenced(example.content, fence)})
            found.append({"role": "assistant", "content": self.answer(example)})
        if isinstance(part.content, bytes):
            return [*found, {"role": "user", "content": pictured(part.content)}]
        note = WINDOW if part.parts > 1 else ""
        return [*found, {"role": "user", "content": note + fenced(part.content, fence)}]

    def answer(self, example: Example) -> str:
        """The JSON that a model is to give for this example."""
        if self.task == "spans":
            said: Any = [
                self._quote(example.content, span) for span in example.spans if span[2] in self.code_of
            ]
        else:
            said = sorted(self.code_of[label] for label in example.labels if label in self.code_of)
            said = said[0] if self.task == "multiclass" and said else said
        return json.dumps({MEMBER[self.task]: said}, ensure_ascii=False)

    def _quote(self, text: str, span: tuple[int, int, int]) -> dict[str, Any]:
        start, end, label = span
        quote = text[start:end]
        before = sum(text.startswith(quote, at) for at in range(start))
        return {"code": self.code_of[label], "quote": quote, "occurrence": before + 1}

    def parts(self, gpt: Gpt, question: Question, halvings: int = 0) -> list[Part]:
        """The requests that the question takes; each half as long for each of `halvings`.

        Examples are left out from the last on where they leave the item no room. Raises TooLongError.
        """
        content, examples = sent(gpt, question.content), _usable(gpt, self, question.examples)
        if isinstance(content, bytes):
            return [Part(content, examples)]
        whole = gpt.context - min(gpt.answer_tokens, gpt.context // 2)
        while True:
            room = whole - self.most_in(Part("", examples))
            if room >= min(_ROOM, len(content.encode())) or not examples:
                break
            examples = examples[:-1]
        room >>= halvings
        if room < min(8, len(content.encode())):
            raise TooLongError(
                f"The item does not fit into {gpt.context} tokens beside labels and instructions: shorten "
                "these, or tell a larger nl.gpt(context=...) if the model has it."
            )
        found = windows(content, max(8, room))
        return [Part(window.text, examples, window.start, len(found)) for window in found]

    def cache_key(self, gpt: Gpt, question: Question) -> str:
        """SHA-256 over all that an answer depends on: content, examples, model, prompt, parameters."""
        content = sent(gpt, question.content)
        asked = (
            VERSION, gpt.model, gpt.endpoint, gpt.api_version, gpt.votes, gpt.answer_tokens, gpt.context,
            self.task, _usable(gpt, self, question.examples),
        )  # fmt: skip
        whole = hashlib.sha256(self.system.encode() + repr(asked).encode())
        whole.update(content.encode() if isinstance(content, str) else b"\0" + content)
        return whole.hexdigest()

    def most_tokens(self, gpt: Gpt, question: Question) -> tuple[int, int]:
        """A bound of the tokens in and out that the question's requests take, each asked once.

        A further try is a further request. Where it is not known yet whether the endpoint gives
        log-probabilities, it stands for those that do not. Raises TooLongError.
        """
        able = known(gpt)
        answers, requests = (gpt.most_votes, gpt.most_votes) if able is None else able.asked(gpt)
        parts = self.parts(gpt, question)
        going_in = sum(self.most_in(part) for part in parts) * requests
        return going_in, len(parts) * gpt.answer_tokens * answers

    def likely_tokens(self, gpt: Gpt, question: Question) -> tuple[int, int, int, int]:
        """Tokens in (from, to) and out (from, to) that the question likely takes. Raises TooLongError.

        Of an endpoint never asked, the range reaches from one answer to all that may vote: `probe` it first,
        where that is allowed. OpenAI and Azure are taken to give log-probabilities.
        """
        able = known(gpt) or (Capabilities() if gpt.is_usual else None)
        answers, requests = (gpt.most_votes, gpt.most_votes) if able is None else able.asked(gpt)
        few = 1 if able is None else answers
        low = high = 0
        parts = self.parts(gpt, question)
        for part in parts:
            least, most = tokens.likely_in(self.messages(part), self.schema_bytes, gpt.model)
            low, high = low + least, high + most
        out = gpt.answer_tokens if self.task != "multiclass" else min(gpt.answer_tokens, 24)
        return (
            low * (1 if able is None else requests),
            high * requests,
            3 * few * len(parts),
            out * answers * len(parts),
        )

    def most_in(self, part: Part) -> int:
        """A bound of the tokens that the request about this part takes in."""
        if isinstance(part.content, bytes):
            return tokens.most_in(self.messages(part), self.schema_bytes)
        around = self._most_around(part.examples) if part.examples else self._most_alone
        return around + len(part.content.encode())

    @cached_property
    def _most_alone(self) -> int:
        return self._most_around(())

    def _most_around(self, examples: tuple[Example, ...]) -> int:
        """What stands around a text: the note that it is a part is counted always."""
        return tokens.most_in(self.messages(Part("", examples, parts=2)), self.schema_bytes)

    @cached_property
    def schema_bytes(self) -> int:
        """How long the schema is in a request."""
        return len(json.dumps(self.schema).encode())


def _usable(gpt: Gpt, prompt: Prompt, examples: Sequence[Example]) -> tuple[Example, ...]:
    """The examples as they may be sent: redacted; of spans, whose text changed by it, none."""
    found = []
    for example in examples:
        content = str(sent(gpt, example.content))
        if prompt.task == "multiclass" and not any(label in prompt.code_of for label in example.labels):
            continue
        if prompt.task != "spans" or content == example.content:
            found.append(example._replace(content=content))
    return tuple(found)


def fence_for(texts: Sequence[str]) -> str:
    """A line that cannot be guessed, and occurs in none of the texts."""
    while True:
        fence = f"[[{secrets.token_hex(8)}]]"
        if not any(fence in text for text in texts):
            return fence


def fenced(text: str, fence: str) -> str:
    """The text as data between two lines."""
    return FENCED.format(fence=fence, text=text)


def _line(code: str, label: Described) -> str:
    told = " ".join(label.description.split())
    return f"- {code}: {json.dumps(label.path, ensure_ascii=False)}" + (f" - {told}" if told else "")
