"""Fixtures of the tests that open real notebooks: one server for all, a fresh browser profile for each."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, Playwright, sync_playwright

from tests.browser.harness.bench import Bench
from tests.browser.harness.browser import Browser, fresh_page, launch
from tests.browser.harness.lab import App, NotebookPage
from tests.browser.harness.proxy import Proxy
from tests.browser.harness.server import Server
from tests.browser.harness.tabs import Tabs


class OpenNotebook(Protocol):
    """Writes a notebook of these cells and opens it: in a tab of a JupyterLab that is open already.

    In a page of its own when it is `page`, another `app`, or `url`, the way to the server when that is not
    the direct one (a proxy).
    """

    def __call__(
        self,
        cells: list[str],
        *,
        kernel: str = "python3",
        app: App = "lab",
        page: Page | None = None,
        url: str | None = None,
    ) -> NotebookPage: ...


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The Jupyter server of all tests."""
    server = Server(tmp_path_factory.mktemp("jupyter"))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Chromium]:
    """The browser that most tests share; each page has a profile of its own."""
    started = launch(playwright)
    yield started
    started.close()


@pytest.fixture(scope="session")
def bench(server: Server, chromium: Chromium) -> Iterator[Bench]:
    """A JupyterLab notebook that stays open: each test shows a project of its own in it."""
    bench = Bench(server, chromium)
    yield bench
    bench.close()


@pytest.fixture
def new_page(chromium: Chromium) -> Iterator[Callable[[], Page]]:
    """Gives pages that share nothing: as many people as wanted."""
    pages: list[Page] = []

    def make() -> Page:
        pages.append(fresh_page(chromium))
        return pages[-1]

    yield make
    for page in pages:
        page.context.close()


@pytest.fixture(scope="session")
def tabs(server: Server, chromium: Chromium) -> Iterator[Tabs]:
    """A JupyterLab page that stays open, for the notebooks that need no page of their own."""
    tabs = Tabs(server, chromium)
    yield tabs
    tabs.close()


@pytest.fixture
def open_notebook(
    server: Server, tabs: Tabs, new_page: Callable[[], Page], request: pytest.FixtureRequest
) -> Iterator[OpenNotebook]:
    """Opens notebooks; their kernels end with the test."""
    opened: list[NotebookPage] = []
    names: list[str] = []
    stem = "".join(c if c.isalnum() else "-" for c in request.node.name)

    def open_one(
        cells: list[str],
        *,
        kernel: str = "python3",
        app: App = "lab",
        page: Page | None = None,
        url: str | None = None,
    ) -> NotebookPage:
        name = f"{stem}-{len(names)}.ipynb"
        server.write_notebook(name, cells, kernel)
        names.append(name)
        if page is None and app == "lab" and url is None:
            notebook = tabs.open(name)
        else:
            notebook = NotebookPage(page or new_page(), server, name, app, url).open()
        opened.append(notebook)
        return notebook

    yield open_one
    for notebook in opened:
        notebook.close()
    tabs.clear()
    server.stop_kernels(names)


@pytest.fixture
def proxy(server: Server) -> Iterator[Proxy]:
    """A network to the server that can be cut and delayed: open notebooks with `url=proxy.url`."""
    proxy = Proxy(server.port)
    yield proxy
    proxy.close()


@pytest.fixture
def new_browser(playwright: Playwright, tmp_path: Path) -> Iterator[Callable[[str], Browser]]:
    """Gives browsers that can be killed; the same profile name opens the same storage again."""
    opened: list[Browser] = []

    def make(profile: str = "profile") -> Browser:
        opened.append(Browser(playwright, tmp_path / profile))
        return opened[-1]

    yield make
    for browser in opened:
        browser.close()
