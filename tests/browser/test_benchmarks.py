"""The benchmarks of what a person feels still measure something. How fast it was is told by `make bench`."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.long
@pytest.mark.parametrize("name", ["first_paint", "keys"])
def test_a_quick_run_sees_every_photo_and_key(name: str) -> None:
    command = [sys.executable, "-m", f"benchmarks.{name}", "--quick"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=170, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "painted" in run.stdout
