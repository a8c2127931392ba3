"""A real Chromium whose profile outlives it, so that a killed browser can be opened again."""

import contextlib
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import psutil
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page, Playwright

from tests.browser.harness.chromium import FLAGS, find
from tests.waiting import PATIENCE

VIEWPORT = {"width": 1400, "height": 1000}
SLOWDOWN = float(os.environ.get("NBLABEL_TEST_SLOWDOWN", "1"))
"""So many times slower than it is the browser runs the pages: what a slow machine would break is found so."""


def launch(playwright: Playwright) -> Chromium:
    """Starts a browser whose pages keep nothing."""
    return playwright.chromium.launch(executable_path=find(), args=FLAGS, timeout=PATIENCE * 1000)


def fresh_page(chromium: Chromium) -> Page:
    """A page in a profile of its own, in which nothing fades: a colour half way is no colour to be judged."""
    context = chromium.new_context(
        viewport={"width": VIEWPORT["width"], "height": VIEWPORT["height"]},
        color_scheme="light",
        reduced_motion="reduce",
    )
    return patient(context.new_page())


def patient(page: Page) -> Page:
    """The page, which waits for everything as long as a slow machine may take."""
    page.context.set_default_timeout(PATIENCE * 1000)
    # A host such as Voilà runs the whole notebook before it answers.
    page.context.set_default_navigation_timeout(3 * PATIENCE * 1000)
    if SLOWDOWN > 1:
        session = page.context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    return page


class Browser:
    """One Chromium process with a profile in `profile`; IndexedDB in there survives `kill`."""

    def __init__(
        self, playwright: Playwright, profile: Path, color_scheme: Literal["light", "dark"] = "light"
    ) -> None:
        self.profile = profile
        self.context: BrowserContext = playwright.chromium.launch_persistent_context(
            str(profile),
            executable_path=find(),
            args=FLAGS,
            viewport={"width": VIEWPORT["width"], "height": VIEWPORT["height"]},
            color_scheme=color_scheme,
            timeout=PATIENCE * 1000,
        )
        patient(self.page)

    @property
    def page(self) -> Page:
        """The first tab."""
        return self.context.pages[0] if self.context.pages else self.context.new_page()

    @property
    def pid(self) -> int:
        """The browser's main process, the parent of its renderers."""
        own = f"--user-data-dir={self.profile}"
        for process in psutil.Process().children(recursive=True):
            line = _command(process)
            if own in line and not any(part.startswith("--type=") for part in line):
                return int(process.pid)
        raise ProcessLookupError(f"no browser runs on {self.profile}")

    def kill(self, act: Callable[[], object] | None = None, after: float = 0) -> None:
        """SIGKILL to the browser and its renderers, at once; then clears the profile's lock.

        With `act`, that is done first, and the kill comes `after` seconds from when it began; on a machine
        that takes longer for the act alone, as long again after it. Who is to die is looked up beforehand.
        """
        pid = self.pid
        family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
        if act is not None:
            begun = time.monotonic()
            act()
            took = time.monotonic() - begun
            time.sleep(max(after - took, took))
        for process in family:
            _kill(process.pid)
        psutil.wait_procs(family, timeout=PATIENCE)
        for lock in self.profile.glob("Singleton*"):
            lock.unlink(missing_ok=True)
        time.sleep(0.1)

    def close(self) -> None:
        """Closes every tab and the browser; harmless when it was killed."""
        self.context.close()


def _command(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.Error:
        return []


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
