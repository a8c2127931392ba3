"""Tiles of a picture of 20,000 x 20,000 pixels: how long they take to make, in how much memory, and to get.

python -m benchmarks.pyramid [--quick]

The picture is a JPEG, a PNG, and a TIFF (LZW, strips of 16 rows), photo-like: made once, kept in `.bench/`.
Building runs in a process of its own; its greatest resident size is told less that of a process which only
imported the same. Then, through a widget's desk as a page does: from asking for the levels to the last tile
of a first view (1,600 x 1,000 screen pixels, the level that fits the window), with a new desk and nothing in
nblabel's memory; and single tiles of level 0 at random places. The files are in the system's memory.
"""

import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

import nblabel as nl
from benchmarks.figures import at_most, publish, summary
from nblabel.media.pyramid import build
from nblabel.openproject import Project
from nblabel.widget.desk import Desk
from nblabel.widget.protocol import PROTOCOL

ROOT = Path(__file__).parents[1] / ".bench" / "pyramid"
VIEW = (1600, 1000)
TILES = 200
FIRST_MS, TILE_MS = 1000, 30
KINDS: dict[str, dict[str, Any]] = {
    "jpg": {"quality": 90},
    "png": {"compress_level": 1},
    "tif": {"compression": "tiff_lzw"},
}


def main(quick: bool) -> None:
    side = 5_000 if quick else 20_000
    idle = _peak("import nblabel.media.pyramid")
    figures, bars = [], []
    for ending in KINDS:
        source = picture(side, ending)
        with tempfile.TemporaryDirectory(dir=ROOT) as folder:
            told = _built(source, Path(folder) / "tiles")
        first, tiles = asked(source)
        row = {"what": f"{side:,} x {side:,} {ending}", "build_s": told["seconds"], "tiles_mb": told["mb"]}
        memory = {"build_memory_mb": round(told["peak_mb"] - idle), "first_view_ms": round(first, 1)}
        figures.append(row | memory | {"tile_ms": summary(tiles)["median"], "p95": summary(tiles)["p95"]})
        bars.append(at_most(f"{ending}: first view, ms", first, FIRST_MS))
        bars.append(at_most(f"{ending}: a tile, p95 ms", summary(tiles)["p95"], TILE_MS))
    publish("pyramid", figures, bars, quick, view=list(VIEW), idle_mb=round(idle))


def picture(side: int, ending: str) -> Path:
    """Photo-like: smooth shapes with grain, never twice the same tile."""
    place = ROOT / f"{side}.{ending}"
    if place.exists():
        return place
    ROOT.mkdir(parents=True, exist_ok=True)
    chance = np.random.default_rng(5)
    small = Image.fromarray(chance.integers(0, 256, (side // 200, side // 200, 3), dtype=np.uint8))
    whole = small.resize((side, side), Image.Resampling.BICUBIC)
    grain = chance.normal(0, 4, (1000, 1000, 1))
    for y in range(0, side, 1000):
        rows = np.asarray(whole.crop((0, y, side, y + 1000)), np.float32)
        rows = (rows + np.roll(grain, y // 7, 0).repeat(3, 2)[:, np.arange(side) % 1000]).clip(0, 255)
        whole.paste(Image.fromarray(rows.astype(np.uint8)), (0, y))
    aside = place.with_name(f"part.{ending}")
    if ending == "tif":
        whole.save(aside, "TIFF", **KINDS[ending], tiffinfo={278: 16})
    else:
        whole.save(aside, **KINDS[ending])
    aside.replace(place)
    return place


def _built(source: Path, target: Path) -> dict[str, float]:
    """Builds in a process of its own: seconds, megabytes of tiles, peak megabytes of memory."""
    command = [sys.executable, "-m", "benchmarks.pyramid", "--build", str(source), str(target)]
    told: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return told


def _build(source: str, target: str) -> None:
    from concurrent.futures import ThreadPoolExecutor

    began = time.perf_counter()
    with ThreadPoolExecutor(2) as executor:
        build(source, Path(target), 0, executor, lambda ready: None)
    seconds = time.perf_counter() - began
    peak = high_water()
    megabytes = Path(target).stat().st_size / 2**20
    print(json.dumps({"seconds": round(seconds, 1), "mb": round(megabytes), "peak_mb": round(peak)}))


def high_water() -> float:
    """The most megabytes that this process ever had in memory (`ru_maxrss` would count its parent's)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def _peak(code: str) -> float:
    program = f"{code}\nfrom benchmarks.pyramid import high_water\nprint(high_water())"
    run = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    return float(run.stdout)


def asked(source: Path) -> tuple[float, list[float]]:
    """Milliseconds to a first view, and for each of some tiles, of tiles that are made."""
    with tempfile.TemporaryDirectory(dir=ROOT) as folder:
        with nl.create(Path(folder) / "p.nblabel", task="boxes", labels=["a"], annotator="ana") as project:
            project.add([str(source)], progress=False)
            [item] = project.next(1)
            page = _Page(project)
            while page.ask("levels", item=item).get("ready", 1) < 1:
                time.sleep(0.2)
            page.desk.close()
        with nl.open(Path(folder) / "p.nblabel", annotator="ana") as project:
            page = _Page(project)
            began = time.perf_counter()
            levels = page.ask("levels", item=item)
            page.all(_view(item, levels))
            first = 1000 * (time.perf_counter() - began)
            tiles = [_timed(page, body) for body in _some(item, levels)]
            page.desk.close()
            return first, tiles


def _view(item: str, levels: dict[str, Any]) -> list[dict[str, Any]]:
    """The tiles of the level that fills the window when the picture is fitted into it."""
    fit = min(VIEW[0] / levels["width"], VIEW[1] / levels["height"])
    level, scale = 0, 1.0
    while scale / 2 >= fit and level + 1 < levels["levels"]:
        level, scale = level + 1, scale / 2
    across, down = (-(-int(side * scale) // levels["tile"]) for side in (levels["width"], levels["height"]))
    return [{"item": item, "level": level, "x": x, "y": y} for y in range(down) for x in range(across)]


def _some(item: str, levels: dict[str, Any]) -> list[dict[str, Any]]:
    chance = random.Random(1)
    across, down = (side // levels["tile"] for side in (levels["width"], levels["height"]))
    return [
        {"item": item, "level": 0, "x": chance.randrange(across), "y": chance.randrange(down)}
        for _ in range(TILES)
    ]


def _timed(page: "_Page", tile: dict[str, Any]) -> float:
    began = time.perf_counter()
    page.ask("piece", **tile)
    return 1000 * (time.perf_counter() - began)


class _Page:
    """Asks a desk as a page does, and waits for the answers."""

    def __init__(self, project: Project) -> None:
        self._answers: dict[int, dict[str, Any]] = {}
        self._news = threading.Condition()
        self._rid = 0
        self.desk = Desk(project, self._take, lambda *view: None)

    def ask(self, kind: str, **body: Any) -> dict[str, Any]:
        return self._wait(self._send(kind, body))

    def all(self, bodies: list[dict[str, Any]]) -> None:
        """Asks for all tiles at once."""
        for rid in [self._send("piece", body) for body in bodies]:
            self._wait(rid)

    def _send(self, kind: str, body: dict[str, Any]) -> int:
        self._rid += 1
        content = {"v": PROTOCOL, "kind": kind, "body": body, "rid": self._rid, "client": "me"}
        self.desk.link.receive(content)
        return self._rid

    def _wait(self, rid: int) -> dict[str, Any]:
        with self._news:
            if not self._news.wait_for(lambda: rid in self._answers, 600):
                raise TimeoutError("no answer came")
            content = self._answers.pop(rid)
        if content["kind"] == "failed":
            raise RuntimeError(content["body"]["message"])
        body: dict[str, Any] = content["body"]
        return body

    def _take(self, content: dict[str, Any], buffers: list[bytes]) -> None:
        with self._news:
            self._answers[content.get("rid", 0)] = content
            self._news.notify_all()


if __name__ == "__main__":
    if "--build" in sys.argv:
        _build(*sys.argv[-2:])
    else:
        main("--quick" in sys.argv)
