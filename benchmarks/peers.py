"""The peer that nblabel is measured against, in an environment of its own."""

import json
import subprocess
import sys
import venv
from pathlib import Path

from benchmarks.photos import BENCH

PEER = "jupyter-bbox-widget==0.7.0"
KERNEL = "bbox"
# One Jupyter data folder for all benchmarks: its kernelspecs are found through JUPYTER_PATH.
JUPYTER = BENCH / "jupyter"

PEER_STACK = ("jupyter-bbox-widget", "ipykernel", "anywidget", "ipywidgets")
STACK = ("nblabel", "jupyterlab", "ipykernel", "anywidget", "ipywidgets")
ASK = """
import importlib.metadata, json, sys
def version(name):
    try: return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError: return ""
print(json.dumps({name: version(name) for name in sys.argv[1:]}))
"""


def install() -> dict[str, str]:
    """Makes the peer's environment and kernelspec when they are not there; the versions in it."""
    python = BENCH / "bbox" / "bin" / "python"
    if not _versions(python, PEER_STACK)[PEER_STACK[0]]:
        print(f"installing {PEER} into {python.parents[1].relative_to(BENCH.parent)}")
        venv.create(BENCH / "bbox", with_pip=True, clear=True)
        pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
        subprocess.run([*pip, PEER, "ipykernel"], check=True)
    spec = JUPYTER / "kernels" / KERNEL
    spec.mkdir(parents=True, exist_ok=True)
    argv = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    told = {"argv": argv, "display_name": KERNEL, "language": "python"}
    (spec / "kernel.json").write_text(json.dumps(told))
    return _versions(python, PEER_STACK)


def versions() -> dict[str, str]:
    """The versions of nblabel and of what it stands on, in this environment."""
    return _versions(Path(sys.executable), STACK)


def _versions(python: Path, names: tuple[str, ...]) -> dict[str, str]:
    """The versions of these packages in an environment; "" for what is not there."""
    if not python.exists():
        return dict.fromkeys(names, "")
    asked = subprocess.run([str(python), "-c", ASK, *names], capture_output=True, text=True, check=True)
    found: dict[str, str] = json.loads(asked.stdout)
    return found
