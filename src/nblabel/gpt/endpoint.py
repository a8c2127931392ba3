"""Which model is asked, where it is, and under which limits. No key is ever part of it."""

import ipaddress
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, urlsplit

from nblabel.gpt.faults import GptError

OPENAI = "https://api.openai.com/v1"
# How many answers tell the confidence of an endpoint that gives no log-probabilities.
VOTES = 5


@dataclass(frozen=True)
class Gpt:
    """A language model behind an endpoint; `nl.gpt(...)` makes it.

    `price` is the money per million tokens in and out; None: unknown, so that no cost is told and a budget of
    money is refused. `votes` None means 5 answers per item where the endpoint gives no log-probabilities.
    Raises GptError naming what cannot be.
    """

    model: str
    base_url: str | None = None
    api_version: str | None = None
    azure: bool = False
    price: tuple[float, float] | None = None
    consent: bool = False
    redact: Callable[[Any], Any] | None = field(default=None, repr=False)
    in_flight: int = 32
    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None
    timeout: float = 60  # seconds until a request counts as lost
    votes: int | None = None
    answer_tokens: int = 256  # the most of one answer
    side: int = 768  # the longest side of a picture that is sent, in pixels
    context: int = 128_000  # tokens that the model takes at once, question and answer

    def __post_init__(self) -> None:
        if not isinstance(self.model, str) or not self.model.strip():
            raise GptError("A model has a name: nl.gpt('gpt-4o-mini').")
        _check_address(self._url)
        if self.azure and not (self.base_url and self.api_version):
            raise GptError("Azure needs base_url='https://<resource>.openai.azure.com' and an api_version.")
        for name in ("in_flight", "requests_per_minute", "tokens_per_minute", "timeout", "votes",
                     "answer_tokens", "side", "context"):  # fmt: skip
            if (value := getattr(self, name)) is not None and not value > 0:
                raise GptError(f"{name} is to be more than 0, not {value!r}.")
        if self.price is not None:
            object.__setattr__(self, "price", _price(self.price))
        if self.redact is not None and not callable(self.redact):
            raise GptError("redact is a function from a text or picture to what may be sent of it.")

    @classmethod
    def at(cls, model: str, base_url: str | None = None, *, azure: bool = False,
           api_version: str | None = None, **others: Any) -> "Gpt":  # fmt: skip
        """The model at this address; an address left out is that of the environment, as the openai client
        reads it, or OpenAI's. It is fixed here, so that what a person agrees to is what is used."""
        if azure:
            base_url = base_url or os.environ.get("AZURE_OPENAI_ENDPOINT")
            api_version = api_version or os.environ.get("OPENAI_API_VERSION")
        else:
            base_url = base_url or os.environ.get("OPENAI_BASE_URL") or None
        try:
            return cls(model, base_url, azure=azure, api_version=api_version, **others)
        except TypeError as error:
            raise GptError(f"nl.gpt does not know this: {error}") from None

    @property
    def _url(self) -> str:
        return (self.base_url or OPENAI).rstrip("/")

    @property
    def endpoint(self) -> str:
        """Where contents go: scheme://host[:port]/path."""
        parts = urlsplit(self._url)
        port = f":{parts.port}" if parts.port else ""
        return f"{parts.scheme.lower()}://{_bracketed(self.host)}{port}{parts.path}"

    @property
    def host(self) -> str:
        return (urlsplit(self._url).hostname or "").lower()

    @property
    def is_local(self) -> bool:
        """Whether the address is a loopback one: nothing leaves the machine."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def is_usual(self) -> bool:
        """Whether it is an endpoint of OpenAI or Azure, of which it is known what they can do."""
        return self.azure or self.host == urlsplit(OPENAI).hostname

    @property
    def name(self) -> str:
        """As in "gpt-4o-mini at api.openai.com"."""
        return f"{self.model} at {self.host}"

    @property
    def key_variable(self) -> str:
        """The environment variable that the key is read from."""
        return "AZURE_OPENAI_API_KEY" if self.azure else "OPENAI_API_KEY"

    @property
    def has_key(self) -> bool:
        """Whether there is a key, or this endpoint needs none."""
        return self.is_local or bool(os.environ.get(self.key_variable, "").strip())

    @property
    def most_votes(self) -> int:
        """How many answers an item gets where the endpoint gives no log-probabilities."""
        return self.votes or VOTES

    def cost(self, tokens_in: float, tokens_out: float) -> float | None:
        """The money for so many tokens; None where the price is not known."""
        if self.price is None:
            return None
        return (tokens_in * self.price[0] + tokens_out * self.price[1]) / 1_000_000

    def predict(self, contents: Sequence[Any]) -> list[Any]:
        """Not without a budget: raises GptError that names the way (`project.autolabel`)."""
        raise GptError(
            "A language model costs money per item: run project.autolabel(nl.gpt(...)) with a budget first, "
            "then project.assist.start(model=job)."
        )


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _check_address(url: str) -> None:
    """Raises GptError unless this is an http(s) address without anything secret in it."""
    parts = _split(url)
    if parts.username or parts.password or parts.query or parts.fragment:
        raise GptError(
            "base_url is an address alone, without user, password or query: keys come from the environment."
        )
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        raise GptError(f"base_url is an address such as 'http://localhost:8000/v1', not {url!r}.")


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except (ValueError, AttributeError, TypeError):
        raise GptError("base_url is an address such as 'http://localhost:8000/v1'.") from None
    return parts


def _price(price: Any) -> tuple[float, float]:
    """Raises GptError unless these are two numbers, neither less than 0."""
    try:
        first, second = map(float, price)
        if 0 <= first < float("inf") and 0 <= second < float("inf"):
            return first, second
    except (TypeError, ValueError):
        pass
    raise GptError("price is two numbers: the money for a million tokens in, and out.")
