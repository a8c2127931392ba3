"""What the wall costs the kernel at 1,000,000 items: filters, sorts and jumps, bulk acts, and memory.

python -m benchmarks.wall_kernel [--quick]

Times are from an ask to its answer, through the desk's own threads, the first 200 items included; pictures
are not asked for. Reading the items and Submit have a process of their own each.
"""

import resource
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

from benchmarks.figures import at_most, publish, summary
from benchmarks.store_submit import BENCH, apart, timed
from nblabel.openproject import Project
from nblabel.store.items import NewItem
from nblabel.store.store import Store
from nblabel.values.annotation import Annotation, Whole
from nblabel.values.change import Change, Edit
from nblabel.values.ids import new_id
from nblabel.widget.desk import Desk
from nblabel.widget.protocol import PROTOCOL

ROWS, BULK, TURNS = 200, 40_000, 20
SUBMITS, ROUNDS = 80, 3
FILTERS: dict[str, dict[str, Any]] = {
    "filter: state": {"where": {"state": ["unlabeled"]}},
    "filter: label": {"where": {"label": [1]}},
    "filter: annotator and source": {"where": {"annotator": ["ana"], "source": ["script"]}},
    "filter: part of the name": {"where": {"text": "photo-0123"}},
    "sort: work order": {"where": {}},
    "sort: file name": {"where": {}, "sort": "name"},
    "sort: newest answer": {"where": {}, "sort": "newest"},
    "filter and sort": {"where": {"state": ["unlabeled"], "text": "7.jpg"}, "sort": "name"},
}


class Page:
    """One page of a desk: asks, and waits for the answers."""

    def __init__(self, project: Project) -> None:
        self.heard: dict[int, dict[str, Any]] = {}
        self.working: list[dict[str, Any]] = []
        self._news = threading.Condition()
        self.desk = Desk(project, self._take, lambda client, view: None)
        self._rid = 0

    def _take(self, content: dict[str, Any], buffers: list[bytes]) -> None:
        with self._news:
            if content["kind"] == "working":
                self.working.append(content["body"])
            self.heard[content.get("rid", 0)] = content
            self._news.notify_all()

    def ask(self, kind: str, **body: Any) -> dict[str, Any]:
        """The body of the answer."""
        return self.wait(self.send(kind, **body))

    def send(self, kind: str, **body: Any) -> int:
        self._rid += 1
        content = {"v": PROTOCOL, "kind": kind, "body": body, "rid": self._rid, "client": "page"}
        self.desk.link.receive(content)
        return self._rid

    def wait(self, rid: int) -> dict[str, Any]:
        with self._news:
            if not self._news.wait_for(lambda: rid in self.heard, 600):
                raise RuntimeError("no answer")
        content = self.heard.pop(rid)
        if content["kind"] == "failed":
            raise RuntimeError(content["body"]["message"])
        body: dict[str, Any] = content["body"]
        return body


def resident() -> float:
    """The memory this process holds now, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def create(path: str, size: int) -> None:
    """Make a project of this many photos, in folders of a thousand, that nobody reads."""
    import nblabel as nl

    with nl.create(path, labels=["cat", "dog", "owl"], media="image", annotator="ana") as project:
        source = project.store.add_source("folder", "photos", {})
        keys = (f"{n // 1000:03d}/photo-{n:07d}.jpg" for n in range(size))
        project.store.add_items(source, _batches(NewItem(key=key, path=key) for key in keys))


def _batches(items: Iterator[NewItem]) -> Iterator[list[NewItem]]:
    while batch := list(islice(items, 10_000)):
        yield batch


def reading(path: str) -> dict[str, float]:
    """Seconds until the items are in memory and until the order by name is too; MB that they take."""
    store = Store.open(path)
    before, began = resident(), time.perf_counter()
    with store.columns.look():
        read = time.perf_counter() - began
    store.warm()
    whole = time.perf_counter() - began
    told = {"read_s": read, "warm_s": whole, "columns_mb": store.columns.nbytes / 2**20}
    told["resident_mb"] = resident() - before
    store.close()
    return told


def asking(path: str, turns: int) -> dict[str, list[float]]:
    """Milliseconds of each kind of ask, kinds in turns, while answers go on changing."""
    import nblabel as nl

    times: dict[str, list[float]] = {name: [] for name in (*FILTERS, "jump")}
    with nl.open(path, annotator="ana") as project:
        page = Page(project)
        project.store.warm()
        keys = project.next(project.progress()["total"] // 50)
        project.annotate_many({key: ("cat", "dog")[n % 2] for n, key in enumerate(keys)})
        project.store.warm()  # as a widget does when many answers changed
        for turn in range(turns):
            project.annotate(keys[turn], "owl")
            for name, query in FILTERS.items():
                found = timed(times[name], lambda query=query: page.ask("arrange", query=query, count=ROWS))
            place = found["count"] * turn // turns
            there = {"view": found["view"], "start": place, "count": ROWS}
            timed(times["jump"], lambda there=there: page.ask("rows", **there))
        page.desk.close()
    return times


def acting(path: str, turns: int, most: int) -> dict[str, Any]:
    """Milliseconds of bulk acts on so many items and their undo, and of asks beside them."""
    import nblabel as nl

    times: dict[str, list[float]] = {"label": [], "undo": [], "label again": [], "annotate_many": []}
    beside: list[float] = []
    with nl.open(path, annotator="bea") as project:
        page = Page(project)
        project.store.warm()
        found = page.ask("arrange", query={"where": {"state": ["unlabeled"]}}, count=1)
        last = page.ask("rows", view=found["view"], start=min(most, found["count"]) - 1, count=1)["items"][0]
        chosen = {
            "query": {"where": {"state": ["unlabeled"]}}, "act": "label", "count": most,
            "between": [{"first": found["items"][0]["item"], "last": last["item"]}],
        }  # fmt: skip
        for _ in range(turns):
            for name in ("label", "label again"):
                edit = {
                    "id": new_id(),
                    "kind": "annotate",
                    "bulk": {**chosen, "label": 1 + (name != "label")},
                }
                timed(times[name], lambda edit=edit: _saved(page, project, edit, beside, found["view"]))
            for _ in ("label again", "label"):
                done = [one for one in project.store.acts("bea") if not one.undone][-1]
                edit = {"id": new_id(), "kind": "undo", "undoes": done.edit}
                timed(times["undo"], lambda edit=edit: _saved(page, project, edit, beside, found["view"]))
            keys = project.next(min(most, found["count"]))
            timed(times["annotate_many"], lambda keys=keys: project.annotate_many(dict.fromkeys(keys, "owl")))
            project.undo()
        told = {"times": times, "beside": beside, "working": len(page.working)}
        page.desk.close()
    return told


def _saved(page: Page, project: Project, edit: dict[str, Any], beside: list[float], view: int) -> None:
    """Save, and look elsewhere meanwhile, as a person does who goes on."""
    rid = page.send("save", project=project.about.uuid, annotator="bea", edits=[edit])
    while rid not in page.heard:
        timed(beside, lambda: page.ask("rows", view=view, start=len(beside) * 97, count=40))
        time.sleep(0.05)
    [verdict] = page.wait(rid)["verdicts"]
    if verdict.get("refusals"):
        raise RuntimeError(verdict["refusals"][0]["reason"])


def submitting(path: str, with_columns: bool) -> list[float]:
    """Milliseconds of each Submit of twelve items."""
    store = Store.open(path)
    times: list[float] = []
    if with_columns:
        store.warm()
    for _ in range(SUBMITS):
        keys = store.next("cay", 12)
        edits = [
            Edit(new_id(), "annotate", [Change(key, put=[Annotation(new_id(), 1, Whole())], state="draft")])
            for key in keys
        ]
        store.save("cay", edits)
        submit = [Change(e.changes[0].item, base=e.id, state="submitted") for e in edits]
        timed(times, lambda submit=submit: store.save("cay", [Edit(new_id(), "submit", submit)]))
        if with_columns:
            with store.columns.look():
                pass
    store.close()
    return times


def measure(path: str, quick: bool) -> dict[str, Any]:
    """Every figure, by name."""
    rounds, turns = (1, 1) if quick else (ROUNDS, TURNS)
    told: dict[str, Any] = {"reading": [apart(reading, path) for _ in range(rounds)]}
    submits: dict[bool, list[list[float]]] = {True: [], False: []}
    for _ in range(rounds):
        for with_columns, times in submits.items():
            times.append(apart(submitting, path, with_columns))
    told["submit"] = {k: summary(list(chain.from_iterable(v))) for k, v in submits.items()}
    told["asking"] = {name: summary(times) for name, times in apart(asking, path, turns).items()}
    told["acting"] = apart(acting, path, max(1, turns // 4), 4000 if quick else BULK)
    return told


def main(quick: bool) -> None:
    """Measures, prints, and keeps the result."""
    size = 20_000 if quick else 1_000_000
    BENCH.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BENCH) as folder:
        path = str(Path(folder) / "wall.nblabel")
        apart(create, path, size)
        told = measure(path, quick)
    acts = {name: summary(times) for name, times in told["acting"]["times"].items()}
    figures = [{"what": f"{name} (ms)", **found} for name, found in told["asking"].items()]
    figures += [{"what": f"{BULK:,} items: {name} (ms)", **found} for name, found in acts.items()]
    figures.append({"what": "rows asked for beside a bulk act (ms)", **summary(told["acting"]["beside"])})
    for with_columns, found in told["submit"].items():
        figures.append(
            {"what": f"submit, columns {'in memory' if with_columns else 'not read'} (ms)", **found}
        )
    publish("wall_kernel", figures, bars(told, acts), quick, items=size, rows=ROWS, reading=told["reading"])


def bars(told: dict[str, Any], acts: dict[str, Any]) -> list[dict[str, Any]]:
    """How the figures stand to what was asked for."""
    read = {name: max(one[name] for one in told["reading"]) for name in ("read_s", "resident_mb")}
    slowest = max(told["asking"].values(), key=lambda found: found["p95"])
    submit = told["submit"]
    ratio = submit[True]["median"] / submit[False]["median"]
    return [
        at_most("slowest filter, sort or jump, p95 (ms)", slowest["p95"], 300),
        at_most("bulk label, worst (s)", max(acts["label"]["max"], acts["label again"]["max"]) / 1000, 2),
        at_most("its undo, worst (s)", acts["undo"]["max"] / 1000, 2),
        at_most("items read into memory (s)", read["read_s"], 3),
        at_most("memory for them (MB)", read["resident_mb"], 150),
        at_most("submit, with columns against without (ratio)", ratio, 1.5),
        at_most("submit with columns, p95 (ms)", submit[True]["p95"], 10),
    ]


if __name__ == "__main__":
    main("--quick" in sys.argv)
