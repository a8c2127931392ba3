"""How sure a model is of a code, from the log-probabilities of the tokens that decide it."""

import math
from collections.abc import Sequence

from nblabel.gpt.replies import Token


def shares(
    tokens: Sequence[Token], start: int, chosen: str, choices: Sequence[str]
) -> dict[str, float] | None:
    """The probability of each of `choices` where an answer says `chosen` (one of them).

    `start` is where the code begins in the answer, in bytes, after its quotation mark. Probabilities are
    those of the tokens told, renormalised over the choices; what the endpoint does not tell is spread evenly
    over those that it does not name. A code of several tokens is decided step by step. None when nothing can
    be told.
    """
    end = start + len(chosen.encode())
    found: dict[str, float] = {}
    alive, mass = list(choices), 1.0
    for token in tokens:
        if token.end <= start or token.start >= end or len(alive) == 1:
            continue
        told = _step(token, start, chosen, alive)
        if told is None:
            return None
        group = _meant(token.text, token, start, chosen, alive)
        found |= {code: mass * share for code, share in told.items() if code not in group}
        mass *= sum(told[code] for code in group)
        alive = group
    if chosen not in alive:
        return None
    found |= dict.fromkeys(alive, 0.0) | {chosen: mass}
    return found


def certainty(tokens: Sequence[Token], start: int, end: int) -> float:
    """The mean probability (geometric) of the tokens that overlap these bytes of an answer; 1 for none."""
    inside = [token.logprob for token in tokens if token.end > start and token.start < end]
    return math.exp(sum(inside) / len(inside)) if inside else 1.0


def chance(tokens: Sequence[Token], start: int, end: int) -> float:
    """The probability of all tokens that lie wholly between these bytes of an answer, one after the other."""
    return math.exp(sum(token.logprob for token in tokens if start <= token.start and token.end <= end))


def _step(token: Token, start: int, chosen: str, alive: Sequence[str]) -> dict[str, float] | None:
    """The probabilities of the codes still possible, by what this token might have been. They add up to 1."""
    told = dict.fromkeys(alive, 0.0)
    alternatives = {token.text: token.logprob, **dict(token.others)}
    named: set[str] = set()
    for text, logprob in alternatives.items():
        meant = _meant(text, token, start, chosen, alive)
        named.update(meant)
        for code in meant:
            told[code] += math.exp(logprob) / len(meant)
    silent = [code for code in alive if code not in named]
    rest = max(0.0, 1.0 - sum(math.exp(logprob) for logprob in alternatives.values()))
    for code in silent:
        told[code] = rest / len(silent)
    total = sum(told.values())
    return {code: share / total for code, share in told.items()} if total > 0 else None


def _meant(text: bytes, token: Token, start: int, chosen: str, alive: Sequence[str]) -> list[str]:
    """Which of `alive` an answer goes towards that has `text` in the place of `token`."""
    written = "".join(text.decode(errors="ignore").split())  # codes have no white space
    offset = token.start - start
    if offset < 0:  # the token has the quotation mark, or more, before the code
        lead = "".join(token.text[:-offset].decode(errors="ignore").split())
        if not written.startswith(lead):
            return []
        written = written[len(lead) :]
    else:
        written = chosen[:offset] + written
    code, mark, _ = written.partition('"')
    return [one for one in alive if (one == code if mark else one.startswith(code))] if code else []
