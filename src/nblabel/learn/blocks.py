"""Products of a large matrix, most often float16 on disk, in blocks that fit a processor's cache."""

import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
# 256 rows of 384 float32 are 400 kB: what the second-level cache holds.
ROWS = 256
# And of rows that need no conversion, as these are read once from memory anyhow.
WIDE_ROWS = 2048
# Between this many rows it is asked whether to stop.
ASKED = 32_768
# From so many numbers on, torch's conversion of float16 (eight times as fast as numpy's) is worth its import.
MANY = 20_000_000
# It converts fewer than 32,768 at once on one thread; on a busy machine several take ten times as long.
STRIP = 32_000


_LOCK = Lock()
# The limit that holds, and one entry for each who wants it.
_LIMITS: list[Any] = []


class Stopped(Exception):  # noqa: N818 - no error: what was asked for is no longer wanted
    """The work was given up because its `stop()` said so."""


def asked(stop: Callable[[], bool] | None) -> None:
    """Raises Stopped where `stop` says so."""
    if stop is not None and stop():
        raise Stopped


@contextmanager
def one_thread(threads: int = 1) -> Iterator[None]:
    """BLAS on so many threads; two on a busy machine of two cores cost up to thirty times one.

    The limit is the process's. Where it is set already, by another thread or further out, it stays as it is
    until the last has left: each on its own would take the other's limit for what was there before.
    """
    with _LOCK:
        if not _LIMITS:
            _LIMITS.append(_blas(_loaded()).limit(limits=threads))
        _LIMITS.append(None)
    try:
        yield
    finally:
        with _LOCK:
            _LIMITS.pop()
            if len(_LIMITS) == 1:
                _LIMITS.pop().restore_original_limits()


def _loaded() -> int:
    """Another number when a module has come that may bring a BLAS of its own."""
    return sum(
        name.startswith(("scipy.", "cv2", "torch.", "sklearn.", "numpy.")) for name in list(sys.modules)
    )


@lru_cache(maxsize=4)
def _blas(loaded: int) -> Any:
    """The BLAS libraries of this process; looked for anew only when one more may have been `loaded`."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController().select(user_api="blas")


def float_blocks(
    matrix: NDArray[Any], rows: int = ROWS, stop: Callable[[], bool] | None = None
) -> Iterator[tuple[slice, Floats]]:
    """Stretches of rows of `matrix` (n, d) as float32, one after another.

    Of a matrix that is not float32 each stretch lies in the same buffer: use it before you ask for the next.
    """
    buffer = np.empty((min(rows, len(matrix)), matrix.shape[1]), np.float32)
    fill = _filler(matrix)
    for first in range(0, len(matrix), rows):
        if first % ASKED < rows:
            asked(stop)
        part = matrix[first : first + rows]
        if matrix.dtype == np.float32:
            yield slice(first, first + len(part)), part
            continue
        fill(buffer[: len(part)], part)
        yield slice(first, first + len(part)), buffer[: len(part)]


def product(
    matrix: NDArray[Any], weight: Floats, out: Floats | None = None, stop: Callable[[], bool] | None = None
) -> Floats:
    """`matrix @ weight`, float32 (n, k), without a float32 copy of the matrix; NaN rows stay NaN."""
    if out is None:
        out = np.empty((len(matrix), weight.shape[1]), np.float32)
    weight = np.ascontiguousarray(weight, np.float32)
    with one_thread():
        for where, rows in float_blocks(matrix, WIDE_ROWS if matrix.dtype == np.float32 else ROWS, stop):
            np.matmul(rows, weight, out=out[where])
    return out


def finite(matrix: NDArray[Any]) -> NDArray[np.bool_]:
    """Which rows have no NaN and no infinity."""
    found = np.empty(len(matrix), np.bool_)
    for where, rows in float_blocks(matrix):
        # A sum is NaN or infinite where one of its terms is; float32 holds the sum of any float16 row.
        with np.errstate(invalid="ignore", over="ignore"):
            np.isfinite(rows.sum(axis=1), out=found[where])
    return found


def _strips(flat: Any) -> Any:
    return flat.split(STRIP)


def _filler(matrix: NDArray[Any]) -> Callable[[Floats, NDArray[Any]], None]:
    wanted = matrix.size >= MANY or "torch" in sys.modules
    if matrix.dtype != np.float16 or not wanted:
        return lambda into, part: np.copyto(into, part, casting="same_kind")
    import torch

    def fill(into: Floats, part: NDArray[Any]) -> None:
        with warnings.catch_warnings():
            # Of an array on disk torch warns that it cannot be written to; nobody does.
            warnings.simplefilter("ignore", UserWarning)
            wide, narrow = torch.from_numpy(into).view(-1), torch.from_numpy(part).reshape(-1)
        for one, other in zip(_strips(wide), _strips(narrow), strict=True):
            one.copy_(other)

    return fill
