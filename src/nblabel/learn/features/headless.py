"""The networks of torchvision without their last layer, and what their weights want to be shown."""

from typing import Any, NamedTuple

from nblabel.learn.features.featurizer import FeatureError

MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


class Preparation(NamedTuple):
    """How a picture is made ready: its shorter side, the square cut from its middle, both in pixels; then
    each channel, 0 to 1, less `mean` and by `std`. `smooth`: bicubic, else bilinear."""

    side: int = 256
    crop: int = 224
    mean: tuple[float, ...] = MEAN
    std: tuple[float, ...] = STD
    smooth: bool = False


def network(name: str) -> Any:
    """The network of that name, its weights by chance. Raises FeatureError when torchvision has none."""
    from torchvision import models

    if name not in names():
        raise FeatureError(
            f"torchvision has no network {name!r}; it has {', '.join(sorted(names())[:6])}, … "
            'Others: nl.features("timm:…"), "hf:…", "sentence:…", or a function of your own.'
        )
    chance = {"init_weights": False} if name in {"googlenet", "inception_v3"} else {}
    return models.get_model(name, weights=None, **chance)


def names() -> list[str]:
    """The classifiers that torchvision has."""
    from torchvision import models

    return list(models.list_models(module=models))


def preparation(entry: Any) -> Preparation:
    """What an entry of torchvision's list of weights was made for."""
    preset = entry.transforms()
    return Preparation(
        int(preset.resize_size[0]),
        int(preset.crop_size[0]),
        tuple(preset.mean),
        tuple(preset.std),
        preset.interpolation.value == "bicubic",
    )


def entry_of(name: str, weights: str | None = None) -> Any:
    """An entry of torchvision's list: of that name, else the first, whose features suit other tasks better
    than those of longer training do (Kornblith and others 2021). None when there is none."""
    from torchvision import models

    known = models.get_model_weights(name)
    if weights is not None:
        return known[weights] if weights in known.__members__ else None
    return next(iter(known), None)


def last_layer(model: Any, name: str) -> str:
    """The path of a network's last layer. Raises FeatureError where that is not known."""
    from torch import nn

    for part in ("classifier", "fc", "heads", "head"):
        layers = getattr(model, part, nn.Identity()).named_modules(prefix=part)
        ends = [path for path, layer in layers if isinstance(layer, nn.Linear | nn.Conv2d)]
        if ends:
            return str(ends[-1])
    raise FeatureError(
        f"It is not known where {name!r} has its last layer: give a module without it instead."
    )


def beheaded(model: Any, layer: str) -> Any:
    """The network giving the numbers from which its last layer would tell classes."""
    from torch import nn

    above, _, last = layer.rpartition(".")
    setattr(model.get_submodule(above), last, nn.Identity())
    return model
