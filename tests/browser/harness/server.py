"""A real Jupyter server on loopback, serving JupyterLab at /lab and Notebook 7 at /notebooks."""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Container
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

from tests.browser.harness.ipykernel6 import FOLDER as IPYKERNEL6
from tests.waiting import PATIENCE

CONFIG = {
    "ServerApp": {"open_browser": False, "root_dir": "", "allow_root": True, "terminals_enabled": False},
    "LabApp": {"expose_app_in_browser": True, "extension_manager": "readonly"},
    "JupyterNotebookApp": {"expose_app_in_browser": True},
}


def free_port() -> int:
    """A port of loopback that nobody listens on now.

    The system gives out none of these by itself, and no other process of this run: nobody takes it before a
    server does, nor while one that was killed is started again.
    """
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    while True:
        port = 20_000 + worker % 12 * 1_000 + secrets.randbelow(1_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def notebook(cells: list[str], kernel: str = "python3") -> str:
    """A notebook of these code cells as a file has it; the library for that takes seconds to import."""
    code: dict[str, object] = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}
    made = {
        "cells": [code | {"id": f"cell-{place}", "source": source} for place, source in enumerate(cells)],
        "metadata": {"kernelspec": {"name": kernel, "display_name": kernel, "language": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(made)


class Server:
    """Serves the notebooks in `folder / "work"`; settings, workspaces and kernels' files are its own.

    `environment` is added to that of the server and so of its kernels; `python` is whose JupyterLab runs.
    """

    def __init__(
        self, folder: Path, environment: dict[str, str] | None = None, python: Path = Path(sys.executable)
    ) -> None:
        self.folder = folder
        self.work = folder / "work"
        self.work.mkdir(parents=True)
        self.runtime = folder / "runtime"
        self.port = free_port()
        self.token = secrets.token_hex(16)
        self.url = f"http://127.0.0.1:{self.port}"
        self._write_config()
        self._log = (folder / "server.log").open("wb")
        options = [f"--port={self.port}", "--ServerApp.port_retries=0"]
        self.process = subprocess.Popen(
            [str(python), "-m", "jupyterlab", *options],
            cwd=self.work,
            env=self._environment() | (environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        self._wait_until_up()
        # Only a person's settings keep JupyterLab from asking whether it may fetch its news.
        self.settings("@jupyterlab/apputils-extension:notification", {"fetchNews": "false"})

    def _write_config(self) -> None:
        config = json.loads(json.dumps(CONFIG))
        config["ServerApp"]["root_dir"] = str(self.work)
        config["IdentityProvider"] = {"token": self.token}
        (self.folder / "config").mkdir()
        (self.folder / "config" / "jupyter_server_config.json").write_text(json.dumps(config))

    def _environment(self) -> dict[str, str]:
        own = {
            "JUPYTER_CONFIG_DIR": "config",
            "JUPYTER_DATA_DIR": "data",
            "JUPYTER_RUNTIME_DIR": "runtime",
            "JUPYTERLAB_SETTINGS_DIR": "settings",
            "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
            "IPYTHONDIR": "ipython",
        }
        here = {name: str(self.folder / place) for name, place in own.items()}
        return os.environ | here | {"JUPYTER_PATH": str(IPYKERNEL6 / "share" / "jupyter")}

    def _wait_until_up(self, seconds: float = PATIENCE) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                break
            try:
                self.ask("GET", "/api/status")
                return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        raise RuntimeError(f"JupyterLab did not start:\n{self.log()}")

    def log(self) -> str:
        """What the server and its kernels have written."""
        return (self.folder / "server.log").read_text(errors="replace")

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """One request to the server's REST interface; its JSON answer, or None when it gives none."""
        request = urllib.request.Request(
            self.url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"token {self.token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def write_notebook(self, name: str, cells: list[str], kernel: str = "python3") -> Path:
        """Writes a notebook of code cells for the kernel `python3` (ipykernel 7) or `ipykernel6`."""
        path = self.work / name
        path.write_text(notebook(cells, kernel), encoding="utf-8")
        return path

    def settings(self, plugin: str, values: dict[str, object]) -> None:
        """Replaces a person's settings of a JupyterLab plugin; pages see them when they are opened."""
        self.ask("PUT", f"/lab/api/settings/{plugin}", {"raw": json.dumps(values)})

    def comms_over_subshells(self, on: bool) -> None:
        """Whether widgets talk to the kernel while a cell runs (ipykernel 7 only); on by default."""
        mode = "perCommTarget" if on else "disabled"
        self.settings("@jupyterlab/apputils-extension:kernels-settings", {"commsOverSubshells": mode})

    def stop_kernels(self, names: Container[str] | None = None) -> None:
        """Ends the kernels of the notebooks with these names, or of all."""
        for session in self.ask("GET", "/api/sessions"):
            if names is None or session["path"] in names:
                self.ask("DELETE", f"/api/sessions/{session['id']}")

    def stop(self) -> None:
        """Ends the server and whatever it started."""
        mine = [self.process, *psutil.Process(self.process.pid).children(recursive=True)]
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        for process in mine[1:]:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self._log.close()
