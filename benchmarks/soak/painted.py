"""What the page showed as painted, written down outside of it while it happens.

A script in the page looks at the tiles right after the frame that drew a change of them, and reports through
a binding of the browser's debugger; the report leaves the page before anything can kill it.
"""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page

# The tiles change in an animation frame; a message posted there arrives right after that frame's paint.
WATCH = """(() => {
    if (window.top !== window) return;
    const cells = "[role=grid][aria-label=Items] [role=gridcell][data-item]";
    const channel = new MessageChannel();
    let asked = false, last = "";
    channel.port1.onmessage = () => {
        asked = false;
        const tiles = [...document.querySelectorAll(cells)].map(({ dataset }) =>
            [dataset.item, dataset.state, JSON.parse(dataset.labels || "[]")]);
        const now = JSON.stringify(tiles);
        if (now === last || !window.nblabelPainted) return;
        last = now;
        window.nblabelPainted(JSON.stringify({ at: Date.now(), tiles }));
    };
    new MutationObserver(() => {
        if (!asked) { asked = true; channel.port2.postMessage(0); }
    }).observe(document, { subtree: true, childList: true, attributes: true,
                           attributeFilter: ["data-item", "data-state", "data-labels"] });
})()"""


class Log:
    """An append-only file of JSON lines: what was done, what was painted, what was broken, in that order."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("a", encoding="utf-8", buffering=1)

    def write(self, kind: str, **entry: Any) -> None:
        """Appends one entry; it is with the operating system when this returns. `at`: now, unless given."""
        line = {"kind": kind, "at": time.time() * 1000, **entry}
        self._file.write(json.dumps(line, ensure_ascii=False) + "\n")

    def watch(self, page: Page) -> CDPSession:
        """From the page's next load on, writes down what it paints."""
        session = page.context.new_cdp_session(page)
        session.send("Runtime.enable")
        session.send("Runtime.addBinding", {"name": "nblabelPainted"})
        session.on("Runtime.bindingCalled", self._painted)
        page.add_init_script(WATCH)
        return session

    def _painted(self, event: dict[str, Any]) -> None:
        if event["name"] == "nblabelPainted":
            self.write("painted", **json.loads(event["payload"]))

    def close(self) -> None:
        self._file.close()


def entries(path: Path) -> Iterator[dict[str, Any]]:
    """The log, entry by entry."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
