"""A scripted person redraws the boxes of real photographs on the stage while the kernel is killed.

    python -m benchmarks.redraw [--quick]

Every box must be stored exactly as the page showed it when the button was let go, and lie where the script
drew it within half a screen pixel; none may be lost, none doubled.
"""

import csv
import random
import sys
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Container
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import figures
from benchmarks.notebooks import bench
from tests.browser.harness.grid import Grid
from tests.browser.harness.lab import NotebookPage
from tests.browser.harness.stage import Region, Stage
from tests.shared_data import shared

IMAGES, KILLS, SEED = 100, 10, 4
NAME = "cells"
LABELS = ("RBC", "WBC", "Platelets")
# A box narrower than this on the screen could not be drawn by a person.
LEAST = 4.0
Box = tuple[str, float, float, float, float]


def photographs(folder: Path, count: int) -> dict[str, list[Box]]:
    """Unpacks so many photographs into `folder`; the boxes of each by file name."""
    place = shared("bccd")
    found: dict[str, list[Box]] = defaultdict(list)
    with (place / "boxes.csv").open(newline="") as lines:
        for row in csv.DictReader(lines):
            left, top, right, bottom = (float(row[name]) for name in ("xmin", "ymin", "xmax", "ymax"))
            found[row["file"]].append((row["label"], left, top, right - left, bottom - top))
    chosen = sorted(found)[:count]
    folder.mkdir(parents=True)
    with zipfile.ZipFile(place / "images.zip") as packed:
        for name in packed.namelist():
            if Path(name).name in chosen:
                (folder / Path(name).name).write_bytes(packed.read(name))
    return {name: found[name] for name in chosen}


@dataclass
class Outcome:
    """What was drawn and shown, by item; and how far the two are apart in screen pixels."""

    shown: dict[str, dict[str, tuple[str, tuple[float, ...]]]] = field(default_factory=dict)
    apart: list[float] = field(default_factory=list)
    kills: int = 0


class Person:
    """Draws what the list of boxes says."""

    def __init__(self, notebook: NotebookPage) -> None:
        self._notebook = notebook
        self.outcome = Outcome()
        self._stage: Stage | None = None

    def sit_down(self) -> None:
        """Runs the cells and waits for the grid."""
        self._notebook.run_all()
        grid = Grid(self._notebook.page, NAME)
        self._stage = Stage(grid)
        grid.wait(lambda: bool(grid.tiles()) or self._stage_open(), "the widget", 60)

    def _stage_open(self) -> bool:
        return self._stage is not None and self._stage.item is not None

    def kill(self) -> None:
        """The kernel dies; the person runs the cells again."""
        self._notebook.kill_kernel()
        self.outcome.kills += 1
        self.sit_down()

    def open(self, item: str) -> Stage:
        """The item on the stage, the tool Box in hand."""
        assert self._stage is not None
        stage, grid = self._stage, self._stage.grid
        if stage.item != item:
            if stage.item is not None:
                grid.press("Escape")
            self._notebook.kernel.run(f"labeler.show({item!r})")
            grid.wait(lambda: any(tile.item == item for tile in grid.tiles()), item, 30)
            stage.open(item)
        if (
            stage.tools().get_by_role("button", name="Box", exact=True).get_attribute("aria-pressed")
            != "true"
        ):
            stage.take("Box")
        return stage

    def draw(self, item: str, box: Box) -> None:
        """One box, and what the list says of it the moment it is there."""
        stage = self.open(item)
        label, x, y, width, height = box
        stage.grid.press(str(LABELS.index(label) + 1))
        known = self.outcome.shown.setdefault(item, {})
        stage.box(x, y, width, height)
        stage.grid.wait(lambda: self._new(stage, known) is not None, f"{box} of {item}", 20)
        made = self._new(stage, known)
        assert made is not None
        drawn = (x, y, x + width, y + height)
        left, top, across, down = made.box
        seen = (left, top, left + across, top + down)
        self.outcome.apart.append(max(abs(a - b) for a, b in zip(drawn, seen, strict=True)) * stage.zoom)
        known[made.id] = (made.label, made.box)

    @staticmethod
    def _new(stage: Stage, known: Container[str]) -> Region | None:
        """The region that was not there before: the list shows the newest."""
        return next((region for region in reversed(stage.regions()) if region.id not in known), None)

    def finish(self) -> None:
        """Waits until everything is stored."""
        assert self._stage is not None
        self._stage.grid.wait_saved(60)


def stored(project: Path) -> dict[str, dict[str, tuple[str, tuple[float, ...]]]]:
    """What the file holds, read by this process."""
    import nblabel as nl

    found: dict[str, dict[str, tuple[str, tuple[float, ...]]]] = {}
    with nl.open(project, annotator="ana") as opened:
        for row in opened.annotations(drafts=True).to_dict("records"):
            box = tuple(float(row[name]) for name in ("x", "y", "width", "height"))
            found.setdefault(str(row["item"]), {})[str(row["id"])] = (str(row["label"]), box)
    return found


def main() -> None:
    """Draws, kills, compares and publishes."""
    quick = "--quick" in sys.argv
    images, kills = (6, 2) if quick else (IMAGES, KILLS)
    chance = random.Random(SEED)
    with tempfile.TemporaryDirectory(prefix="nblabel-redraw-") as folder, bench() as jupyter:
        boxes = photographs(Path(folder) / "photos", images)
        todo = [(item, box) for item, several in boxes.items() for box in several if min(box[3:]) >= LEAST]
        strikes = set(chance.sample(range(5, len(todo)), kills))
        place = Path(folder) / f"{NAME}.nblabel"
        settings = f"task='boxes', labels={list(LABELS)}, annotator='ana', instructions=''"
        made = f"nl.project({str(place)!r}, {settings})"
        cells = [
            f"import nblabel as nl\nproject = {made}",
            f"report = project.add({str(Path(folder) / 'photos')!r}, progress=False)",
            "labeler = project.label(layout='1')\nlabeler",
        ]
        with jupyter.notebook("redraw", cells) as notebook:
            person = Person(notebook)
            person.sit_down()
            for number, (item, box) in enumerate(todo):
                person.draw(item, box)
                if number in strikes:
                    person.kill()
            person.finish()
        outcome, kept = person.outcome, stored(place)
    wanted = {(item, one): what for item, found in outcome.shown.items() for one, what in found.items()}
    there = {(item, one): what for item, found in kept.items() for one, what in found.items()}
    lost = [key for key in wanted if key not in there]
    other = [key for key in wanted if key in there and there[key] != wanted[key]]
    doubled = [key for key in there if key not in wanted]
    rows = [
        {"what": "drawn, screen pixels from the script's box", **figures.summary(outcome.apart)},
        {"what": "boxes drawn", "n": len(todo)},
        {"what": "kernels killed", "n": outcome.kills},
    ]
    bars = [
        figures.at_most("boxes lost", len(lost), 0),
        figures.at_most("boxes stored otherwise than shown", len(other), 0),
        figures.at_most("boxes nobody drew", len(doubled), 0),
        figures.at_most("drawn, screen pixels from the script's box, largest", max(outcome.apart), 0.5),
    ]
    figures.publish("redraw", rows, bars, quick)


if __name__ == "__main__":
    main()
