"""Every key there is, typed into the widget: none may do anything to the notebook around it."""

import string
from typing import Any

from playwright.sync_api import Page

from tests.browser.harness.grid import Grid

SIGNS = [*string.ascii_lowercase, *string.digits, *string.punctuation]
OTHERS = ["Delete", "Backspace", "Tab", " ", "PageDown", "PageUp", "Control+a", "Control+z", "Control+y"]
CELLS = """() => {
    const content = window.jupyterapp.shell.currentWidget.content;
    return [content.mode, content.widgets.map(cell => [cell.model.type, cell.model.sharedModel.getSource()])];
}"""
INSIDE = "region => region.contains(document.activeElement)"


def cells_of(page: Page) -> Any:
    """The notebook's mode, and its cells' types and sources."""
    return page.evaluate(CELLS)


def is_inside(grid: Grid) -> bool:
    """Whether the focus is in the widget."""
    inside: bool = grid.region.evaluate(INSIDE)
    return inside


def type_every_key(grid: Grid) -> None:
    """Types each key alone, twice (`d d` deletes a cell), and with Shift; the focus must stay inside."""
    for key in [*SIGNS, *OTHERS]:
        for _ in range(2):
            grid.press(key)
        grid.press(f"Shift+{key}")
        grid.press("Escape")
        grid.press("Escape")
        assert is_inside(grid), f"{key} took the focus out of the widget"
