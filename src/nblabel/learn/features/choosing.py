"""Which features a project works with: what the person asked for, or the best that can be had here."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from nblabel.learn.blocks import Stopped
from nblabel.learn.features import fits
from nblabel.learn.features.contents import Content, Loaded, load
from nblabel.learn.features.featurizer import FeatureError, Featurizer, Stop
from nblabel.learn.features.making import cores
from nblabel.values.errors import NblabelError

# A fit is made from so many items at most, and anew when the pool is so many times larger than it was.
SAMPLE = 5_000
GROWN = 4
SEED = 0
NO_WEIGHTS = (
    "No pretrained weights can be had here, so features are learnt from the pool's own pictures: expect to "
    'label more. With a file of weights: nl.features("mobilenet_v2", weights="file.pt").'
)


def features(name: str | Callable[..., Any], weights: str | Path | None = None, **options: Any) -> Featurizer:
    """Features by name, or of your own, for `project.assist.start(features=…)`.

    `name`: a classifier of torchvision ("mobilenet_v2"), "timm:…", "hf:…" or "sentence:…" with those extras,
    "quick" (outlines and colours), "pool" (learnt from the pictures themselves), "terms" (words of texts), a
    torch module, or a function from a list of pictures or texts to an array. `weights`: a file of tensors, or
    the name of an entry in torchvision's list. Options are those of the kind: `size` of networks, `key` and
    `batch` of functions, `width` of "terms". Raises FeatureError when they cannot be had.
    """
    if not isinstance(name, str):
        return _given(name, weights, options)
    kind, _, rest = name.partition(":")
    if rest:
        from nblabel.learn.features import library

        return library.features(kind, rest, weights, options)
    simple = _weightless(name)
    if simple is not None:
        if weights is not None:
            raise FeatureError(f"{name!r} has no weights.")
        return _made(name, simple, options)
    from nblabel.learn.features import vision

    return _made(name, lambda **more: vision.torchvision(name, weights, **more), options)


def choose(
    wanted: Any,
    media: str,
    sample: Sequence[Content],
    folder: str | Path | None = None,
    device: str = "auto",
    stop: Stop | None = None,
) -> Featurizer:
    """The featurizer for a pool, fitted and tuned: ready to embed.

    `wanted` is what the person gave: None, a name, what `features` gave, a module or a function. `sample`:
    the pool's contents, or some of them chosen at random; what is learnt from them is kept in `folder`.
    Raises FeatureError, also for features of another medium, and Stopped.
    """
    chosen: Any = _usual(media) if wanted is None else _asked(wanted, media)
    if chosen.media not in (media, "any"):
        raise FeatureError(
            f"{chosen.name} are features of {_TOLD[chosen.media]}; these items are {_TOLD[media]}."
        )
    if hasattr(chosen, "restored"):
        chosen = _fitted(chosen, sample, Path(folder) if folder is not None else None, stop)
    if hasattr(chosen, "run_as"):
        from nblabel.learn.features.tuning import tuned

        chosen = tuned(chosen, device)
    found: Featurizer = chosen
    return found


def quick(media: str, sample: Sequence[Content], folder: str | Path | None = None) -> Featurizer:
    """Features for the first page, in seconds."""
    return choose("quick" if media == "image" else "terms", media, sample, folder)


_TOLD = {"image": "pictures", "text": "texts"}


def _weightless(name: str) -> Callable[..., Featurizer] | None:
    """What makes the features of this name without weights."""
    if name == "quick":
        from nblabel.learn.features.quick import Quick

        return Quick
    if name == "pool":
        from nblabel.learn.features.pool import Pool

        return Pool
    if name == "terms":
        from nblabel.learn.features.terms import Terms

        return Terms
    return None


def _usual(media: str) -> Featurizer:
    if media == "text":
        return features("terms")
    from nblabel.learn.features import vision

    return vision.usual() or features("pool")


def _asked(wanted: Any, media: str) -> Featurizer:
    if isinstance(wanted, str):
        return features(wanted)
    if all(hasattr(wanted, each) for each in ("key", "prepare", "embed")):
        found: Featurizer = wanted
        return found
    return _given(wanted, None, {}, media)


def _given(given: Any, weights: Any, options: dict[str, Any], media: str = "any") -> Featurizer:
    if weights is not None:
        raise FeatureError("weights=… goes with the name of a network; load them into your module yourself.")
    if hasattr(given, "state_dict") and hasattr(given, "named_modules"):
        from nblabel.learn.features.headless import Preparation
        from nblabel.learn.features.own import module

        return _made("a module", lambda **more: module(given, Preparation(**_sides(more))), options)
    if callable(given):
        from nblabel.learn.features.own import Own

        return _made("a function", lambda **more: Own(given, media, **more), options)
    raise FeatureError(
        "features may be None, a name, nl.features(…), a torch module or a function, "
        f"not {type(given).__name__}."
    )


def _sides(options: dict[str, Any]) -> dict[str, Any]:
    """`size` as what a preparation has."""
    if "size" not in options:
        return options
    size = options.pop("size")
    return {"side": size, "crop": size} | options


def _made(what: str, make: Callable[..., Featurizer], options: dict[str, Any]) -> Featurizer:
    try:
        return make(**options)
    except TypeError as error:
        raise FeatureError(f"The features of {what} do not take these options: {error}.") from error


def _fitted(chosen: Any, sample: Sequence[Content], folder: Path | None, stop: Stop | None) -> Featurizer:
    """Fitted to the sample, or as it was fitted before to a pool not much smaller."""
    recipe = chosen.key
    before = fits.kept(folder, recipe) if folder is not None else None
    if before is not None and GROWN * before[1] > min(len(sample), SAMPLE):
        try:
            return chosen.restored(before[0])  # type: ignore[no-any-return]
        except (KeyError, ValueError):
            pass
    loaded = _loaded(sample, chosen.size, stop)
    if not loaded:
        raise FeatureError("None of the items can be read, so there is nothing to learn features from.")
    fitted = chosen.prepare(loaded, stop)
    if folder is not None:
        fits.keep(folder, recipe, fitted.state(), min(len(sample), SAMPLE))
    return fitted  # type: ignore[no-any-return]


def _loaded(sample: Sequence[Content], size: int | None, stop: Stop | None) -> list[Loaded]:
    """So many of the sample's contents as a fit is made from; what cannot be read is left out."""
    chosen: Sequence[Content] = sample
    if len(sample) > SAMPLE:
        places = np.random.default_rng(SEED).choice(len(sample), SAMPLE, replace=False)
        chosen = [sample[n] for n in sorted(places.tolist())]

    def one(content: Content) -> list[Loaded]:
        if stop is not None and stop():
            raise Stopped("Learning features was called off")
        try:
            return load(content, size)[:1]
        except NblabelError:
            return []

    with ThreadPoolExecutor(cores()) as pool:
        return list(chain.from_iterable(pool.map(one, chosen)))
