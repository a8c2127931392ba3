"""How fast documents are asked about: a whole auto-label job beside the plainest loops of the same client.

python -m benchmarks.gpt_speed [--quick]

500 documents, a practice server in a process of its own that takes 50 ms for an answer, 32 in flight. The
bare loop is asyncio with the openai client and a semaphore, which keeps nothing, retries nothing and reads
the answer's text alone; the plain loop asks one after the other. All ask the same messages with the same
options, in turns; a project is new in each round, so that nothing is known of earlier answers.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nblabel as nl
from benchmarks.figures import publish
from benchmarks.practice import Apart, apart
from nblabel.gpt.asking import Outcome, Unlimited, ask, probe
from nblabel.gpt.codes import response_format
from nblabel.gpt.endpoint import Gpt
from nblabel.gpt.prompt import Described, Prompt, Question

DOCUMENTS, QUICK = 500, 64
IN_FLIGHT, DELAY = 32, 0.05
ROUNDS = 3
# The plain loop asks so much fewer: it is the same each time.
PLAIN = 5
LABELS = ("Sport", "Money", "Weather")
TEXTS = ("The team won match {}.", "The bank sold share {}.", "Rain and wind on day {}.")


def texts(count: int) -> list[str]:
    return [TEXTS[n % 3].format(n) for n in range(count)]


def prompt() -> Prompt:
    """The same as a job has without descriptions and examples."""
    return Prompt("multiclass", "text", [Described(n + 1, name, "") for n, name in enumerate(LABELS)])


def bodies(gpt: Gpt, asked: Prompt, documents: list[str]) -> list[dict[str, Any]]:
    """What the loops send: the requests that nblabel makes."""
    return [
        {
            "model": gpt.model,
            "messages": asked.messages(asked.parts(gpt, Question("k", text))[0]),
            "max_tokens": gpt.answer_tokens,
            "temperature": 0.0,
            "logprobs": True,
            "top_logprobs": 8,
            "response_format": response_format(asked.schema),
        }
        for text in documents
    ]


def bare(server: Apart, requests: list[dict[str, Any]]) -> None:
    """asyncio and the openai client, 32 in flight, and nothing else."""
    import openai

    async def all_of_them() -> None:
        turn = asyncio.Semaphore(IN_FLIGHT)
        async with openai.AsyncOpenAI(base_url=server.url, api_key="none") as client:

            async def one(body: dict[str, Any]) -> str:
                async with turn:
                    found = await client.chat.completions.create(**body)
                return str(found.choices[0].message.content)

            await asyncio.gather(*(one(body) for body in requests))

    asyncio.run(all_of_them())


def plain(server: Apart, requests: list[dict[str, Any]]) -> None:
    """The openai client, one after the other."""
    import openai

    with openai.OpenAI(base_url=server.url, api_key="none") as client:
        for body in requests:
            client.chat.completions.create(**body)


def asked_alone(gpt: Gpt, documents: list[str]) -> None:
    """Without a project: `ask` with a purse that allows everything."""
    told: list[Outcome] = []
    questions = (Question(str(n), text) for n, text in enumerate(documents))
    ask(gpt, prompt(), questions, Unlimited(), told.append, lambda: False)
    if sum(one.said is not None for one in told) != len(documents):
        raise RuntimeError("not every document has an answer")


@contextmanager
def project_of(documents: list[str]) -> Iterator[Any]:
    """A new project of these documents."""
    import pandas as pd

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "speed.nblabel"
        with nl.create(path, task="multiclass", media="text", labels=LABELS) as project:
            project.add(pd.DataFrame({"text": documents}), progress=False)
            yield project


def job_of(project: Any, gpt: Gpt, count: int) -> float:
    """Seconds of a whole job: from its start until every suggestion is in the project."""
    job = project.autolabel(gpt, budget=nl.Budget(requests=4 * count))
    began = time.perf_counter()
    job.start()
    job.wait()
    took = time.perf_counter() - began
    if job.status()["done"] != count:
        raise RuntimeError(f"the job ended with {job.status()}")
    return took


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main(quick: bool) -> None:
    documents = texts(QUICK if quick else DOCUMENTS)
    times: dict[str, list[float]] = {"job": [], "ask": [], "bare": [], "plain": []}
    with apart(delay=DELAY) as server:
        gpt = nl.gpt("practice", server.url, in_flight=IN_FLIGHT)
        probe(gpt)  # loads the client, too, for all alike
        requests = bodies(gpt, prompt(), documents)
        bare(server, requests[:IN_FLIGHT])
        for _ in range(1 if quick else ROUNDS):
            with project_of(documents) as project:
                times["job"].append(job_of(project, gpt, len(documents)) / len(documents))
            times["bare"].append(timed(lambda: bare(server, requests)) / len(requests))
            times["ask"].append(timed(lambda: asked_alone(gpt, documents)) / len(documents))
            times["plain"].append(timed(lambda: plain(server, requests[::PLAIN])) * PLAIN / len(requests))
    rates = {name: 1 / statistics.median(found) for name, found in times.items()}
    tell(rates, quick)


def tell(rates: dict[str, float], quick: bool) -> None:
    names = {
        "job": "a whole job: read, asked, reserved, stored, suggested",
        "ask": "asked alone",
        "bare": "asyncio + openai, 32 in flight",
        "plain": "openai, one after the other",
    }
    figures = [{"what": names[name], "documents_per_s": rate} for name, rate in rates.items()]
    ratios = [
        ("÷ asyncio + openai with as many in flight", rates["bare"], 0.8),
        ("÷ plain loop", rates["plain"], 5),
    ]
    bars = [
        {"what": f"a whole job {what}", "value": round(rates["job"] / peer, 2), "at_least": bar,
         "met": rates["job"] / peer >= bar}
        for what, peer, bar in ratios
    ]  # fmt: skip
    publish("gpt_speed", figures, bars, quick, delay_s=DELAY, in_flight=IN_FLIGHT)


if __name__ == "__main__":
    main("--quick" in sys.argv)
