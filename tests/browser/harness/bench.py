"""One notebook in which test after test shows a project of its own: opening JupyterLab costs seconds."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page

import nblabel as nl
from tests.browser.harness.birds import LABELS, NAME
from tests.browser.harness.browser import fresh_page
from tests.browser.harness.grid import Grid
from tests.browser.harness.lab import App, NotebookPage
from tests.browser.harness.server import Server

BEFORE, SHOW, AFTER = "before = 1", "labeler = project.label(layout=layout)\nlabeler", "after = 1"
PLACE = 1
"""Where the cell is that shows the widget; others lie around it, to be harmed if keys leak."""


# A reload of JupyterLab costs what ten cells do; test_nothing_lost_page does it in every run.
ONCE_MORE = pytest.mark.parametrize(
    "reload", [False, pytest.param(True, marks=pytest.mark.long)], ids=["cell", "page"]
)


class Bench:
    """The notebook, open from the first test that needs it until `close`."""

    def __init__(self, server: Server, chromium: Chromium, app: App = "lab", kernel: str = "python3") -> None:
        self._server = server
        self._chromium = chromium
        self._app = app
        self._kernel = kernel
        self._notebook: NotebookPage | None = None
        self._shown: tuple[Path, Grid] | None = None

    @property
    def notebook(self) -> NotebookPage:
        """The open notebook; opened anew when another test has ended its kernel."""
        if self._notebook is None or not self._alive(self._notebook):
            self.close()
            self._notebook = self._open()
        return self._notebook

    @property
    def page(self) -> Page:
        return self.notebook.page

    def show(
        self,
        folder: Path,
        task: str = "multiclass",
        labels: Sequence[str | nl.Label] = LABELS,
        layout: str = "3x3",
        instructions: str = "",
    ) -> Grid:
        """Opens or makes the project in `folder` with its photos, as ana, and runs the cell that shows it."""
        settings = f"labels={list(labels)!r}, annotator='ana', instructions={instructions!r}"
        grid = self.open(
            f"project = nl.project({str(folder / f'{NAME}.nblabel')!r}, {task!r}, {settings})\n"
            f"report = project.add({str(folder / 'photos')!r}, progress=False)",
            layout,
        )
        self.notebook.kernel.run("kept = project")
        self._shown = folder, grid
        return grid if instructions else grid.start()

    def keep(self, folder: Path, layout: str = "3x3") -> Grid:
        """As `show`, but what is there already where that is this folder: for tests that only look."""
        if self._shown and self._shown[0] == folder and self.notebook.kernel.value("kept is project"):
            return self._shown[1]
        return self.show(folder, layout=layout)

    def again(self, reload: bool) -> Grid:
        """The same project once more: after a reload of the page, or where the cell is run again."""
        if reload:
            self.notebook.save()
            self.notebook.reload()
        else:
            self.notebook.run_cell(PLACE)
        return Grid(self.page, NAME)

    def open(self, code: str, layout: str = "3x3", name: str = NAME) -> Grid:
        """Runs `code`, which makes a `project` of this name, and the cell that shows it."""
        self.notebook.kernel.run(
            "import nblabel as nl\nfrom nblabel import Label\n"
            f"if 'project' in globals(): project.close()\n{code}\nlayout = {layout!r}"
        )
        self.notebook.run_cell(PLACE)
        return Grid(self.page, name)

    def close(self) -> None:
        """Closes the page and ends the kernel."""
        if self._notebook is not None:
            self._notebook.close()
            self._notebook.page.context.close()
            self._server.stop_kernels([self._notebook.name])
            self._notebook = self._shown = None

    def _alive(self, notebook: NotebookPage) -> bool:
        return any(one["path"] == notebook.name for one in self._server.ask("GET", "/api/sessions"))

    def _open(self) -> NotebookPage:
        name = f"bench-{self._app}-{self._kernel}.ipynb"
        self._server.write_notebook(name, [BEFORE, SHOW, AFTER], self._kernel)
        return NotebookPage(fresh_page(self._chromium), self._server, name, self._app).open()
