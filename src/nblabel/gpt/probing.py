"""Finds out with one tiny request (a few where it is refused) what an endpoint can do with a model."""

import json
import re
from typing import Any

from nblabel.gpt import tokens
from nblabel.gpt.capabilities import Capabilities, known, remember
from nblabel.gpt.codes import members, response_format
from nblabel.gpt.faults import EndpointError
from nblabel.gpt.line import Line, Most, Tally
from nblabel.gpt.refusals import Refusal
from nblabel.gpt.replies import Reply

# The key under which it is reserved.
PROBE = "probe"
_SCHEMA = members(code={"type": "string", "enum": ["a"]})
_ANSWER = 32
_MESSAGES = [
    {"role": "system", "content": "You answer in JSON."},
    {"role": "user", "content": "Say hello."},
]
# What an endpoint names when it refuses a request for it, in the order in which it is then left out.
_NAMED = {
    "limit": re.compile(r"max_tokens"),
    "logprobs": re.compile(r"logprob", re.IGNORECASE),
    "schema": re.compile(r"response_format|schema|grammar|structured", re.IGNORECASE),
    "temperature": re.compile(r"temperature", re.IGNORECASE),
    "several": re.compile(r"\bn\b|choices|best_of", re.IGNORECASE),
}
_ORDER = ("several", "logprobs", "schema", "temperature", "limit")


def body_of(model: str, able: Capabilities, messages: list[dict[str, Any]], answer_tokens: int,
            schema: dict[str, Any], n: int, temperature: float, top: int) -> dict[str, Any]:  # fmt: skip
    """A request for n answers, of what the endpoint is able to do."""
    body: dict[str, Any] = {"model": model, "messages": messages, able.limit: answer_tokens}
    if able.schema:
        body["response_format"] = response_format(schema)
    if able.temperature:
        body["temperature"] = temperature
    if able.logprobs:
        body |= {"logprobs": True, "top_logprobs": top}
    return body | {"n": n} if n > 1 else body


async def probed(line: Line) -> Capabilities | None:
    """What the endpoint can do, asked once while the program runs; None when asking ended first.

    Raises EndpointError when it refuses whatever is asked.
    """
    gpt = line.gpt
    able = known(gpt)
    if able is not None:
        return able
    able, refused = Capabilities(), ""
    for _ in range(len(_ORDER) + 1):
        n = 2 if able.several else 1
        # Neither 0, which some do not take with several answers, nor 1, which some take alone.
        body = body_of(gpt.model, able, _MESSAGES, _ANSWER, _SCHEMA, n, 0.5, 2)
        most = Most(tokens.most_in(_MESSAGES, len(json.dumps(_SCHEMA))), _ANSWER * n)
        got = await line.send(PROBE, body, most, Tally())
        if got is None:
            return None
        if isinstance(got, Reply):
            return remember(gpt, _seen(able, got))
        refused = got.reason
        less = _less(able, got)
        if less is None:
            break
        able = less
    raise EndpointError(f"{gpt.name} answers nothing: {refused}")


def _less(able: Capabilities, refusal: Refusal) -> Capabilities | None:
    """With less asked for: what the refusal names, else the next that can be left out."""
    if refusal.kind != "item":
        return None
    asked = [name for name in _ORDER if _is_asked(able, name)]
    named = [name for name, pattern in _NAMED.items() if name in asked and pattern.search(refusal.reason)]
    if not asked:
        return None
    name = (named or asked)[0]
    less = Capabilities(False, False, False, False, "max_completion_tokens")
    return able._replace(**{name: getattr(less, name)})


def _is_asked(able: Capabilities, name: str) -> bool:
    return able.limit == "max_tokens" if name == "limit" else bool(getattr(able, name))


def _seen(able: Capabilities, reply: Reply) -> Capabilities:
    """What the reply shows to be really there: much is ignored without a word.

    A schema that was taken is sent on, followed or not: it can only help.
    """
    first = reply.answers[0]
    return able._replace(
        logprobs=able.logprobs and first.tokens is not None and any(token.others for token in first.tokens),
        several=able.several and len(reply.answers) > 1,
    )
