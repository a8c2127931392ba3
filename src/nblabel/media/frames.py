"""Files of several frames whose frames are items of their own: `scan.tif#frame=3`, counted from 0.

Such a source says so in its spec, and only there does the ending mean anything: a file may be called so.
"""

import re
from collections.abc import Mapping
from typing import Any, Literal

from nblabel.values.errors import SourceError

Frames = Literal["together", "separate"]
FRAMES = ("together", "separate")
# A key that another source had already is given a number behind it.
_ENDING = re.compile(r"#frame=(\d{1,7})(#\d+)?$")


def apart(key: str, frames: int) -> list[str]:
    """The key (or name) of each frame. A file of one frame keeps its own, unless it looks like a frame's."""
    if frames == 1 and _ENDING.search(key) is None:
        return [key]
    return [f"{key}#frame={n}" for n in range(frames)]


def frame_of(key: str) -> int:
    """Which frame of its file an item of a source of separate frames is."""
    found = _ENDING.search(key)
    return int(found[1]) if found else 0


def without_frame(key: str) -> str:
    """The file's key (or name), of that of one of its frames."""
    return _ENDING.sub("", key)


def checked(frames: str) -> Frames:
    """`frames` as it may be given to `add`. Raises SourceError when it is something else."""
    if frames == "together":
        return "together"
    if frames == "separate":
        return "separate"
    raise SourceError(f'frames is "together" or "separate", not {frames!r}.')


def are_separate(spec: Mapping[str, Any]) -> bool:
    """Whether a source of this spec takes frames apart."""
    return spec.get("frames") == "separate"
