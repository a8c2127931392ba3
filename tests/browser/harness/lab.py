"""A notebook open in a real page, as a person has it: JupyterLab or Notebook 7."""

import json
import time
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from playwright.sync_api import Locator, Page

from tests.browser.harness.kernel import Kernel
from tests.browser.harness.server import Server
from tests.waiting import PATIENCE

App = Literal["lab", "notebook"]

READY = """name => {
    const app = window.jupyterapp, panel = app?.shell?.currentWidget;
    const kernel = panel?.sessionContext?.session?.kernel;
    return Boolean(panel?.context?.path === name && panel.content?.widgets?.length
        && kernel?.connectionStatus === 'connected' && kernel.status === 'idle');
}"""
PANEL = "const app = window.jupyterapp, panel = app.shell.currentWidget; "


class NotebookPage:
    """The notebook `name` of `server` in `page`. Open it, then run its cells and look at its widgets.

    `url` is the way to the server when it is not the direct one (a `Proxy`).
    """

    def __init__(
        self, page: Page, server: Server, name: str, app: App = "lab", url: str | None = None
    ) -> None:
        self.page = page
        self.url = url or server.url
        self.server = server
        self.name = name
        self.app = app
        self.kernel = Kernel(server, name)

    @property
    def path(self) -> Path:
        """The notebook's file."""
        return self.server.work / self.name

    def open(self) -> "NotebookPage":
        """Opens the notebook and waits until its kernel is idle. In JupyterLab in a workspace of its own."""
        workspace = quote(self.name.replace("/", "-").removesuffix(".ipynb"))
        place = f"/lab/workspaces/{workspace}/tree" if self.app == "lab" else "/notebooks"
        self.page.goto(f"{self.url}{place}/{quote(self.name)}?token={self.server.token}")
        self.wait_ready()
        return self

    def open_in_tab(self) -> "NotebookPage":
        """As `open`, in the JupyterLab that the page shows already."""
        self.page.evaluate(
            "path => window.jupyterapp.commands.execute('docmanager:open', { path }).then(() => undefined)",
            self.name,
        )
        self.wait_ready()
        return self

    def reload(self) -> None:
        """Reloads the page as F5 does and waits until the kernel is there again."""
        self.page.reload()
        self.wait_ready()

    def wait_ready(self, seconds: float = PATIENCE) -> None:
        """Waits until the notebook is shown, connected and its kernel idle."""
        self.page.wait_for_function(READY, arg=self.name, timeout=seconds * 1000)

    # --- cells -----------------------------------------------------------------------------------------

    def run_all(self) -> None:
        """Runs every cell from the first and waits for the last; raises when one failed."""
        self.page.evaluate(f"async () => {{ {PANEL} await app.commands.execute('notebook:run-all-cells'); }}")
        self._raise_errors()

    def run_cell(self, place: int, wait: bool = True) -> None:
        """Runs the cell at `place` (from 0); with `wait`, until it has ended; raises when it failed."""
        self.page.evaluate(
            f"""async ([place, wait]) => {{ {PANEL}
                panel.content.activeCellIndex = place;
                const run = app.commands.execute('notebook:run-cell');
                if (wait) await run;
            }}""",
            [place, wait],
        )
        if wait:
            self._raise_errors()

    def output(self, place: int) -> str:
        """The text that the cell at `place` has put out."""
        outputs = self.outputs()[place]
        return "".join(o.get("text") or o.get("data", {}).get("text/plain", "") for o in outputs)

    def outputs(self) -> list[list[dict[str, Any]]]:
        """The outputs of every cell, in the notebook's format."""
        found: list[list[dict[str, Any]]] = self.page.evaluate(
            f"() => {{ {PANEL} return panel.content.widgets.map(c => c.model.outputs?.toJSON() ?? []); }}"
        )
        return found

    def _raise_errors(self) -> None:
        for place, outputs in enumerate(self.outputs()):
            for output in outputs:
                if output["output_type"] == "error":
                    raise AssertionError(f"cell {place}: {output['ename']}: {output['evalue']}")

    # --- the kernel ------------------------------------------------------------------------------------

    def restart_kernel(self) -> None:
        """Restarts the kernel as the menu does, without its question."""
        self.page.evaluate(f"async () => {{ {PANEL} await panel.sessionContext.restartKernel(); }}")
        self.wait_ready()

    def kill_kernel(self) -> None:
        """SIGKILL to the kernel; returns once the server runs another one and the page is connected."""
        self.wait_for_another_kernel(self.kernel.kill())

    def wait_for_another_kernel(self, dead: int) -> None:
        """Confirms the message that the kernel `dead` died, and waits until there is another one."""
        self.confirm_restart()
        self.kernel.wait_for_another(dead)
        self.wait_ready()

    def confirm_restart(self) -> None:
        """Waits for the message that the kernel died and closes it: it takes every key while it is there."""
        message = self.page.get_by_role("dialog").filter(has_text="Kernel Restarting")
        message.get_by_role("button", name="Ok").click()
        message.wait_for(state="detached")

    # --- file and look ---------------------------------------------------------------------------------

    def save(self) -> dict[str, Any]:
        """Saves the notebook as Ctrl+S does; what is then in its file."""
        self.page.evaluate(f"async () => {{ {PANEL} await app.commands.execute('docmanager:save'); }}")
        saved: dict[str, Any] = json.loads(self.path.read_text(encoding="utf-8"))
        return saved

    def theme(self, name: Literal["light", "dark"]) -> None:
        """Switches the application's theme and waits until it is applied."""
        self.page.evaluate(
            "theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })",
            f"JupyterLab {name.title()}",
        )
        light = "true" if name == "light" else "false"
        self.page.wait_for_selector(f"body[data-jp-theme-light='{light}']", state="attached")
        # A curtain hides the change, and takes clicks while it is there.
        self.page.wait_for_selector("#jupyterlab-splash", state="detached")

    def viewport(self, width: int, height: int) -> None:
        """Sets the size of the page in CSS pixels."""
        self.page.set_viewport_size({"width": width, "height": height})

    def shot(self, path: Path, of: Locator | None = None) -> Path:
        """A picture of the page, or of one thing in it, after fonts and a frame have settled."""
        self.page.evaluate("() => document.fonts.ready.then(() => new Promise(requestAnimationFrame))")
        path.parent.mkdir(parents=True, exist_ok=True)
        if of is None:
            self.page.screenshot(path=path)
        else:
            of.screenshot(path=path)
        return path

    # --- the labeler, by role and name -----------------------------------------------------------------

    def labeler(self, project: str) -> Locator:
        """The widget of the project with this name."""
        return self.page.get_by_role("region", name=f"nblabel {project}", exact=True)

    def tiles(self, project: str) -> Locator:
        """The tiles of its grid that are in view."""
        return self.labeler(project).get_by_role("grid", name="Items", exact=True).get_by_role("gridcell")

    def saving(self, project: str) -> Locator:
        """Its status of saving."""
        return self.labeler(project).get_by_role("status", name="Saving", exact=True)

    def wait_saved(self, project: str, seconds: float = PATIENCE) -> None:
        """Waits until it says that everything is saved."""
        saving = self.saving(project)
        end = time.monotonic() + seconds
        while saving.inner_text().strip() != "Saved":
            if time.monotonic() > end:
                raise AssertionError(f"not saved in {seconds} s: {saving.inner_text()}")
            self.page.wait_for_timeout(20)

    def close(self) -> None:
        """Lets go of the kernel's sockets; the page stays open."""
        self.kernel.close()
