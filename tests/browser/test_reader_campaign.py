"""A scripted person marks real sentences while the kernel is killed. `make soak` does it with 300 of them."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.long
@pytest.mark.timeout(600)
def test_spans_marked_by_mouse_and_keys_are_the_gold_though_the_kernel_dies() -> None:
    command = [sys.executable, "-m", "benchmarks.marking", "--quick"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=570, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "kernels killed" in run.stdout
