"""A scripted person marks the names in real sentences in the reader while the kernel is killed.

    python -m benchmarks.marking [--quick]

By mouse (drag, double click, half of the drags with Shift) in one sentence, by keyboard in the next. What
is stored in the end must be the gold of the public set: every span once, with its label and its offsets.
"""

import json
import random
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import figures
from benchmarks.notebooks import bench
from tests.browser.harness.grid import Grid
from tests.browser.harness.lab import NotebookPage
from tests.browser.harness.reader import Reader
from tests.shared_data import shared

SENTENCES, KILLS, SEED = 300, 10, 5
# Of so many sentences one has nothing to mark.
EMPTY = 15
NAME = "sentences"
LABELS = ("person", "location", "group", "corporation", "product", "creative-work")
Mark = tuple[str, int, int]
# Whether both ends of a part are ends of words, how many words it has, and how many steps of the caret lie
# before it and in it.
STEPS = """([before, part, after]) => {
    const ends = (kind, text) => [...new Intl.Segmenter(undefined, {granularity: kind}).segment(text)]
        .map(one => one.index).concat(text.length);
    const words = ends("word", before + part + after);
    const from = before.length, to = from + part.length;
    const inside = words.filter(at => at > from && at <= to);
    return [words.includes(from) && words.includes(to), inside.length,
        ends("grapheme", before).length - 1, ends("grapheme", part).length - 1];
}"""


@dataclass(frozen=True)
class Sentence:
    """A text and what is to be marked in it, in order."""

    text: str
    gold: tuple[Mark, ...]


def sentences(count: int) -> dict[str, Sentence]:
    """So many sentences by key, no two alike."""
    found: dict[str, Sentence] = {}
    for part in ("train", "dev", "test"):
        for line in (shared("wnut17") / f"{part}.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            marks = tuple(sorted((one["label"], one["start"], one["end"]) for one in row["spans"]))
            found.setdefault(
                row["text"], Sentence(row["text"], tuple(sorted(marks, key=lambda one: one[1:])))
            )
    chance = random.Random(SEED)
    full = [one for one in found.values() if one.gold]
    empty = [one for one in found.values() if not one.gold]
    chosen = chance.sample(full, count - count // EMPTY) + chance.sample(empty, count // EMPTY)
    return {f"sentence {n}": one for n, one in enumerate(chosen)}


@dataclass
class Outcome:
    """What was marked and shown, by item and id; how; and how often the kernel was killed."""

    shown: dict[str, dict[str, Mark]] = field(default_factory=dict)
    ways: Counter[str] = field(default_factory=Counter)
    kills: int = 0


class Person:
    """Marks what the gold says in whatever sentence is shown."""

    def __init__(self, notebook: NotebookPage, todo: dict[str, Sentence], strikes: set[int]) -> None:
        self._notebook = notebook
        self._todo = todo
        self._strikes = strikes
        self._acts = 0
        self.outcome = Outcome()
        self.sit_down()

    def sit_down(self) -> None:
        """Runs the cells and waits for a sentence."""
        self._notebook.run_all()
        self._reader = Reader(Grid(self._notebook.page, NAME))
        self._reader.grid.wait(lambda: self._reader.item or self._reader.grid.done(), "a sentence", 60)

    def all(self) -> None:
        """Every sentence that comes, until none does."""
        for _ in range(2 * len(self._todo)):
            item = self._reader.item
            if item is None:
                break
            self._sentence(item)
        self._reader.grid.wait_saved(60)

    def _sentence(self, item: str) -> None:
        known = self.outcome.shown.setdefault(item, {})
        self._there_again(known)
        for mark in self._todo[item].gold:
            if mark not in known.values():
                self._mark(item, mark, known)
                if self._struck() and self._reader.item != item:
                    return
        self._reader.area.focus()  # after a kill the notebook has it
        if not known:
            self._reader.press("n")
        self._reader.press("Enter")
        grid = self._reader.grid
        grid.wait(lambda: self._reader.item != item or grid.done(), f"the next after {item}", 20)
        self._struck()

    def _there_again(self, known: dict[str, Mark]) -> None:
        """A sentence that comes back after a kill shows what was marked in it."""
        self._reader.grid.wait(
            lambda: known.keys() <= {one.id for one in self._reader.spans()}, f"{known} again", 20
        )

    def _mark(self, item: str, mark: Mark, known: dict[str, Mark]) -> None:
        """One span, and what the list says of it the moment it is there."""
        label, start, end = mark
        before = {one.id for one in self._reader.spans()}
        self._select(item, start, end)
        self._reader.press(str(LABELS.index(label) + 1))
        self._reader.grid.wait(lambda: len(self._reader.spans()) > len(before), f"{mark} of {item}", 20)
        for one in self._reader.spans():
            if one.id not in before:
                known[one.id] = one.label, one.start, one.end

    def _select(self, item: str, start: int, end: int) -> None:
        text = self._todo[item].text
        parts = [text[:start], text[start:end], text[end:]]
        whole, words, steps, length = self._notebook.page.evaluate(STEPS, parts)
        nth = sum(text.startswith(parts[1], at) for at in range(start))
        if int(item.split()[-1]) % 2:
            self.outcome.ways["keys"] += 1
            self._reader.area.focus()
            self._reader.press("Control+Home", *["ArrowRight"] * steps, *["Shift+ArrowRight"] * length)
        elif whole and words == 1:
            self.outcome.ways["double click"] += 1
            self._reader.click(parts[1], nth, times=2)
        else:
            exactly = not whole or end % 2 == 1
            self.outcome.ways["drag with Shift" if exactly else "drag"] += 1
            self._reader.drag(parts[1], nth, exactly)

    def _struck(self) -> bool:
        """After some acts the kernel dies at once, and the person runs the cells again."""
        self._acts += 1
        if self._acts not in self._strikes:
            return False
        self._notebook.kill_kernel()
        self.outcome.kills += 1
        self.sit_down()
        return True


def stored(project: Path) -> tuple[dict[str, dict[str, Mark]], int]:
    """What the file holds, read by this process: spans by item and id; how many sentences are submitted."""
    import nblabel as nl

    found: dict[str, dict[str, Mark]] = {}
    with nl.open(project, annotator="ana") as opened:
        for row in opened.annotations(drafts=True).to_dict("records"):
            mark = str(row["label"]), int(row["start"]), int(row["end"])
            found.setdefault(str(row["item"]), {})[str(row["id"])] = mark
        return found, opened.progress()["submitted"]


def bars(
    todo: dict[str, Sentence], outcome: Outcome, kept: dict[str, dict[str, Mark]]
) -> list[dict[str, object]]:
    """How what is stored stands to the gold, and to what was shown."""
    gold = Counter((item, mark) for item, one in todo.items() for mark in one.gold)
    there = Counter((item, mark) for item, found in kept.items() for mark in found.values())
    shown = {(item, one): mark for item, found in outcome.shown.items() for one, mark in found.items()}
    held = {(item, one): mark for item, found in kept.items() for one, mark in found.items()}
    return [
        figures.at_most("gold spans that are not stored", (gold - there).total(), 0),
        figures.at_most("spans stored that are not the gold's, or twice", (there - gold).total(), 0),
        figures.at_most("spans shown and lost", len(shown.keys() - held.keys()), 0),
        figures.at_most(
            "spans stored otherwise than shown", sum(held.get(k) != v for k, v in shown.items()), 0
        ),
        figures.at_most("spans nobody marked", len(held.keys() - shown.keys()), 0),
    ]


def main() -> int:
    """Marks, kills, compares and publishes; 1 when something is not as it was marked."""
    quick = "--quick" in sys.argv
    count, kills = (15, 2) if quick else (SENTENCES, KILLS)
    todo = sentences(count)
    acts = count + sum(len(one.gold) for one in todo.values())
    strikes = set(random.Random(SEED).sample(range(3, acts - 3), kills))
    with tempfile.TemporaryDirectory(prefix="nblabel-marking-") as folder, bench() as jupyter:
        place, table = Path(folder) / f"{NAME}.nblabel", Path(folder) / "table.jsonl"
        rows = [json.dumps({"key": key, "text": one.text}) for key, one in todo.items()]
        table.write_text("\n".join(rows), "utf-8")
        settings = f"task='spans', labels={list(LABELS)}, annotator='ana', instructions=''"
        cells = [
            f"import nblabel as nl\nproject = nl.project({str(place)!r}, {settings})",
            f"report = project.add({str(table)!r}, columns={{'text': 'text', 'key': 'key'}}, progress=False)",
            "labeler = project.label()\nlabeler",
        ]
        with jupyter.notebook("marking", cells) as notebook:
            person = Person(notebook, todo, strikes)
            person.all()
        kept, submitted = stored(place)
    outcome = person.outcome
    marked = sum(len(found) for found in outcome.shown.values())
    rows_told: list[dict[str, object]] = [
        {"what": "sentences", "n": count},
        {"what": "spans marked", "n": marked},
        *({"what": f"selected by {way}", "n": n} for way, n in sorted(outcome.ways.items())),
        {"what": "kernels killed", "n": outcome.kills},
    ]
    held = [*bars(todo, outcome, kept), figures.at_most("sentences not submitted", count - submitted, 0)]
    figures.publish("marking", rows_told, held, quick)
    return 0 if all(bar["met"] for bar in held) else 1


if __name__ == "__main__":
    sys.exit(main())
