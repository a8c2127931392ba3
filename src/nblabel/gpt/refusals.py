"""What it means when a request fails: to be tried again, lost, this item's fault, or everything's."""

import re
from email.utils import parsedate_to_datetime
from typing import Any, Literal, NamedTuple

from nblabel.gpt.endpoint import Gpt
from nblabel.gpt.faults import shortened

# again: refused for now. lost: sent, and nothing came back. absent: nobody was reached. item: refused for
# what it holds. long: more than the model takes. never: whatever is asked is refused.
Kind = Literal["again", "lost", "absent", "item", "long", "never"]
_LONG = re.compile(r"context[ _](length|window|size)|maximum context|too many tokens|too long", re.IGNORECASE)
_SPENT = re.compile(r"insufficient_quota|billing|exceeded your current quota", re.IGNORECASE)


class Refusal(NamedTuple):
    """A failed request. `unknown`: it may have been paid. `after`: seconds that the endpoint asks to wait."""

    kind: Kind
    reason: str
    unknown: bool = False
    after: float | None = None
    status: int = 0


def refusal_of(gpt: Gpt, error: Exception) -> Refusal:
    """What an error of the openai client means. Its words hold no key."""
    import openai

    if isinstance(error, TimeoutError | openai.APITimeoutError):
        if _unsent(error):
            return Refusal("absent", f"{gpt.host} does not answer.")
        return Refusal("lost", f"No answer within {gpt.timeout:g} s.", unknown=True)
    if isinstance(error, openai.APIStatusError):
        return _status(gpt, error)
    if isinstance(error, openai.APIConnectionError):
        if _unsent(error):
            return Refusal("absent", f"{gpt.host} does not answer.")
        return Refusal("lost", f"The connection to {gpt.host} broke.", unknown=True)
    return Refusal("lost", f"{type(error).__name__}: {shortened(str(error))}", unknown=True)


def _unsent(error: Exception) -> bool:
    """Whether it failed before anything was sent: no connection, or none free."""
    cause = error.__cause__
    return cause is not None and type(cause).__name__ in ("ConnectError", "ConnectTimeout", "PoolTimeout")


def _status(gpt: Gpt, error: Any) -> Refusal:
    status, said = int(error.status_code), shortened(_said(error))
    final = _final(gpt, status, said)
    if final:
        return Refusal("never", f"{final} It says: {said}", status=status)
    if status == 429:
        return Refusal("again", f"{gpt.host} had no room for it (429).", after=_after(error), status=429)
    if status in (408, 409) or status >= 500:
        return Refusal("again", f"{gpt.host} failed ({status}).", status >= 500, _after(error), status)
    if status == 413 or _LONG.search(said):
        return Refusal("long", f"Longer than {gpt.model} takes. It says: {said}", status=status)
    return Refusal("item", f"{gpt.host} refused it ({status}): {said}", status=status)


def _final(gpt: Gpt, status: int, said: str) -> str:
    """Why whatever is asked would be refused so; "" when it may be this request."""
    if status == 401:
        return f"{gpt.host} refuses the key in {gpt.key_variable}."
    if status == 403:
        return f"{gpt.host} does not let the key in {gpt.key_variable} use {gpt.model!r}."
    if status == 404:
        return f"There is no model {gpt.model!r} at {gpt.endpoint}."
    if status == 402 or (status == 429 and _SPENT.search(said)):
        return f"The account at {gpt.host} has nothing left."
    if 300 <= status < 400:
        return f"{gpt.endpoint} sends elsewhere ({status}): give the address itself."
    return ""


def _said(error: Any) -> str:
    """The endpoint's own words, with the error's code where it has one."""
    body = error.body
    if isinstance(body, dict):
        inner = body.get("error", body)
        if isinstance(inner, dict):
            words = [str(inner[name]) for name in ("code", "param", "message") if inner.get(name)]
            return ": ".join(words) or str(body)
        return str(inner)
    return str(body or error.message)


def _after(error: Any) -> float | None:
    """Seconds that the endpoint asks to wait, by any of the headers in use."""
    headers = error.response.headers
    try:
        if "retry-after-ms" in headers:
            return max(0.0, float(headers["retry-after-ms"]) / 1000)
        if "retry-after" in headers:
            return max(0.0, float(headers["retry-after"]))
    except ValueError:
        return _until(headers.get("retry-after", ""))
    return None


def _until(date: str) -> float | None:
    from datetime import UTC, datetime

    try:
        then = parsedate_to_datetime(date)
    except (TypeError, ValueError):
        return None
    return max(0.0, (then.astimezone(UTC) - datetime.now(UTC)).total_seconds())
