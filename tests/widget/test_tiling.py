"""Tiles of very large pictures, as a page asks for them."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

import nblabel as nl
from nblabel.media import pyramids
from nblabel.openproject import Project
from tests.media.conftest import noise
from tests.waiting import until
from tests.widget.page import Page


@pytest.fixture
def slides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """A picture that counts as very large, and one that does not."""
    monkeypatch.setattr(pyramids, "LARGE", 500_000)
    (tmp_path / "photos").mkdir()
    noise(1300, 700).save(tmp_path / "photos" / "slide.png")
    noise(60, 40).save(tmp_path / "photos" / "small.png")
    with nl.create(tmp_path / "p.nblabel", task="boxes", labels=["cell"], annotator="ana") as project:
        project.add(tmp_path / "photos", progress=False)
        yield project


@pytest.fixture
def page(slides: Project) -> Iterator[Page]:
    page = Page(slides)
    yield page
    page.desk.close()


def ready(page: Page) -> dict[str, object]:
    """The levels, once all tiles are made."""
    told: dict[str, object] = {}

    def all_made() -> bool:
        told.update({"ready": 1} | page.ask("levels", item="slide.png")["body"])  # 1 is left out
        return told["ready"] == 1

    until(all_made, lambda: told)
    return {name: value for name, value in told.items() if name != "ready"}


def test_a_page_is_told_the_levels_and_gets_every_tile(page: Page) -> None:
    assert ready(page) == {"width": 1300, "height": 700, "tile": 512, "levels": 3}
    told = page.ask("piece", item="slide.png", level=0, x=2, y=1)
    [[data]] = [buffers for content, buffers in page.heard if content is told]
    assert told["body"] == {"width": 276, "height": 188, "type": "image/png"}
    assert Image.open(io.BytesIO(data)).size == (276, 188)
    assert page.ask("piece", item="slide.png", level=2, x=0, y=0)["body"]["width"] == 325


def test_a_small_picture_has_no_levels(page: Page) -> None:
    assert page.ask("levels", item="small.png")["body"] == {"width": 60, "height": 40}


@pytest.mark.parametrize("place", [{"level": 3}, {"x": 3}, {"y": -1}])
def test_a_tile_that_is_not_there_fails(page: Page, place: dict[str, int]) -> None:
    ready(page)
    told = page.ask("piece", **({"item": "slide.png", "level": 0, "x": 0, "y": 0} | place))
    assert told["kind"] == "failed"
    assert "no tile" in told["body"]["message"]


def test_a_file_that_is_gone_fails(slides: Project, page: Page, tmp_path: Path) -> None:
    (tmp_path / "photos" / "slide.png").unlink()
    assert page.ask("levels", item="slide.png")["kind"] == "failed"
