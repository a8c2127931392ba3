"""Small pictures on disk whose truth is known."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image


@pytest.fixture(scope="session")
def photos(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Forty JPEG files of 90 x 70 pixels: stripes run across in the first half, and down in the others."""
    folder = tmp_path_factory.mktemp("photos")
    rng = np.random.default_rng(0)
    places = []
    for n in range(40):
        wave = np.sin(np.arange(90) * rng.uniform(0.3, 0.6) + rng.uniform(0, 6))
        grey = np.broadcast_to(wave, (90, 90)) if n < 20 else np.broadcast_to(wave[:, None], (90, 90))
        colours = 128 + 80 * grey[:70, :, None] + rng.normal(0, 12, (70, 90, 3))
        place = folder / f"{n:02}.jpg"
        Image.fromarray(colours.clip(0, 255).astype(np.uint8)).save(place, quality=90)
        places.append(str(place))
    return places


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is fetched from a network, and nothing of the person's is read or written."""
    monkeypatch.setenv("NBLABEL_OFFLINE", "1")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "torch"))
