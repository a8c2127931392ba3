"""Embedding a project's items ahead of time: on several machines at once, each a share of them."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from nblabel.assist.pool import Pool
from nblabel.host import cache_folder
from nblabel.learn.features import shelf
from nblabel.learn.features.choosing import choose
from nblabel.learn.features.embeddings import Embeddings
from nblabel.values.errors import NblabelError

if TYPE_CHECKING:
    from nblabel.openproject import Project


class Embedded(NamedTuple):
    """How many items this share has, how many of them were new, and how many cannot be read."""

    items: int
    new: int
    unreadable: int
    features: str


def embed(
    project: "Project",
    features: Any = None,
    share: tuple[int, int] = (1, 1),
    device: str = "auto",
    progress: Callable[[int, int], None] | None = None,
) -> Embedded:
    """Embeds the first, second, … of so many shares of the items into the project's cache.

    Which share an item is in hangs on the item alone, so that any number of processes may work at once, and
    again later. Items that could not be read before are tried again. Raises FeatureError and StorageError.
    """
    pool = Pool(project)
    pool.join()
    found = pool.contents(pool.ids)
    if not found.items:
        raise NblabelError(f"{project.name!r} has no item that can be read.")
    folder = cache_folder(project.store.about.home, project.store.about.uuid) / "embeddings"
    featurizer = choose(features, project.media, found.contents, folder, device)
    mine = np.flatnonzero(shelf.digests(found.names) % np.uint64(share[1]) == share[0] - 1).tolist()
    names = [found.names[n] for n in mine]
    kept = Embeddings(folder, featurizer)
    new = kept.extend(names, [found.contents[n] for n in mine], progress=progress, again=True)
    return Embedded(len(names), new, len(kept.reasons(names)), featurizer.name)


def share_of(text: str) -> tuple[int, int]:
    """`2/8` as (2, 8). Raises ValueError for what is no share."""
    number, _, of = text.partition("/")
    share = int(number), int(of)
    if not 1 <= share[0] <= share[1]:
        raise ValueError(f"{text!r} is none of {of} shares; they are counted from 1")
    return share


def given(name: str | None, weights: Path | None) -> Any:
    """The features named on the command line; None for the usual ones."""
    if name is None and weights is None:
        return None
    if name is None:
        raise NblabelError("--weights goes with the name of a network: add --features mobilenet_v2.")
    from nblabel.learn.features.choosing import features

    return features(name, weights)
