"""Waiting for what has to come: a limit is there for what hangs, and no slow machine may run into it."""

import time
from collections.abc import Callable

PATIENCE = 120.0
"""Seconds that a test waits for one thing: tens of times what it takes on two busy cores."""


def until(true: Callable[[], object], what: object = "it", seconds: float = PATIENCE) -> None:
    """Waits until `true()` is; `what` says for the error what did not come (a callable is asked then)."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise AssertionError(f"waited in vain for {what() if callable(what) else what}")
        time.sleep(0.01)
