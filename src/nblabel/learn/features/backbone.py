"""A network that looks at pictures, as a featurizer."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nblabel.learn.features.contents import Loaded
from nblabel.learn.features.featurizer import FeatureError, Ready, Rows
from nblabel.learn.features.forward import Forward
from nblabel.learn.features.headless import Preparation
from nblabel.learn.features.plan import Plan


class Backbone(Ready):
    """Shows pictures to the network that `build()` gives: a function that can be pickled.

    `key` names its weights and what they are shown. It is run as `run` says: the plan is no part of the key.
    """

    def __init__(
        self, key: str, name: str, build: Callable[[], Any], preparation: Preparation, run: Plan | None = None
    ) -> None:
        self.key = key
        self.name = name
        self.preparation = preparation
        self.run = run or Plan()
        self.build = build
        self._forward: Forward | None = None

    @property
    def size(self) -> int | None:  # type: ignore[override]
        return self.preparation.side

    @property
    def batch(self) -> int:  # type: ignore[override]
        return self.run.batch

    @property
    def shard(self) -> int:  # type: ignore[override]
        return max(64, self.run.batch)

    @property
    def plan(self) -> str:  # type: ignore[override]
        return str(self.run)

    @property
    def notice(self) -> str:  # type: ignore[override]
        return self._forward.notice if self._forward is not None else ""

    def run_as(self, plan: Plan) -> "Backbone":
        """The same with another plan."""
        return Backbone(self.key, self.name, self.build, self.preparation, plan)

    def embed(self, contents: Sequence[Loaded]) -> Rows:
        """Shape (n, width). Raises FeatureError."""
        return self.forward(np.stack([shown(content, self.preparation) for content in contents]))

    @property
    def forward(self) -> Forward:
        """The network as it is run here."""
        if self._forward is None:
            self._forward = _running(self.key, self.build, self.run, self.preparation)
        return self._forward

    def release(self) -> None:
        if self._forward is not None:
            self._forward.release()

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_forward": None}


_FORWARDS: dict[tuple[str, Plan], Forward] = {}
_MOST = 2


def _running(key: str, build: Callable[[], Any], plan: Plan, preparation: Preparation) -> Forward:
    """One for all featurizers alike: a worker gets them anew with every shard."""
    found = _FORWARDS.get((key, plan))
    if found is None:
        found = Forward(build, plan, preparation.mean, preparation.std)
        while len(_FORWARDS) >= _MOST:
            _FORWARDS.pop(next(iter(_FORWARDS)), None)
        found = _FORWARDS.setdefault((key, plan), found)
    return found


def shown(content: Loaded, preparation: Preparation) -> NDArray[np.uint8]:
    """What the network sees, (crop, crop, 3): the middle of the picture made so small."""
    if isinstance(content, str):
        raise FeatureError("This network looks at pictures; these items are texts.")
    width, height = content.size
    scale = preparation.side / min(width, height)
    wide, high = (max(preparation.side, int(side * scale)) for side in (width, height))
    crop = preparation.crop
    left, top = round((wide - crop) / 2), round((high - crop) / 2)
    smooth = Image.Resampling.BICUBIC if preparation.smooth else Image.Resampling.BILINEAR
    if content.size != (wide, high):
        # only the part that is kept
        box = (
            left / wide * width,
            top / high * height,
            (left + crop) / wide * width,
            (top + crop) / high * height,
        )
        if crop <= min(wide, high):
            return np.asarray(content.resize((crop, crop), smooth, box))
        content = content.resize((wide, high), smooth)
    return np.asarray(content.crop((left, top, left + crop, top + crop)))
