"""A second kernel beside the environment's own: ipykernel 6, in a folder of its own with its kernelspec.

Run as a program it installs both into `.ipykernel6` at the root of the repository.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / ".ipykernel6"
NAME = "ipykernel6"


def install() -> None:
    """Installs ipykernel 6; everything it shares with ipykernel 7 comes from the environment itself."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "install", "--no-compile"]
    subprocess.run([*pip, "--no-deps", "--target", str(FOLDER), "ipykernel<7", "nest-asyncio"], check=True)
    shutil.rmtree(FOLDER / "share" / "jupyter" / "kernels")
    spec = FOLDER / "share" / "jupyter" / "kernels" / NAME
    spec.mkdir(parents=True)
    (spec / "kernel.json").write_text(json.dumps(kernelspec(), indent=1), encoding="utf-8")


def kernelspec() -> dict[str, object]:
    """The kernelspec: this Python, with the folder before everything else."""
    return {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "Python 3 (ipykernel 6)",
        "language": "python",
        "env": {"PYTHONPATH": str(FOLDER)},
        "metadata": {"debugger": True},
    }


if __name__ == "__main__":
    install()
