"""A notebook is passed around: saved with its widgets' state, it holds nothing of the project."""

import json
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.conftest import OpenNotebook
from tests.browser.harness.birds import LABELS, NAME, cells, write_photos
from tests.browser.harness.grid import Grid
from tests.browser.harness.server import Server

WIDGETS = "@jupyter-widgets/jupyterlab-manager:plugin"


def test_a_saved_notebook_holds_no_key_label_or_picture(
    server: Server, open_notebook: OpenNotebook, new_page: Callable[[], Page], tmp_path: Path
) -> None:
    write_photos(tmp_path)
    server.settings(WIDGETS, {"saveState": True})
    notebook = open_notebook(cells(tmp_path), page=new_page())
    notebook.run_all()
    grid = Grid(notebook.page, NAME).start()
    grid.label(grid.tiles()[0].item, LABELS[0])
    grid.press("Control+a")
    grid.wait_saved()
    saved = notebook.save()
    server.settings(WIDGETS, {"saveState": False})
    states = [model["state"] for model in saved["metadata"]["widgets"].popitem()[1]["state"].values()]
    assert any("_esm" in state and "layout_name" in state for state in states)
    for state in states:
        state.pop("_esm", None)
        state.pop("_css", None)
    told = json.dumps([states, [cell["outputs"] for cell in saved["cells"]]])
    assert not [word for word in (*LABELS, "plumage", "image/jpeg", "/9j/") if word in told]
