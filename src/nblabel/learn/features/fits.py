"""What featurizers learnt from a pool, kept beside its embeddings, so that these hold after a restart."""

import io
import os
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

_SEEN = "seen"


def kept(folder: Path, recipe: str) -> tuple[dict[str, Any], int] | None:
    """The arrays of a fit and how many items it was made from; None when there is none, or it is damaged."""
    try:
        with _place(folder, recipe).open("rb") as file, np.load(file, allow_pickle=False) as found:
            state = {name: found[name] for name in found.files}
        return state, int(state.pop(_SEEN))
    except Exception:  # a file cut short fails in many ways, and is made anew
        return None


def keep(folder: Path, recipe: str, state: dict[str, Any], seen: int) -> None:
    """Keeps a fit. On a disk that refuses it is let go: it can be made again."""
    data = io.BytesIO()
    arrays: dict[str, Any] = state | {_SEEN: np.array(seen)}
    np.savez(data, **arrays)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(dir=folder, prefix=".writing-")
        with os.fdopen(handle, "wb") as file:
            file.write(data.getbuffer())
        os.replace(aside, _place(folder, recipe))
    except OSError:
        return


def _place(folder: Path, recipe: str) -> Path:
    return folder / f"{recipe}.fit.npz"
