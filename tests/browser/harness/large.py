"""The large view of a picture, as a person meets it: by roles and names, and by its pixels."""

import base64
import json
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator

from tests.browser.harness.grid import Grid

READ = """stage => {
    const canvas = stage.querySelector("canvas");
    const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let text = "";
    for (let i = 0; i < data.data.length; i += 4) text += String.fromCharCode(data.data[i]);
    return [canvas.width, canvas.height, btoa(text)];
}"""


class Large:
    """The large view of a labeler, as a person meets it."""

    def __init__(self, grid: Grid, item: str) -> None:
        self.grid = grid
        self.item = item
        self.page = grid.page
        self.stage = grid.region.get_by_role("application", name="Image stage", exact=True)

    def open(self) -> "Large":
        self.grid.cell(self.item).dblclick()
        self.stage.wait_for()
        self.wait(lambda: self.stage.get_attribute("data-zoom"), "a picture")
        return self

    def wait(self, true: Any, what: str) -> None:
        self.grid.wait(true, what)

    @property
    def zoom(self) -> float:
        """Screen pixels per image pixel."""
        return float(self.stage.get_attribute("data-zoom") or 0)

    @property
    def origin(self) -> tuple[float, float]:
        """The image pixel at the top left corner."""
        x, y = json.loads(self.stage.get_attribute("data-origin") or "[0, 0]")
        return x, y

    @property
    def frame(self) -> int:
        return int(self.stage.get_attribute("data-frame") or -1)

    def enlarge(self, steps: int) -> None:
        """Presses + and waits until that is seen."""
        wanted = self.zoom * 2 ** (steps / 2)
        for _ in range(steps):
            self.page.keyboard.press("+")
        self.wait(lambda: self.zoom == pytest.approx(wanted, rel=0.01), f"{steps} steps larger")

    def image_at(self, x: float, y: float) -> tuple[float, float]:
        """The image point under a point of the stage."""
        return self.origin[0] + x / self.zoom, self.origin[1] + y / self.zoom

    def middle(self) -> tuple[float, float]:
        """The middle of the stage on the page."""
        box = self.stage.bounding_box()
        assert box is not None
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def slider(self, name: str) -> Locator:
        return self.grid.region.get_by_role("slider", name=name, exact=True)

    def preset(self) -> Locator:
        return self.grid.region.get_by_role("combobox", name="Window preset", exact=True)

    def greys(self) -> np.ndarray[Any, Any]:
        """The red channel of what the stage shows."""
        width, height, text = self.stage.evaluate(READ)
        return np.frombuffer(base64.b64decode(text), np.uint8).reshape(height, width)

    def grey_of(self, x: int, y: int) -> int:
        """What is shown in the middle of an image pixel."""
        column, row = ((x + 0.5 - self.origin[0]) * self.zoom, (y + 0.5 - self.origin[1]) * self.zoom)
        return int(self.greys()[int(row), int(column)])
