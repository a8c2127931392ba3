"""One request to its end: in its turn, reserved before it is sent, tried again, settled."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from nblabel.gpt.client import connect
from nblabel.gpt.endpoint import Gpt
from nblabel.gpt.pace import Bucket
from nblabel.gpt.refusals import Refusal, refusal_of
from nblabel.gpt.replies import Reply, Usage, read_reply

# How often a request is sent at most; how often one that got lost, since each time may have been paid; and
# how often where nobody ever answered.
TRIES = 6
LOST_TRIES = 2
FIRST_TRIES = 3
# Seconds before the second try, doubled each time, and the longest rest that is waited for.
FIRST_REST = 0.5
LONGEST_REST = 120.0
_GLANCE = 0.1


class Purse(Protocol):
    """Says what may be spent. All calls come from the thread that asks.

    Under a key, `reserve` and `settle` take turns: a pair for each request, also for a further try.
    """

    def reserve(self, key: str, tokens_in: int, tokens_out: int) -> bool:
        """Durable before the request is sent. False: the budget does not allow it, and asking ends."""

    def settle(self, key: str, usage: Usage, unknown: int) -> None:
        """What the request reserved last under this key took, the rest is given back. `unknown` 1: whether it
        was paid is not known, and what was reserved stays so."""


class Most(NamedTuple):
    """A bound of what a request takes."""

    tokens_in: int
    tokens_out: int


@dataclass
class Tally:
    """What the requests of one question took so far."""

    usage: Usage = field(default_factory=Usage)
    unknown: bool = False


class Line:
    """An endpoint, for as long as a job asks it. `ended` tells that nothing more is to be sent.

    `broken` is why nothing can be asked any more, "" while it can. Raises EndpointError.
    """

    def __init__(self, gpt: Gpt, purse: Purse, ended: Callable[[], bool]) -> None:
        self.gpt = gpt
        self.broken = ""
        self._purse = purse
        self._ended = ended
        self._client = connect(gpt)
        self._create = self._client.chat.completions.with_raw_response.create
        self._requests = Bucket(gpt.requests_per_minute)
        self._tokens = Bucket(gpt.tokens_per_minute)
        self._answered = False

    async def close(self) -> None:
        """Ends the connections."""
        await self._client.close()

    async def send(self, key: str, body: dict[str, Any], most: Most, tally: Tally) -> Reply | Refusal | None:
        """The reply, or why there is none; None when asking ended first (`ended`, or the purse)."""
        lost = 0
        for tried in range(1, TRIES + 1):
            got = await self._once(key, body, most, tally)
            if not isinstance(got, Refusal) or got.kind in ("item", "long"):
                return got
            lost += got.kind == "lost"
            if got.kind == "never" or (got.after or 0) > LONGEST_REST or self._gives_up(got, tried):
                self.broken = self.broken or _told(got)
                return None
            if tried == TRIES or lost == LOST_TRIES:
                times = f" {tried} times" if tried > 1 else ""
                return got._replace(reason=f"{got.reason} Tried{times or ' once'}.")
            if not await self._rested(got, tried):
                return None
        return None

    def _gives_up(self, got: Refusal, tried: int) -> bool:
        return got.kind == "absent" and tried >= (TRIES if self._answered else FIRST_TRIES)

    async def _once(self, key: str, body: dict[str, Any], most: Most, tally: Tally) -> Reply | Refusal | None:
        share = most.tokens_in // 4 + most.tokens_out  # as endpoints themselves foresee it
        await self._requests.take(1)
        await self._tokens.take(share)
        if self._ended() or not self._purse.reserve(key, *most):
            return None
        got = await self._sent(body)
        if isinstance(got, Reply):
            # An endpoint that does not say what it took is taken to have taken the most.
            usage, unknown = got.usage or Usage(1, *most), False
            self._keep_to(most, usage)
        else:
            usage, unknown = Usage(int(got.kind != "absent")), got.unknown
        self._purse.settle(key, usage, int(unknown))
        self._tokens.give(share - usage.tokens_in - usage.tokens_out)
        tally.usage = tally.usage.plus(usage)
        tally.unknown |= unknown
        return got

    async def _sent(self, body: dict[str, Any]) -> Reply | Refusal:
        try:
            async with asyncio.timeout(self.gpt.timeout):
                # As an extra the body goes as it is; as arguments the client walks through all of it.
                raw = await self._create(model=self.gpt.model, messages=[], extra_body=body)
                content = raw.http_response.content
        except Exception as error:  # each kind has its meaning; it is not kept, since it holds the request
            return refusal_of(self.gpt, error)
        self._answered = True
        reply = read_reply(content)
        if reply is None:
            return Refusal("item", f"What {self.gpt.host} gave is no chat completion.", unknown=True)
        return reply

    def _keep_to(self, most: Most, usage: Usage) -> None:
        """Ends all where the endpoint counts more than can be: no budget could be kept."""
        if usage.tokens_in > most.tokens_in or usage.tokens_out > most.tokens_out:
            self.broken = self.broken or (
                f"{self.gpt.host} counted {usage.tokens_in} tokens in and {usage.tokens_out} out, and more "
                f"than {most.tokens_in} and {most.tokens_out} cannot be: it would break any budget."
            )

    async def _rested(self, got: Refusal, tried: int) -> bool:
        """Waits as the endpoint asks, else longer each time; False when asking ended meanwhile."""
        rest = got.after and got.after * random.uniform(1, 1.25)  # not all at the same moment
        if rest is None:
            rest = FIRST_REST * 2 ** (tried - 1) * random.uniform(0.5, 1.5)
        until = asyncio.get_running_loop().time() + rest
        while (left := until - asyncio.get_running_loop().time()) > 0:
            if self._ended():
                return False
            await asyncio.sleep(min(left, _GLANCE))
        return not self._ended()


def _told(got: Refusal) -> str:
    if got.kind != "never" and (got.after or 0) > LONGEST_REST:
        return f"{got.reason} It asks to wait for {got.after:.0f} s: go on then."
    return got.reason
