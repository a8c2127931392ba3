"""1,000 simulated jobs: budgets drawn by chance, an endpoint that fails, loses answers and is killed with us.

python -m benchmarks.job_budget [--quick]

The jobs are real (store, purse, runner, threads); the endpoint is simulated in `Endpoint.ask`, which speaks
to the purse as `nblabel.gpt.asking.ask` does and keeps the true account: each request that went out, with the
tokens that a simple tokenizer counts. Some are refused (429), some get lost and may have been paid all the
same, and in a part of the jobs the kernel "dies": from some request on, nothing is written any more; then the
job is resumed. Bars: the true account never passes the budget, in any limit; nothing is asked more than twice
for a kill; and where nothing failed, the tokens lie within the range that was shown before.
"""

import random
import re
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nblabel as nl
from benchmarks.figures import at_most, publish
from nblabel.gpt import asking, capabilities, tokens
from nblabel.gpt.prompt import Part, Prompt, Question
from nblabel.jobs import clerk
from nblabel.openproject import Project
from nblabel.values.errors import StorageError

JOBS, QUICK_JOBS = 1000, 50
TEXTS = 30
TRIES = 6
ANSWER = 256  # the most tokens of an answer
_WORD = re.compile(r"\w+|[^\w\s]")


class KilledError(BaseException):
    """The kernel is no more."""


class Endpoint:
    """What really happens to the requests of one job."""

    def __init__(self, seed: int, labels: list[int]) -> None:
        self.lot = random.Random(seed)
        self.labels = labels
        faulty = self.lot.random() < 0.6
        self.limited = self.lot.uniform(0, 0.3) * faulty
        self.lost = self.lot.uniform(0, 0.1) * faulty
        self.in_flight = self.lot.choice([1, 4, 16])
        self.kills = [self.lot.randint(1, 20) for _ in range(self.lot.choice([0, 1, 2]))]
        self.requests = self.tokens_in = self.tokens_out = self.sent = 0
        self.asked: Counter[str] = Counter()  # runs of the job in which an item was asked
        self.failed = self.dead = False

    def ask(self, gpt: Any, prompt: Prompt, questions: Iterator[Question], purse: Any,
            told: Callable[[asking.Outcome], None], stop: Callable[[], bool]) -> str:  # fmt: skip
        """As `nblabel.gpt.asking.ask`: several in flight, which come home in any order."""
        flying: list[tuple[Question, int]] = []
        ended = ""
        while True:
            while not ended and len(flying) < self.in_flight:
                question = next(questions, None)
                if question is None:
                    ended = "done"
                    break
                self.asked[str(question.content)] += 1
                flying.append((question, 0))
            if not flying:
                return ended
            question, tried = flying.pop(self.lot.randrange(len(flying)))
            again = self._request(prompt, question, tried, purse, told)
            if again is None:
                ended = "budget"
            elif again:
                flying.append((question, tried + 1))

    def _request(self, prompt: Prompt, question: Question, tried: int, purse: Any,
                 told: Callable[[asking.Outcome], None]) -> bool | None:  # fmt: skip
        """True when it has to be sent once more, None when the budget does not allow it."""
        part = Part(question.content, question.examples)
        messages = prompt.messages(part)
        most_in, most_out = tokens.most_in(messages, prompt.schema_bytes), ANSWER
        if not purse.reserve(question.key, most_in, most_out):
            return None
        self.sent += 1
        took = sum(map(pieces, (str(one["content"]) for one in messages))) + 8 * len(messages)
        out = self.lot.randint(5, 20)
        if self.kills and self.sent >= self.kills[0]:
            self.kills.pop(0)
            self._charge(took, out)
            self.sent, self.dead, self.failed = 0, True, True
            raise KilledError
        chance = self.lot.random()
        if chance < self.limited:
            purse.settle(question.key, asking.Usage(0, 0, 0), 0)
            return self._again(question, tried, told, unknown=False)
        if chance < self.limited + self.lost:
            if self.lot.random() < 0.5:
                self._charge(took, out)
            purse.settle(question.key, asking.Usage(0, 0, 0), 1)
            return self._again(question, tried, told, unknown=True)
        self._charge(took, out)
        usage = asking.Usage(1, took, out)
        purse.settle(question.key, usage, 0)
        said = asking.Said(scores={label: 1 / len(self.labels) for label in self.labels})
        told(asking.Outcome(question, said, "", usage, False))
        return False

    def _again(self, question: Question, tried: int, told: Callable[[asking.Outcome], None],
               unknown: bool) -> bool:  # fmt: skip
        self.failed = True
        if tried + 1 < TRIES:
            return True
        told(asking.Outcome(question, None, "refused again and again", asking.Usage(0, 0, 0), unknown))
        return False

    def _charge(self, tokens_in: int, tokens_out: int) -> None:
        self.requests += 1
        self.tokens_in += tokens_in
        self.tokens_out += tokens_out


def pieces(text: str) -> int:
    """Tokens as a simple tokenizer counts them: words in parts of up to four letters, and every sign."""
    return sum(-(-len(word) // 4) for word in _WORD.findall(text))


def main(quick: bool) -> None:
    clerk.PATIENCE, clerk.AGAIN, clerk.GATHER = 0.0, 0.0, 0.0  # who is dead does not try again
    threading.excepthook = lambda given: None  # of the killed ones; what else fails is told by the job
    count = QUICK_JOBS if quick else JOBS
    found: Counter[str] = Counter()
    shm = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=shm if shm.is_dir() else None) as folder:
        project = make(folder)
        for seed in range(count):
            found.update(one(project, seed))
        project.close()
    figures = [{
        "jobs": count,
        "to their end": found["done"],
        "ended by the budget": found["budget"],
        "kills": found["kills"],
        "items asked twice": found["twice"],
        "requests": found["requests"],
        "jobs without a fault": found["whole"],
    }]  # fmt: skip
    bars = [
        at_most("jobs that passed a limit of their budget", found["over"], 0),
        at_most("jobs with more used than the project counts", found["uncounted"], 0),
        at_most("items asked more often than kills explain", found["too often"], 0),
        at_most("jobs without a fault outside the range shown", found["outside"], 0),
        at_most("jobs that came to no rest", found["restless"], 0),
    ]
    publish("job_budget", figures, bars, quick)


def make(folder: str) -> Project:
    """The project that all jobs work on; nothing is ever answered, so that each job has the same items."""
    import pandas as pd

    project = nl.create(Path(folder) / "b.nblabel", task="multiclass", media="text", labels=["cat", "dog"])
    lot = random.Random(1)
    words = ["the", "cat", "sat", "on", "a", "mat", "while", "dogs", "nobody", "cared", "about", "Übergröße"]
    rows = [f"{n}: " + " ".join(lot.choices(words, k=lot.randint(3, 120))) for n in range(TEXTS)]
    project.add(pd.DataFrame({"text": rows}), progress=False)
    return project


def one(project: Project, seed: int) -> Counter[str]:
    """One job from its start to its rest, over kills; what is wrong with it, counted."""
    lot = random.Random(seed)
    price = (lot.choice([0.15, 1.0, 10.0]), lot.choice([0.6, 2.0, 30.0]))
    gpt = nl.gpt(f"m{seed}", "http://127.0.0.1:9/v1", price=price, in_flight=lot.choice([2, 8, 32]))
    capabilities.remember(gpt, capabilities.Capabilities())
    endpoint = Endpoint(seed, [row.id for row in project.store.labels()])
    shown = project.autolabel(gpt, items=lot.randint(1, TEXTS)).estimate()
    budget = drawn(lot, shown, price)
    job = project.autolabel(gpt, items=shown["items"], budget=budget)
    kills = len(endpoint.kills)
    lives = run(project, job, endpoint)
    told, row = job.status(), project.store.job(job.id)
    money = (endpoint.tokens_in * price[0] + endpoint.tokens_out * price[1]) / 1e6
    tokens = endpoint.tokens_in + endpoint.tokens_out
    limits = ((tokens, budget.tokens), (endpoint.requests, budget.requests), (money, budget.money))
    whole = told["state"] == "done" and not endpoint.failed
    counted = row.used.plus(row.held)
    return Counter({
        "done": told["state"] == "done",
        "budget": told["state"] == "paused",
        "restless": told["state"] not in ("done", "paused"),
        "kills": kills - len(endpoint.kills),
        "twice": sum(n == 2 for n in endpoint.asked.values()),
        "requests": endpoint.requests,
        "whole": whole,
        "over": any(limit is not None and value > limit for value, limit in limits),
        "uncounted": tokens > counted.tokens_in + counted.tokens_out or endpoint.requests > counted.requests,
        "too often": sum(n > min(2, lives) for n in endpoint.asked.values()),
        "outside": whole and not (
            shown["tokens_low"] <= told["tokens"] <= shown["tokens_high"]
            and shown["cost_low"] <= told["cost"] <= shown["cost_high"]
        ),
    })  # fmt: skip


def drawn(lot: random.Random, shown: dict[str, Any], price: tuple[float, float]) -> nl.Budget:
    """A budget, from far too small to none."""
    share = lot.choice([0.0, lot.uniform(0.02, 1.0), lot.uniform(0.5, 3.0)])
    kinds = lot.sample(["tokens", "requests", "money"], lot.randint(0, 3))
    return nl.Budget(
        tokens=int(shown["tokens_high"] * share) if "tokens" in kinds else None,
        requests=int(shown["items"] * share) if "requests" in kinds else None,
        money=shown["cost_high"] * share if "money" in kinds else None,
    )


def run(project: Project, job: Any, endpoint: Endpoint) -> int:
    """Runs the job until it rests; how many lives that took."""
    real_ask, database = asking.ask, project.store.database
    real_write = database.write

    def write(work: Any) -> Any:
        if endpoint.dead:
            raise StorageError("The kernel is dead.")
        return real_write(work)

    asking.ask, database.write = endpoint.ask, write  # type: ignore[method-assign]
    try:
        job.start()
        lives = 1
        while True:
            job.wait()
            if not endpoint.dead:
                return lives
            endpoint.dead = False
            lives += 1
            job.resume()
    finally:
        asking.ask, database.write = real_ask, real_write  # type: ignore[method-assign]


if __name__ == "__main__":
    main("--quick" in sys.argv)
