"""A Jupyter server and a browser for measuring: notebooks in fresh kernels, with the clock in each page."""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.peers import JUPYTER
from tests.browser.harness.browser import VIEWPORT
from tests.browser.harness.chromium import FLAGS, find
from tests.browser.harness.lab import NotebookPage
from tests.browser.harness.server import Server

CLOCK = Path(__file__).with_name("clock.js")


class Bench:
    """One server and one browser profile; what the browser has cached once, it keeps."""

    def __init__(self, server: Server, chromium: Browser, clock: Path = CLOCK) -> None:
        self.server = server
        self.version = chromium.version
        self._context = chromium.new_context(
            viewport={"width": VIEWPORT["width"], "height": VIEWPORT["height"]}
        )
        self._context.add_init_script(path=clock)

    @contextlib.contextmanager
    def notebook(self, name: str, cells: list[str], kernel: str = "python3") -> Iterator[NotebookPage]:
        """The notebook in a new tab with a fresh kernel; both end with the block."""
        self.server.write_notebook(f"{name}.ipynb", cells, kernel)
        page = self._context.new_page()
        notebook = NotebookPage(page, self.server, f"{name}.ipynb")
        try:
            yield notebook.open()
        finally:
            notebook.close()
            page.close()
            self.server.stop_kernels()


@contextlib.contextmanager
def bench(clock: Path = CLOCK) -> Iterator[Bench]:
    """Starts server and browser in a folder that goes away with them; `clock` is the script in each page."""
    with tempfile.TemporaryDirectory(prefix="nblabel-bench-") as folder, sync_playwright() as playwright:
        server = Server(Path(folder) / "jupyter", {"JUPYTER_PATH": str(JUPYTER)})
        chromium = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        try:
            yield Bench(server, chromium, clock)
        finally:
            chromium.close()
            server.stop()
