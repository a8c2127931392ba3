"""How a network is run on this machine."""

import contextlib
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from msgspec import Struct

from nblabel.learn.features.featurizer import FeatureError


class Plan(Struct, frozen=True):
    """Where and how: `device` as torch calls it, number format, whether channels are last in memory, how many
    pictures at once, and threads within one forward pass (several passes run side by side)."""

    device: str = "cpu"
    dtype: str = "float32"
    channels_last: bool = True
    batch: int = 16
    threads: int = 1

    def __str__(self) -> str:
        """Without the number of a device: those of one kind do the same."""
        kind = self.device.partition(":")[0]
        layout = "channels-last" if self.channels_last else "channels-first"
        return f"{kind} {self.dtype} {layout} {self.batch} {self.threads}"


def device(wanted: str = "auto") -> str:
    """The device to be used: a GPU where there is one. Raises FeatureError when the wanted one is not."""
    import torch

    if wanted == "auto":
        if torch.cuda.is_available():
            return "cuda"
        return "mps" if torch.backends.mps.is_available() else "cpu"
    try:
        torch.empty(1, device=wanted)
    except (RuntimeError, AssertionError) as error:
        told = str(error).splitlines()[0]
        raise FeatureError(
            f'There is no device {wanted!r} here ({told}); device="auto" takes what is.'
        ) from error
    return wanted


def device_name(which: str) -> str:
    """What a person calls it."""
    if which.startswith("cuda"):
        import torch

        return str(torch.cuda.get_device_name(which))
    return {"cpu": "processor", "mps": "Apple GPU"}.get(which, which)


@contextlib.contextmanager
def threads(count: int) -> Iterator[None]:
    """Within, torch uses so many threads when called from this thread; the person's calls as many as ever."""
    import torch

    torch.get_num_threads()  # sets this thread up, which would undo the limit
    with _openmp().limit(limits=count, user_api="openmp"):
        yield


@lru_cache(maxsize=1)
def _openmp() -> Any:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
