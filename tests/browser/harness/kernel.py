"""The kernel of a notebook, spoken to beside the page: through its own sockets, and by signals."""

import ast
import contextlib
import json
import os
import signal
import sqlite3
import time
from pathlib import Path
from typing import Any

import psutil
from jupyter_client.blocking.client import BlockingKernelClient

from tests.browser.harness.server import Server
from tests.waiting import PATIENCE


class Kernel:
    """The kernel that runs the notebook `name` now; after a restart it is the same object."""

    def __init__(self, server: Server, name: str) -> None:
        self._server = server
        self._name = name
        self._client: BlockingKernelClient | None = None

    @property
    def id(self) -> str:
        """The server's id of the kernel; a restart keeps it."""
        sessions = self._server.ask("GET", "/api/sessions")
        return next(str(s["kernel"]["id"]) for s in sessions if s["path"] == self._name)

    @property
    def state(self) -> str:
        """What the server says it does: `starting`, `idle`, `busy`, `dead` and so on."""
        return str(self._server.ask("GET", f"/api/kernels/{self.id}")["execution_state"])

    @property
    def pid(self) -> int:
        """The process id now, found without asking the kernel, so that a busy one has one too."""
        file = self._connection_file().name
        for process in psutil.Process(self._server.process.pid).children(recursive=True):
            with contextlib.suppress(psutil.Error):  # another one that ends just now
                if any(part.endswith(file) for part in process.cmdline()):
                    return int(process.pid)
        raise ProcessLookupError(f"no process runs the kernel of {self._name}")

    def kill(self) -> int:
        """SIGKILL; gives the id of the process that died. The server starts another within seconds."""
        pid = self.pid
        os.kill(pid, signal.SIGKILL)
        return pid

    def stop(self, project: Path) -> None:
        """SIGSTOP, but not while it writes into this project: it would hold the file against all others."""
        file = sqlite3.connect(project, timeout=PATIENCE, isolation_level=None)
        with contextlib.closing(file):
            file.execute("BEGIN IMMEDIATE")
            os.kill(self.pid, signal.SIGSTOP)
            file.execute("ROLLBACK")

    def go_on(self) -> None:
        """SIGCONT: it does now what it was asked for while it stood still."""
        os.kill(self.pid, signal.SIGCONT)

    def wait_for_another(self, than: int, seconds: float = PATIENCE) -> int:
        """Waits until the server runs another process than `than`; gives its id."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                pid = self.pid
                if pid != than and self.state != "restarting":
                    return pid
            except (ProcessLookupError, psutil.Error):
                pass
            time.sleep(0.05)
        raise TimeoutError(f"the kernel of {self._name} was not started again in {seconds} s")

    def run(self, code: str, seconds: float = PATIENCE) -> None:
        """Executes statements; raises what the kernel raised."""
        self._execute(code, {}, seconds)

    def value(self, expression: str, seconds: float = PATIENCE) -> Any:
        """The value of an expression, through JSON."""
        wanted = {"value": f"__import__('json').dumps({expression})"}
        answer = self._execute("", wanted, seconds)["value"]
        if answer["status"] != "ok":
            raise RuntimeError("\n".join(answer["traceback"]))
        return json.loads(ast.literal_eval(answer["data"]["text/plain"]))

    def _execute(self, code: str, expressions: dict[str, str], seconds: float) -> dict[str, Any]:
        end = time.monotonic() + seconds
        content = self._reply(code, expressions, end)
        while content["status"] == "aborted" and time.monotonic() < end:
            # The kernel drops what comes right after a cell that failed; it was not run.
            time.sleep(0.1)
            content = self._reply(code, expressions, end)
        if content["status"] != "ok":
            raise RuntimeError("\n".join(content.get("traceback", [content["status"]])))
        found: dict[str, Any] = content["user_expressions"]
        return found

    def _reply(self, code: str, expressions: dict[str, str], end: float) -> dict[str, Any]:
        client = self._connect()
        rid = client.execute(code, store_history=False, user_expressions=expressions)
        while True:
            reply = client.get_shell_msg(timeout=max(0.01, end - time.monotonic()))
            if reply["parent_header"].get("msg_id") == rid:
                content: dict[str, Any] = reply["content"]
                return content

    def _connection_file(self) -> Path:
        return self._server.runtime / f"kernel-{self.id}.json"

    def _connect(self) -> BlockingKernelClient:
        if self._client is None:
            self._client = BlockingKernelClient(connection_file=str(self._connection_file()))
            self._client.load_connection_file()
            self._client.start_channels(iopub=False, stdin=False, hb=False, control=False)
        return self._client

    def close(self) -> None:
        """Closes the sockets of this side."""
        if self._client is not None:
            self._client.stop_channels()
            self._client = None
