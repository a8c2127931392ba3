"""Jobs as a person meets them: the dialog, the list, what tiles suggest; by role and name."""

import json
from typing import Any

from playwright.sync_api import Locator

from nblabel import practice
from tests.browser.harness.grid import Grid
from tests.browser.harness.lab import NotebookPage


class Jobs:
    """The widget's jobs, by role and name."""

    def __init__(self, notebook: NotebookPage, grid: Grid, server: practice.Server) -> None:
        self.notebook, self.grid, self.server = notebook, grid, server
        self.room = grid.region.get_by_role("region", name="Jobs", exact=True)
        self.dialog = grid.region.get_by_role("dialog", name="Auto-label", exact=True)
        self.summary = self.dialog.get_by_role("status", name="Summary", exact=True)

    def value(self, code: str) -> Any:
        return self.notebook.kernel.value(code)

    def open(self) -> "Jobs":
        """Opens the dialog and names the model of the practice server."""
        self.grid.button("Auto-label").click()
        self.choose(self.server.url)
        return self

    def choose(self, address: str) -> None:
        self.dialog.get_by_role("combobox", name="Model", exact=True).select_option("gpt")
        self.dialog.get_by_role("textbox", name="Model name", exact=True).fill("practice")
        self.dialog.get_by_role("textbox", name="Address", exact=True).fill(address)

    def only(self, count: int) -> None:
        """So many of the open documents."""
        self.dialog.get_by_role("radio", name="The first documents without an answer", exact=True).check()
        self.dialog.get_by_role("spinbutton", name="How many", exact=True).fill(str(count))

    def planned(self, text: str) -> None:
        self.grid.wait(lambda: text in self.summary.inner_text(), f"a summary with {text}")

    def start(self) -> None:
        self.dialog.get_by_role("button", name="Start", exact=True).click()
        self.dialog.wait_for(state="detached")

    def job(self) -> Locator:
        """The newest job of the list."""
        return self.room.get_by_role("group").first

    def press(self, name: str) -> None:
        self.job().get_by_role("button", name=name, exact=True).click()

    def wait_job(self, text: str) -> None:
        self.grid.wait(lambda: text in self.job().inner_text(), f"a job that says {text}")

    def said(self, item: str) -> list[str]:
        """The labels that a tile suggests."""
        found: list[str] = json.loads(self.grid.cell(item).get_attribute("data-suggested") or "[]")
        return found
