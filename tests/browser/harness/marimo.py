"""A marimo notebook, to be used (`run`) or to be worked on (`edit`). Its kernel is not Jupyter's."""

import sys
import textwrap
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page

from tests.browser.harness.served import Served

Mode = Literal["run", "edit"]
Theme = Literal["light", "dark"]
OWN = ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME")
CODE = "() => [...document.querySelectorAll('.cm-content')].map(one => one.innerText)"


class Marimo(Served):
    """Serves a notebook of these cells, which run by themselves when a page opens it."""

    def __init__(self, folder: Path, cells: list[str], mode: Mode, theme: Theme = "light") -> None:
        super().__init__(folder)
        self.mode = mode
        (folder / "served.py").write_text(source(cells), encoding="utf-8")
        (self.own / "xdg_config_home" / "marimo").mkdir(parents=True)
        (self.own / "xdg_config_home" / "marimo" / "marimo.toml").write_text(
            f'[runtime]\nauto_instantiate = true\n\n[display]\ntheme = "{theme}"\n'
        )

    def command(self) -> list[str]:
        options = ["--headless", "--no-token", "--host", "127.0.0.1", "--port", str(self.port)]
        return [sys.executable, "-m", "marimo", self.mode, "served.py", *options]

    def environment(self) -> dict[str, str]:
        return {name: str(self.own / name.lower()) for name in OWN}


def source(cells: list[str]) -> str:
    """A marimo notebook as a Python file; what a cell uses of another marimo finds out by itself."""
    parts = [f"@app.cell\ndef _():\n{textwrap.indent(cell, '    ')}\n    return\n" for cell in cells]
    return "\n".join(["import marimo\n\napp = marimo.App(width='full')\n", *parts])


def code(page: Page) -> list[str]:
    """The code of every cell, as the editor shows it."""
    found: list[str] = page.evaluate(CODE)
    return found


def run_cell(page: Page, place: int) -> None:
    """Runs the cell at `place` (from 0) from its editor, where the focus then stays."""
    editor = page.locator(".cm-content").nth(place)
    editor.click()
    editor.press("Control+Enter")
