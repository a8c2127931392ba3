"""What a person gets: the wheel, made from the sdist, installed in an empty environment, shows the grid.

Nothing of this checkout or of its environment is used but the browser that looks at the page.

    python -m benchmarks.empty_environment
"""

import shutil
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks import figures
from benchmarks.photos import BENCH
from tests.browser.harness.browser import VIEWPORT
from tests.browser.harness.chromium import FLAGS, find
from tests.browser.harness.lab import NotebookPage
from tests.browser.harness.server import Server

ROOT = Path(__file__).parents[1]
CELLS = [
    "import nblabel as nl; from nblabel import samples; samples.digits('photos', n=20)",
    "nl.label('photos', ['even', 'odd'])",
]
NOT_EMPTY = """canvas => {
    const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    return pixels.some(value => value !== 0);
}"""


def wheel(folder: Path) -> Path:
    """The wheel made from the sdist, each in a build environment of its own."""
    subprocess.run([sys.executable, "-m", "build", "--outdir", str(folder)], cwd=ROOT, check=True)
    return next(folder.glob("*.whl"))


def environment(made: Path) -> tuple[Path, float]:
    """The Python of a new environment with the wheel and JupyterLab; the seconds that installing took."""
    place = BENCH / "empty"
    shutil.rmtree(place, ignore_errors=True)
    venv.create(place, with_pip=True)
    python = place / "bin" / "python"
    begin = time.monotonic()
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    subprocess.run([*pip, f"{made}[lab]"], check=True, cwd=made.parent)
    return python, time.monotonic() - begin


def look(python: Path, folder: Path) -> dict[str, object]:
    """Runs the one-line form in that environment's JupyterLab and looks at what is shown."""
    with sync_playwright() as playwright:
        server = Server(folder / "jupyter", python=python)
        chromium = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        try:
            server.write_notebook("one-line.ipynb", CELLS)
            page = chromium.new_page(viewport={"width": VIEWPORT["width"], "height": VIEWPORT["height"]})
            notebook = NotebookPage(page, server, "one-line.ipynb").open()
            notebook.run_all()
            page.get_by_role("button", name="Start labeling", exact=True).click()
            notebook.tiles("photos").first.wait_for()
            page.wait_for_timeout(1000)
            canvas = page.get_by_role("region", name="nblabel photos", exact=True).locator("canvas").first
            return {
                "tiles": notebook.tiles("photos").count(),
                "painted": page.evaluate(NOT_EMPTY, canvas.element_handle()),
                "package": notebook.kernel.value("nl.__file__"),
            }
        finally:
            chromium.close()
            server.stop()


def main() -> int:
    """Installs, looks, publishes; 1 when the grid is not there."""
    with tempfile.TemporaryDirectory(prefix="nblabel-empty-") as folder:
        made = wheel(Path(folder) / "dist")
        python, seconds = environment(made)
        seen = look(python, Path(folder))
    inside = str(seen.pop("package")).startswith(str(BENCH / "empty"))
    shown = seen["tiles"] == 9 and bool(seen["painted"]) and inside
    row = {"what": "the wheel in an empty environment shows the grid", "value": shown, "met": shown}
    about = {"wheel": made.name, "install seconds": round(seconds, 1), "installed there": inside, **seen}
    figures.publish("empty_environment", [about], [row], quick=False)
    shutil.rmtree(BENCH / "empty", ignore_errors=True)
    return 0 if shown else 1


if __name__ == "__main__":
    sys.exit(main())
