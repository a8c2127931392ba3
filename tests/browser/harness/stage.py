"""The stage as a person meets it: roles, names, data attributes, keys, mouse; points in image pixels."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator

from tests.browser.harness.grid import Grid

READ = """all => all.map(one => [
    one.dataset.region, one.dataset.kind, one.dataset.label, JSON.parse(one.dataset.geometry),
    one.ariaSelected === "true",
])"""
Point = tuple[float, float]


@dataclass(frozen=True)
class Region:
    """One line of the list of regions."""

    id: str
    kind: str
    label: str
    geometry: dict[str, Any]
    selected: bool

    @property
    def box(self) -> tuple[float, float, float, float]:
        """x, y, width, height."""
        return tuple(float(self.geometry[name]) for name in ("x", "y", "width", "height"))  # type: ignore[return-value]


class Stage:
    """The stage of a labeler that shows one picture."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.page = grid.page
        self.area = grid.region.get_by_role("application", name="Image stage", exact=True)

    def open(self, item: str) -> "Stage":
        """Opens the tile of this item and waits until its picture has a place."""
        self.grid.click(item)
        self.grid.press("Enter")
        return self.ready(item)

    def ready(self, item: str) -> "Stage":
        """Waits until this item is shown."""
        self.grid.wait(lambda: self.item == item and self.zoom > 0, f"{item} on the stage")
        return self

    # --- what it shows -----------------------------------------------------------------------------------

    @property
    def item(self) -> str | None:
        """Key of the item shown, None while no stage is open."""
        return self.area.get_attribute("data-item") if self.area.count() else None

    @property
    def zoom(self) -> float:
        """Screen pixels per image pixel; 0 while unknown."""
        return float(self.area.get_attribute("data-zoom") or 0)

    @property
    def origin(self) -> Point:
        """The image pixel at the top left corner of the view."""
        x, y = json.loads(self.area.get_attribute("data-origin") or "[0, 0]")
        return x, y

    def regions(self) -> list[Region]:
        """The list of regions, as far as it is in view."""
        options = self.grid.region.get_by_role("listbox", name="Regions", exact=True).get_by_role("option")
        return [Region(*row) for row in options.evaluate_all(READ)]

    def tools(self) -> Locator:
        """The toolbar of tools."""
        return self.grid.region.get_by_role("toolbar", name="Tools", exact=True)

    def wait_count(self, count: int) -> list[Region]:
        """Waits until there are so many regions; those."""
        self.grid.wait(lambda: len(self.regions()) == count, f"{count} regions")
        return self.regions()

    # --- what a person does ------------------------------------------------------------------------------

    def take(self, tool: str) -> None:
        """Clicks a tool."""
        self.tools().get_by_role("button", name=tool, exact=True).click()

    def screen(self, at: Point) -> Point:
        """Where an image pixel is in the page."""
        box = self.area.bounding_box()
        assert box is not None
        (x, y), zoom = self.origin, self.zoom
        return box["x"] + (at[0] - x) * zoom, box["y"] + (at[1] - y) * zoom

    def click(self, at: Point) -> None:
        """Clicks an image pixel."""
        self.page.mouse.click(*self.screen(at))

    def drag(self, points: Sequence[Point]) -> None:
        """Presses at the first point, moves along the others, and lets go at the last."""
        first, *rest = [self.screen(point) for point in points]
        self.page.mouse.move(*first)
        self.page.mouse.down()
        for point in rest:
            self.page.mouse.move(*point, steps=3)
        self.page.mouse.up()

    def box(self, x: float, y: float, width: float, height: float) -> None:
        """Draws a box with the tool in hand."""
        self.drag([(x, y), (x + width, y + height)])
