"""The person's keys while the kernel learns: painted as soon as without, and acknowledged.

    python -m benchmarks.keys_learning [--quick]

The keys of `benchmarks.keys` in a project of 3,000 photos, in rounds with assistance off and on. While it is
on, what was learnt is forgotten as soon as it was told, so that it learns without a rest. Of each save the
time to its acknowledgement is taken where the page's socket sends and receives them.
"""

import argparse
import shutil
import statistics
from pathlib import Path
from typing import Any

from benchmarks import figures, keys, peers
from benchmarks.notebooks import CLOCK, bench
from benchmarks.photos import BENCH, many

ROUNDS, PER_ROUND = 3, 30
ITEMS = 3_000
PAINTED, ACKNOWLEDGED = 1.3, 1.5
OFF, ON = "assistance off", "while it learns"
# Times of saves, by what goes through the page's sockets: requests are numbered.
SOCKETS = r"""
(() => {
  const begun = new Map();
  window.nbacks = [];
  const text = (data) => (typeof data === "string" ? data : new TextDecoder().decode(data));
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    if (!this.nbheard) {
      this.nbheard = true;
      this.addEventListener("message", (event) => {
        const told = event.data instanceof Blob ? "" : text(event.data);
        const rid = /"kind":\s*"saved"/.test(told) && /"rid":\s*(\d+)/.exec(told)?.[1];
        if (rid && begun.has(rid)) nbacks.push(performance.now() - begun.get(rid));
      });
    }
    const told = data instanceof Blob ? "" : text(data);
    const rid = /"kind":\s*"save"/.test(told) && /"rid":\s*(\d+)/.exec(told)?.[1];
    if (rid) begun.set(rid, performance.now());
    return send.call(this, data);
  };
})();
"""
LEARN = """
import threading
project.assist.start(features="quick")
assert project.assist.wait(120)
trainer, resting = project.assist._running(), threading.Event()
def again():
    while not resting.wait(0.05):
        if trainer.standing.phase == "ready" and trainer.learner.run is not None:
            trainer.learner.run = None
            trainer.answers_changed(None, "")
forgetting = threading.Thread(target=again)
forgetting.start()
"""
REST = "resting.set(); forgetting.join(); project.assist.stop()"
RUNS = "len(project.assist.runs())"


def project() -> Path:
    """A project of photos with a few answers to learn from."""
    import nblabel as nl

    file = BENCH / "keys_learning.nblabel"
    for old in BENCH.glob(f"{file.stem}.*"):
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    with nl.create(file, labels=["cat", "dog", "bird"], instructions="") as made:
        made.add(many(ITEMS), progress=False)
        names = ["cat", "dog", "bird"]
        made.annotate_many({item: names[n % 3] for n, item in enumerate(made.items()["item"][:60])})
    return file


def measure(rounds: int, n: int) -> tuple[dict[str, keys.Times], dict[str, list[float]], int]:
    """Times of keys and of acknowledgements by state, and how often it learnt meanwhile."""
    file = project()
    times = {state: keys.Times() for state in (OFF, ON)}
    acks: dict[str, list[float]] = {OFF: [], ON: []}
    cells = [
        f"import nblabel as nl\nproject = nl.open({str(file)!r})",
        f"project.label(layout={keys.LAYOUT!r})",
    ]
    with bench(_clock()) as jupyter, jupyter.notebook("learning", [*cells, LEARN, REST]) as notebook:
        notebook.run_cell(0)
        notebook.run_cell(1)
        person = keys.Person(notebook, file)
        person.round(keys.Times(), min(n, 10))
        for round_ in range(rounds):
            for state in (OFF, ON):
                if state == ON:
                    notebook.run_cell(2)
                notebook.page.evaluate("nbacks.length = 0")
                person.round(times[state], n)
                acks[state] += notebook.page.evaluate("nbacks")
                if state == ON:
                    notebook.run_cell(3)
                print(f"{round_:3d}  {state:18s}{keys.told(times[state])}", flush=True)
        runs = int(notebook.kernel.value(RUNS))
    return times, acks, runs


def _clock() -> Path:
    """The clock with the sockets' one behind it."""
    BENCH.mkdir(exist_ok=True)
    both = BENCH / "clock_learning.js"
    both.write_text(CLOCK.read_text() + SOCKETS)
    return both


def p99(times: list[float]) -> float:
    return statistics.quantiles(times, n=100, method="inclusive")[98]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.keys_learning")
    parser.add_argument("--quick", action="store_true", help="a few keys, nothing written")
    quick = parser.parse_args().quick
    times, acks, runs = measure(1, 5) if quick else measure(ROUNDS, PER_ROUND)
    rows: list[dict[str, Any]] = []
    for state, one in times.items():
        rows.append({"ms": f"key → label painted, {state}", **figures.summary(one.label)})
        rows.append({"ms": f"Submit → whole page painted, {state}", **figures.summary(one.page)})
        told = figures.summary(acks[state]) | {"p99": round(p99(acks[state]), 2)}
        rows.append({"ms": f"save → acknowledged, {state}", **told})
    bars = [
        figures.at_most(f"{what}, p95 ÷ assistance off", _p95(own) / _p95(idle), PAINTED)
        for what, own, idle in (
            ("key → painted", times[ON].label, times[OFF].label),
            ("Submit → painted", times[ON].page, times[OFF].page),
        )
    ]
    bars.append(
        figures.at_most("acknowledged, p99 ÷ assistance off", p99(acks[ON]) / p99(acks[OFF]), ACKNOWLEDGED)
    )
    figures.publish("keys_learning", rows, bars, quick, versions=peers.versions(), runs=runs)


def _p95(times: list[float]) -> float:
    return figures.summary(times)["p95"]


if __name__ == "__main__":
    main()
