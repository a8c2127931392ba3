"""Real pictures that come with scikit-learn, to try things on without a download."""

import os
import shutil
from pathlib import Path


def digits(folder: str | os.PathLike[str] = "digits", n: int = 1797) -> Path:
    """Writes the first `n` of scikit-learn's handwritten digits as PNGs of 8x8 pixels; gives the folder.

    Pictures that are there already are left as they are, so the same cell runs again and again.
    """
    from PIL import Image
    from sklearn.datasets import load_digits

    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    for number, ink in enumerate(load_digits().images[:n]):
        path = place / f"digit-{number:04}.png"
        if not path.exists():
            Image.fromarray((255 - ink * 255 / 16).round().astype("uint8")).save(path)
    return place


def photographs(folder: str | os.PathLike[str] = "photographs") -> Path:
    """Copies scikit-learn's two photographs (a temple, a flower; 640x427 JPEG); gives the folder."""
    from importlib.resources import as_file, files

    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    with as_file(files("sklearn.datasets") / "images") as images:
        for path in sorted(images.glob("*.jpg")):
            shutil.copyfile(path, place / path.name)
    return place
