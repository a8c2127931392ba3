"""Labels every photo while kernel, page and browser die, as often as the plan says."""

import contextlib
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Playwright

from benchmarks.soak.painted import Log, entries
from benchmarks.soak.person import Person
from benchmarks.soak.photos import LABELS, unpack
from benchmarks.soak.plan import Counts, FaultKind, faults
from benchmarks.soak.shown import Shown
from tests.browser.harness.browser import Browser
from tests.browser.harness.grid import Grid
from tests.browser.harness.lab import NotebookPage
from tests.browser.harness.server import Server

NAME = "soak"
CELLS = [
    "import nblabel as nl",
    f"project = nl.project('{NAME}.nblabel', task='multiclass', labels={list(LABELS)})",
    "report = project.add('photos')",
    "project.label()",
]
OUTSTANDING = 5
"""Answers that must be unsaved when a kernel dies in the middle of a write."""
SETTLE_SECONDS = 30


class Campaign:
    """One campaign in `folder`: photos, notebook, project, browser profile and the log lie there.

    `photos(folder, count, seed)` puts pictures into folders named for what they show, and tells how many.
    """

    def __init__(
        self,
        playwright: Playwright,
        folder: Path,
        counts: Counts,
        seed: int,
        photos: Callable[[Path, int, int], int] = unpack,
    ) -> None:
        self.folder = folder
        self._playwright = playwright
        self._chance = random.Random(seed)
        self._faults = faults(counts, seed)
        self.struck: Counter[str] = Counter()
        self.outstanding: list[int] = []
        """Answers unsaved at each death in the middle of a write."""
        self.back_by_itself = 0
        """Reloads after which the widget came back without a cell having run."""
        self._server = Server(folder / "jupyter")
        self.items = photos(self._server.work / "photos", counts.items, seed)
        self._server.write_notebook(f"{NAME}.ipynb", CELLS)
        self.log = Log(folder / "log.jsonl")
        self._person = Person(self.log, LABELS, seed)
        self._open_browser()
        self._run_cells()

    @property
    def project(self) -> Path:
        """The project's file."""
        return self._server.work / f"{NAME}.nblabel"

    def run(self) -> None:
        """Labels until no photo is left; then waits until all is saved."""
        begun = time.monotonic()
        while not self._grid.done():
            tiles = self._grid.tiles()
            if self._due() and len(tiles) > OUTSTANDING + 2 and not any(tile.answered for tile in tiles):
                self._strike(self._faults.pop(0).kind)
            self._person.label_page()
            if self._chance.random() < 0.03:
                self._person.change_layout()
                self._person.finish()
            self._person.submit()
            seconds = time.monotonic() - begun
            print(
                f"{seconds:6.0f} s  {len(self._person.done)} of {self.items}  {dict(self.struck)}", flush=True
            )
        self._grid.wait_saved(60)

    def close(self) -> None:
        """Ends browser, kernel and server."""
        self._notebook.close()
        self._browser.close()
        self._server.stop_kernels()
        self._server.stop()
        self.log.close()

    # --- what strikes ------------------------------------------------------------------------------------

    def _due(self) -> bool:
        return bool(self._faults) and len(self._person.done) >= self._faults[0].after

    def _strike(self, kind: FaultKind) -> None:
        self.struck[kind] += 1
        self.log.write("note", text=kind)
        {
            "kernel mid-write": self._kill_kernel_writing,
            "kernel": self._kill_kernel,
            "reload": self._reload,
            "browser": self._kill_browser,
        }[kind]()
        self._settle()

    def _kill_kernel_writing(self) -> None:
        """The kernel stands still while answers pile up, goes on, and dies milliseconds later."""
        pid = self._notebook.kernel.pid
        os.kill(pid, signal.SIGSTOP)
        self._person.burst(OUTSTANDING + 1)
        self.outstanding.append(self._grid.unsaved())
        self._person.aim()
        os.kill(pid, signal.SIGCONT)
        time.sleep(self._chance.uniform(0, 0.012))
        os.kill(pid, signal.SIGKILL)
        self._go_on_without_kernel(pid)

    def _kill_kernel(self) -> None:
        """The kernel dies while answers flow, or while all is quiet."""
        pid = self._notebook.kernel.pid
        self._person.aim()
        if self._chance.random() < 0.7:
            self._person.burst(self._chance.randint(1, 3))
            self._person.aim()
        os.kill(pid, signal.SIGKILL)
        self._go_on_without_kernel(pid)

    def _go_on_without_kernel(self, dead: int) -> None:
        """Keys are pressed while no kernel lives; then the person runs the cells again."""
        self._person.type_label()
        self._notebook.wait_for_another_kernel(dead)
        self._person.burst(self._chance.randint(1, 2))
        self._run_cells()

    def _reload(self) -> None:
        """F5 right after a key. The widget comes back by itself where the notebook was saved with it."""
        saved = self._chance.random() < 0.5
        if saved:
            self._notebook.save()
        self._person.burst(self._chance.randint(1, 4))
        self._person.aim()
        self._person.type_label()
        self.log.write("fault", what="reload")
        self._notebook.reload()
        if not self._came_back():
            self._run_cells()

    def _kill_browser(self) -> None:
        """SIGKILL to every process of the browser, 30 ms after a key. Then it is opened again."""
        self._person.burst(self._chance.randint(0, 3))
        self._person.aim()
        self._notebook.close()
        self._browser.kill(self._person.type_label, after=0.030)
        self.log.write("fault", what="browser killed")
        self._open_browser()
        self._run_cells()

    # --- how it goes on ----------------------------------------------------------------------------------

    def _settle(self) -> None:
        """Waits until the page shows what it had shown; writes down what it shows in the end."""
        shown = Shown().read(entries(self.log.path))

        def same() -> bool:
            tiles = self._grid.tiles()
            fit = all(shown.allows(tile.item, (tile.state, tuple(sorted(tile.labels)))) for tile in tiles)
            return bool(tiles) and fit and self._grid.saving() == "Saved"

        with contextlib.suppress(AssertionError):  # the verdict says what is otherwise
            self._grid.wait(same, "as before", SETTLE_SECONDS)
        tiles = [(tile.item, tile.state, tile.labels) for tile in self._grid.tiles()]
        self.log.write("settled", tiles=tiles)

    def _open_browser(self) -> None:
        self._browser = Browser(self._playwright, self.folder / "profile")
        self.log.watch(self._browser.page)
        self._notebook = NotebookPage(self._browser.page, self._server, f"{NAME}.ipynb").open()
        self._grid = Grid(self._browser.page, NAME)
        self._person.grid = self._grid

    def _came_back(self) -> bool:
        """True when the widget is there again without a cell having run."""
        try:
            self._grid.start(seconds=5)
        except AssertionError:
            return False
        self.back_by_itself += 1
        return True

    def _run_cells(self) -> None:
        self.log.write("fault", what="cells run again")
        self._notebook.run_all()
        self._grid.start()
