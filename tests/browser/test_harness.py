"""The harness itself, proven on a widget that has nothing to do with nblabel."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenNotebook
from tests.browser.harness.browser import Browser
from tests.browser.harness.lab import App
from tests.browser.harness.proxy import Proxy
from tests.browser.harness.server import Server

COUNTER = '''
import anywidget, traitlets
class Counter(anywidget.AnyWidget):
    _esm = """
    export default { render({ model, el }) {
        const button = document.createElement("button");
        const show = () => { button.textContent = `Count ${model.get("count")}`; };
        button.onclick = () => { model.set("count", model.get("count") + 1); model.save_changes(); };
        model.on("change:count", show); show(); el.append(button);
    } };
    """
    count = traitlets.Int(0).tag(sync=True)
counter = Counter()
'''
CELLS = [COUNTER, "counter"]
# ipykernel 7.4 answers a comm on the shell that last sent on it; without that memory, where the page asked.
SLEEP = "import time; vars(counter.comm).pop('_reply_subshell_id', 0); time.sleep(3); seen = counter.count"


@pytest.mark.long  # what other tests rest on as well
@pytest.mark.parametrize("app", ["lab", "notebook"])
@pytest.mark.parametrize(("kernel", "major"), [("python3", "7"), ("ipykernel6", "6")])
def test_a_click_reaches_the_kernel(open_notebook: OpenNotebook, app: App, kernel: str, major: str) -> None:
    notebook = open_notebook(CELLS, kernel=kernel, app=app)
    notebook.run_all()
    notebook.page.get_by_role("button", name="Count 0").click()
    notebook.page.get_by_role("button", name="Count 1").wait_for()
    assert notebook.kernel.value("counter.count") == 1
    assert notebook.kernel.value("__import__('ipykernel').__version__").startswith(f"{major}.")


@pytest.mark.long
def test_a_killed_kernel_is_replaced_and_runs_the_cells_again(open_notebook: OpenNotebook) -> None:
    notebook = open_notebook(CELLS)
    notebook.run_all()
    before = notebook.kernel.pid
    notebook.kill_kernel()
    assert notebook.kernel.pid != before
    notebook.run_all()
    assert notebook.kernel.value("counter.count") == 0


@pytest.mark.long
def test_restart_reload_save_and_theme(open_notebook: OpenNotebook) -> None:
    notebook = open_notebook(["print(6 * 7)"])
    notebook.run_cell(0)
    assert notebook.output(0) == "42\n"
    notebook.kernel.run("kept = 1")
    notebook.restart_kernel()
    assert notebook.kernel.value("'kept' in globals()") is False
    assert notebook.save()["cells"][0]["outputs"][0]["text"] == ["42\n"]
    notebook.reload()
    assert notebook.output(0) == "42\n"
    notebook.theme("dark")
    notebook.theme("light")


@pytest.mark.long
@pytest.mark.parametrize("on", [True, False])
def test_widgets_answer_while_a_cell_runs_only_over_subshells(
    server: Server, open_notebook: OpenNotebook, new_page: Callable[[], Page], on: bool
) -> None:
    server.comms_over_subshells(on)
    notebook = open_notebook([*CELLS, SLEEP], page=new_page())
    server.comms_over_subshells(True)
    notebook.run_cell(0)
    notebook.run_cell(1)
    notebook.run_cell(2, wait=False)
    notebook.page.get_by_role("button", name="Count 0").click()
    assert notebook.kernel.value("seen") == (1 if on else 0)


def test_storage_outlives_a_killed_browser(new_browser: Callable[[str], Browser], server: Server) -> None:
    first = new_browser("one")
    first.page.goto(f"{server.url}/api")
    first.page.evaluate("() => new Promise(r => { const o = indexedDB.open('kept'); o.onsuccess = r; })")
    first.kill()
    second = new_browser("one")
    second.page.goto(f"{server.url}/api")
    assert [d["name"] for d in second.page.evaluate("() => indexedDB.databases()")] == ["kept"]


@pytest.mark.long
def test_a_cut_network_comes_back(open_notebook: OpenNotebook, proxy: Proxy) -> None:
    notebook = open_notebook(CELLS, url=proxy.url)
    notebook.run_all()
    connection = "window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.connectionStatus"
    proxy.cut()
    notebook.page.wait_for_function(f"() => {connection} !== 'connected'")
    proxy.mend()
    notebook.wait_ready()
    notebook.page.get_by_role("button", name="Count 0").click()
    notebook.page.get_by_role("button", name="Count 1").wait_for()
    assert notebook.kernel.value("counter.count") == 1
