"""Embedding pictures from JPEG files, against what decoding and the network take by themselves.

python -m benchmarks.embedding [--quick]

Trashnet's photos (../shared/data) as files, MobileNetV2 with the weights there, on threads of this process.
The best that could be is 1 / (1 / forward + decode / cores): the network's own pace on all cores and no core
ever idle. All three are measured in one run, in turns, so that they meet the same machine. Beside it the
quick features of 2,000 photos, from files to a matrix, in a fresh process. On a GPU, when there is one, the
same again, with the memory that was held and what is left of it when all is done.
"""

import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.figures import at_most, publish
from nblabel.learn.features.backbone import Backbone, shown
from nblabel.learn.features.choosing import choose, features
from nblabel.learn.features.contents import Photo, load
from nblabel.learn.features.embeddings import Embeddings
from nblabel.learn.features.making import cores

DATA = Path(__file__).parents[2] / "shared" / "data"
WEIGHTS = DATA / "pretrained" / "mobilenet_v2_torchvision_fp16.pt"
# A fresh process: what a person waits for, imports included.
QUICK = """
import sys, time, pathlib
began = time.perf_counter()
from nblabel.learn.features.choosing import quick
from nblabel.learn.features.contents import Photo
from nblabel.learn.features.embeddings import Embeddings
places = [str(p) for p in sorted(pathlib.Path(sys.argv[1]).rglob("*.jpg"))[:2000]]
kept = Embeddings(sys.argv[2], quick("image", []))
kept.extend(places, [Photo(p) for p in places])
rows = kept.matrix(places)
assert rows.shape[0] == len(places)
print(time.perf_counter() - began)
"""


def main(quick: bool) -> None:
    import torch

    count, repeats = (64, 2) if quick else (256, 7)
    figures, bars = [], []
    with tempfile.TemporaryDirectory() as folder:
        photos = unpacked(Path(folder) / "photos")
        for device in ["cpu", *(["cuda"] if torch.cuda.is_available() else [])]:
            told, met = _paces(photos, device, count, repeats, Path(folder))
            figures += told
            bars += met
        seconds = [_quick(photos, Path(folder) / f"quick {n}") for n in range(1 if quick else 3)]
    figures.append({"what": "quick features of 2,000 photos, seconds", "value": statistics.median(seconds)})
    bars.append(at_most("quick features of 2,000 photos, s", statistics.median(seconds), 4))
    publish("embedding", figures, bars, quick, cores=cores(), photos=count, network="mobilenet_v2")


def unpacked(folder: Path) -> Path:
    with zipfile.ZipFile(DATA / "trashnet" / "images.zip") as archive:
        archive.extractall(folder)
    return folder


def _paces(
    photos: Path, device: str, count: int, repeats: int, folder: Path
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Photos per second of the network, of decoding, of both together, and of the best that could be."""
    network = choose(features("mobilenet_v2", WEIGHTS), "image", [], device=device)
    assert isinstance(network, Backbone)
    places = [str(place) for place in sorted(photos.rglob("*.jpg"))]
    rng = np.random.default_rng(0)
    some = [[places[n] for n in rng.choice(len(places), count, replace=False)] for _ in range(repeats)]
    network.forward(np.zeros((network.batch, 224, 224, 3), np.uint8))
    times: dict[str, list[float]] = {"network": [], "decoding on one core": [], "all": []}
    for n, chosen in enumerate(some):
        ready = _ready(network, chosen)
        times["network"].append(_timed(lambda: _forward(network, ready)))  # noqa: B023
        times["decoding on one core"].append(_timed(lambda: _ready(network, chosen[: count // 4])) * 4)  # noqa: B023
        kept = Embeddings(folder / f"{device} {n}", network)
        times["all"].append(_timed(lambda: kept.extend(chosen, [Photo(p) for p in chosen])))  # noqa: B023
    rates = {what: count / statistics.median(taken) for what, taken in times.items()}
    best = 1 / (1 / rates["network"] + 1 / rates["decoding on one core"] / cores())
    figures = [{"what": f"{device}, {what}, photos/s", "value": rate} for what, rate in rates.items()]
    figures.append({"what": f"{device}, the best that could be, photos/s", "value": best})
    figures += _memory(device)
    share = 100 * rates["all"] / best
    return figures, [at_most(f"{device}, short of the best, %", 100 - share, 10)]


def _forward(network: Backbone, ready: Sequence[Any]) -> None:
    """All batches through the network, as many side by side as there are cores."""
    with ThreadPoolExecutor(cores()) as pool:
        list(pool.map(network.forward, ready))


def _ready(network: Backbone, places: Sequence[str]) -> list[Any]:
    """Batches of decoded pictures as the network is shown them, on this thread."""
    parts = [places[n : n + network.batch] for n in range(0, len(places), network.batch)]
    return [
        np.stack([shown(load(Photo(p), network.size)[0], network.preparation) for p in part])
        for part in parts
    ]


def _memory(device: str) -> list[dict[str, Any]]:
    if device == "cpu":
        return []
    import torch

    return [
        {"what": "GPU memory at most, MB", "value": torch.cuda.max_memory_reserved() / 1e6},
        {"what": "GPU memory when idle, MB", "value": torch.cuda.memory_reserved() / 1e6},
    ]


def _quick(photos: Path, cache: Path) -> float:
    command = [sys.executable, "-c", QUICK, str(photos), str(cache)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def _timed(what: Callable[[], Any]) -> float:
    began = time.perf_counter()
    what()
    return time.perf_counter() - began


if __name__ == "__main__":
    main("--quick" in sys.argv)
