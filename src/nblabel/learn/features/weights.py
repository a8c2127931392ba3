"""Pretrained weights: a file, torch's own cache, or the network; soon given up where there is none."""

import contextlib
import hashlib
import os
import tempfile
import urllib.request
from pathlib import Path
from typing import Any

from nblabel.learn.features.extra import needed
from nblabel.learn.features.featurizer import FeatureError

# A host that does not answer so soon is taken for not there.
CONNECT_SECONDS = 4.0
OFFLINE = "NBLABEL_OFFLINE"
_PIECE = 1 << 20
_given_up: set[str] = set()


def cached(url: str) -> Path:
    """Where torch keeps the file of this address."""
    import torch

    return Path(torch.hub.get_dir()) / "checkpoints" / url.rpartition("/")[2]


def fetched(url: str) -> Path | None:
    """The file in torch's cache, downloaded if need be; None when it cannot be had.

    A host that failed once is not asked again by this process; none is, where NBLABEL_OFFLINE is set.
    """
    place = cached(url)
    if place.is_file():
        return place
    host = url.split("/")[2]
    if host in _given_up or os.environ.get(OFFLINE):
        return None
    try:
        _download(url, place)
    except (OSError, ValueError):
        _given_up.add(host)
        return None
    return place


def _download(url: str, place: Path) -> None:
    """Raises OSError, and ValueError when what came is not what the name promises."""
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=place.parent, prefix=".coming-")
    digest = hashlib.sha256()
    try:
        with os.fdopen(handle, "wb") as file, urllib.request.urlopen(url, timeout=CONNECT_SECONDS) as answer:
            while piece := answer.read(_PIECE):
                digest.update(piece)
                file.write(piece)
        promised = place.stem.rpartition("-")[2]
        if not digest.hexdigest().startswith(promised):
            raise ValueError(f"{url} gave something else than its name says")
        os.replace(aside, place)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(aside)
        raise


def digest_of(path: Path) -> str:
    """What a file of weights is known by. Raises FeatureError when it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "blake2b").hexdigest()[:16]
    except OSError as error:
        raise FeatureError(f"The weights {str(path)!r} cannot be read: {error.strerror or error}.") from error


def tensors(path: Path) -> dict[str, Any]:
    """The state dict in a file, whatever its number format, as float32. Runs no code that is in the file.

    Raises FeatureError.
    """
    import torch

    try:
        if path.suffix == ".safetensors":
            found: Any = needed("safetensors.torch", "hf").load_file(path)
        else:
            found = torch.load(path, map_location="cpu", weights_only=True)
    except FeatureError:
        raise
    except Exception as error:  # the readers raise nearly anything on damaged files
        raise FeatureError(
            f"The weights {str(path)!r} cannot be read as a dict of tensors "
            f"(torch.save(model.state_dict(), …)): {str(error).splitlines()[0]}"
        ) from error
    for inner in ("state_dict", "model"):
        if isinstance(found, dict) and isinstance(found.get(inner), dict):
            found = found[inner]
    if not isinstance(found, dict) or not all(isinstance(each, torch.Tensor) for each in found.values()):
        raise FeatureError(f"{str(path)!r} holds no dict of tensors; save model.state_dict().")
    return {
        name.removeprefix("module."): each.float() if each.is_floating_point() else each
        for name, each in found.items()
    }


def put(model: Any, found: dict[str, Any], path: Path, head: tuple[str, ...]) -> None:
    """Loads the tensors into a network; those of its last layer, whose names begin with `head`, may lack.

    Raises FeatureError naming what does not fit.
    """
    own = model.state_dict()
    lacks = [name for name in own if name not in found and not name.startswith(head)]
    lacks = [name for name in lacks if not name.endswith("num_batches_tracked")]
    if lacks:
        raise FeatureError(
            f"The weights {path.name} are of another network: {lacks[0]} is not among them"
            f"{f', and {len(lacks) - 1} more' if len(lacks) > 1 else ''}."
        )
    fitting = {name: each for name, each in found.items() if name in own}
    for name in [name for name in fitting if fitting[name].shape != own[name].shape]:
        if not name.startswith(head):
            shapes = f"{tuple(fitting[name].shape)}, and {tuple(own[name].shape)} is wanted"
            raise FeatureError(
                f"The weights {path.name} do not fit the network: {name} has the shape {shapes}."
            )
        del fitting[name]
    model.load_state_dict(fitting, strict=False)
