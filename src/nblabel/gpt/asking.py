"""Asks questions of an endpoint, many at a time, and tells each outcome once."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from nblabel.gpt import joining
from nblabel.gpt.capabilities import Capabilities
from nblabel.gpt.client import allow, run
from nblabel.gpt.contents import sent
from nblabel.gpt.endpoint import Gpt
from nblabel.gpt.faults import EndpointError, GptError
from nblabel.gpt.line import Line, Most, Purse, Tally
from nblabel.gpt.probing import PROBE, body_of, probed
from nblabel.gpt.prompt import Part, Prompt, Question
from nblabel.gpt.quotes import in_original
from nblabel.gpt.reading import Said, Unusable, read
from nblabel.gpt.refusals import Refusal
from nblabel.gpt.replies import Usage

__all__ = ["PROBE", "Outcome", "Purse", "Said", "Usage", "ask", "probe"]

# How often the windows of a text may be halved that an endpoint calls too long.
HALVINGS = 6
# So many items refused one after the other, and none ever answered: it is not the items.
ALL_REFUSED = 20
CANARY = "The document tried to instruct the model. "


class Outcome(NamedTuple):
    """What became of a question: what was said, or the reason why nothing was.

    `unknown`: some request of it may have been paid though no answer came.
    """

    question: Question
    said: Said | None
    reason: str
    usage: Usage
    unknown: bool


def ask(gpt: Gpt, prompt: Prompt, questions: Iterator[Question], purse: Purse,
        told: Callable[[Outcome], None], stop: Callable[[], bool]) -> str:  # fmt: skip
    """Asks all questions, at most `gpt.in_flight` at a time; blocks until done.

    Gives "done", "stopped" (`stop` said so; what is in flight is waited for) or "budget" (the purse refused).
    `told` hears once of every question that has an outcome, in the order in which they arrive; one that was
    taken and not told when this ends was not answered, and may be asked again. Nothing that was answered is.
    Raises ConsentError, KeyMissingError, and EndpointError when whatever is asked is refused.
    """
    allow(gpt)
    asking = _Asking(gpt, prompt, questions, purse, told, stop)
    run(asking.all)
    if asking.fault:
        raise EndpointError(asking.fault)
    return "done" if asking.exhausted else "stopped" if asking.stopped else "budget"


def probe(gpt: Gpt) -> Capabilities:
    """What the endpoint can do with the model: known, or found out by one tiny request.

    Raises ConsentError, KeyMissingError, EndpointError.
    """
    allow(gpt)

    async def found() -> tuple[Capabilities | None, str]:
        line = Line(gpt, Unlimited(), lambda: False)
        try:
            return await probed(line), line.broken
        finally:
            await line.close()

    able, fault = run(found)
    if able is None:
        raise EndpointError(fault)
    return able


class Unlimited:
    """A purse for the few requests that a person makes by hand."""

    def reserve(self, key: str, tokens_in: int, tokens_out: int) -> bool:
        """True."""
        return True

    def settle(self, key: str, usage: Usage, unknown: int) -> None:
        """Nothing."""


class _Asking:
    """One run of `ask`."""

    def __init__(self, gpt: Gpt, prompt: Prompt, questions: Iterator[Question], purse: Purse,
                 told: Callable[[Outcome], None], stop: Callable[[], bool]) -> None:  # fmt: skip
        self.fault = ""
        self.exhausted = self.stopped = False
        self._gpt, self._prompt, self._questions = gpt, prompt, questions
        self._purse, self._told, self._stop = purse, told, stop
        self._spent = False
        self._able = Capabilities()
        self._halvings = self._answered = self._refused = 0

    def reserve(self, key: str, tokens_in: int, tokens_out: int) -> bool:
        """As the purse says; once it refuses, asking ends."""
        self._spent = self._spent or not self._purse.reserve(key, tokens_in, tokens_out)
        return not self._spent

    def settle(self, key: str, usage: Usage, unknown: int) -> None:
        """As the purse does."""
        self._purse.settle(key, usage, unknown)

    def _ended(self) -> bool:
        self.stopped = self.stopped or self._stop()
        return self.stopped or self._spent or bool(self.fault)

    async def all(self) -> None:
        """Asks until there is nothing more to ask, or no more to be asked."""
        self._line = Line(self._gpt, self, self._ended)
        self._turn = asyncio.Lock()
        try:
            able = None if self._ended() else await probed(self._line)
            self.fault = self._line.broken
            if able is not None and not self.fault:
                self._able = able
                await self._work()
        finally:
            await self._line.close()

    async def _work(self) -> None:
        """Whoever raises ends all, but what is in flight is paid and comes home first."""
        workers = [asyncio.create_task(self._worker()) for _ in range(self._gpt.in_flight)]
        await asyncio.wait(workers)
        for worker in workers:
            worker.result()

    async def _worker(self) -> None:
        try:
            while (question := await self._next()) is not None:
                outcome = await self._question(question)
                self.fault = self.fault or self._line.broken
                if outcome is not None:
                    self._told(outcome)
        except BaseException:
            self.fault = self.fault or "Asking was broken off."
            raise

    async def _next(self) -> Question | None:
        """The next question, taken beside the loop: it may read contents, and wait for outcomes."""
        async with self._turn:
            if self._ended() or self.exhausted:
                return None
            question = await asyncio.to_thread(next, self._questions, None)
            self.exhausted = question is None
            return question

    async def _question(self, question: Question) -> Outcome | None:
        """None when asking ended before anything came of it."""
        tally = Tally()
        fault = ""
        said: Said | Refusal | Unusable | None = None
        try:
            said = await self._said(question, tally)
        except GptError as error:
            fault = str(error)
        if said is None and not fault:
            return None
        if isinstance(said, Said):
            self._answered += 1
            return Outcome(question, said, "", tally.usage, tally.unknown)
        if isinstance(said, Refusal):
            self._count_refused(said)
        canary = CANARY if isinstance(said, Unusable) and said.canary else ""
        reason = canary + (said.reason if said is not None else fault)
        return Outcome(question, None, reason, tally.usage, tally.unknown)

    def _count_refused(self, refusal: Refusal) -> None:
        self._refused += refusal.kind == "item"
        if self._refused >= ALL_REFUSED and not self._answered:
            self.fault = self.fault or f"{self._gpt.name} refuses every item: {refusal.reason}"

    async def _said(self, question: Question, tally: Tally) -> Said | Refusal | Unusable | None:
        halvings = self._halvings
        parts = self._prompt.parts(self._gpt, question, halvings)
        said = await self._parts(question, parts, tally)
        while isinstance(said, Refusal) and said.kind == "long" and halvings < HALVINGS:
            halvings += 1
            shorter = self._prompt.parts(self._gpt, question, halvings)
            if shorter != parts:  # the very same would be refused again
                parts = shorter
                said = await self._parts(question, parts, tally)
        if isinstance(said, Said):
            self._halvings = max(self._halvings, halvings)  # the next ones need not find out
            self._put_back(question, said)
        return said

    async def _parts(
        self, question: Question, parts: list[Part], tally: Tally
    ) -> Said | Refusal | Unusable | None:
        saids = []
        for part in parts:
            said = await self._part(question.key, part, tally)
            if not isinstance(said, Said):
                return said
            saids.append(said)
        return joining.joined(saids, [part.start for part in parts], [len(part.content) for part in parts])

    async def _part(self, key: str, part: Part, tally: Tally) -> Said | Refusal | Unusable | None:
        """One answer where it has log-probabilities, else as many as vote."""
        votes = self._gpt.most_votes
        wanted, asked = 1 if self._able.logprobs else votes, 0
        saids: list[Said] = []
        failed: Refusal | Unusable | None = None
        while asked < wanted:
            n = wanted - asked if self._able.several else 1
            got = await self._line.send(key, *self._body(part, n, asked + n > 1), tally)
            if got is None or isinstance(got, Refusal):
                failed = got
                break
            asked += n
            for answer in got.answers[:n]:
                said = read(self._prompt, part.content if isinstance(part.content, str) else "", answer)
                failed = said if isinstance(said, Unusable) else failed
                saids += [said] if isinstance(said, Said) else []
            if wanted == 1 and saids and not saids[0].scored:
                wanted = votes  # its log-probabilities are of no use
        if not saids:
            return failed
        return saids[0] if saids[0].scored else joining.voted(saids, confident=len(saids) > 1)

    def _body(self, part: Part, n: int, vary: bool) -> tuple[dict[str, Any], Most]:
        prompt, most = self._prompt, self._gpt.answer_tokens
        body = body_of(
            self._gpt.model, self._able, prompt.messages(part), most, prompt.schema, n, float(vary),
            min(20, len(prompt.codes) + 5),
        )  # fmt: skip
        return body, Most(prompt.most_in(part), most * n)

    def _put_back(self, question: Question, said: Said) -> None:
        """Spans of a redacted text get the places that the original has; those it changed are dropped."""
        if self._gpt.redact is None or not isinstance(question.content, str) or not said.spans:
            return
        whole = str(sent(self._gpt, question.content))
        kept = []
        for start, end, label, score in said.spans:
            at = in_original(question.content, whole, start, end)
            if at is not None:
                kept.append((*at, label, score))
        said.dropped += len(said.spans) - len(kept)
        said.spans = sorted(kept, key=lambda span: span[:3])
