"""Regions that a page sends fit their pictures before they are stored."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import nblabel as nl
from nblabel.openproject import Project
from tests.media.conftest import noise
from tests.widget.page import Page

IDS = iter(f"01K{n:023d}" for n in range(1000))


@pytest.fixture
def boxes(tmp_path: Path) -> Iterator[Project]:
    """A picture of 60 x 40 pixels in a project of boxes."""
    (tmp_path / "photos").mkdir()
    noise(60, 40).save(tmp_path / "photos" / "a.png")
    with nl.create(tmp_path / "p.nblabel", task="boxes", labels=["cell"], annotator="ana") as project:
        project.add(tmp_path / "photos", progress=False)
        yield project


@pytest.fixture
def page(boxes: Project) -> Iterator[Page]:
    """It was shown the picture."""
    page = Page(boxes)
    page.ask("hello", count=1, size=512)
    page.hear(lambda content: content["kind"] == "pictures")
    yield page
    page.desk.close()


def edit(x: float, y: float, width: float, height: float, **shape: Any) -> dict[str, Any]:
    box = {"kind": "box", "x": x, "y": y, "width": width, "height": height, **shape}
    put = [{"id": next(IDS), "label": 1, "shape": box}]
    return {"id": next(IDS), "kind": "annotate", "changes": [{"item": "a.png", "put": put, "state": "draft"}]}


def stored(project: Project) -> list[list[float]]:
    table = project.annotations(drafts=True, votes=True)
    return [list(row) for row in table[["x", "y", "width", "height"]].to_numpy().tolist()]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ((10, 10, 20, 20), [10, 10, 20, 20]),
        ((50, 30, 20, 20), [50, 30, 10, 10]),
        ((-5, -5, 20, 20), [0, 0, 15, 15]),
        ((1.23456, 2, 3, 4.005001), [1.23, 2, 3, 4.01]),
    ],
)
def test_a_region_is_rounded_and_clipped(
    boxes: Project, page: Page, sent: tuple[float, float, float, float], kept: list[float]
) -> None:
    assert "refusals" not in page.save(boxes.about.uuid, [edit(*sent)])["verdicts"][0]
    assert stored(boxes) == [kept]


def test_what_lies_outside_is_refused_and_the_rest_is_stored(boxes: Project, page: Page) -> None:
    outside = edit(70, 50, 10, 10)
    [bad] = page.save(boxes.about.uuid, [outside])["verdicts"]
    assert bad["refusals"][0]["why"] == "refused"
    assert "outside" in bad["refusals"][0]["reason"]
    several = [edit(70, 50, 10, 10), edit(1, 1, 5, 5)]
    first, second = page.save(boxes.about.uuid, several)["verdicts"]
    assert first["refusals"][0]["why"] == "refused"
    assert "refusals" not in second
    assert stored(boxes) == [[1, 1, 5, 5]]


def test_a_refused_edit_that_is_sent_again_is_refused_again(boxes: Project, page: Page) -> None:
    outside = edit(70, 50, 10, 10)
    first = page.save(boxes.about.uuid, [outside])
    assert (
        page.save(boxes.about.uuid, [outside])["verdicts"][0]["refusals"] == first["verdicts"][0]["refusals"]
    )


def test_a_picture_that_nobody_was_shown_is_not_opened_for_it(boxes: Project, tmp_path: Path) -> None:
    page = Page(boxes)
    (tmp_path / "photos" / "a.png").unlink()
    assert "refusals" not in page.save(boxes.about.uuid, [edit(50, 30, 20.001, 20)])["verdicts"][0]
    assert stored(boxes) == [[50, 30, 20, 20]]
    page.desk.close()


def test_a_page_is_told_of_a_region_that_is_kept_otherwise_than_it_shows(boxes: Project, page: Page) -> None:
    page.save(boxes.about.uuid, [edit(10, 10, 20, 20)])
    assert not [told for told, _ in page.heard if told["kind"] == "changed"]
    change = {"base": page.ask("look", items=["a.png"], size=0)["body"]["items"][0]["answer"]["version"]}
    clipped = edit(50, 30, 20, 20)
    clipped["changes"][0] |= change
    page.save(boxes.about.uuid, [clipped])
    told = page.hear(lambda content: content["kind"] == "changed")
    assert (told["body"]["items"], told.get("client", "")) == (["a.png"], "")
