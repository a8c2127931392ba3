"""Networks of libraries that come with an extra: `timm:…`, `hf:…`, `sentence:…`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nblabel.learn.features import weights
from nblabel.learn.features.backbone import Backbone
from nblabel.learn.features.contents import Loaded
from nblabel.learn.features.extra import needed
from nblabel.learn.features.featurizer import FeatureError, Featurizer, Ready, Rows, checked
from nblabel.learn.features.headless import Preparation


def features(kind: str, name: str, source: str | Path | None, options: dict[str, Any]) -> Featurizer:
    """The features `kind:name`. Raises FeatureError when they cannot be had."""
    if kind not in _KINDS:
        raise FeatureError(
            f"There are no features {kind}:…; there are {', '.join(map('{}:…'.format, _KINDS))}."
        )
    try:
        return _KINDS[kind](name, source, **options)
    except TypeError as error:
        raise FeatureError(f"The features {kind}:{name} do not take these options: {error}.") from error


# --- timm --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Timm:
    """A network of timm without its last layer; called, it is made."""

    name: str
    path: str | None
    options: tuple[tuple[str, Any], ...]

    def __call__(self) -> Any:
        timm = needed("timm", "timm")
        model = timm.create_model(
            self.name, pretrained=self.path is None, num_classes=0, **dict(self.options)
        )
        if self.path is not None:
            path = Path(self.path)
            weights.put(model, weights.tensors(path), path, ())
        return model


def _timm(name: str, source: str | Path | None, size: int | None = None, **options: Any) -> Backbone:
    timm = needed("timm", "timm")
    build = Timm(
        name, str(Path(source).resolve()) if source is not None else None, tuple(sorted(options.items()))
    )
    model = _had(f"timm:{name}", build)
    config = timm.data.resolve_data_config({}, model=model)
    crop = size or int(config["input_size"][-1])
    side = round(crop / config["crop_pct"])
    smooth = config["interpolation"] == "bicubic"
    shown = Preparation(side, crop, tuple(config["mean"]), tuple(config["std"]), smooth)
    known = weights.digest_of(Path(source)) if source is not None else "pretrained"
    how = "".join(f"-{option}-{each}" for option, each in build.options)
    key = f"timm-{_plain(name)}-{known}-{side}-{crop}{_plain(how)}"
    return Backbone(key, f"timm:{name}", build, shown)


# --- transformers --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Transformer:
    """A vision model of the library transformers; called, it is made."""

    name: str

    def __call__(self) -> Any:
        model = needed("transformers", "hf").AutoModel.from_pretrained(self.name)
        return getattr(model, "vision_model", model)  # of a pair for pictures and texts, the half that sees


def _hf(name: str, source: str | Path | None, size: int | None = None) -> Backbone:
    transformers = needed("transformers", "hf")
    build = Transformer(str(source) if source is not None else name)
    _had(f"hf:{name}", build)
    processor = _had(f"hf:{name}", lambda: transformers.AutoImageProcessor.from_pretrained(build.name))
    shown = _processed(processor, size)
    return Backbone(f"hf-{_plain(build.name)}-{shown.side}-{shown.crop}", f"hf:{name}", build, shown)


def _processed(processor: Any, size: int | None) -> Preparation:
    """What a processor of transformers does to a picture."""
    wanted = dict(getattr(processor, "size", None) or {})
    side = int(wanted.get("shortest_edge") or wanted.get("height") or 224)
    cut = (
        dict(getattr(processor, "crop_size", None) or {})
        if getattr(processor, "do_center_crop", False)
        else {}
    )
    crop = int(cut.get("height") or side)
    if size is not None:
        side, crop = round(side * size / crop), size
    mean, std = tuple(processor.image_mean), tuple(processor.image_std)
    return Preparation(side, crop, mean, std, int(getattr(processor, "resample", 2) or 2) == 3)


# --- sentence-transformers -------------------------------------------------------------------------------


class Sentences(Ready):
    """A model of sentence-transformers."""

    media = "text"
    batch = 64
    shard = 512
    plan = "sentence-transformers"

    def __init__(self, name: str) -> None:
        self.name = f"sentence:{name}"
        self.key = f"sentence-{_plain(name)}"
        self._place = name
        self._model: Any = None

    def embed(self, contents: Sequence[Loaded]) -> Rows:
        if self._model is None:
            library = needed("sentence_transformers", "sentence")
            self._model = _had(self.name, lambda: library.SentenceTransformer(self._place))
        rows = self._model.encode(list(contents), convert_to_numpy=True, show_progress_bar=False)
        return checked(rows, len(contents), self.name)

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_model": None}


def _sentence(name: str, source: str | Path | None) -> Sentences:
    needed("sentence_transformers", "sentence")
    return Sentences(str(source) if source is not None else name)


_KINDS: dict[str, Callable[..., Featurizer]] = {"timm": _timm, "hf": _hf, "sentence": _sentence}


def _had(what: str, get: Callable[[], Any]) -> Any:
    """What `get()` gives. Raises FeatureError where the library cannot."""
    try:
        return get()
    except FeatureError:
        raise
    except Exception as error:  # each library has errors of its own
        told = (str(error) or type(error).__name__).splitlines()[0]
        raise FeatureError(f"{what} cannot be had: {told}") from error


def _plain(name: str) -> str:
    """A name as part of a file's name."""
    return "".join(letter if letter.isalnum() or letter in "._-" else "_" for letter in name)[-80:]
