"""What people install: the wheel, made from the sdist, shows the grid with its one line."""

import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.browser.conftest import OpenNotebook

ROOT = Path(__file__).parents[2]
BUNDLE = "src/nblabel/widget/static/widget.js"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist and the wheel that was made from it."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def unpacked(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package as the wheel installs it, and nothing else."""
    folder = tmp_path_factory.mktemp("site")
    wheel = next(built.glob("*.whl"))
    pip = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--target",
        str(folder),
        str(wheel),
    ]
    subprocess.run(pip, check=True)
    return folder


def test_the_sdist_carries_the_bundle_and_its_sources(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {BUNDLE, "js/src/widget.ts", "js/package-lock.json", "LICENSE"} <= names


def test_the_wheel_holds_what_it_opens(unpacked: Path) -> None:
    package = unpacked / "nblabel"
    wanted = ["widget/static/widget.js", "widget/static/widget.css", "notebooks/01-grid.ipynb", "py.typed"]
    assert [name for name in wanted if not (package / name).is_file()] == []


def test_the_bundle_is_small(unpacked: Path) -> None:
    assert (unpacked / "nblabel" / "widget" / "static" / "widget.js").stat().st_size <= 400_000


def test_the_installed_wheel_shows_the_grid(open_notebook: OpenNotebook, unpacked: Path) -> None:
    notebook = open_notebook(
        [
            f"import sys; sys.path.insert(0, {str(unpacked)!r})",
            "import nblabel as nl; from nblabel import samples; samples.digits('wheel', n=20)",
            "nl.label('wheel', ['even', 'odd'])",
        ]
    )
    notebook.run_all()
    notebook.labeler("wheel").wait_for()
    assert notebook.kernel.value("nl.__file__").startswith(str(unpacked))
    notebook.page.get_by_role("button", name="Start labeling", exact=True).click()
    notebook.tiles("wheel").first.wait_for()
    assert notebook.tiles("wheel").count() == 9
