"""Small pictures on their way from files to a page, with a real project and no notebook."""

import io
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem
from PIL import Image

import nblabel as nl
from nblabel.media import ahead, pool
from nblabel.openproject import Project
from nblabel.widget.desk import Desk
from nblabel.widget.protocol import PROTOCOL
from tests.waiting import PATIENCE, until

COUNT = 40
COLOURS = [(n * 6, 255 - n * 6, 128) for n in range(COUNT)]


def envelope(kind: str, rid: int | None, **body: Any) -> dict[str, Any]:
    content = {"v": PROTOCOL, "kind": kind, "body": body, "client": "me"}
    return content if rid is None else content | {"rid": rid}


class Page:
    """One page that confirms everything at once."""

    def __init__(self, project: Project) -> None:
        self.sheets: list[tuple[dict[str, Any], list[bytes]]] = []
        self.single: list[str] = []
        self.answers: dict[int, dict[str, Any]] = {}
        self.news = threading.Condition()
        self.desk = Desk(project, self._take, lambda client, view: None)
        self.say("hello", count=0, size=300)

    def say(self, kind: str, **body: Any) -> None:
        self.desk.link.receive(envelope(kind, None, **body))

    def _take(self, content: dict[str, Any], buffers: list[bytes]) -> None:
        with self.news:
            if "rid" in content:
                self.answers[content["rid"]] = content["body"]
            if content["kind"] == "sheet":
                self.sheets.append((content["body"], buffers))
            if content["kind"] == "pictures":
                self.single += [picture["item"] for picture in content["body"]["pictures"]]
            self.news.notify_all()
        if "seq" in content:
            self.say("received", seq=content["seq"])

    def tiles(self) -> dict[str, dict[str, Any]]:
        """The newest tile of each item."""
        return {tile["item"]: tile for body, _ in self.sheets for tile in body["tiles"]}

    def until(self, true: Callable[[], bool]) -> None:
        with self.news:
            assert self.news.wait_for(true, PATIENCE), [
                (k, t["w"], t.get("reason")) for k, t in self.tiles().items()
            ]


class StallingFileSystem(MemoryFileSystem):  # type: ignore[misc]
    """Files of `stall://` whose name begins with `slow` come only when the gate is opened."""

    protocol = "stall"
    store: dict[str, Any] = {}  # noqa: RUF012 - the base class's way
    gate = threading.Event()

    def cat_file(self, path: str, *args: Any, **options: Any) -> Any:
        if "slow" in path:
            self.gate.wait(5 * PATIENCE)
        return super().cat_file(path, *args, **options)


fsspec.register_implementation("stall", StallingFileSystem, clobber=True)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    (tmp_path / "photos").mkdir()
    for n, colour in enumerate(COLOURS):
        Image.new("RGB", (160, 120), colour).save(tmp_path / "photos" / f"p{n:02}.png")
    with nl.create(tmp_path / "photos.nblabel", labels=["cat"], annotator="ana") as project:
        project.add(tmp_path / "photos", progress=False)
        yield project


@pytest.fixture
def page(project: Project) -> Iterator[Page]:
    page = Page(project)
    yield page
    page.desk.close()


def test_many_small_pictures_come_as_sheets(page: Page, project: Project) -> None:
    keys = project.items()["item"].tolist()
    page.say("want", items=keys, size=48)
    page.until(lambda: len(page.tiles()) == COUNT)
    for body, [data] in page.sheets:
        image = Image.open(io.BytesIO(data))
        assert (body["size"], image.format) == (48, "JPEG")
        for tile in body["tiles"]:
            seen = image.getpixel((tile["x"] + tile["w"] // 2, tile["y"] + tile["h"] // 2))
            wanted = COLOURS[int(tile["item"][1:3])]
            assert max(abs(a - b) for a, b in zip(seen, wanted, strict=True)) <= 8  # type: ignore[arg-type]
    assert len(page.sheets) < COUNT / 4


def test_few_or_large_ones_come_singly(page: Page, project: Project) -> None:
    keys = project.items()["item"].tolist()
    page.say("want", items=keys[:7], size=48)
    page.until(lambda: set(keys[:7]) <= set(page.single))
    page.say("want", items=keys, size=97)
    page.until(lambda: set(keys) <= set(page.single))
    assert page.sheets == []


def test_broken_files_are_noted_a_sheetful_at_a_time(
    page: Page, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys, noted = project.items()["item"].tolist(), list[int]()
    mark = project.store.mark_all_broken

    def count(reasons: dict[str, str | None]) -> None:
        noted.append(len(reasons))
        mark(reasons)

    monkeypatch.setattr(project.store, "mark_all_broken", count)
    for key in keys:
        (tmp_path / "photos" / key).write_text("no picture")
    page.say("want", items=keys, size=48)
    page.until(lambda: len(page.tiles()) == COUNT)
    assert {tile["reason"] for tile in page.tiles().values()} == {"Not a picture"}
    assert len(project.items("broken")) == sum(noted) == COUNT
    assert len(noted) <= COUNT / 4


def test_a_place_that_stalls_holds_up_only_its_own_tiles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("STUCK_SECONDS", "LATE_SECONDS", "LOOK_SECONDS"):
        monkeypatch.setattr(pool, name, getattr(pool, name) / 10)
    out = io.BytesIO()
    Image.new("RGB", (160, 120), "red").save(out, "PNG")
    names = [f"slow{n}" for n in range(3)] + [f"quick{n}" for n in range(10)]
    urls = [f"stall://host/{name}.png" for name in names]
    for url in urls:
        fsspec.filesystem("stall").pipe_file(url, out.getvalue())
    with nl.create(tmp_path / "s.nblabel", labels=["cat"], annotator="ana") as project:
        StallingFileSystem.gate.set()
        project.add(urls, progress=False)
        StallingFileSystem.gate.clear()
        page = Page(project)
        keys = project.items()["item"].tolist()
        slow = {key for key in keys if "slow" in key}
        assert len(slow) == 3
        page.say("want", items=sorted(keys, key=lambda key: key not in slow), size=48)
        page.until(lambda: {k for k, tile in page.tiles().items() if tile["w"]} == set(keys) - slow)
        page.until(lambda: slow <= page.tiles().keys())
        assert {page.tiles()[key]["reason"] for key in slow} == {"The file does not answer"}
        assert project.items("broken").empty
        StallingFileSystem.gate.set()
        page.until(lambda: all(tile["w"] for tile in page.tiles().values()))
        page.desk.close()


def test_closing_does_not_wait_for_a_place_that_stalls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "STUCK_SECONDS", 0.1)
    monkeypatch.setattr(pool, "LOOK_SECONDS", 0.05)
    urls = [f"stall://host/slow{n}.png" for n in range(8)]
    for url in urls:
        fsspec.filesystem("stall").pipe_file(url, b"")
    with nl.create(tmp_path / "s.nblabel", labels=["cat"], annotator="ana") as project:
        StallingFileSystem.gate.set()
        project.add(urls, progress=False)
        StallingFileSystem.gate.clear()
        page = Page(project)
        page.say("want", items=urls, size=48)
        time.sleep(0.5)
        page.desk.close()
        began = time.monotonic()
    assert time.monotonic() - began < PATIENCE, "it waited until the place came back"
    StallingFileSystem.gate.set()


def test_what_surrounds_the_screen_is_made_ahead(
    page: Page, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "QUIET_SECONDS", 0.05)
    keys = project.items()["item"].tolist()
    page.say("want", items=keys[:10], size=48)
    page.until(lambda: len(page.tiles()) == 10)
    page.desk.link.receive(envelope("arrange", 1, query={"where": {}}, count=1))
    page.until(lambda: 1 in page.answers)
    page.desk.link.receive(envelope("rows", 2, view=page.answers[1]["view"], start=20, count=1))
    rows, jobs = project.store.find(keys), project.gallery._jobs
    sheets = project.gallery._started().sheets
    until(lambda: len(sheets.find(jobs(rows.values(), 48))) == COUNT, "all tiles")
