"""Real picture files."""

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image


def noise(width: int = 64, height: int = 48, seed: int = 0) -> Image.Image:
    """A smooth colourful picture, so that JPEG comes close to it."""
    small = np.random.default_rng(seed).integers(0, 256, (4, 5, 3), dtype=np.uint8)
    return Image.fromarray(small).resize((width, height), Image.Resampling.BICUBIC)


def png(header: bytes, pixels: bytes) -> bytes:
    """A PNG file of these chunks, written by hand."""
    chunks = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    written = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(written)


@pytest.fixture
def photo(tmp_path: Path) -> Callable[..., Path]:
    """Writes a picture below the test's folder, and gives its path."""

    def write(name: str = "a.jpg", width: int = 64, height: int = 48, seed: int = 0) -> Path:
        place = tmp_path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        noise(width, height, seed).save(place)
        return place

    return write
