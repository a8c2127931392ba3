"""Jobs of a model behind an endpoint: questions are noted in batches, answers kept as they come."""

import threading
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from nblabel.gpt import asking
from nblabel.gpt.capabilities import Capabilities, known
from nblabel.gpt.contents import content_of
from nblabel.gpt.endpoint import Gpt
from nblabel.gpt.prompt import Prompt, Question
from nblabel.jobs.desk import Desk, Task
from nblabel.jobs.examples import Examples
from nblabel.jobs.said import of_endpoint
from nblabel.store.jobs import Spent
from nblabel.store.replies import Reply
from nblabel.values.errors import NblabelError

# Items that are noted as asked in one transaction. So many may wait to be sent when a kernel is killed.
BATCH = 16
# Answers that are remembered until they are surely stored.
LATELY = 2000
_decode = msgspec.json.Decoder(asking.Said).decode


class Ready(NamedTuple):
    """A question as it can be sent: the key of its reply, and the most that it can cost."""

    task: Task
    question: Question
    reply: str
    most: Spent


class Asker:
    """Asks an endpoint about a job's items."""

    def __init__(self, gpt: Gpt, prompt: Prompt, examples: Examples) -> None:
        self._gpt, self._prompt, self._examples = gpt, prompt, examples

    def work(self, desk: Desk) -> str:
        """ "done", "stopped" or "budget". Raises GptError when the endpoint refuses whatever is asked."""
        round_ = Round(self._gpt, self._prompt, self._examples, desk)
        while True:
            try:
                ended = asking.ask(
                    self._gpt, self._prompt, round_.questions(), desk.purse, round_.told, desk.stop
                )
            finally:
                round_.close()
            if ended != "done" or desk.stop():
                return ended if ended != "done" else "stopped"
            if not round_.left:
                return "done"
            # All answers are there, and what was reserved beyond their price has been given back.
            if not desk.purse.fits(round_.left[0].most):
                return "budget"


class Round:
    """What is asked in one run of a job, from the first question to the last answer."""

    def __init__(self, gpt: Gpt, prompt: Prompt, examples: Examples, desk: Desk) -> None:
        self._gpt, self._prompt, self._examples, self._desk = gpt, prompt, examples, desk
        self._asked: dict[str, tuple[Task, str]] = {}  # task and key of its reply, by the question's key
        self._alike = Alike()
        self.left: list[Ready] = []  # prepared, and too much for the budget while others are in flight

    # --- questions ------------------------------------------------------------------------------------

    def questions(self) -> Iterator[Question]:
        """The questions, until there are no more or the next might pass the budget; what is not asked because
        it is known already is done on the way."""
        size = max(1, min(BATCH, self._gpt.in_flight // 2))
        while ready := self.left or self._prepared(size):
            booked, self.left = self._book(ready)
            yield from booked
            if self.left:
                return

    def _prepared(self, size: int) -> list[Ready]:
        """The next questions; [] at the end."""
        while tasks := self._desk.take(size):
            found = []
            for task in tasks:
                try:
                    found.append(self._question(task))
                except NblabelError as error:  # it cannot be read, or is too long, or is not to leave
                    self._desk.failed(task, str(error))
            replies = self._desk.project.store.replies(one.reply for one in found)
            for one in found:
                if one.reply in replies:  # paid for before
                    self._desk.done(one.task, of_endpoint(_decode(replies[one.reply])))
            if fresh := [one for one in found if one.reply not in replies]:
                return fresh
        return []

    def _question(self, task: Task) -> Ready:
        given = self._desk.read(task)
        content = content_of(self._gpt, given)
        question = Question(task.key, content, self._examples.near(task.row.item, content))
        tokens_in, tokens_out = self._prompt.most_tokens(self._gpt, question)
        able = known(self._gpt) or Capabilities()
        requests = len(self._prompt.parts(self._gpt, question)) * able.asked(self._gpt)[1]
        most = Spent(tokens_in, tokens_out, requests, self._desk.records(given))
        return Ready(task, question, self._prompt.cache_key(self._gpt, question), most)

    def _book(self, ready: list[Ready]) -> tuple[list[Question], list[Ready]]:
        """As many as the budget allows, noted before any is sent; and the rest."""
        booked: list[Ready] = []
        for n, one in enumerate(ready):
            said = self._alike.join(one.reply, one.task)
            if said is not None:
                self._desk.done(one.task, of_endpoint(said))
            elif self._alike.leads(one.reply, one.task):
                if not self._desk.purse.book(one.task.key, one.most):
                    self._alike.leave(one.reply)
                    return self._noted(booked), ready[n:]
                self._asked[one.task.key] = one.task, one.reply
                booked.append(one)
        return self._noted(booked), []

    def _noted(self, booked: list[Ready]) -> list[Question]:
        if booked:
            self._desk.note([(one.task, one.most) for one in booked])
        return [one.question for one in booked]

    # --- answers --------------------------------------------------------------------------------------

    def told(self, outcome: asking.Outcome) -> None:
        """Keeps what became of a question, and of the items that ask the very same."""
        task, key = self._asked.pop(outcome.question.key)
        closed = self._desk.purse.close(task.key)
        said = outcome.said
        others = self._alike.told(key, said)
        if said is None:
            self._desk.failed(task, outcome.reason, closed)
            for one in others:
                self._desk.failed(one, outcome.reason)
            return
        text = msgspec.json.encode(said).decode()
        reply = Reply(key, text, closed.used.tokens_in, closed.used.tokens_out)
        self._desk.done(task, of_endpoint(said), reply, closed)
        for one in others:
            self._desk.done(one, of_endpoint(said))

    def close(self) -> None:
        """What was noted and never told waits again; what was reserved for it is given back."""
        for task, _ in self._asked.values():
            self._desk.back(task, self._desk.purse.close(task.key))
        self._asked.clear()


class Alike:
    """Items of which the very same is asked: the first asks for all. Answers of the last moment are
    remembered, since they may not be stored yet. Safe from any thread."""

    def __init__(self) -> None:
        self._tasks: dict[str, list[Task]] = {}
        self._lately: dict[str, asking.Said] = {}
        self._lock = threading.Lock()

    def join(self, reply: str, task: Task) -> "asking.Said | None":
        """What was said just now under this key; else the task waits for it, the first in the lead."""
        with self._lock:
            if reply in self._lately:
                return self._lately[reply]
            self._tasks.setdefault(reply, []).append(task)
            return None

    def leads(self, reply: str, task: Task) -> bool:
        """Whether this one asks for the others."""
        with self._lock:
            return self._tasks[reply][0] is task

    def leave(self, reply: str) -> None:
        """Nobody asks this now."""
        with self._lock:
            del self._tasks[reply]

    def told(self, reply: str, said: "asking.Said | None") -> list[Task]:
        """Those that waited for this beside who asked."""
        with self._lock:
            if said is not None:
                self._lately[reply] = said
                while len(self._lately) > LATELY:
                    del self._lately[next(iter(self._lately))]
            return self._tasks.pop(reply)[1:]
