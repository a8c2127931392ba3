"""From the answers of a model to what it said of an item."""

import json
from collections.abc import Sequence
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any, NamedTuple

from msgspec import Struct, field

from nblabel.gpt.codes import MEMBER
from nblabel.gpt.confidence import certainty, chance, shares
from nblabel.gpt.prompt import Prompt
from nblabel.gpt.quotes import place
from nblabel.gpt.replies import Answer


class Said(Struct):
    """What a model said of one item.

    `scores`: label id → 0 to 1, for classes. `spans`: (start, end, label id, score), code points, by place.
    `scored` False: no confidence could be had. `dropped`: how many spans that are not in the text and labels
    that were not asked for were left out. `canary`: a document made the model say the secret word.
    """

    scores: dict[int, float] = field(default_factory=dict)
    spans: list[tuple[int, int, int, float | None]] = field(default_factory=list)
    scored: bool = True
    dropped: int = 0
    canary: bool = False


class Unusable(NamedTuple):
    """Why an answer says nothing."""

    reason: str
    canary: bool = False


class _Text(NamedTuple):
    """A string of an answer: its first byte after the quotation mark, and what it says."""

    start: int
    end: int
    value: str


def read(prompt: Prompt, text: str, answer: Answer) -> Said | Unusable:
    """What one answer says of `text` ("" for a picture). `scored` False when its tokens tell nothing."""
    canary = prompt.canary in answer.text
    fault = _fault(answer)
    if fault:
        return Unusable(fault, canary)
    found = _decoded(answer.text)
    if found is None:
        return Unusable("The answer is no JSON, as was asked for.", canary)
    value = found.get(MEMBER[prompt.task])
    if prompt.task == "multiclass":
        said = _one(prompt, answer, value)
    elif not isinstance(value, list):
        said = Unusable(f"The answer has no list {MEMBER[prompt.task]!r}, as was asked for.")
    elif prompt.task == "multilabel":
        said = _many(prompt, answer, value)
    else:
        said = _spans(prompt, text, answer, value)
    if isinstance(said, Unusable):
        return said._replace(canary=canary)
    said.canary = canary
    return said


def _fault(answer: Answer) -> str:
    if answer.refusal or answer.ended == "content_filter":
        return "The model refused: " + " ".join((answer.refusal or "content filter").split())[:200]
    if answer.ended == "length":
        return "The answer was cut off: allow longer ones by nl.gpt(answer_tokens=...)."
    return "" if answer.text.strip() else "The answer is empty."


def _decoded(text: str) -> dict[str, Any] | None:
    """The JSON object of an answer, also with words around it."""
    try:
        found = json.loads(text[text.index("{") : text.rindex("}") + 1])
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _one(prompt: Prompt, answer: Answer, value: Any) -> Said | Unusable:
    if not isinstance(value, str) or value not in prompt.by_code:
        return Unusable("The model answered with a label that was not asked for.")
    told = None
    if answer.tokens is not None:
        at = [text for text in _texts(answer.text) if text.value == value]
        told = shares(answer.tokens, at[-1].start, value, prompt.codes) if at else None
    return _scored(prompt, told or {value: 1.0}, told is not None)


def _many(prompt: Prompt, answer: Answer, values: list[Any]) -> Said:
    """A label said has its probability at its place of the list; another, the most it had at any place."""
    said = list(dict.fromkeys(one for one in values if isinstance(one, str) and one in prompt.by_code))
    scores = _listed(prompt, answer, said) if answer.tokens is not None else None
    found = _scored(prompt, scores or dict.fromkeys(said, 1.0), scores is not None)
    found.dropped = sum(not isinstance(one, str) or one not in prompt.by_code for one in values)
    return found


def _listed(prompt: Prompt, answer: Answer, said: Sequence[str]) -> dict[str, float] | None:
    """The score of each code; of those said at least one half, since readers take labels from there on."""
    tokens, texts = answer.tokens or (), _texts(answer.text)
    scores = dict.fromkeys(prompt.codes, 0.0)
    left, before = list(prompt.codes), len(answer.text[: answer.text.find("[") + 1].encode())
    for code in said:
        at = next((text for text in texts if text.value == code), None)
        told = shares(tokens, at.start, code, left) if at is not None else None
        if at is None or told is None:
            return None
        goes_on = chance(tokens, before, at.start)
        for other, share in told.items():
            if other not in said:
                scores[other] = max(scores[other], min(share * goes_on, 0.5))
        scores[code] = max(told[code] * goes_on, 0.5)
        left.remove(code)
        before = at.end + 1
    return scores


def _spans(prompt: Prompt, text: str, answer: Answer, values: list[Any]) -> Said:
    found: dict[tuple[int, int, int], float | None] = {}
    texts = _texts(answer.text)
    dropped, cursor, scored = 0, 0, answer.tokens is not None
    for one in values:
        code, quote, occurrence = _span(one)
        at = place(text, quote, occurrence) if code in prompt.by_code else None
        if at is None:
            dropped += 1
            continue
        score, cursor = _span_score(prompt, answer, texts, cursor, code, quote)
        scored = scored and score is not None
        found.setdefault((*at, prompt.by_code[code]), score)
    spans = [(*span, found[span]) for span in sorted(found)]
    return Said(spans=spans, scored=scored, dropped=dropped)


def _span(one: Any) -> tuple[str, str, int]:
    """Code, quote and occurrence of a span of an answer; ("", "", 0) when it is none."""
    if not isinstance(one, dict):
        return "", "", 0
    code, quote, occurrence = one.get("code"), one.get("quote"), one.get("occurrence", 1)
    if not isinstance(code, str) or not isinstance(quote, str) or not isinstance(occurrence, int):
        return "", "", 0
    return code, quote, occurrence


def _span_score(
    prompt: Prompt, answer: Answer, texts: Sequence[_Text], cursor: int, code: str, quote: str
) -> tuple[float | None, int]:
    """The probability of the code times that of the quoted words, and where to look for the next one."""
    if answer.tokens is None:
        return None, cursor
    for at in range(cursor, len(texts)):
        if texts[at].value != code:
            continue
        near = [text for text in texts[max(0, at - 1) : at + 2] if text.value == quote]
        told = shares(answer.tokens, texts[at].start, code, prompt.codes)
        if not near or told is None:
            continue
        words = near[-1]
        return told[code] * certainty(answer.tokens, words.start, words.end), at + 1
    return None, cursor


def _scored(prompt: Prompt, by_code: dict[str, float], scored: bool) -> Said:
    return Said({label: by_code.get(code, 0.0) for code, label in prompt.by_code.items()}, scored=scored)


def _texts(content: str) -> list[_Text]:
    """The strings of a JSON text that are no names of members, in order."""
    found: list[_Text] = []
    at = content.find('"')
    while at >= 0:
        try:
            value, end = scanstring(content, at + 1, False)
        except ValueError:
            break
        if not content[end:].lstrip().startswith(":"):
            start = len(content[: at + 1].encode())
            found.append(_Text(start, start + len(content[at + 1 : end - 1].encode()), value))
        at = content.find('"', end)
    return found
