"""Hosts that we cannot test may lack parts of a browser: the labeler does without, and says what it means."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.browser.harness.birds import NAME, cells, stored, write_photos
from tests.browser.harness.grid import Grid
from tests.browser.harness.marimo import Marimo

GONE = "Object.defineProperty({0}, '{1}', {{ value: undefined }});"
BLOCKED = "Object.defineProperty(globalThis, '{0}', {{ get() {{ throw new DOMException('no'); }} }});"
SANDBOX = "".join(
    [
        GONE.format("Navigator.prototype", "locks"),
        GONE.format("globalThis", "ImageDecoder"),
        GONE.format("globalThis", "BroadcastChannel"),
        BLOCKED.format("indexedDB"),
    ]
)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Marimo]:
    write_photos(tmp_path)
    served = Marimo(tmp_path, cells(tmp_path), "run")
    served.start()
    yield served
    served.kill()


def color(path: Path) -> list[int]:
    """The colour in the middle of a picture: red, green, blue."""
    with Image.open(path) as picture:
        pixels = np.asarray(picture.convert("RGB"))
    return [int(part) for part in pixels[pixels.shape[0] // 2, pixels.shape[1] // 2]]


def open_sandbox(served: Marimo, page: Page) -> Grid:
    page.add_init_script(SANDBOX)
    served.open(page)
    return Grid(page, NAME).start()


@pytest.mark.long
def test_in_a_sandbox_labels_are_saved_and_there_after_a_reload(
    served: Marimo, new_page: Callable[[], Page], tmp_path: Path
) -> None:
    grid = open_sandbox(served, new_page())
    item = grid.tiles()[0].item
    grid.label(item, "wren")
    grid.wait_saved()
    grid.page.reload()
    grid.start().wait_state(item, "draft", "wren")
    assert stored(tmp_path) == {item: ("draft", ("wren",))}


@pytest.mark.long
def test_pictures_are_drawn_without_an_image_decoder(
    served: Marimo, new_page: Callable[[], Page], tmp_path: Path
) -> None:
    grid = open_sandbox(served, new_page())
    item = grid.tiles()[1].item
    wanted = color(tmp_path / "photos" / item)
    shot = tmp_path / "tile.png"

    def drawn() -> bool:
        grid.cell(item).screenshot(path=shot)
        return max(abs(a - b) for a, b in zip(color(shot), wanted, strict=True)) < 16

    grid.wait(drawn, f"{item} in its colour {wanted}")


def test_after_a_reload_into_a_sandbox_labels_are_there_and_the_page_asks_before_it_closes(
    served: Marimo, new_page: Callable[[], Page]
) -> None:
    page = new_page()
    served.open(page)
    grid = Grid(page, NAME).start()
    first, second = [tile.item for tile in grid.tiles()][:2]
    grid.label(first, "heron")
    grid.wait_saved()
    page.add_init_script(SANDBOX)
    page.reload()
    grid.start().wait_state(first, "draft", "heron")
    grid.wait_saved()
    served.stop()  # what it says of its own death is not to come before the key
    grid.label(second, "wren")
    served.kill()
    grid.wait(lambda: grid.saving() == "In this page only: 1 not yet saved", "in this page only")
    with grid.page.expect_event("dialog") as asked:
        grid.page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.accept()
