"""A person's own function or torch module as a featurizer."""

import hashlib
import threading
from collections.abc import Callable, Sequence
from types import CodeType
from typing import Any

from nblabel.learn.features.backbone import Backbone
from nblabel.learn.features.contents import Loaded
from nblabel.learn.features.featurizer import FeatureError, Ready, Rows, checked
from nblabel.learn.features.headless import Preparation


class Own(Ready):
    """A function from a list of pictures (Pillow, upright RGB, whole) or texts to an array of rows.

    It is called by one thread at a time. A function that changed is another one where its code did; what it
    only reads from elsewhere is not seen, so say `key="…"` anew when that changes.
    """

    def __init__(
        self,
        function: Callable[[list[Any]], Any],
        media: str = "image",
        key: str | None = None,
        batch: int = 32,
    ) -> None:
        self.function = function
        self.name = getattr(function, "__qualname__", type(function).__name__)
        self.key = f"own-{_digest(key) if key is not None else fingerprint(function)}"
        self.media = media
        self.batch = batch
        self._turn = threading.Lock()

    def embed(self, contents: Sequence[Loaded]) -> Rows:
        with self._turn:
            try:
                found = self.function(list(contents))
            except Exception as error:
                raise FeatureError(f"{self.name} failed: {type(error).__name__}: {error}") from error
        if hasattr(found, "detach"):
            found = found.detach().float().cpu().numpy()
        return checked(found, len(contents), self.name)

    def __getstate__(self) -> dict[str, Any]:
        return {name: each for name, each in self.__dict__.items() if name != "_turn"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state, _turn=threading.Lock())


class Given:
    """A module as it is; called, it gives it."""

    def __init__(self, module: Any) -> None:
        self.module = module

    def __call__(self) -> Any:
        import copy

        return copy.deepcopy(self.module)  # the person's own stays where and as it is


def module(given: Any, preparation: Preparation) -> Backbone:
    """A torch module over pictures: maps and tokens that it returns are averaged."""
    told = hashlib.blake2b(type(given).__qualname__.encode(), digest_size=8)
    for name, each in given.state_dict().items():
        told.update(name.encode())
        told.update(each.detach().cpu().contiguous().flatten().view(_bytes()).numpy().tobytes())
    told.update(repr(preparation).encode())
    return Backbone(f"module-{told.hexdigest()}", type(given).__name__, Given(given), preparation)


def fingerprint(function: Callable[..., Any]) -> str:
    """What a function is known by: its code and what it holds, so far as that can be told."""
    code = getattr(function, "__code__", None)
    if code is None:
        kind = type(function)
        call = getattr(kind, "__call__", None)  # noqa: B004
        code = getattr(call, "__code__", None)
        held: Any = [kind.__qualname__, sorted(map(str, getattr(function, "__dict__", {})))]
    else:
        cells = getattr(function, "__closure__", None) or ()
        held = [_plain(cell.cell_contents) for cell in cells] + [
            repr(getattr(function, "__defaults__", None))
        ]
    return _digest(repr(held) + (_told(code) if isinstance(code, CodeType) else ""))


def _told(code: CodeType) -> str:
    inner = [_told(each) for each in code.co_consts if isinstance(each, CodeType)]
    plain = [repr(each) for each in code.co_consts if not isinstance(each, CodeType)]
    return repr([code.co_code, code.co_names, plain, inner])


def _plain(held: Any) -> str:
    """Numbers and words as they are; of other things the kind: their text may name a place in memory."""
    return (
        repr(held) if isinstance(held, int | float | str | bytes | tuple | None) else type(held).__qualname__
    )


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=8).hexdigest()


def _bytes() -> Any:
    import torch

    return torch.uint8
