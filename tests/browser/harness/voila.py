"""A notebook served by Voilà: no code is shown, and each page that opens it has a kernel of its own."""

import sys
from pathlib import Path

import nbformat

from tests.browser.harness.served import Served

OWN = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")


class Voila(Served):
    """Serves a notebook of these code cells."""

    def __init__(self, folder: Path, cells: list[str]) -> None:
        super().__init__(folder)
        notebook = nbformat.v4.new_notebook()
        notebook.cells = [nbformat.v4.new_code_cell(cell) for cell in cells]
        notebook.metadata.kernelspec = {"name": "python3", "display_name": "python3", "language": "python"}
        nbformat.write(notebook, folder / "served.ipynb")

    def command(self) -> list[str]:
        return [sys.executable, "-m", "voila", "served.ipynb", "--no-browser", f"--port={self.port}"]

    def environment(self) -> dict[str, str]:
        return {name: str(self.own / name.lower()) for name in OWN}
