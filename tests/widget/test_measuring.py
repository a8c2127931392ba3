"""Measured values for the page: what it draws of them is what the kernel shows."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import nblabel as nl
from nblabel.gallery import Gallery
from nblabel.openproject import Project
from nblabel.widget.desk import Desk
from nblabel.widget.protocol import PROTOCOL
from tests.media.dicoms import write
from tests.waiting import PATIENCE

KINDS = {"u8": "<u1", "i8": "<i1", "u16": "<u2", "i16": "<i2", "f32": "<f4"}
RAMP = np.arange(-3000, 3000, dtype=np.int16).reshape(60, 100)
Answer = tuple[dict[str, Any], list[bytes]]


class Page:
    """One page that asks and waits."""

    def __init__(self, project: Project) -> None:
        self.heard: dict[int, Future[Answer]] = {}
        self.desk = Desk(project, self._take, lambda *view: None)

    def _take(self, content: dict[str, Any], buffers: list[bytes]) -> None:
        if "rid" in content:
            self.heard[content["rid"]].set_result((content, buffers))

    def ask(self, kind: str, **body: Any) -> Future[Answer]:
        rid = len(self.heard) + 1
        self.heard[rid] = Future()
        self.desk.link.receive({"v": PROTOCOL, "kind": kind, "body": body, "rid": rid, "client": "me"})
        return self.heard[rid]

    def measured(self, item: str, size: int = 1024, frame: int = 0) -> tuple[dict[str, Any], Any]:
        """The message, and the values of its buffer (None without one)."""
        content, buffers = self.ask("measure", item=item, size=size, frame=frame).result(20)
        assert content["kind"] == "measured", content
        body = content["body"]
        if not buffers:
            return body, None
        shape = (body["height"], body["width"])
        return body, np.frombuffer(buffers[0], KINDS[body["type"]]).reshape(shape)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "scans"
    place.mkdir()
    return place


@pytest.fixture
def page(tmp_path: Path, folder: Path) -> Iterator[Callable[[], Page]]:
    """Opens a page on what is in the folder by then."""
    project = nl.create(tmp_path / "scans.nblabel", labels=["cat"], annotator="ana")
    pages: list[Page] = []

    def opened() -> Page:
        project.add(folder, progress=False)
        pages.append(Page(project))
        return pages[-1]

    yield opened
    for one in pages:
        one.desk.close()
    project.close()


def drawn(body: dict[str, Any], stored: Any) -> Any:
    """What a page draws: the first window over the values, as the message's words say."""
    view = {"curve": "linear"} | body["windows"][0]
    x = stored.astype(np.float64) * body.get("slope", 1) + body.get("intercept", 0)
    center, width = view["center"], view["width"]
    if view["curve"] == "sigmoid":
        share = 1 / (1 + np.exp(-4 * (x - center) / width))
    elif view["curve"] == "exact":
        share = (x - center) / width + 0.5
    else:
        share = (x - center + 0.5) / (width - 1) + 0.5
    grey = np.rint(share.clip(0, 1) * 255)
    return 255 - grey if body.get("inverted") else grey


MADE: dict[str, dict[str, Any]] = {
    "linear": {"WindowCenter": 40, "WindowWidth": 400, "RescaleSlope": 2, "RescaleIntercept": -24},
    "exact": {"WindowCenter": 40, "WindowWidth": 400, "VOILUTFunction": "LINEAR_EXACT"},
    "sigmoid": {"WindowCenter": 40, "WindowWidth": 900, "VOILUTFunction": "SIGMOID"},
    "inverted": {"WindowCenter": 40, "WindowWidth": 400, "PhotometricInterpretation": "MONOCHROME1"},
    "range": {"RescaleSlope": 0.1, "RescaleIntercept": 5},
}


@pytest.mark.parametrize("kind", MADE)
def test_a_page_draws_dicom_as_the_kernel_shows_it(folder: Path, page: Callable[[], Page], kind: str) -> None:
    write(folder / "a.dcm", RAMP, **MADE[kind])
    body, stored = page().measured("a.dcm")
    shown = np.asarray(nl.open(folder.parent / "scans.nblabel").read("a.dcm"))[..., 0]
    assert np.array_equal(stored, RAMP)
    assert np.abs(drawn(body, stored) - shown).max() <= 1
    assert body["type"] == "i16"


@pytest.mark.parametrize("values", [RAMP.astype(np.uint16), RAMP.astype(np.float32) / 7])
def test_tiffs_of_measurements_have_values_too(
    folder: Path, page: Callable[[], Page], values: np.ndarray[Any, Any]
) -> None:
    Image.fromarray(values).save(folder / "a.tif")
    opened = page()
    body, stored = opened.measured("a.tif")
    assert np.array_equal(stored, values)
    shown = np.asarray(nl.open(folder.parent / "scans.nblabel").read("a.tif"))[..., 0]
    assert np.abs(drawn(body, stored) - shown).max() <= 1
    assert [one["name"] for one in body["windows"]] == ["Full range", "1–99 %"]


def test_the_files_windows_come_before_those_worked_out(folder: Path, page: Callable[[], Page]) -> None:
    write(
        folder / "a.dcm",
        RAMP,
        WindowCenter=[40, 700],
        WindowWidth=[400, 90],
        RescaleSlope=2,
        RescaleIntercept=1,
    )
    body, _ = page().measured("a.dcm")
    told = [(one["name"], one["center"], one["width"]) for one in body["windows"]]
    assert told[:2] == [("From the file", 40, 400), ("Window 2", 700, 90)]
    assert [name for name, *_ in told[2:]] == ["Full range", "1–99 %"]
    assert (body["low"], body["high"]) == (-5999, 5999)


def test_values_are_made_smaller_by_whole_blocks(folder: Path, page: Callable[[], Page]) -> None:
    write(folder / "a.dcm", RAMP[:, :90])
    body, stored = page().measured("a.dcm", size=45)
    means = RAMP[:, :90].reshape(30, 2, 45, 2).mean(axis=(1, 3))
    assert np.abs(stored - means).max() <= 0.5
    assert (body["full_width"], body["full_height"]) == (90, 60)


@pytest.mark.parametrize(("kind", "side"), [(np.uint16, 1000), (np.float32, 667)])
def test_no_answer_is_larger_than_two_megabytes(
    folder: Path, page: Callable[[], Page], kind: type, side: int
) -> None:
    Image.fromarray(np.arange(2000 * 2000).reshape(2000, 2000).astype(kind)).save(folder / "a.tif")
    body, stored = page().measured("a.tif", size=4096)
    assert stored.nbytes <= 2 << 20
    assert (body["width"], body["height"]) == (side, side)


def test_each_frame_has_its_own_values(folder: Path, page: Callable[[], Page]) -> None:
    write(folder / "a.dcm", np.stack([RAMP, RAMP + 1, RAMP + 2]))
    opened = page()
    assert [opened.measured("a.dcm", frame=n)[1][0, 0] for n in range(3)] == [-3000, -2999, -2998]
    content, _ = opened.ask("measure", item="a.dcm", size=64, frame=3).result(20)
    assert (content["kind"], content["body"]["message"]) == ("failed", "The file ends too early")


def test_pictures_have_no_values(folder: Path, page: Callable[[], Page]) -> None:
    Image.new("RGB", (40, 30)).save(folder / "a.png")
    write(folder / "b.dcm", np.zeros((5, 12), np.uint8), SamplesPerPixel=3, Columns=4,
          PhotometricInterpretation="RGB", PlanarConfiguration=0)  # fmt: skip
    opened = page()
    assert opened.measured("a.png") == ({"width": 0, "height": 0, "full_width": 40, "full_height": 30}, None)
    assert opened.measured("b.dcm")[1] is None


def test_large_numbers_come_as_floats_in_their_unit(folder: Path, page: Callable[[], Page]) -> None:
    write(
        folder / "a.dcm",
        np.array([[0, 1 << 20], [1 << 24, 1 << 31]], np.uint32),
        RescaleSlope=0.5,
        RescaleIntercept=0,
    )
    body, stored = page().measured("a.dcm")
    assert stored.tolist() == [[0, 1 << 19], [1 << 23, 1 << 30]]
    assert (body["type"], body.get("slope", 1)) == ("f32", 1)


def test_the_wire_goes_on_while_values_are_read(
    folder: Path, page: Callable[[], Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder / "a.dcm", RAMP)
    opened, may_go, plain = page(), threading.Event(), Gallery.measure

    def slow(*given: Any) -> Any:
        assert may_go.wait(PATIENCE)
        return plain(*given)

    monkeypatch.setattr(Gallery, "measure", slow)
    measured = opened.ask("measure", item="a.dcm", size=64)
    assert opened.ask("ping").result(20)[0]["kind"] == "done"
    assert not measured.done()
    may_go.set()
    assert measured.result(20)[0]["kind"] == "measured"


def test_a_page_can_want_any_frame(folder: Path, page: Callable[[], Page]) -> None:
    write(folder / "a.dcm", np.stack([RAMP, RAMP[::-1]]))
    opened = page()
    came: Future[dict[str, Any]] = Future()

    def hear(content: dict[str, Any], buffers: list[bytes]) -> None:
        if content["kind"] == "pictures":
            came.set_result(content)

    opened.desk.link._send = hear
    opened.desk.link.receive(
        {"v": PROTOCOL, "kind": "want", "body": {"items": ["a.dcm"], "size": 64, "frame": 1}, "client": "me"}
    )
    [picture] = came.result(20)["body"]["pictures"]
    assert (picture["item"], picture["frame"], picture["width"]) == ("a.dcm", 1, 100)
