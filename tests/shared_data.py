"""Real public data beside the checkout (`../shared/data`), which the project neither copies nor ships."""

import os
from pathlib import Path

import pytest

DATA = Path(__file__).parents[1] / ".." / "shared" / "data"


def shared(name: str) -> Path:
    """The folder of that name; skips the test where there is none, and fails it where CI must have it."""
    folder = (DATA / name).resolve()
    if not folder.is_dir():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"{folder} is not here")
    return folder
