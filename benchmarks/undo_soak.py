"""Ten thousand random acts: undo all is the start, redo all is the end, and the counters equal a recount.

python -m benchmarks.undo_soak [--quick]

The acts are those of tests/store/random_acts.py: single and bulk labels, relabel, clear, skip, submit, undo,
redo and resends, with a merge of labels on the way and the project closed and opened every 500 acts.
"""

import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.figures import at_most, publish
from nblabel.store.database import Place
from tests.store.acting import counted, look, make_store, recount
from tests.store.random_acts import Hand

ITEMS = 500
REOPEN = 500


def campaign(place: Place, task: str, acts: int, seed: int) -> dict[str, Any]:
    """One person's acts, taken back and done again; what differed, 0 for what did not."""
    began = time.perf_counter()
    hand = Hand(place, make_store(place, task, n=ITEMS), "ana", seed)
    start = look(hand.store, "ana")
    miscounts = 0
    for step in range(1, acts + 1):
        hand.act()
        if step == acts // 3:
            hand.merge()
        if step % REOPEN == 0:
            hand.reopen()
            miscounts += counted(hand.store) != recount(hand.store)
    hand.redo_all()
    end = look(hand.store, "ana")
    undone = hand.undo_all()
    at_start = look(hand.store, "ana")
    hand.reopen()
    redone = hand.redo_all()
    at_end = look(hand.store, "ana")
    hand.store.save("ana", hand.saved)
    found = {
        "task": task,
        "acts": acts,
        "undone": undone,
        "redone": redone,
        "events": sum(1 for _ in hand.store.history()),
        "start differs": int(at_start != start),
        "end differs": int(at_end != end) + int(look(hand.store, "ana") != end),
        "conflicts": hand.conflicts,
        "miscounts": miscounts + (counted(hand.store) != recount(hand.store)),
        "seconds": round(time.perf_counter() - began),
    }
    hand.store.close()
    return found


def main(quick: bool) -> int:
    """Runs a campaign for each task of the grid; 1 when anything differed."""
    acts = 200 if quick else 10_000
    with tempfile.TemporaryDirectory() as folder:
        figures = [
            campaign(Place(str(Path(folder) / f"{task}.nblabel")), task, acts, seed)
            for seed, task in enumerate(("multilabel", "multiclass"), start=1)
        ]
    bars = [
        at_most(f"{figure['task']}: {what}", figure[what], 0)
        for figure in figures
        for what in ("start differs", "end differs", "conflicts", "miscounts")
    ]
    publish("undo_soak", figures, bars, quick, items=ITEMS)
    return int(not all(bar["met"] for bar in bars))


if __name__ == "__main__":
    sys.exit(main("--quick" in sys.argv))
