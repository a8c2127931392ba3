"""A notebook served by Voilà: no code is shown, and each page that opens it has a kernel of its own."""

import sys
from pathlib import Path

from tests.browser.harness.served import Served
from tests.browser.harness.server import notebook

OWN = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")


class Voila(Served):
    """Serves a notebook of these code cells."""

    def __init__(self, folder: Path, cells: list[str]) -> None:
        super().__init__(folder)
        (folder / "served.ipynb").write_text(notebook(cells), encoding="utf-8")

    def command(self) -> list[str]:
        return [sys.executable, "-m", "voila", "served.ipynb", "--no-browser", f"--port={self.port}"]

    def environment(self) -> dict[str, str]:
        return {name: str(self.own / name.lower()) for name in OWN}
