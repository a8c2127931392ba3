"""The photos of TrashNet: 2,527 in six folders that are named for what they show."""

import random
import zipfile
from pathlib import Path

ZIP = Path(__file__).parents[2] / "../shared/data/trashnet/images.zip"
LABELS = ("cardboard", "glass", "metal", "paper", "plastic", "trash")


def unpack(folder: Path, count: int, seed: int) -> int:
    """Puts `count` photos, drawn by chance, into `folder`, each in its class's; how many there are."""
    with zipfile.ZipFile(ZIP) as archive:
        names = sorted(name for name in archive.namelist() if name.endswith(".jpg"))
        chosen = sorted(random.Random(seed).sample(names, min(count, len(names))))
        for name in chosen:
            target = folder / Path(name).parent.name / Path(name).name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(name))
    return len(chosen)
