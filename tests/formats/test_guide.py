"""The page on import and export runs as it stands."""

import re
import subprocess
import sys
from pathlib import Path

import nblabel as nl
from tests.formats.conftest import New

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "import-and-export.md"


def test_the_python_of_the_page_runs(tmp_path: Path) -> None:
    program = "\n".join(re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL))
    command = [sys.executable, "-c", program]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert (tmp_path / "dataset" / "data.yaml").exists()
    assert (tmp_path / "drawn.train.json").exists()


def test_the_command_line_writes_folders_too(new: New, tmp_path: Path) -> None:
    project = new("boxes", ["cat"])
    project.annotate("a.png", nl.Box("cat", 1, 2, 3, 4))
    project.close()
    command = [sys.executable, "-m", "nblabel.cli", "export", "0.nblabel", "out", "--format", "yolo"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert "ids of annotations" in run.stdout or "id of an annotation" in run.stdout
    assert (tmp_path / "out" / "labels" / "a.txt").exists()
