"""Generated photos whose pixels say which one it is, so that a clock can read the screen.

Each has a patch of 8 x 2 black or white blocks in its middle: ten bits of its index and six check bits.
`clock.js` reads the same layout.
"""

from pathlib import Path

import numpy as np
from PIL import Image

BENCH = Path(__file__).parents[1] / ".bench"
COUNT = 1000
WIDTH, HEIGHT = 640, 480
COLUMNS, ROWS, BLOCK = 8, 2, 40
LEFT, TOP = (WIDTH - COLUMNS * BLOCK) // 2, (HEIGHT - ROWS * BLOCK) // 2


def photos() -> Path:
    """The folder of 1,000 JPEG photos of 640 x 480 pixels; made when it is not there."""
    folder = BENCH / "photos"
    if not (folder / name_of(COUNT - 1)).exists():
        print(f"making {COUNT} photos")
        folder.mkdir(parents=True, exist_ok=True)
        for index in range(COUNT):
            _photo(index).save(folder / name_of(index), quality=88)
    return folder


def many(count: int) -> list[str]:
    """Paths of `count` photos: the thousand, under as many other folders' names as it takes."""
    source, folder = photos(), BENCH / "many"
    folder.mkdir(exist_ok=True)
    names = [f"{n:03d}" for n in range(-(-count // COUNT))]
    for name in names:
        if not (folder / name).is_symlink():
            (folder / name).symlink_to(source, target_is_directory=True)
    paths = [f"{folder}/{name}/{name_of(index)}" for name in names for index in range(COUNT)]
    return paths[:count]


def name_of(index: int) -> str:
    return f"photo-{index:04d}.jpg"


def _photo(index: int) -> Image.Image:
    """Clouds of colour with fine grain: about as hard on a JPEG decoder as a real photo."""
    random = np.random.default_rng(index)
    clouds = Image.fromarray(random.integers(0, 256, (12, 16, 3), dtype=np.uint8))
    pixels = np.asarray(clouds.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC), dtype=np.int16)
    grain = random.integers(-12, 13, (HEIGHT, WIDTH, 1), dtype=np.int16)
    photo = np.clip(pixels + grain, 0, 255).astype(np.uint8)
    patch = np.kron(_bits(index), np.ones((BLOCK, BLOCK), dtype=np.uint8)) * np.uint8(255)
    photo[TOP : TOP + ROWS * BLOCK, LEFT : LEFT + COLUMNS * BLOCK] = patch[..., None]
    return Image.fromarray(photo)


def _bits(index: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    code = index << 6 | (index * 37 + 11) % 64
    return np.array([code >> n & 1 for n in reversed(range(16))], dtype=np.uint8).reshape(ROWS, COLUMNS)
