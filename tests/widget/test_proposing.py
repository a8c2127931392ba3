"""Outlines that a page asks for."""

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

import nblabel as nl
from nblabel.learn.proposer import Box, Mask, Pixels, Points, Proposal
from nblabel.media import pyramids
from nblabel.openproject import Project
from nblabel.store.items import ItemRow
from nblabel.values.mask import decode_mask
from nblabel.values.outline import fill
from nblabel.widget import proposing as room
from nblabel.widget import protocol as wire
from nblabel.widget.proposing import Proposing
from tests.waiting import PATIENCE
from tests.widget.page import Page

WIDTH, HEIGHT = 240, 200
DISC = (60, 50, 140, 130)


def disc() -> Mask:
    y, x = np.mgrid[:HEIGHT, :WIDTH] + 0.5
    return np.asarray(np.hypot(x - 100, y - 90) < 40)


@pytest.fixture
def masks(tmp_path: Path) -> Iterator[Project]:
    """A disc on a plain ground, in a project of masks."""
    (tmp_path / "photos").mkdir()
    photo = Image.new("RGB", (WIDTH, HEIGHT), (40, 60, 90))
    ImageDraw.Draw(photo).ellipse(DISC, (200, 180, 40))
    photo.save(tmp_path / "photos" / "disc.png")
    (tmp_path / "photos" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n nothing")
    with nl.create(tmp_path / "p.nblabel", task="masks", labels=["cell"], annotator="ana") as project:
        project.add(tmp_path / "photos", progress=False)
        yield project


@pytest.fixture
def page(masks: Project) -> Iterator[Page]:
    page = Page(masks)
    yield page
    page.desk.close()


class Still:
    """A proposer that waits until it is let go, and finds nothing."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.begun = threading.Event()
        self.prepared: list[tuple[int, ...]] = []

    def prepare(self, image: Pixels) -> None:
        self.prepared.append(image.shape)

    def propose(self, image: Pixels, box: Box | None, inside: Points = (), outside: Points = ()) -> Proposal:
        self.begun.set()
        assert self.go.wait(PATIENCE)
        return Proposal(np.zeros(image.shape[:2], np.bool_), 0.0)


def alike(a: Mask, b: Mask) -> float:
    return float((a & b).sum() / (a | b).sum())


def test_rings_and_mask_of_an_outline_are_the_same_pixels(page: Page) -> None:
    told = page.ask("propose", item="disc.png", box=[58, 48, 84, 84])["body"]
    mask = decode_mask(told["rle"], HEIGHT, WIDTH)
    assert alike(mask, disc()) > 0.95
    assert np.array_equal(fill(told["parts"], HEIGHT, WIDTH), mask)
    assert 0 < told["score"] <= 1


def test_a_click_is_enough(page: Page) -> None:
    told = page.ask("propose", item="disc.png", inside=[[100, 90]])["body"]
    assert alike(fill(told["parts"], HEIGHT, WIDTH), disc()) > 0.9


def test_coordinates_are_rounded_to_hundredths(page: Page) -> None:
    told = page.ask("propose", item="disc.png", box=[58.123, 48.456, 84, 84])["body"]
    assert all(round(v, 2) == v for ring in told["parts"] for point in ring for v in point)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"box": [1, 2, 3]}, "A box is"),
        ({"box": [1, 2, 0, 5]}, "A box is"),
        ({"inside": [[1]]}, "pairs"),
        ({"box": [1, 2, 3, float("nan")]}, "A box is"),
        ({"item": "nowhere.png", "inside": [[1, 1]]}, "no item"),
        ({"item": "broken.png", "inside": [[1, 1]]}, "ends too early"),
    ],
)
def test_what_cannot_be_is_told(page: Page, body: dict[str, object], words: str) -> None:
    told = page.ask("propose", **({"item": "disc.png"} | body))
    assert told["kind"] == "failed"
    assert words in told["body"]["message"]


def test_of_several_asks_the_newest_counts(masks: Project) -> None:
    still = Still()
    proposing = Proposing(masks, still)
    first, second, third = (
        proposing.propose("me", wire.Propose("disc.png", inside=[[x, 90.0]])) for x in (100.0, 101.0, 102.0)
    )
    other = proposing.propose("you", wire.Propose("disc.png", inside=[[100.0, 90.0]]))
    assert still.begun.wait(PATIENCE)
    still.go.set()
    assert third.result(10) == other.result(10) == wire.Proposed()
    assert "since" in str(second.exception(10))
    assert first.exception(10) is None
    proposing.close()


def test_without_box_and_click_the_picture_is_only_made_ready(masks: Project) -> None:
    still = Still()
    proposing = Proposing(masks, still)
    assert proposing.propose("me", wire.Propose("disc.png")).result(10) == wire.Proposed()
    assert still.prepared == [(HEIGHT, WIDTH, 3)]
    proposing.close()


def test_a_picture_is_decoded_once_for_many_clicks(masks: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    read, times = masks.gallery.read, list[object]()

    def counted(row: ItemRow, frame: int) -> Image.Image:
        times.append(row.item)
        return read(row, frame)

    monkeypatch.setattr(masks.gallery, "read", counted)
    proposing = Proposing(masks)
    for x in (90.0, 100.0, 110.0):
        proposing.propose("me", wire.Propose("disc.png", inside=[[x, 90.0]])).result(10)
    assert len(times) == 1
    proposing.close()


def test_a_vast_picture_is_looked_at_by_its_tiles(masks: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "WHOLE", 10_000)
    monkeypatch.setattr(pyramids, "LARGE", 10_000)
    proposing, ask = Proposing(masks), wire.Propose("disc.png", box=[58.0, 48.0, 84.0, 84.0])
    assert "not made yet" in str(proposing.propose("me", ask).exception(10))
    job = masks.gallery.job(masks.row("disc.png"))
    while masks.gallery.large.levels(job).ready != 1:
        pass
    told = proposing.propose("me", ask).result(10)
    assert alike(fill([[(x, y) for x, y in ring] for ring in told.parts], HEIGHT, WIDTH), disc()) > 0.95
    assert told.rle == ""
    proposing.close()
