"""The same labeler on every host: label, reload, still there; and nothing lost when the host dies."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenNotebook
from tests.browser.harness.birds import NAME, cells, stored, write_photos
from tests.browser.harness.grid import Grid
from tests.browser.harness.lab import App
from tests.browser.harness.marimo import Marimo, Mode
from tests.browser.harness.served import Served
from tests.browser.harness.voila import Voila

Serve = Callable[[str], Served]
SERVED = ["voila", "marimo run", "marimo edit"]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Starts the host of this name with a notebook that shows the birds in `tmp_path`."""
    started: list[Served] = []

    def start(host: str) -> Served:
        write_photos(tmp_path)
        app, _, mode = host.partition(" ")
        made = (
            Voila(tmp_path, cells(tmp_path))
            if app == "voila"
            else Marimo(tmp_path, cells(tmp_path), cast(Mode, mode))
        )
        started.append(made)
        made.start()
        return made

    yield start
    for one in started:
        one.kill()


def label_reload(grid: Grid, reload: Callable[[], object], folder: Path) -> None:
    """Labels two tiles, submits nothing, reloads: both are shown, stored, and can be taken back."""
    first, second = [tile.item for tile in grid.tiles()][:2]
    grid.label(first, "wren")
    grid.label(second, "heron")
    grid.wait_saved()
    reload()
    grid.start()
    grid.wait_state(first, "draft", "wren")
    grid.wait_state(second, "draft", "heron")
    assert stored(folder) == {first: ("draft", ("wren",)), second: ("draft", ("heron",))}
    grid.click(first)
    grid.press("Control+z")
    grid.wait_state(second, "unlabeled")
    grid.wait_saved()
    assert grid.alerts() == []


# In every run test_nothing_lost_page does it in JupyterLab, and test_notebook7 in Notebook 7.
@pytest.mark.long
@pytest.mark.parametrize("app", ["lab", "notebook"])
def test_labels_are_there_after_a_reload_of_jupyter(
    open_notebook: OpenNotebook, tmp_path: Path, app: App
) -> None:
    write_photos(tmp_path)
    notebook = open_notebook(cells(tmp_path), app=app)
    notebook.run_all()
    grid = Grid(notebook.page, NAME).start()
    notebook.save()
    label_reload(grid, notebook.reload, tmp_path)


# In every run test_hosts_probes does it in marimo.
@pytest.mark.parametrize(
    "host", ["voila", *(pytest.param(host, marks=pytest.mark.long) for host in ("marimo run", "marimo edit"))]
)
def test_labels_are_there_after_a_reload_of(
    serve: Serve, new_page: Callable[[], Page], tmp_path: Path, host: str
) -> None:
    page = new_page()
    serve(host).open(page)
    label_reload(Grid(page, NAME).start(), page.reload, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("host", SERVED)
def test_a_page_submitted_gives_way_to_the_next_on(
    serve: Serve, new_page: Callable[[], Page], tmp_path: Path, host: str
) -> None:
    page = new_page()
    serve(host).open(page)
    grid = Grid(page, NAME).start()
    shown = [tile.item for tile in grid.tiles()]
    grid.click(shown[0])
    for key in ("Control+a", "1", "Enter"):
        grid.press(key)
    grid.wait(lambda: not {tile.item for tile in grid.tiles()} & {*shown}, "the next page")
    grid.press("2")
    grid.wait(lambda: grid.tiles()[0].labels == ("kestrel",), "the first tile of the next page labelled")
    grid.wait_saved()
    assert [stored(tmp_path)[item] for item in shown] == [("submitted", ("heron",))] * len(shown)


@pytest.mark.long
@pytest.mark.parametrize("host", SERVED)
def test_an_answer_given_after_the_death_of_the_host_is_saved_by_the_next(
    serve: Serve, new_page: Callable[[], Page], tmp_path: Path, host: str
) -> None:
    page = new_page()
    served = serve(host)
    served.open(page)
    grid = Grid(page, NAME).start()
    item = grid.tiles()[0].item
    grid.wait_saved()
    served.kill()
    grid.label(item, "kestrel")
    grid.wait(lambda: grid.unsaved() == 1, "one answer kept")
    assert stored(tmp_path) == {}
    served.start()
    served.open(page)
    grid.start()
    grid.wait_state(item, "draft", "kestrel")
    grid.wait_saved()
    assert stored(tmp_path) == {item: ("draft", ("kestrel",))}
