"""The map in a real notebook: a lasso on it selects in the grid, what the grid selects is ringed on it."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator

from tests.browser.conftest import OpenNotebook
from tests.browser.harness.grid import Grid
from tests.browser.harness.lab import NotebookPage

NAME = "digits"
SHOW = """
import nblabel as nl
from sklearn.datasets import load_digits
from nblabel import samples
from nblabel.widget.map.widget import Map
ink = load_digits()
project = nl.project({project!r}, labels=list("0123456789"), annotator="ana", instructions="")
report = project.add(samples.digits({folder!r}, n=120), progress=False)
rows = [int(key[6:10]) for key in project.items()["item"]]
matrix = ink.data[rows].astype("float16")
"""
# Of the drawn pixels, how many there are; those of the legend's corner are left out.
DRAWN = """canvas => {
    const { width, height } = canvas;
    const drawn = canvas.getContext("2d").getImageData(0, 0, width * 0.6, height).data;
    return drawn.filter((value, place) => place % 4 === 3 && value > 0).length;
}"""


class Chart:
    """The map as a person meets it."""

    def __init__(self, notebook: NotebookPage) -> None:
        self.notebook = notebook
        self.grid = Grid(notebook.page, NAME).start()
        self.canvas: Locator = notebook.page.get_by_role("application", name=f"Map of {NAME}", exact=True)
        self.canvas.scroll_into_view_if_needed()
        self.wait("chart._known.points.places.shape[0] == 120 and chart._known.note == ''")
        self.grid.wait(lambda: self.drawn() > 1000, "points on the map")

    def wait(self, expression: str) -> None:
        """Waits until this holds in the kernel."""
        self.grid.wait(lambda: self.value(expression), expression, 60)

    def value(self, expression: str) -> Any:
        return self.notebook.kernel.value(expression)

    def drawn(self) -> int:
        return int(self.canvas.evaluate(DRAWN))

    def edges(self) -> tuple[float, float, float, float]:
        """The canvas on the page, a little within its edges: left, top, right, bottom."""
        box = self.canvas.bounding_box()
        assert box is not None
        return box["x"] + 4, box["y"] + 4, box["x"] + box["width"] - 4, box["y"] + box["height"] - 4

    def lasso(self, *corners: tuple[float, float]) -> None:
        mouse = self.notebook.page.mouse
        mouse.move(*corners[0])
        mouse.down()
        for corner in corners[1:]:
            mouse.move(*corner, steps=8)
        mouse.up()


@pytest.fixture
def chart(open_notebook: OpenNotebook, tmp_path: Path) -> Chart:
    """A labeler of 120 digits, and their map under it."""
    code = SHOW.format(folder=str(tmp_path / "photos"), project=str(tmp_path / f"{NAME}.nblabel"))
    cells = [f"import json\n{code}", "labeler = project.label(height=400)\nlabeler"]
    notebook = open_notebook([*cells, "chart = Map(project, lambda: matrix, height=380)\nchart"])
    notebook.viewport(1000, 1150)
    notebook.run_all()
    return Chart(notebook)


def test_map_and_grid_select_in_each_other(chart: Chart, tmp_path: Path) -> None:
    left, top, right, bottom = chart.edges()
    middle = (left + right) / 2
    chart.lasso((left, top), (middle, top), (middle, bottom), (left, bottom))
    chart.wait("len(chart.selected) > 0")
    chosen = chart.value("chart.selected")
    assert len(chosen) < 120
    chart.grid.wait(
        lambda: all(tile.selected and tile.item in chosen for tile in chart.grid.tiles()),
        "the same in the grid",
    )

    chart.grid.click(chosen[0])
    chart.wait(
        f"[project.items()['item'][n] for n in chart._known.points.marked.nonzero()[0]] == [{chosen[0]!r}]"
    )

    chart.canvas.focus()
    chart.grid.press("Escape")
    chart.wait("chart.selected == []")
    chart.grid.wait(lambda: len(chart.grid.tiles()) == 9, "all items again")
    before = chart.drawn()
    chart.grid.press("+")
    chart.grid.wait(lambda: chart.drawn() != before, "a nearer map")
    chart.grid.press("Tab")
    assert not chart.canvas.evaluate("canvas => canvas === document.activeElement")

    saved = json.dumps(chart.notebook.save())
    assert "digit-00" not in saved
