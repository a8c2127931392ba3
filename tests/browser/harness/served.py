"""A notebook served as a page of its own by a process of its own, as Voilà and marimo do."""

import contextlib
import os
import socket
import subprocess
import time
from pathlib import Path

import psutil
from playwright.sync_api import Page

from tests.browser.harness.server import free_port
from tests.waiting import PATIENCE


class Served:
    """One process that serves one notebook at `url`; it can be killed and started again at the same address.

    Everything it writes about itself goes into `folder / "host"`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.own = folder / "host"
        self.own.mkdir()
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        """What to run."""
        raise NotImplementedError

    def environment(self) -> dict[str, str]:
        """Where its settings and its own files go."""
        raise NotImplementedError

    def start(self) -> None:
        """Starts it and waits until it takes connections."""
        with (self.own / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command(),
                cwd=self.folder,
                env=os.environ | self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        end = time.monotonic() + PATIENCE
        while not self._listens():
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"{self.command()[2]} did not start:\n{self.log()}")
            time.sleep(0.1)

    def open(self, page: Page) -> None:
        """Opens its page, whose cells then run."""
        page.goto(self.url)

    def log(self) -> str:
        """What it and its kernels have written."""
        return (self.own / "log").read_text(errors="replace")

    def stop(self) -> None:
        """SIGSTOP to it and all that it started: nothing is heard of it, until it is killed."""
        assert self.process is not None
        own = psutil.Process(self.process.pid)
        for one in [own, *own.children(recursive=True)]:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.suspend()

    def kill(self) -> None:
        """SIGKILL to it and all that it started. Harmless when nothing runs."""
        if self.process is None:
            return
        family = [
            *psutil.Process(self.process.pid).children(recursive=True),
            psutil.Process(self.process.pid),
        ]
        for one in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
        self.process.wait(PATIENCE)
        psutil.wait_procs(family, timeout=PATIENCE)
        self.process = None

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0
