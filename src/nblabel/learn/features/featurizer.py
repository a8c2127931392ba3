"""What turns pictures or texts into rows of numbers."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from nblabel.values.errors import NblabelError

if TYPE_CHECKING:
    from nblabel.learn.features.contents import Loaded

Rows = NDArray[np.float32]
Stop = Callable[[], bool]


class FeatureError(NblabelError):
    """Features that cannot be had: an unknown name, weights that do not fit, a function's nonsense."""


class Featurizer(Protocol):
    """Makes one row of `width` numbers of each picture or text. Picklable, and safe to use from several
    threads at once.

    `key` names the weights, the preparation of contents and, of what was fitted, the fit: contents with the
    same key have the same features. `name` is what a person calls it, `notice` a sentence that they should
    read, "" when there is none. `size` is the shorter side in pixels that a picture must have at least; None
    where it is wanted whole. `batch` is how many contents `embed` is best given at once, `shard` how many
    are stored together, and `plan` what else decides about their last bits: number format, batch, threads,
    device.
    """

    @property
    def key(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def notice(self) -> str: ...
    @property
    def media(self) -> str: ...
    @property
    def size(self) -> int | None: ...
    @property
    def batch(self) -> int: ...
    @property
    def shard(self) -> int: ...
    @property
    def plan(self) -> str: ...

    def prepare(self, sample: "Sequence[Loaded]", stop: Stop | None = None) -> "Featurizer":
        """Itself, fitted to these contents of the pool where it learns from them. Raises `Stopped`."""

    def embed(self, contents: "Sequence[Loaded]") -> Rows:
        """Shape (n, width); a row of NaN for what it cannot make anything of. Raises FeatureError."""

    def release(self) -> None:
        """Gives back what it holds between uses: a GPU's memory."""


class Ready:
    """What most featurizers have in common: nothing to fit, nothing to give back."""

    notice = ""
    media = "image"
    size: int | None = None
    batch = 32
    shard = 64
    plan = "numpy"

    def prepare(self, sample: "Sequence[Loaded]", stop: Stop | None = None) -> Self:
        return self

    def release(self) -> None:
        """Holds nothing."""


def checked(rows: Any, count: int, name: str) -> Rows:
    """`rows` as float32 (count, width). Raises FeatureError naming what made them."""
    try:
        found = np.asarray(rows, np.float32)
    except (TypeError, ValueError) as error:
        raise FeatureError(f"{name} returned no array of numbers: {error}") from error
    if found.ndim == 1 and count != 1:
        found = found[:, None]
    if found.ndim != 2 or len(found) != count or found.shape[1] == 0:
        raise FeatureError(
            f"{name} was given {count} items and returned an array of shape {np.shape(rows)}; "
            f"({count}, width) is wanted, a row for each item."
        )
    return found
