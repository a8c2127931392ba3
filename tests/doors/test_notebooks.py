"""Every notebook of `notebooks/` runs from its first cell to its last."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
# The file that each writes at its end, and how many lines it may have.
WRITES = {
    "01-grid": ("digits.csv", range(3, 4)),
    "02-wall": ("digits-wall.csv", range(500, 1798)),
    "03-stage": ("photo-boxes.json", range(1000)),
}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs(path: Path, tmp_path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    name, lines = WRITES[path.stem]
    assert (tmp_path / name).read_text().count("\n") in lines


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_kept_without_outputs(path: Path) -> None:
    cells = nbformat.read(path, as_version=4).cells
    assert [cell.outputs for cell in cells if cell.get("outputs")] == []
