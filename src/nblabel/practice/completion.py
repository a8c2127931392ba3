"""Answers as a language model writes them: token by token, each with its log-probability."""

import json
import math
import random
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from nblabel.practice.faults import Faults
from nblabel.practice.model import Model
from nblabel.practice.prompts import Request

_PIECES = re.compile(r"\w{1,4}|[^\w]")
_JUNK = "~"


class Piece(NamedTuple):
    """A token, how likely it was, and what else it might have been."""

    text: str
    share: float = 0.999
    others: Mapping[str, float] = {_JUNK: 0.0005}


class Written(NamedTuple):
    """An answer: its tokens, and how it ended."""

    pieces: list[Piece]
    ended: str = "stop"
    refusal: str = ""

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def count(text: str) -> int:
    """How many tokens this server makes of a text."""
    return sum(1 for piece in _PIECES.finditer(text) if piece.group() != " ")


def written(model: Model, request: Request, member: str, schema: Mapping[str, Any] | None,
            fault: str, faults: Faults, lot: random.Random | None) -> Written:  # fmt: skip
    """One answer; with `lot` drawn by chance, else the likeliest."""
    obeys = request.order if faults.gullible or not request.fenced else ""
    if fault == "refusing":
        return Written([], refusal="I cannot help with that.")
    if fault == "garbled":
        return Written(_plain("Well, {this is hard: to say"))
    pieces = _answer(model, request, member, schema, fault, obeys, lot)
    if fault == "cut":
        return Written(pieces[: max(1, len(pieces) // 2)], "length")
    return Written(pieces)


def _answer(model: Model, request: Request, member: str, schema: Mapping[str, Any] | None, fault: str,
            obeys: str, lot: random.Random | None) -> list[Piece]:  # fmt: skip
    if not request.choices:
        return _plain(json.dumps(_filled(schema, request) if schema else {"text": "Hello."}))
    if member == "spans":
        return _spans(model, request, fault, obeys)
    if member == "labels":
        return _many(model, request, fault, obeys, lot)
    return _one(model, request, fault, obeys, lot)


def _one(model: Model, request: Request, fault: str, obeys: str, lot: random.Random | None) -> list[Piece]:
    likely = model.likely(request)
    code = max(likely, key=lambda one: likely[one])
    if lot is not None:
        code = lot.choices(list(likely), list(likely.values()))[0]
    if obeys:
        code = _ordered(request, obeys)
        likely = dict.fromkeys(likely, 0.0001) | {code: 0.9}
    if fault == "unasked":
        code = "nonsense"
    return [*_plain('{"label": "'), *_coded(code, likely), *_plain('"}')]


def _many(model: Model, request: Request, fault: str, obeys: str, lot: random.Random | None) -> list[Piece]:
    each = model.each(request)
    said = [code for code, share in each.items() if (share if lot is None else lot.random() < share) > 0.5]
    said = [_ordered(request, obeys)] if obeys else said
    pieces = _plain('{"labels": [')
    left = dict(each)
    for n, code in enumerate(said + (["nonsense"] if fault == "unasked" else [])):
        total = sum(left.values()) or 1.0
        share = min(max(each.get(code, 0.9), 0.01), 0.99)
        goes_on = Piece('"', share, {"]": 1 - share})
        likely = {one: value / total for one, value in left.items()}
        pieces += [*_plain(", " if n else ""), goes_on, *_coded(code, likely), *_plain('"')]
        for passed in [one for one in left if one <= code]:
            del left[passed]  # in the order of the list: what was passed over does not come any more
    return pieces + _plain("]}")


def _spans(model: Model, request: Request, fault: str, obeys: str) -> list[Piece]:
    codes = [choice.code for choice in request.choices]
    pieces = _plain('{"spans": [')
    found = [(code, request.text[start:end], request.text[:start].count(request.text[start:end]) + 1)
             for start, end, code in model.spans(request)]  # fmt: skip
    if fault == "misquoting":
        found = [(code, f"{quote} that nobody wrote", at) for code, quote, at in found] or [
            (codes[0], "no", 1)
        ]
    if fault == "unasked":
        found.append(("nonsense", request.text[:5], 1))
    if obeys:
        found = [(codes[0], request.secret or obeys, 1)]
    for n, (code, quote, at) in enumerate(found):
        likely = dict.fromkeys(codes, 0.1 / len(codes)) | {code: 0.9}
        pieces += _plain(', {"code": "' if n else '{"code": "') + _coded(code, likely)
        pieces += _plain(f'", "quote": {json.dumps(quote, ensure_ascii=False)}, "occurrence": {at}}}')
    return pieces + _plain("]}")


def _ordered(request: Request, order: str) -> str:
    """The code of the label that an item orders; as it is ordered where there is none."""
    named = [one.code for one in request.choices if order.casefold() in (one.name.casefold(), one.code)]
    return named[0] if named else order


def _coded(code: str, likely: Mapping[str, float]) -> list[Piece]:
    """The token of a code, one for one or two letters as vocabularies have it, and what else might be."""
    others = {one: share for one, share in likely.items() if one != code and share > 0}
    return [Piece(code, max(likely.get(code, 0.0), 1e-6), others)]


def _plain(text: str) -> list[Piece]:
    return [Piece(piece) for piece in _PIECES.findall(text)]


def _filled(schema: Mapping[str, Any], request: Request) -> Any:
    """Something that follows the schema: the first of an enum, names of what the texts have most of."""
    if "enum" in schema:
        return schema["enum"][0]
    if schema["type"] == "object":
        return {name: _filled(inner, request) for name, inner in schema["properties"].items()}
    if schema["type"] == "array":
        common = [word for word, _ in Counter(request.named_words()).most_common(3)]
        if schema["items"].get("type") == "object":
            return [dict.fromkeys(schema["items"]["properties"], word) for word in common]
        return common
    return 1 if schema["type"] == "integer" else "something"


def logprobs(pieces: list[Piece], top: int, odd: int | None) -> dict[str, Any] | None:
    """The log-probabilities of an answer as the protocol has them; `odd` is a wrong shape (0 to 4)."""
    if odd == 0:
        return None
    told = [_told(piece, top) for piece in pieces]
    if odd == 1:
        return {"content": told[:-2]}
    if odd == 2:
        return {"content": [one | {"logprob": "high"} for one in told]}
    if odd == 3:
        return {"content": [one | {"logprob": 3.5, "top_logprobs": {}} for one in told]}
    if odd == 4:
        return {"content": [one | {"token": "?", "bytes": None} for one in told]}
    return {"content": told}


def _told(piece: Piece, top: int) -> dict[str, Any]:
    found = sorted({**piece.others, piece.text: piece.share}.items(), key=lambda one: -one[1])
    tops = [
        {"token": text, "logprob": math.log(share), "bytes": list(text.encode())}
        for text, share in found[:top]
    ]
    own = {"token": piece.text, "logprob": math.log(piece.share), "bytes": list(piece.text.encode())}
    return own | {"top_logprobs": tops}
