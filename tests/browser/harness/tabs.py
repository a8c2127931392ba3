"""One JupyterLab page whose tabs are the notebooks of test after test: a page takes four times as long."""

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Error, Page

from tests.browser.harness.browser import fresh_page
from tests.browser.harness.lab import NotebookPage
from tests.browser.harness.server import Server

CLEAR = """async () => {
    const { shell } = window.jupyterapp;
    for (const widget of [...shell.widgets("main")]) widget.dispose();
    return document.querySelector(".jp-Dialog") === null;
}"""


class Tabs:
    """The page, open from the first notebook until `close`; a test that leaves it in disorder ends it."""

    def __init__(self, server: Server, chromium: Chromium) -> None:
        self._server = server
        self._chromium = chromium
        self._page: Page | None = None

    def open(self, name: str) -> NotebookPage:
        """Opens the notebook of this name and waits until its kernel is idle."""
        if self._page is None:
            self._page = fresh_page(self._chromium)
            self._page.goto(f"{self._server.url}/lab/workspaces/tabs?token={self._server.token}")
            self._page.wait_for_function("() => window.jupyterapp?.shell?.currentWidget")
        return NotebookPage(self._page, self._server, name).open_in_tab()

    def clear(self) -> None:
        """Closes every notebook, and the pages that were opened beside this one."""
        if self._page is None:
            return
        try:
            for page in self._page.context.pages:
                if page != self._page:
                    page.close()
            in_order = self._page.evaluate(CLEAR)
        except Error:
            in_order = False
        if not in_order:
            self.close()

    def close(self) -> None:
        """Closes the page."""
        if self._page is not None:
            self._page.context.close()
            self._page = None
