"""Every notebook of `notebooks/` runs from its first cell to its last."""

import json
from pathlib import Path

import pytest

from tests.waiting import PATIENCE

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
# The file that each writes at its end, and how many lines it may have.
WRITES = {
    "01-grid": ("digits.csv", range(3, 4)),
    "02-wall": ("digits-wall.csv", range(500, 1798)),
    "03-stage": ("photo-boxes.json", range(1000)),
    "04-text": ("novels.conll", range(200, 300)),
    "05-learning": ("digits-learning.csv", range(400, 602)),
    "06-autolabel": ("autolabel.csv", range(25, 140)),
}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs(path: Path, tmp_path: Path) -> None:
    import nbformat  # here, since every process of the tests would wait seconds for it
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=5 * PATIENCE, resources={"metadata": {"path": str(tmp_path)}}).execute()
    name, lines = WRITES[path.stem]
    assert (tmp_path / name).read_text().count("\n") in lines


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_kept_without_outputs(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    assert [cell["outputs"] for cell in cells if cell.get("outputs")] == []
