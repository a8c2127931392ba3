"""Networks of torchvision with pretrained weights."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nblabel.learn.features import headless, weights
from nblabel.learn.features.backbone import Backbone
from nblabel.learn.features.featurizer import FeatureError
from nblabel.learn.features.headless import Preparation

# What is looked for when nobody says: the first of those that torch keeps already, else the last is fetched.
USUAL = ("convnext_tiny", "resnet50", "efficientnet_b0", "mobilenet_v3_large", "resnet18", "mobilenet_v2")


@dataclass(frozen=True)
class Loaded:
    """A network of torchvision with the weights in a file, without its last layer: called, it is made."""

    name: str
    path: str

    def __call__(self) -> Any:
        model = headless.network(self.name)
        last = headless.last_layer(model, self.name)
        path = Path(self.path)
        weights.put(model, weights.tensors(path), path, (f"{last}.",))
        return headless.beheaded(model, last)


def torchvision(name: str, source: str | Path | None = None, size: int | None = None) -> Backbone:
    """The network `name` with the weights in a file, of an entry of torchvision's list, or (None) the first.

    `size`: the side in pixels of what it is shown, where another than its own is wanted. Raises FeatureError.
    """
    if name not in headless.names():
        headless.network(name)
    entry = None
    if isinstance(source, str) and not Path(source).suffix:
        entry = headless.entry_of(name, source)
        if entry is None:
            raise FeatureError(
                f"torchvision has no weights {source!r} for {name}; a file is named with its ending."
            )
    if source is not None and entry is None:
        return _of_file(name, Path(source), headless.entry_of(name), size)
    entry = entry or headless.entry_of(name)
    path = weights.fetched(entry.url) if entry is not None else None
    if path is None:
        raise FeatureError(
            f"The weights of {name} are not on this machine and cannot be fetched. Name a file: "
            f'nl.features("{name}", weights="file.pt"), or leave features out.'
        )
    return _of_file(name, path, entry, size)


def at_hand() -> list[str]:
    """Those of the usual networks whose weights torch keeps here."""
    entries = {name: headless.entry_of(name) for name in USUAL}
    return [name for name, entry in entries.items() if entry and weights.cached(entry.url).is_file()]


def torch_cache() -> Path:
    """The folder where they are looked for."""
    return weights.cached("").parent


def usual() -> Backbone | None:
    """Some pretrained network that can be had at once; None when there is none."""
    for name in at_hand():
        return torchvision(name)
    try:
        return torchvision(USUAL[-1])
    except FeatureError:
        return None


def _of_file(name: str, path: Path, entry: Any, size: int | None) -> Backbone:
    prepared = headless.preparation(entry) if entry is not None else Preparation()
    if size is not None:
        prepared = prepared._replace(side=round(prepared.side * size / prepared.crop), crop=size)
    key = f"{name}-{weights.digest_of(path)}-{prepared.side}-{prepared.crop}"
    build = Loaded(name, str(path.resolve()))
    build()  # weights that do not fit are told here and now
    return Backbone(key, name, build, prepared)
