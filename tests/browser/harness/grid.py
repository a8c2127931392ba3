"""The labeler as a person meets it: roles, names, data attributes, keys and the mouse; nothing inside."""

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Locator, Page

from tests.waiting import PATIENCE

READ = """region => {
    const cells = region.querySelectorAll("[role=grid][aria-label=Items] [role=gridcell]");
    return [...cells].map(cell => [
        cell.dataset.item, cell.dataset.state, cell.dataset.labels, cell.ariaSelected === "true",
        cell.contains(cell.getRootNode().activeElement), cell.getAttribute("aria-colindex"),
    ]);
}"""
ON_THEIR_WAY = re.compile(r"(\d+)")


def _is(true: Callable[[], object]) -> bool:
    """Whether it is; not yet where what it asks about is not there."""
    try:
        return bool(true())
    except (IndexError, StopIteration):
        return False


@dataclass(frozen=True)
class Tile:
    """One tile as the page shows it now."""

    item: str
    state: str
    labels: tuple[str, ...]
    selected: bool
    focused: bool
    column: int

    @property
    def answered(self) -> bool:
        return self.state in ("draft", "submitted", "skipped", "broken")


class Grid:
    """The labeler of the project with this name in `page`."""

    def __init__(self, page: Page, project: str) -> None:
        self.page = page
        self.region = page.get_by_role("region", name=f"nblabel {project}", exact=True)

    def start(self, seconds: float = PATIENCE) -> "Grid":
        """Waits until tiles are shown; presses Start labeling where the instructions come first."""
        begin = self.region.get_by_role("button", name="Start labeling", exact=True)

        def ready() -> bool:
            tiles = self.tiles()
            if not tiles or any(tile.state == "loading" for tile in tiles):
                return self.done()
            self.page.evaluate(
                "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
            )
            if begin.is_visible():
                begin.click()
                return False
            return True

        self.wait(ready, "tiles", seconds)
        return self

    # --- what it shows -----------------------------------------------------------------------------------

    def tiles(self) -> list[Tile]:
        """The tiles in view, in order; [] while there is no grid."""
        rows = self.region.evaluate_all(f"all => all.length ? ({READ})(all.at(-1)) : []")
        return [
            Tile(item, state, tuple(json.loads(labels or "[]")), selected, focused, int(column or 1))
            for item, state, labels, selected, focused, column in rows
            if item
        ]

    def tile(self, item: str) -> Tile:
        """The tile of this item, which must be in view."""
        return next(tile for tile in self.tiles() if tile.item == item)

    def saving(self) -> str:
        """What the status of saving says."""
        status = self.region.get_by_role("status", name="Saving", exact=True)
        return " ".join(status.all_inner_texts()).strip()

    def unsaved(self) -> int:
        """How many answers it says are not saved yet."""
        found = ON_THEIR_WAY.search(self.saving())
        return int(found.group(1)) if found else 0

    def has_focus(self) -> bool:
        """True when keys go to the labeler."""
        inside = "all => all.map(one => one.contains(one.getRootNode().activeElement))"
        return any(self.region.evaluate_all(inside))

    def done(self) -> bool:
        """True when it says that no item is left."""
        return self.region.get_by_role("status", name="Done", exact=True).is_visible()

    def alerts(self) -> list[str]:
        """The messages that wait for an answer."""
        return [text for text in self.region.get_by_role("alert").all_inner_texts() if text.strip()]

    def wait(self, true: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
        """Waits until `true()` is; `what` names it when it never comes.

        The first tile, or the one of an item, is waited for too: between two pages there is none.
        """
        end = time.monotonic() + seconds
        while not _is(true):
            if time.monotonic() > end:
                raise AssertionError(f"{what}: not in {seconds} s; the page says: {self._text()}")
            self.page.wait_for_timeout(20)

    def wait_state(self, item: str, state: str, *labels: str) -> None:
        """Waits until the item's tile shows this state and these labels."""
        self.wait(
            lambda: any(t.item == item and (t.state, t.labels) == (state, labels) for t in self.tiles()),
            f"{item} shown as {state} {list(labels)}",
        )

    def wait_saved(self, seconds: float = PATIENCE) -> None:
        """Waits until it says that everything is saved."""
        self.wait(lambda: self.saving() == "Saved", "Saved", seconds)

    # --- what a person does ------------------------------------------------------------------------------

    def press(self, keys: str) -> None:
        """Presses keys wherever the focus is, in Playwright's words (`Control+z`)."""
        self.page.keyboard.press(keys)

    def key_of(self, label: str) -> str:
        """The key that the palette names for a label."""
        key = self.labels().get_by_role("button", name=label, exact=True).get_attribute("aria-keyshortcuts")
        assert key, f"the palette names no key for {label}"
        return key

    def labels(self) -> Locator:
        """The palette."""
        return self.region.get_by_role("toolbar", name="Labels", exact=True)

    def button(self, name: str) -> Locator:
        """A button by its name."""
        return self.region.get_by_role("button", name=name, exact=True)

    def cell(self, item: str) -> Locator:
        """The cell of an item."""
        escaped = "".join(f"\\{ord(c):x} " for c in item)  # a string of CSS knows no \n
        return self.region.locator(f'[role=gridcell][data-item="{escaped}"]')

    def click(self, item: str, *modifiers: str) -> None:
        """Clicks the middle of a tile with `Control`, `Shift` held."""
        box = self.cell(item).bounding_box()
        assert box is not None, f"{item} is not in view"
        for key in modifiers:
            self.page.keyboard.down(key)
        self.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        for key in modifiers:
            self.page.keyboard.up(key)

    def label(self, item: str, label: str) -> None:
        """Clicks a tile, presses the label's key, and waits until the tile shows it."""
        self.click(item)
        self.press(self.key_of(label))
        self.wait(lambda: label in self.tile(item).labels, f"{item} labelled {label}")

    def _text(self) -> str:
        return " | ".join(self.region.all_inner_texts())[-600:]
