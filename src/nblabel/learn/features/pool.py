"""Features learnt from the pool's own pictures, for want of pretrained weights."""

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nblabel.learn.blocks import Stopped
from nblabel.learn.features.contents import Loaded
from nblabel.learn.features.featurizer import FeatureError, Ready, Rows, Stop
from nblabel.learn.features.quick import Quick

SIDE, PATCH, STRIDE = 48, 6, 2
WORDS = 400
PATCHES = 60_000
ROUNDS = 8
# Fields of the picture over which visual words are counted apart.
FIELDS = 3
WIDTH = 384
# How much of the variance of patches is taken for noise.
NOISE = 0.1
# What counted words weigh against outlines and colours. With twenty labels a class the head is right on
# sign_digits in .76 (weight 2), .75 (0.5) and .74 (outlines and colours alone); with a hundred in .89, .87
# and .86.
WEIGHT = 2.0
# About how long a row of outlines and colours is.
QUICK_LENGTH = 2.0
SEED = 0


class Pool(Ready):
    """Visual words: whitened patches against means that were learnt from them (Coates, Lee and Ng 2011),
    counted in fields of the picture, beside outlines and colours; then the directions in which the pool's
    pictures differ most.

    Fitted to a sample of the pool: without a fit it embeds nothing.
    """

    name = "learnt from the pool"
    notice = (
        "No pretrained weights are in use: features are learnt from these pictures themselves, so expect to "
        'label more. With a file of weights: features=nl.features("mobilenet_v2", weights="file.pt").'
    )
    size = 64
    batch = 32
    shard = 128

    def __init__(self, width: int = WIDTH) -> None:
        self.width = width
        self.key = f"pool-{width}"
        self._state: dict[str, Any] = {}

    def prepare(self, sample: Sequence[Loaded], stop: Stop | None = None) -> "Pool":
        """Fitted to these pictures. Raises `Stopped`."""
        fitted = Pool(self.width)
        rng = np.random.default_rng(SEED)
        pixels = np.stack([_small(content) for content in sample])
        patches = _some_patches(pixels, rng)
        mean, whiten = _whitening(patches)
        words = _means(np.asarray((patches - mean) @ whiten, np.float32), rng, stop)
        fitted._state = {"mean": mean, "whiten": whiten, "words": words}
        rows = []
        for start in range(0, len(sample), self.batch):
            if stop is not None and stop():
                raise Stopped("Learning features was called off")
            rows.append(fitted._counts(sample[start : start + self.batch]))
        centre, axes = _directions(np.concatenate(rows), self.width)
        fitted._state |= {"centre": centre, "axes": axes}
        return fitted._named()

    def embed(self, contents: Sequence[Loaded]) -> Rows:
        """Shape (n, width)."""
        if "axes" not in self._state:
            raise FeatureError("Nothing was learnt from these pictures yet: call prepare first.")
        rows: Rows = (self._counts(contents) - self._state["centre"]) @ self._state["axes"]
        return rows

    def state(self) -> dict[str, Any]:
        """The fit as arrays."""
        return self._state

    def restored(self, state: dict[str, Any]) -> "Pool":
        """As it was when `state` was taken. Raises KeyError and ValueError where that is damaged."""
        fitted = Pool(self.width)
        fitted._state = {name: state[name] for name in ("mean", "whiten", "words", "centre", "axes")}
        if len(fitted._state["centre"]) != len(fitted._state["axes"]):
            raise ValueError("centre and axes do not fit each other")
        return fitted._named()

    def _named(self) -> "Pool":
        told = hashlib.blake2b(digest_size=8)
        for name in sorted(self._state):
            told.update(self._state[name].tobytes())
        self.key = f"pool-{self.width}-{told.hexdigest()}"
        return self

    def _counts(self, contents: Sequence[Loaded]) -> Rows:
        """Visual words in each field, then outlines and colours."""
        quick = Quick().embed(contents) / QUICK_LENGTH
        state = self._state
        counted = np.stack([_counted(_small(content), state) for content in contents])
        return np.concatenate([WEIGHT * _unit(np.sqrt(counted)), quick], axis=1)


def _counted(pixels: NDArray[np.uint8], state: dict[str, Any]) -> Any:
    """How much of each word each field has: by how much a patch is nearer to it than to the words' mean."""
    patches = _patches(pixels)
    side = round(len(patches) ** 0.5)
    turned = (_even(patches) - state["mean"]) @ state["whiten"]
    words = state["words"]
    squares = (turned**2).sum(axis=1, keepdims=True) + (words**2).sum(axis=1) - 2 * turned @ words.T
    far = np.sqrt(np.maximum(squares, 0))
    near = np.maximum(far.mean(axis=1, keepdims=True) - far, 0).reshape(side, side, -1)
    fields = [
        near[rows][:, columns].mean(axis=(0, 1))
        for rows in np.array_split(np.arange(side), FIELDS)
        for columns in np.array_split(np.arange(side), FIELDS)
    ]
    return np.concatenate(fields).astype(np.float32)


def _patches(pixels: NDArray[np.uint8]) -> Rows:
    """Shape (patches, values), of every `STRIDE`th pixel."""
    windows = np.lib.stride_tricks.sliding_window_view(pixels, (PATCH, PATCH), axis=(0, 1))
    chosen = windows[::STRIDE, ::STRIDE]
    rows: Rows = chosen.reshape(chosen.shape[0] * chosen.shape[1], -1).astype(np.float32)
    return rows


def _some_patches(pixels: NDArray[np.uint8], rng: np.random.Generator) -> Rows:
    each = max(1, PATCHES // len(pixels))
    parts = []
    for one in pixels if len(pixels) <= PATCHES else pixels[:PATCHES]:
        patches = _patches(one)
        parts.append(patches[rng.choice(len(patches), min(each, len(patches)), replace=False)])
    return _even(np.concatenate(parts))


def _even(patches: Rows) -> Rows:
    """Of the same brightness and contrast."""
    less = patches - patches.mean(axis=1, keepdims=True)
    even: Rows = less / np.sqrt(less.var(axis=1, keepdims=True) + 10)
    return even


def _whitening(patches: Rows) -> tuple[Rows, Rows]:
    """What makes patches' values independent of each other and equally strong."""
    mean = patches.mean(axis=0)
    values, vectors = np.linalg.eigh(np.cov((patches - mean).T))
    whiten = (vectors / np.sqrt(np.maximum(values, 0) + NOISE)) @ vectors.T
    return mean, whiten.astype(np.float32)


def _means(patches: Rows, rng: np.random.Generator, stop: Stop | None) -> Rows:
    """Spherical k-means: the directions that patches lie in."""
    words = rng.normal(size=(WORDS, patches.shape[1])).astype(np.float32)
    words /= np.linalg.norm(words, axis=1, keepdims=True)
    for _ in range(ROUNDS):
        if stop is not None and stop():
            raise Stopped("Learning features was called off")
        along = patches @ words.T
        best = along.argmax(axis=1)
        weight = along[np.arange(len(patches)), best]
        sums = np.zeros_like(words)
        np.add.at(sums, best, patches * weight[:, None])
        words = sums + words * 1e-3
        words /= np.maximum(np.linalg.norm(words, axis=1, keepdims=True), 1e-9)
    return words


def _directions(rows: Rows, width: int) -> tuple[Rows, Rows]:
    """The mean, and the axes of most variance."""
    from scipy.linalg import eigh

    centre = rows.mean(axis=0)
    less = rows - centre
    width = min(width, *less.shape)
    if len(less) <= less.shape[1]:
        values, left = eigh(less @ less.T / len(less), subset_by_index=(len(less) - width, len(less) - 1))
        vectors = less.T @ left / np.sqrt(np.maximum(values * len(less), 1e-12))
    else:
        size = less.shape[1]
        _, vectors = eigh(less.T @ less / len(less), subset_by_index=(size - width, size - 1))
    axes = vectors[:, ::-1]
    return centre, np.ascontiguousarray(axes, np.float32)


def _unit(rows: Rows) -> Rows:
    unit: Rows = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return unit


def _small(content: Loaded) -> Any:
    if isinstance(content, str):
        raise FeatureError("These features are learnt from pictures; these items are texts.")
    import cv2

    return cv2.resize(np.asarray(content), (SIDE, SIDE), interpolation=cv2.INTER_AREA)
