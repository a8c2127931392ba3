"""Clicks that belong together, by the clock of their events, however long a machine takes."""

import time

from playwright.sync_api import Page

APART = 0.05
"""Seconds from one click to the next."""


def click_times(page: Page, x: float, y: float, times: int) -> None:
    """Clicks `times` times at one place of the page, in CSS pixels: 2 is a double click."""
    page.mouse.move(x, y)
    session = page.context.new_cdp_session(page)
    begun = time.time()
    for n in range(times):
        told = {"x": x, "y": y, "button": "left", "clickCount": n + 1, "timestamp": begun + n * APART}
        for kind in ("mousePressed", "mouseReleased"):
            session.send("Input.dispatchMouseEvent", {"type": kind, **told})
    session.detach()
