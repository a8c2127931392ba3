"""Language models behind an OpenAI-compatible endpoint: what is asked, how, and what an answer is worth.

`nl.gpt(...)` is the contract's name for the choice of one, and this room is called `nblabel.gpt`: Python puts
the room where the function would be. So the room itself can be called, and gives the model.
"""

import sys
from collections.abc import Callable
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nblabel.gpt.endpoint import Gpt


def model(
    model: str,
    base_url: str | None = None,
    api_version: str | None = None,
    azure: bool = False,
    price: tuple[float, float] | None = None,
    consent: bool = False,
    redact: Callable[[Any], Any] | None = None,
    **limits: Any,
) -> "Gpt":
    """A model of OpenAI, Azure OpenAI or any server that speaks their protocol (vLLM, Ollama, llama.cpp).

    The key is not given here: it is read from OPENAI_API_KEY (Azure: AZURE_OPENAI_API_KEY) when something is
    asked, and kept nowhere. `model` is the model's name (Azure: the deployment's), `base_url` the address up
    to `/v1` (Azure: the resource's), `price` the money for a million tokens in and out, `consent=True` the
    word that texts and pictures may go there (a loopback address needs none), `redact` a function from a text
    or Pillow image to what may be sent of it. `limits` are the further fields of `Gpt`, as `in_flight=32` or
    `timeout=60`. Raises GptError naming what cannot be.
    """
    from nblabel.gpt.endpoint import Gpt

    return Gpt.at(
        model, base_url, api_version=api_version, azure=azure, price=price, consent=consent, redact=redact,
        **limits,
    )  # fmt: skip


class _Room(ModuleType):
    def __call__(self, *args: Any, **options: Any) -> "Gpt":
        """The model; the words are those of `model`."""
        return model(*args, **options)


sys.modules[__name__].__class__ = _Room
